/** What the data lack: a slip is an error, what may be newer or older than they are a warning. */
import { expect, it } from 'vitest';

import { lint } from '../../scripts/lint/lint.ts';
import { AS_OF, allow, policy } from '../support/lint-pages.ts';
import { workspace } from '../support/workspace.ts';

it.each<[string, string[]]>([
  ['s3:GetObjekt', ['error iam/invalid-action']],
  ['s3:HeadObject', ['error iam/invalid-action']],
  ['emr:ListClusters', ['error iam/invalid-service-in-action']],
  ['codedploy:ListApplications', ['error iam/invalid-service-in-action']],
  ['medical-imaging:StartDICOMExportJob', ['warning iam/invalid-action']],
  ['ec2:BrandNewThingOfTomorrow', ['warning iam/invalid-action']],
  ['iot:AssumeRoleWithCertificate', []],
])('%s', async (action, expected) => {
  const { problems } = await lint({
    root: workspace({ 'a.md': policy(allow(action)) }).root,
    asOf: AS_OF,
  });
  expect(problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
});

it('a service that has ended stands beside one that has not', async () => {
  const page = policy(allow('mobilehub:GetProject'), allow('sqs:ListQueues'));
  const { problems } = await lint({ root: workspace({ 'a.md': page }).root, asOf: AS_OF });
  expect(problems.map(({ severity, hint }) => [severity, hint])).toEqual([
    ['warning', expect.stringContaining('if AWS had such a service, it has ended')],
  ]);
});
