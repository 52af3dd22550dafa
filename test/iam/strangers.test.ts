/** Who may assume a role: tokens of others, callers of other accounts. */
import { describe, expect, it } from 'vitest';

import { judge, policyOf } from '../support/iam/judge.ts';

const GITHUB = 'token.actions.githubusercontent.com';

const codes = async (...statements: unknown[]): Promise<string[]> =>
  (await judge(policyOf(...statements), { kind: 'trust' }))
    .filter(({ code }) => code !== 'iam/specific-github-repo-and-branch-recommended')
    .map(({ severity, code }) => `${severity} ${code}`);

const web = (issuer: string, Condition?: object): unknown => ({
  Effect: 'Allow',
  Principal: {
    Federated: issuer.endsWith('google.com')
      ? issuer
      : `arn:aws:iam::111122223333:oidc-provider/${issuer}`,
  },
  Action: 'sts:AssumeRoleWithWebIdentity',
  ...(Condition && { Condition }),
});

const sub = (operator: string, ...values: string[]): object => ({
  StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' },
  [operator]: {
    ...(operator === 'StringEquals' && { [`${GITHUB}:aud`]: 'sts.amazonaws.com' }),
    [`${GITHUB}:sub`]: values,
  },
});

describe('a workflow of somebody else', () => {
  it.each<[string, object | undefined]>([
    ['no condition', undefined],
    ['the audience alone', { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } }],
    ['any repository', sub('StringLike', 'repo:*')],
    ['a repository of that name', sub('StringLike', 'repo:?*/app:*')],
    ['an owner whose name begins so', sub('StringLike', 'repo:acme*')],
    ['one of two', sub('StringLike', 'repo:acme/app:*', 'repo:*:ref:refs/heads/main')],
    ['everybody but one', sub('StringNotEquals', 'repo:evil/app:ref:refs/heads/main')],
    ['that there is a subject', { Null: { [`${GITHUB}:sub`]: 'false' } }],
    ['an environment', { StringEquals: { [`${GITHUB}:environment`]: 'production' } }],
    [
      'a subject where there is one',
      { ForAllValues: {}, 'ForAllValues:StringLike': { [`${GITHUB}:sub`]: 'repo:*/*:*' } },
    ],
  ])('passes: %s', async (_, condition) => {
    const { ForAllValues: _empty, ...rest } = (condition ?? {}) as Record<string, object>;
    const found = await codes(web(GITHUB, condition && rest));
    expect(found).toContain('error iam/missing-github-repo-condition-key');
  });

  it.each<[string, object]>([
    ['one branch', sub('StringEquals', 'repo:acme/app:ref:refs/heads/main')],
    ['one repository', sub('StringLike', 'repo:acme/app:*')],
    ['one owner', sub('StringLike', 'repo:acme/*')],
    ['with ids', sub('StringLike', 'repo:acme@1234/app@5678:*')],
    ['the repository', { StringEquals: { [`${GITHUB}:repository`]: 'acme/app' } }],
    ['the id of the owner', { StringEquals: { [`${GITHUB}:repository_owner_id`]: '1234' } }],
    [
      'a workflow',
      { StringLike: { [`${GITHUB}:job_workflow_ref`]: 'acme/flows/.github/workflows/a.yml@*' } },
    ],
  ])('does not: %s', async (_, condition) => {
    expect(await codes(web(GITHUB, condition))).toEqual([]);
  });

  it('is refused by a Deny', async () => {
    const deny = {
      Effect: 'Deny',
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${GITHUB}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringNotLike: { [`${GITHUB}:sub`]: 'repo:acme/*' } },
    };
    expect(await codes(web(GITHUB), deny)).toEqual([]);
  });
});

describe('other issuers', () => {
  it.each<[string, object | undefined, string[]]>([
    ['gitlab.com', { StringEquals: { 'gitlab.com:aud': 'https://gitlab.com' } }, ['error']],
    [
      'gitlab.com',
      { StringLike: { 'gitlab.com:sub': 'project_path:acme/*:ref_type:branch:ref:main' } },
      [],
    ],
    ['gitlab.com', { StringLike: { 'gitlab.com:sub': 'project_path:*/app:*' } }, ['error']],
    [
      'app.terraform.io',
      { StringEquals: { 'app.terraform.io:aud': 'aws.workload.identity' } },
      ['error'],
    ],
    ['app.terraform.io', { StringLike: { 'app.terraform.io:sub': 'organization:acme:*' } }, []],
    [
      'agent.buildkite.com',
      { StringEquals: { 'agent.buildkite.com:aud': 'sts.amazonaws.com' } },
      ['error'],
    ],
    [
      'agent.buildkite.com',
      { StringLike: { 'agent.buildkite.com:sub': 'organization:acme:*' } },
      [],
    ],
    ['oidc.vercel.com', { StringEquals: { 'oidc.vercel.com:aud': 'https://vercel.com/acme' } }, []],
    ['accounts.google.com', undefined, ['error']],
    [
      'accounts.google.com',
      { StringEquals: { 'accounts.google.com:aud': '1.apps.googleusercontent.com' } },
      [],
    ],
    ['accounts.google.com', { StringEquals: { 'accounts.google.com:sub': '1234' } }, []],
    [
      'oidc.eks.us-east-1.amazonaws.com/id/ABC',
      { StringEquals: { 'oidc.eks.us-east-1.amazonaws.com/id/ABC:aud': 'sts.amazonaws.com' } },
      ['warning'],
    ],
    [
      'oidc.eks.us-east-1.amazonaws.com/id/ABC',
      {
        StringEquals: {
          'oidc.eks.us-east-1.amazonaws.com/id/ABC:sub': 'system:serviceaccount:a:b',
        },
      },
      [],
    ],
    ['login.example.com', undefined, ['warning']],
    ['login.example.com', { StringEquals: { 'login.example.com:aud': 'app' } }, []],
    ['oidc.circleci.com/org/1', { StringEquals: { 'oidc.circleci.com/org/1:aud': '1' } }, []],
  ])('%s %o', async (issuer, condition, severities) => {
    expect(await codes(web(issuer, condition))).toEqual(
      severities.map((severity) => `${severity} iam/missing-condition-key-for-oidc-principal`),
    );
  });

  it('whose keys are not those of the provider let nobody in', async () => {
    expect(
      await codes(web('gitlab.com', sub('StringEquals', 'repo:acme/app:ref:refs/heads/main'))),
    ).toEqual(['error iam/condition-key-of-another-issuer']);
  });

  it('have no scheme in their ARN', async () => {
    expect(await codes(web(`https://${GITHUB}`))).toEqual([
      'error iam/invalid-federated-principal-syntax-in-role-trust-policy',
    ]);
  });

  it.each([
    `arn:aws:iam::111122223333::oidc-provider/${GITHUB}`,
    `arn:aws:iam::111122223333:provider/oidc-provider/${GITHUB}`,
    `https://${GITHUB}`,
    GITHUB,
  ])('are named as their ARN is: %s', async (Federated) => {
    const statement = {
      ...(web(GITHUB, sub('StringEquals', 'x')) as object),
      Principal: { Federated },
    };
    const [problem] = await judge(policyOf(statement), { kind: 'trust' });
    expect(problem?.hint).toBe(
      `write it like \`arn:aws:iam::111122223333:oidc-provider/${GITHUB}\``,
    );
  });
});

describe('every AWS account', () => {
  const any = (Condition?: object): unknown => ({
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 'sts:AssumeRole',
    ...(Condition && { Condition }),
  });
  it.each<[object | undefined, boolean]>([
    [undefined, true],
    [{ StringEquals: { 'sts:ExternalId': 'secret' } }, true],
    [{ StringLike: { 'sts:RoleSessionName': 'app-*' } }, true],
    [{ StringEquals: { 'aws:PrincipalTag/team': 'a' } }, true],
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, true],
    [{ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, false],
    [{ StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, true],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } }, false],
    [{ StringEquals: { 'aws:SourceVpc': 'vpc-1234' } }, false],
    [{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, false],
  ])('%o', async (condition, isOpen) => {
    expect(await codes(any(condition))).toEqual(isOpen ? ['error iam/trust-admits-anyone'] : []);
  });
});

describe('a token of an issuer of one’s own', () => {
  const CLUSTER = 'oidc.eks.us-east-1.amazonaws.com/id/A1B2C3D4E5F6';
  const OWN = [
    'oidc.circleci.com/org/1b2c3d4e-0000-4000-8000-a1b2c3d4e5f6',
    'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc',
    'acme.app.spacelift.io',
  ];
  const warning = ['warning iam/missing-condition-key-for-oidc-principal'];

  it.each(OWN)('%s passes whatever it says', async (issuer) => {
    for (const condition of [
      undefined,
      { StringLike: { [`${issuer}:sub`]: '*' } },
      { StringNotEquals: { [`${issuer}:sub`]: 'app' } },
      { StringNotLike: { [`${issuer}:sub`]: 'app*' } },
      { Null: { [`${issuer}:sub`]: 'false' } },
      { 'ForAllValues:StringLike': { [`${issuer}:amr`]: 'app' } },
    ])
      expect(await codes(web(issuer, condition))).toEqual(warning);
  });

  it.each(OWN)('%s does not pass if it says the wrong thing', async (issuer) => {
    for (const condition of [
      { StringEquals: { [`${issuer}:aud`]: 'acme' } },
      { StringLike: { [`${issuer}:sub`]: ['production:*', '*:path:/root/production/*'] } },
      { StringEquals: { [`${issuer}:aud`]: 'acme' }, StringLike: { [`${issuer}:sub`]: '*' } },
    ])
      expect(await codes(web(issuer, condition))).not.toContain(warning[0]);
  });

  it.each<[string, object, string[]]>([
    ['the audience alone', { StringEquals: { [`${CLUSTER}:aud`]: 'sts.amazonaws.com' } }, warning],
    ['any account', { StringLike: { [`${CLUSTER}:sub`]: 'system:serviceaccount:*' } }, warning],
    ['any subject', { StringLike: { [`${CLUSTER}:sub`]: '*' } }, warning],
    ['one name', { StringLike: { [`${CLUSTER}:sub`]: 'system:serviceaccount:*:app' } }, []],
    ['one namespace', { StringLike: { [`${CLUSTER}:sub`]: 'system:serviceaccount:ns:*' } }, []],
  ])('of a cluster: %s', async (_, condition, expected) => {
    expect(await codes(web(CLUSTER, condition))).toEqual(expected);
  });
});
