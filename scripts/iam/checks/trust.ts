/** Role trust policies: who may assume a role, and how. */
import { globMatches } from '../glob.ts';
import { isAccount, readArn } from './arn.ts';
import { admitsCaller } from './strangers.ts';
import { type Finding, found, type CheckedPolicy, type StatementCheck } from './finding.ts';
import { type WrittenPrincipal, type WrittenStatement, type Text } from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html */
export const trustChecks: readonly StatementCheck[] = [
  shape,
  actionsOfTrust,
  bareWildcards,
  federatedNames,
  actionsFitPrincipals,
  rolesAnywhere,
  podIdentity,
  anyCaller,
].map((check) => onlyTrust(check));

/** What a trust policy may grant. https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html */
const ASSUMING = {
  role: 'sts:AssumeRole',
  web: 'sts:AssumeRoleWithWebIdentity',
  saml: 'sts:AssumeRoleWithSAML',
} as const;
const ACCOMPANYING = ['sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'] as const;
const TRUST_ACTIONS: readonly string[] = [...Object.values(ASSUMING), ...ACCOMPANYING];

/** Providers that IAM knows without an ARN. */
const BUILT_IN_PROVIDERS: ReadonlySet<string> = new Set([
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
]);

function onlyTrust(check: StatementCheck): StatementCheck {
  return (statement, policy) => (policy.kind === 'trust' ? check(statement, policy) : []);
}

function* shape(statement: WrittenStatement): Iterable<Finding> {
  for (const name of ['Resource', 'NotResource']) {
    const entry = statement.elements.get(name);
    if (!entry) continue;
    yield found(
      'iam/role-trust-policy-syntax-error-resource',
      statement,
      entry.keyRange,
      `a trust policy cannot have \`${name}\`: its resource is the role`,
      'remove it',
    );
  }
  const notPrincipal = statement.elements.get('NotPrincipal');
  if (notPrincipal) {
    yield found(
      'iam/role-trust-policy-syntax-error-notprincipal',
      statement,
      notPrincipal.keyRange,
      'a trust policy cannot have `NotPrincipal`',
      'name in `Principal` who may assume the role',
    );
  }
}

function* actionsOfTrust(statement: WrittenStatement): Iterable<Finding> {
  for (const { value, range } of statement.actions) {
    if (value.includes('${') || !value.includes(':')) continue;
    const pattern = value.toLowerCase();
    if (TRUST_ACTIONS.some((action) => globMatches(pattern, action.toLowerCase()))) continue;
    yield found(
      'iam/unsupported-action-in-policy',
      statement,
      range,
      `"${value}" has nothing to do with assuming a role, and IAM refuses it in a trust policy`,
      `a trust policy grants ${TRUST_ACTIONS.map((action) => `\`${action}\``).join(', ')}`,
    );
  }
}

function* bareWildcards(statement: WrittenStatement): Iterable<Finding> {
  if (statement.effect === 'Deny') return;
  for (const { type, value } of statement.principals) {
    if (value.value !== '*' || type === 'AWS') continue;
    yield found(
      'iam/role-trust-policy-unsupported-wildcard-in-principal',
      statement,
      value.range,
      type === undefined
        ? 'a trust policy cannot trust a bare `"*"`'
        : `a trust policy cannot trust every \`${type}\` principal`,
      'name who may assume the role',
    );
  }
}

type Provider = 'oidc' | 'saml' | undefined;

function providerOf({ value }: Text): Provider {
  if (BUILT_IN_PROVIDERS.has(value)) return 'oidc';
  const resource = readArn(value)?.resource;
  if (resource?.startsWith('oidc-provider/')) return 'oidc';
  return resource?.startsWith('saml-provider/') ? 'saml' : undefined;
}

/** The issuer in what was to be the ARN of a provider; a word for it where there is none. */
function issuerIn(written: string): string {
  const name = /oidc-provider\/(.+)$/.exec(written)?.[1] ?? written;
  const issuer = name.replace(/^https?:\/\//i, '');
  return issuer.startsWith('arn:') || issuer.includes(' ') ? 'ISSUER' : issuer;
}

function* federatedNames(statement: WrittenStatement): Iterable<Finding> {
  for (const { type, value } of statement.principals) {
    if (type !== 'Federated' || value.value === '*' || value.value.includes('${')) continue;
    if (/:oidc-provider\/https?:/i.test(value.value)) {
      yield found(
        'iam/invalid-federated-principal-syntax-in-role-trust-policy',
        statement,
        value.range,
        `"${value.value}" has a scheme in it, and no provider's ARN has one`,
        `write \`${value.value.replace(/https?:\/\//i, '')}\``,
      );
      continue;
    }
    const account = readArn(value.value)?.account ?? '';
    if (/^[\d-]+$/.test(account) && !isAccount(account)) {
      yield found(
        'iam/invalid-federated-principal-syntax-in-role-trust-policy',
        statement,
        value.range,
        `"${account}" is not an account, so "${value.value}" is nobody's provider`,
        'an account has twelve digits',
      );
      continue;
    }
    if (providerOf(value)) continue;
    yield found(
      'iam/invalid-federated-principal-syntax-in-role-trust-policy',
      statement,
      value.range,
      `"${value.value}" is neither the ARN of an identity provider nor a built-in one`,
      `write it like \`arn:aws:iam::111122223333:oidc-provider/${issuerIn(value.value)}\``,
    );
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_assumerole.html */
function* actionsFitPrincipals(statement: WrittenStatement): Iterable<Finding> {
  if (statement.effect !== 'Allow' || statement.elements.has('NotAction')) return;
  const assuming = Object.values(ASSUMING).filter((action) => names(statement, action));
  if (assuming.length === 0) return;
  for (const { principal, needs } of waysOf(statement.principals)) {
    if (assuming.includes(needs)) continue;
    yield found(
      'iam/mismatched-action-for-principal',
      statement,
      principal.value.range,
      `"${principal.value.value}" cannot use ${assuming.map((action) => `\`${action}\``).join(', ')}`,
      `its action is \`${needs}\``,
    );
  }
}

function* waysOf(
  principals: readonly WrittenPrincipal[],
): Iterable<{ principal: WrittenPrincipal; needs: (typeof ASSUMING)[keyof typeof ASSUMING] }> {
  for (const principal of principals) {
    if (principal.value.value === '*') continue;
    if (principal.type === 'AWS' || principal.type === 'Service') {
      yield { principal, needs: ASSUMING.role };
    } else if (principal.type === 'Federated') {
      const provider = providerOf(principal.value);
      if (provider) yield { principal, needs: provider === 'oidc' ? ASSUMING.web : ASSUMING.saml };
    }
  }
}

/** https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html */
function* rolesAnywhere(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  if (statement.effect !== 'Allow') return;
  const principal = statement.principals.find(
    ({ type, value }) => type === 'Service' && value.value === 'rolesanywhere.amazonaws.com',
  );
  if (!principal) return;
  const grants = policy.statements.filter(
    (other) =>
      other.effect === 'Allow' &&
      other.principals.some(({ value }) => value.value === principal.value.value),
  );
  const missing = [ASSUMING.role, 'sts:TagSession', 'sts:SetSourceIdentity'].filter(
    (action) => !grants.some((grant) => names(grant, action)),
  );
  if (missing.length === 0) return;
  yield found(
    'iam/missing-action-for-roles-anywhere-trust-policy',
    statement,
    principal.value.range,
    `IAM Roles Anywhere cannot assume the role without ${missing.map((action) => `\`${action}\``).join(' and ')}`,
    `add ${missing.map((action) => `\`"${action}"\``).join(', ')} to \`Action\``,
  );
}

/** https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
function* podIdentity(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  const isOf = ({ type, value }: WrittenPrincipal): boolean =>
    type === 'Service' && value.value === 'pods.eks.amazonaws.com';
  const principal = statement.principals.find(isOf);
  if (!principal || statement.effect !== 'Allow' || !names(statement, ASSUMING.role)) return;
  const isTagged = policy.statements.some(
    (other) =>
      other.effect === 'Allow' && other.principals.some(isOf) && names(other, 'sts:TagSession'),
  );
  if (isTagged) return;
  yield found(
    'iam/missing-action-for-pod-identity',
    statement,
    principal.value.range,
    'EKS Pod Identity cannot assume the role without `sts:TagSession`',
    'add `"sts:TagSession"` to `Action`',
  );
}

function* anyCaller(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  if (statement.effect !== 'Allow' || !names(statement, ASSUMING.role)) return;
  const star = statement.principals.find(
    ({ type, value }) => type === 'AWS' && value.value === '*',
  );
  const alone = policy.statements.filter((one) => one === statement || one.effect === 'Deny');
  if (!star || !admitsCaller({ ...policy, statements: alone })) return;
  yield found(
    'iam/trust-admits-anyone',
    statement,
    star.value.range,
    statement.conditions.length === 0
      ? 'anyone with an AWS account can assume the role'
      : 'anyone with an AWS account can assume the role: its conditions are on what a caller sets himself',
    'name the accounts or roles, or add a condition on `aws:PrincipalOrgID`',
  );
}

function names({ actions }: WrittenStatement, action: string): boolean {
  const lower = action.toLowerCase();
  return actions.some(({ value }) => globMatches(value.toLowerCase(), lower));
}
