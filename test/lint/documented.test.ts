/** What AWS documents, though its lists lack it, and what a policy is that has two names. */
import { describe, expect, it } from 'vitest';

import { allow, on, policy } from '../support/lint-pages.ts';

describe('actions of policies of AWS IoT', () => {
  it.each([
    'GetDeploymentConfiguration',
    'PutCertificateAuthorities',
    'VerifyClientDeviceIdentity',
  ])('greengrass:%s', async (name) => {
    const action = `greengrass:${name}`;
    expect(await on(`It needs \`${action}\`.\n\n${policy(allow(action))}`)).toEqual([]);
  });

  it('others are unknown', async () => {
    expect(await on(policy(allow('greengrass:VerifyClientDevice')))).toEqual([
      '5:36 iam/invalid-action',
    ]);
  });
});

it('actions that Account Factory of Control Tower asks for', async () => {
  const names = ['sso:GetPeregrineStatus', 'sso:ProvisionSAMLProvider'];
  const groups = 'sso-directory:SearchGroupsWithGroupName';
  expect(await on(policy(...[...names, groups].map((name) => allow(name))))).toEqual([]);
  expect(await on(policy(allow('sso:GetPeregrine')))).toEqual(['5:36 iam/invalid-action']);
});

describe('a Region in ARNs of QuickSight', () => {
  const user = 'user/${aws:userid}';

  it('users have none', async () => {
    const arn = `arn:aws:quicksight::111122223333:${user}`;
    expect(await on(policy(allow('quicksight:CreateUser', arn)))).toEqual([]);
  });

  it('dashboards have one', async () => {
    const arn = 'arn:aws:quicksight::111122223333:dashboard/sales';
    expect(await on(policy(allow('quicksight:DescribeDashboard', arn)))).toEqual([
      '5:80 iam/missing-arn-region',
    ]);
  });
});

describe('an access policy may be that of a topic', () => {
  const page = (lead: string): string =>
    `${lead}\n\n${policy('{ "Effect": "Allow", "Principal": { "Service": "ses.amazonaws.com" }, "Action": "sns:Publish", "Resource": "*" }')}`;

  it('which has a principal', async () => {
    const lead =
      'In the SNS console, expand **Access policy** and add the following permission policy:';
    expect(await on(page(lead))).toEqual([]);
  });

  it('a permission policy alone has none', async () => {
    expect(await on(page('Add the following permission policy:'))).toEqual([
      '7:26 iam/unsupported-principal',
    ]);
  });
});
