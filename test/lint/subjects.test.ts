/** Subjects of web identity tokens, and wildcards where they are plain letters. */
import { describe, expect, it } from 'vitest';

import { allow, on, policy } from '../support/lint-pages.ts';

const GITHUB = 'token.actions.githubusercontent.com';
const EKS = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const CIRCLECI = 'oidc.circleci.com/org/11111111-2222-3333-4444-555555555555';

const trusting = (issuer: string, subject: string, operator: string): string =>
  `{ "Effect": "Allow", "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/${issuer}" }, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": { "${operator}": { "${issuer}:sub": "${subject}" } } }`;

const codes = async (
  issuer: string,
  subject: string,
  operator = 'StringEquals',
): Promise<string[]> =>
  (await on(policy(trusting(issuer, subject, operator)))).map((found) =>
    found.replace(/^\S+ /, ''),
  );

describe('a subject that no token has', () => {
  it.each([
    [GITHUB, 'repo:acme/app'],
    [GITHUB, 'repo:acme/app:refs/heads/main'],
    [GITHUB, 'repo:acme/app:ref:main'],
    [GITHUB, 'repo:acme/app:ref:heads/main'],
    [GITHUB, 'repo:acme/app:branch:main'],
    [GITHUB, 'repo:acme/app:env:production'],
    [GITHUB, 'repo:acme/app:pull-request'],
    [GITHUB, 'repo:acme:ref:refs/heads/main'],
    [GITHUB, 'acme/app:ref:refs/heads/main'],
    [GITHUB, 'repo:https://github.com/acme/app:ref:refs/heads/main'],
    [GITHUB, 'repo:github.com/acme/app:ref:refs/heads/main'],
    [GITHUB, 'repo:<ORG>/<REPO>:refs/heads/<BRANCH>'],
    [GITHUB, 'repo:my-org/my-repo:refs/heads/main'],
    [GITHUB, 'repo:YOUR_ORG/YOUR_REPO'],
    ['gitlab.com', 'project_path:acme/app'],
    ['gitlab.com', 'project:acme/app:ref_type:branch:ref:main'],
    ['gitlab.com', 'project_path:acme/app:ref_type:branch:main'],
    ['gitlab.com', 'project_path:acme/app:ref_type:heads:ref:main'],
    ['app.terraform.io', 'organization:acme:workspace:w:run_phase:plan'],
    ['app.terraform.io', 'org:acme:project:p:workspace:w:run_phase:plan'],
    ['app.terraform.io', 'organization:acme:project:p:workspace:w'],
    ['agent.buildkite.com', 'organization:acme:pipeline:p'],
    ['agent.buildkite.com', 'org:acme:pipeline:p:ref:refs/heads/main:commit:c:step:s'],
    [CIRCLECI, 'org:1111:project:2222'],
    [CIRCLECI, 'org/1111/project/2222'],
    [EKS, 'system:serviceaccount:ns'],
    [EKS, 'system:serviceaccount:ns/app'],
    [EKS, 'system:serviceaccounts:ns:app'],
    [EKS, 'serviceaccount:ns:app'],
  ])('%s: %s', async (issuer, subject) => {
    expect(await codes(issuer, subject)).toEqual(['iam/impossible-value']);
  });

  it.each([
    [GITHUB, 'acme/app:*'],
    [GITHUB, 'repo:github.com/acme/app:*'],
    [GITHUB, 'repo:acme/app:refs/heads/*'],
    [GITHUB, 'repo:acme/app'],
    [EKS, 'serviceaccount:*:app'],
  ])('as a pattern, %s: %s', async (issuer, subject) => {
    expect(await codes(issuer, subject, 'StringLike')).toContain('iam/impossible-value');
  });
});

describe('a star in a subject under StringEquals is a letter', () => {
  it.each([
    [GITHUB, 'repo:acme/*'],
    [GITHUB, 'repo:acme/app:*'],
    [GITHUB, 'repo:my-org/my-repo:*'],
    [GITHUB, 'repo:<ORG>/<REPO>:*'],
    [GITHUB, 'repo:acme/app:ref:refs/heads/*'],
    ['gitlab.com', 'project_path:acme/*:ref_type:branch:ref:main'],
    ['app.terraform.io', 'organization:acme:project:p:workspace:w:run_phase:*'],
    ['agent.buildkite.com', 'organization:acme:pipeline:p:*'],
    [EKS, 'system:serviceaccount:ns:*'],
  ])('%s: %s', async (issuer, subject) => {
    expect(await codes(issuer, subject)).toEqual(['iam/wildcard-without-like-operator']);
  });
});

describe('a subject that some token has is left alone', () => {
  it.each([
    [GITHUB, 'repo:acme/app:ref:refs/heads/main'],
    [GITHUB, 'repo:acme@12/app@34:ref:refs/heads/main'],
    [GITHUB, 'repo:acme/app:ref:refs/tags/v1'],
    [GITHUB, 'repo:acme/app:pull_request'],
    [GITHUB, 'repo:acme/app:environment:Production'],
    [GITHUB, 'repo:acme/app:job_workflow_ref:acme/ci/.github/workflows/a.yml@refs/heads/main'],
    [GITHUB, 'repository_owner:acme:environment:production'],
    [GITHUB, 'repo:<ORG>/<REPO>:ref:refs/heads/<BRANCH>'],
    [GITHUB, 'repo:${var.org}/${var.repo}:environment:${var.environment}'],
    [GITHUB, 'repo:my-org/my-repo:ref:refs/heads/main'],
    [GITHUB, '<YOUR_SUBJECT>'],
    ['gitlab.com', 'project_path:acme/app:ref_type:branch:ref:main'],
    ['gitlab.com', 'project_path:acme/group/app:ref_type:tag:ref:v1'],
    ['app.terraform.io', 'organization:acme:project:p:workspace:w:run_phase:apply'],
    ['app.terraform.io', 'organization:acme:project:p:stack:s:deployment:d:operation:plan'],
    ['agent.buildkite.com', 'organization:acme:pipeline:p:ref:refs/heads/main:commit:c:step:s'],
    [CIRCLECI, 'org/1111/project/2222/user/3333'],
    [EKS, 'system:serviceaccount:ns:app'],
    ['oidc.example.com', 'anything'],
  ])('%s: %s', async (issuer, subject) => {
    expect(await codes(issuer, subject)).toEqual([]);
  });

  it.each([
    [GITHUB, 'repo:acme/*'],
    [GITHUB, 'repo:acme/app*'],
    [GITHUB, 'repo:acme/app:*'],
    [GITHUB, 'repo:acme/*:ref:refs/heads/main'],
    [GITHUB, 'repo:<ORG>/<REPO>:*'],
    ['gitlab.com', 'project_path:acme/*:ref_type:branch:ref:main'],
    ['gitlab.com', 'project_path:acme/*'],
    ['app.terraform.io', 'organization:acme:project:p:workspace:w:*'],
    ['agent.buildkite.com', 'organization:acme:pipeline:*'],
    [CIRCLECI, 'org/1111/project/2222/*'],
    [EKS, 'system:serviceaccount:*:app'],
    [EKS, 'system:serviceaccount:ns-*'],
  ])('as a pattern, %s: %s', async (issuer, subject) => {
    expect(await codes(issuer, subject, 'StringLike')).toEqual([]);
  });
});

describe('a star in any value under StringEquals', () => {
  const when = (operator: string, key: string, value: string): string =>
    policy(
      `{ "Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "*", "Condition": { "${operator}": { "${key}": "${value}" } } }`,
    );

  it.each([
    ['StringEquals', 'aws:ResourceTag/team', 'dev-*'],
    ['StringEquals', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/app-*'],
    ['StringNotEquals', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/*'],
    ['StringEqualsIfExists', 'aws:PrincipalTag/path', 'home/*'],
  ])('is a letter: %s %s %s', async (operator, key, value) => {
    expect((await on(when(operator, key, value))).join()).toContain(
      'iam/wildcard-without-like-operator',
    );
  });

  it.each([
    ['StringLike', 'aws:ResourceTag/team', 'dev-*'],
    ['ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/app-*'],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/app-*'],
    ['StringEquals', 'aws:ResourceTag/team', 'dev'],
    ['StringEquals', 'aws:ResourceTag/team', '*TEAM*'],
    ['StringEquals', 'aws:ResourceTag/team', '${aws:PrincipalTag/team}'],
  ])('is none: %s %s %s', async (operator, key, value) => {
    expect(await on(when(operator, key, value))).toEqual([]);
  });

  it('is reported where the page shows it', async () => {
    expect(await on(policy(allow('s3:GetObject', 'arn:aws:s3:::reports/*')))).toEqual([]);
  });
});
