/** Trust in web identity: a token of the right issuer is not enough. */
import { readArn } from './arn.ts';
import { type Finding, found, type CheckedPolicy, type StatementCheck } from './finding.ts';
import { GITHUB, type Issuer, sharedIssuer } from '../issuers.ts';
import { formOverlaps, type SubjectForms, subjectForms } from '../subjects.ts';
import { admitsToken } from './strangers.ts';
import { type WrittenCondition, type WrittenPrincipal, type WrittenStatement } from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html */
export const webIdentityChecks: readonly StatementCheck[] = [
  oidcConditions,
  subjectForm,
  audienceQualifier,
];

function* oidcConditions(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  if (policy.kind !== 'trust' || statement.effect !== 'Allow') return;
  for (const principal of statement.principals) {
    const name = issuerOf(principal);
    if (name === undefined) continue;
    const foreign = keyOfAnother(statement, name);
    const issuer = sharedIssuer(name);
    if (foreign) yield otherIssuer(statement, foreign, name);
    else if (!issuer) yield* ownIssuer(statement, principal, name, alone(policy, statement));
    else if (admitsToken(alone(policy, statement), principal.value.value, issuer))
      yield strangers(statement, principal, issuer);
    else if (issuer.name === GITHUB) yield* wideSubject(statement);
  }
}

/** The policy with one of its Allow statements, and every Deny. */
const alone = (policy: CheckedPolicy, statement: WrittenStatement): CheckedPolicy => ({
  ...policy,
  statements: policy.statements.filter((one) => one === statement || one.effect === 'Deny'),
});

/** The issuer of a provider in lower case; its keys begin with it. Not of one that IAM refuses. */
function issuerOf({ type, value: { value } }: WrittenPrincipal): string | undefined {
  if (type !== 'Federated' || value.includes('${')) return undefined;
  const provider = readArn(value)?.resource;
  if (provider?.startsWith('oidc-provider/')) {
    const issuer = provider.slice('oidc-provider/'.length).toLowerCase();
    return /^https?:/.test(issuer) || issuer.includes('*') ? undefined : issuer;
  }
  return /^[a-z.-]+\.com$/.test(value) ? value : undefined;
}

/** A key with the host of another issuer, whose claims are never in a token of this one. */
function keyOfAnother(
  { conditions }: WrittenStatement,
  issuer: string,
): WrittenCondition | undefined {
  return conditions.find(({ key, operator }) => {
    const prefix = key.value.toLowerCase().replace(/:[^:]*$/, '');
    const isHost = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[\w.~/-]*)?$/.test(prefix);
    const isAsked =
      operator?.negated === false && !operator.ifExists && operator.family === 'String';
    return isHost && isAsked && domainOf(prefix) !== domainOf(issuer);
  });
}

const domainOf = (issuer: string): string =>
  (issuer.split('/')[0] ?? '').split('.').slice(-2).join('.');

function otherIssuer(
  statement: WrittenStatement,
  { key }: WrittenCondition,
  issuer: string,
): Finding {
  return found(
    'iam/condition-key-of-another-issuer',
    statement,
    key.range,
    `tokens of ${issuer} have no \`${key.value}\`, so nobody can assume the role`,
    `write \`${issuer}:${key.value.slice(key.value.lastIndexOf(':') + 1)}\`, or name the other provider as principal`,
  );
}

/** An issuer of one's own: its tokens are one's own, but a cluster's are of all its workloads. */
function* ownIssuer(
  statement: WrittenStatement,
  { value }: WrittenPrincipal,
  issuer: string,
  policy: CheckedPolicy,
): Iterable<Finding> {
  const isCluster = /^oidc\.eks\.|^oidc\.eks-/.test(issuer);
  // Other tokens of the issuer have another audience; in a cluster all have the same.
  const foreign = isCluster
    ? { sub: ['system:serviceaccount:somebody:else'] }
    : { sub: ['somebody-else'], aud: ['somebody-else'] };
  const anyone: Issuer = { name: issuer, claim: 'sub', example: '', foreign };
  const isOpen = statement.conditions.some(({ key }) => key.value.includes('${'));
  if (isOpen || !admitsToken(policy, value.value, anyone, false)) return;
  yield found(
    'iam/missing-condition-key-for-oidc-principal',
    statement,
    value.range,
    isCluster
      ? `every workload of the cluster ${issuer} can assume the role`
      : `anyone who holds a token of ${issuer} can assume the role`,
    `add \`"StringEquals": { "${issuer}:aud": "…", "${issuer}:sub": "…" }\``,
  );
}

function strangers(
  statement: WrittenStatement,
  { value }: WrittenPrincipal,
  { name, claim, example }: Issuer,
): Finding {
  const isGithub = name === GITHUB;
  return {
    ...found(
      isGithub
        ? 'iam/missing-github-repo-condition-key'
        : 'iam/missing-condition-key-for-oidc-principal',
      statement,
      value.range,
      isGithub
        ? 'a workflow of a GitHub repository that is not yours can assume the role'
        : `${name} issues tokens to others too, and one of theirs can assume the role`,
      `add \`"${example.includes('*') || isGithub ? 'StringLike' : 'StringEquals'}": { "${name}:${claim}": "${example}" }\`${isGithub ? '; tokens without ids have `repo:ORG/REPO:…`' : ''}`,
    ),
    severity: 'error',
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub */
function* wideSubject(statement: WrittenStatement): Iterable<Finding> {
  const claims = statement.conditions.filter(({ key }) =>
    key.value.toLowerCase().startsWith(`${GITHUB}:`),
  );
  const others = claims.filter(({ key }) => !/:(?:sub|aud)$/i.test(key.value));
  const subject = claims.find(({ key }) => /:sub$/i.test(key.value));
  const wide = subject?.values.find(({ value }) => /[*?]/.test(value));
  if (!wide || others.length > 0) return;
  yield found(
    'iam/specific-github-repo-and-branch-recommended',
    statement,
    wide.range,
    `"${wide.value}" admits more than one branch, pull requests perhaps among them`,
    'name the branch: `repo:ORG@ID/REPO@ID:ref:refs/heads/main`, without the ids for older tokens',
  );
}

/** A subject in a form that the issuer never writes. What is meant as a wildcard counts as one. */
function* subjectForm(statement: WrittenStatement, { kind }: CheckedPolicy): Iterable<Finding> {
  if (kind !== 'trust') return;
  for (const { key, operator, values } of statement.conditions) {
    const issuer = /^(.*):sub$/.exec(key.value.toLowerCase())?.[1] ?? '';
    const known = subjectForms(issuer);
    if (!known || operator?.family !== 'String' || operator.negated) continue;
    for (const { value, range } of values) {
      if (value === '' || mayBeSubject(value, known)) continue;
      yield {
        ...found(
          'iam/impossible-value',
          statement,
          range,
          `no token of ${issuer} has a subject like "${value}"`,
          subjectHint(value, known),
        ),
        severity: 'warning',
      };
    }
  }
}

/** A variable is a name, a path, or, as the last one, all that follows. */
function mayBeSubject(value: string, { forms, never }: SubjectForms): boolean {
  const [first = '', ...rest] = value.split(/\$\{[^}]*\}/);
  const last = rest.pop();
  const patterns = ['x', 'x/x'].flatMap((name) => {
    const before = [first, ...rest].join(name);
    return last === undefined ? [before] : [`${before}${name}${last}`, `${before}*${last}`];
  });
  return patterns.some(
    (pattern) => never?.test(pattern) !== true && forms.some((form) => formOverlaps(form, pattern)),
  );
}

function subjectHint(value: string, { example, isCustomizable }: SubjectForms): string {
  const repository = /^(?:repo:)?(?:https?:\/\/)?(?:github\.com\/)?([\w.@-]+\/[\w.@-]+)/.exec(
    value,
  )?.[1];
  const own =
    repository !== undefined && example.includes('ORG/REPO')
      ? example.replace('ORG/REPO', repository)
      : example;
  return `write it like \`${own}\`${isCustomizable ? ', unless you chose another form for your tokens' : ''}`;
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
      `write \`${operator.name}\``,
    );
  }
}
