/** Trust in web identity: a token of the right issuer is not enough. */
import { type Finding, found, type CheckedPolicy, type StatementCheck } from './finding.ts';
import { type WrittenCondition, type WrittenStatement } from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html */
export const webIdentityChecks: readonly StatementCheck[] = [oidcConditions, audienceQualifier];

const GITHUB = 'token.actions.githubusercontent.com';

/** Claims of GitHub that name a repository, an owner or a workflow; each narrows the trust. */
const GITHUB_CLAIMS = [
  'sub',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'job_workflow_ref',
  'enterprise_id',
  'environment',
] as const;

function* oidcConditions(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  if (policy.kind !== 'trust' || statement.effect !== 'Allow') return;
  for (const { type, value } of statement.principals) {
    const issuer = type === 'Federated' ? issuerOf(value.value) : undefined;
    if (issuer === undefined) continue;
    const conditions = statement.conditions.filter(({ key }) =>
      key.value.toLowerCase().startsWith(`${issuer}:`),
    );
    if (conditions.length === 0) {
      yield found(
        'iam/missing-condition-key-for-oidc-principal',
        statement,
        value.range,
        `whoever holds any token of ${issuer} can assume the role`,
        `Add \`"StringEquals": { "${issuer}:aud": "…", "${issuer}:sub": "…" }\`.`,
      );
    } else if (issuer === GITHUB) {
      yield* githubConditions(statement, value.range, conditions);
    }
  }
}

/** The issuer of a provider in lower case; its keys begin with it. */
function issuerOf(provider: string): string | undefined {
  const marker = ':oidc-provider/';
  const at = provider.indexOf(marker);
  if (at !== -1) return provider.slice(at + marker.length).toLowerCase();
  return /^[a-z.-]+\.com$/.test(provider) ? provider : undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub */
function* githubConditions(
  statement: WrittenStatement,
  range: Finding['range'],
  conditions: readonly WrittenCondition[],
): Iterable<Finding> {
  const claims = conditions.filter(({ key }) =>
    GITHUB_CLAIMS.some((claim) => key.value.toLowerCase() === `${GITHUB}:${claim}`),
  );
  const open = claims.every(({ values }) => values.some(({ value }) => matchesAnyRepo(value)));
  if (open) {
    yield found(
      'iam/missing-github-repo-condition-key',
      statement,
      range,
      'a workflow of any GitHub repository can assume the role',
      `Add \`"StringLike": { "${GITHUB}:sub": "repo:ORG/REPO:ref:refs/heads/main" }\`.`,
    );
    return;
  }
  const subject = claims.find(({ key }) => key.value.toLowerCase() === `${GITHUB}:sub`);
  const wide = subject?.values.find(({ value }) => /[*?]/.test(value));
  if (wide && claims.length === 1) {
    yield found(
      'iam/specific-github-repo-and-branch-recommended',
      statement,
      wide.range,
      `"${wide.value}" admits more than one branch, pull requests perhaps among them`,
      'Name the branch: `repo:ORG/REPO:ref:refs/heads/main`.',
    );
  }
}

/** A subject that begins with a wildcard says nothing about whose repository it is. */
function matchesAnyRepo(value: string): boolean {
  return /^(?:repo:)?\*/.test(value);
}

function* audienceQualifier(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  if (policy.kind !== 'trust') return;
  for (const { key, operator, operatorText } of statement.conditions) {
    if (operator?.qualifier !== 'ForAnyValue' || !key.value.toLowerCase().endsWith(':aud'))
      continue;
    yield found(
      'iam/foranyvalue-with-audience-claim-type',
      statement,
      operatorText.range,
      `with \`ForAnyValue\`, a token for several audiences passes as soon as one of them fits`,
      `Write \`${operator.name}\`.`,
    );
  }
}
