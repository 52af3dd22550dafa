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

describe('an IAM policy with a principal', () => {
  const page = (lead: string, principal: string): string =>
    `${lead}\n\n${policy(`{ "Sid": "a-1", "Effect": "Allow", "Principal": ${principal}, "Action": "sns:Publish", "Resource": "*" }`)}`;
  const LEAD = 'The following example IAM policy lets it publish.';

  it('is that of a resource if the principal is a service', async () => {
    expect(await on(page(LEAD, '{ "Service": "chime.amazonaws.com" }'))).toEqual([]);
  });

  it('has a principal too many if it is not', async () => {
    const found = await on(page(LEAD, '{ "AWS": "arn:aws:iam::111122223333:role/x" }'));
    expect(found).toContainEqual(expect.stringContaining('iam/unsupported-principal'));
  });

  it('has one too many where a role is to have it', async () => {
    const found = await on(
      page('Attach the following policy to the role:', '{ "Service": "chime.amazonaws.com" }'),
    );
    expect(found).toContainEqual(expect.stringContaining('iam/unsupported-principal'));
  });
});
