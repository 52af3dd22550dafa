/**
 * Issuers of web identity tokens: which of them strangers share, and which of their claims tell
 * customers apart. From AWS's page on shared providers, which IAM holds new trust policies to:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */

export interface Issuer {
  /** In lower case; condition keys begin with it. */
  readonly name: string;
  /** The claim that says whose token it is. */
  readonly claim: 'sub' | 'aud';
  /** What a claim that names the customer looks like, for hints. */
  readonly example: string;
  /** Claims of a token that a stranger has, besides those that strangers choose. */
  readonly foreign: Readonly<Record<string, readonly string[]>>;
}

const STRANGER = 'somebody-else';

const issuer = (
  name: string,
  claim: Issuer['claim'],
  example: string,
  foreign: string,
): Issuer => ({
  name,
  claim,
  example,
  foreign: { [claim]: [foreign] },
});

export const GITHUB = 'token.actions.githubusercontent.com';

const ALL: readonly Issuer[] = [
  {
    name: GITHUB,
    claim: 'sub',
    example: 'repo:ORG@ID/REPO@ID:ref:refs/heads/main',
    // The subject names the ids of owner and repository since July 2026; older tokens do not.
    foreign: {
      sub: [
        `repo:${STRANGER}/anything:ref:refs/heads/main`,
        `repo:${STRANGER}@900000001/anything@900000002:ref:refs/heads/main`,
      ],
      repository: [`${STRANGER}/anything`],
      repository_owner: [STRANGER],
      repository_id: ['900000002'],
      repository_owner_id: ['900000001'],
      job_workflow_ref: [`${STRANGER}/anything/.github/workflows/a.yml@refs/heads/main`],
      workflow_ref: [`${STRANGER}/anything/.github/workflows/a.yml@refs/heads/main`],
      actor: [STRANGER],
      actor_id: ['900000003'],
      enterprise: [STRANGER],
      enterprise_id: ['900000004'],
    },
  },
  issuer(
    'vstoken.actions.githubusercontent.com',
    'sub',
    'repo:ORG/REPO:ref:refs/heads/main',
    `repo:${STRANGER}/anything:ref:refs/heads/main`,
  ),
  issuer(
    'oidc-configuration.audit-log.githubusercontent.com',
    'sub',
    'https://github.com/ENTERPRISE',
    `https://github.com/${STRANGER}`,
  ),
  issuer(
    'gitlab.com',
    'sub',
    'project_path:GROUP/PROJECT:ref_type:branch:ref:main',
    `project_path:${STRANGER}/anything:ref_type:branch:ref:main`,
  ),
  issuer(
    'app.terraform.io',
    'sub',
    'organization:ORG:project:PROJECT:workspace:WORKSPACE:run_phase:*',
    `organization:${STRANGER}:project:anything:workspace:anything:run_phase:apply`,
  ),
  issuer(
    'agent.buildkite.com',
    'sub',
    'organization:ORG:pipeline:PIPELINE:*',
    `organization:${STRANGER}:pipeline:anything:ref:refs/heads/main:commit:0:step:a`,
  ),
  issuer(
    'oidc.codefresh.io',
    'sub',
    'account:ACCOUNT:pipeline:PIPELINE:*',
    `account:${STRANGER}:pipeline:anything:initiator:a`,
  ),
  issuer(
    'studio.datachain.ai/api',
    'sub',
    'credentials:TEAM/*',
    `credentials:${STRANGER}/anything`,
  ),
  issuer(
    'scalr.io',
    'sub',
    'account:ACCOUNT:environment:ENVIRONMENT:workspace:WORKSPACE',
    `account:${STRANGER}:environment:anything:workspace:anything`,
  ),
  issuer('tokens.cloud.shisho.dev', 'sub', 'job:ORG:*', `job:${STRANGER}:anything`),
  issuer(
    'proidc.upbound.io',
    'sub',
    'mcp:ORG/CONTROL-PLANE:provider:provider-aws',
    `mcp:${STRANGER}/anything:provider:provider-aws`,
  ),
  issuer('api.pulumi.com/oidc', 'aud', 'aws:ORG', `aws:${STRANGER}`),
  issuer('oidc.vercel.com', 'aud', 'https://vercel.com/TEAM', `https://vercel.com/${STRANGER}`),
  issuer('token.sandboxes.cloud', 'aud', 'ORG', STRANGER),
  issuer(
    'cognito-identity.amazonaws.com',
    'aud',
    'us-east-1:IDENTITY-POOL-ID',
    'us-east-1:00000000-0000-0000-0000-000000000000',
  ),
  issuer('accounts.google.com', 'aud', 'CLIENT-ID', '000000000000.apps.googleusercontent.com'),
];

const BY_NAME: ReadonlyMap<string, Issuer> = new Map(ALL.map((one) => [one.name, one]));

/** The issuer, if strangers can get tokens from it too. `name` is as in condition keys, without `https://`. */
export function sharedIssuer(name: string): Issuer | undefined {
  return BY_NAME.get(name);
}

/** Claims that a stranger cannot choose freely: they say who it is. */
export function isBound({ name, claim, foreign }: Issuer, key: string): boolean {
  if (key === claim || Object.hasOwn(foreign, key)) return true;
  return name !== GITHUB && key !== 'aud';
}
