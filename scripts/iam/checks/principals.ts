/** Principals: who may name them, and what they look like. What only trust policies demand is in trust.ts. */
import type { PolicyNode } from '../policy.ts';
import type { Reference } from '../reference.ts';
import { hasWildcard, isAccount, isPartition, readArn } from './arn.ts';
import { isAttachedToIdentities } from './grammar.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { type Finding, found, type CheckedPolicy, type StatementCheck } from './finding.ts';
import { meantPrincipal } from '../service-principals.ts';
import {
  PRINCIPAL_TYPES,
  type Text,
  type WrittenPrincipal,
  type WrittenStatement,
} from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export const principalChecks: readonly StatementCheck[] = [
  whereAllowed,
  principalShape,
  principalValues,
  federatedOutsideTrust,
  allowWithNotPrincipal,
  servicePrincipalSource,
];

function* whereAllowed(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  const named = ['Principal', 'NotPrincipal'].flatMap((name) => statement.elements.get(name) ?? []);
  if (isAttachedToIdentities(policy.kind)) {
    for (const { key, keyRange } of named) {
      const scp = policy.kind === 'scp';
      yield found(
        scp ? 'iam/scp-syntax-error-principal' : 'iam/unsupported-principal',
        statement,
        keyRange,
        scp
          ? `a service control policy cannot have \`${key}\`: it applies to accounts`
          : `a policy of this kind cannot have \`${key}\`: it applies to whom it is attached`,
        scp ? 'use a condition on `aws:PrincipalArn`' : 'remove it',
      );
    }
  } else if (named.length === 0 && statement.node.kind === 'map') {
    yield found(
      'iam/missing-principal',
      statement,
      statement.node.range,
      'the statement has no `Principal`, so it is about nobody',
      'add `"Principal": { "AWS": "arn:aws:iam::111122223333:root" }`, or whom you mean',
    );
  }
}

function* principalShape(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  if (isAttachedToIdentities(policy.kind)) return;
  for (const name of ['Principal', 'NotPrincipal']) {
    const node = statement.elements.get(name)?.value;
    if (!node || (node.kind === 'scalar' && node.value === '*')) continue;
    if (node.kind !== 'map') {
      yield found(
        'iam/invalid-principal-format',
        statement,
        node.range,
        `\`${name}\` takes \`"*"\` or an object of kinds and names`,
        'write it like `{ "AWS": "111122223333" }`',
      );
      continue;
    }
    for (const { key, keyRange, value } of node.entries) {
      if (!PRINCIPAL_TYPES.some((kind) => kind === key)) {
        yield found(
          'iam/invalid-principal-key',
          statement,
          keyRange,
          `there are no principals of the kind \`${key}\``,
          didYouMean(key, PRINCIPAL_TYPES, `the kinds are ${PRINCIPAL_TYPES.join(', ')}`),
        );
      }
      yield* namesAreTexts(statement, key, value);
    }
  }
}

function* namesAreTexts(
  statement: WrittenStatement,
  kind: string,
  value: PolicyNode,
): Iterable<Finding> {
  for (const part of value.kind === 'list' ? value.items : [value]) {
    if (part.kind === 'scalar' && typeof part.value === 'string') continue;
    yield found(
      'iam/data-type-mismatch',
      statement,
      part.range,
      `\`${kind}\` takes a text or a list of texts`,
      part.kind === 'scalar' && typeof part.value === 'number'
        ? 'put the account in quotes: as a number it loses its leading zeros'
        : undefined,
    );
  }
}

function* principalValues(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  if (isAttachedToIdentities(policy.kind)) return;
  for (const principal of statement.principals) {
    const { value } = principal.value;
    if (value.includes('${')) continue;
    if (principal.type === 'AWS') yield* awsPrincipal(statement, principal);
    if (principal.type === 'Service' && value !== '*')
      yield* servicePrincipal(statement, principal, policy);
  }
}

function* awsPrincipal(
  statement: WrittenStatement,
  { value: name }: WrittenPrincipal,
): Iterable<Finding> {
  const { value, range } = name;
  if (value === '*' || /^[0-9]{12}$/.test(value)) return;
  if (hasWildcard(value)) {
    yield found(
      'iam/unsupported-wildcard-in-principal',
      statement,
      range,
      `"${value}" has a wildcard in it; principals are compared as they are, so it matches nobody`,
      'name the account as principal and add `"ArnLike": { "aws:PrincipalArn": … }`',
    );
  } else if (/^AROA[A-Z0-9]{12,}$/.test(value)) {
    yield found(
      'iam/invalid-role-reference',
      statement,
      range,
      `"${value}" is the internal id of a role, perhaps of one that was deleted`,
      'write the ARN: `arn:aws:iam::111122223333:role/NAME`',
    );
  } else if (/^AIDA[A-Z0-9]{12,}$/.test(value)) {
    yield found(
      'iam/invalid-user-reference',
      statement,
      range,
      `"${value}" is the internal id of a user, perhaps of one that was deleted`,
      'write the ARN: `arn:aws:iam::111122223333:user/NAME`',
    );
  } else if (!isAwsPrincipal(value)) {
    yield found(
      'iam/invalid-principal-format',
      statement,
      range,
      `"${value}" is not an account, role, user or session`,
      /^[a-z0-9.-]+\.amazonaws\.com$/.test(value)
        ? `write \`"Service": "${value}"\``
        : 'write an account of twelve digits or an ARN such as `arn:aws:iam::111122223333:role/NAME`',
    );
  }
}

/** Accounts as ARNs, roles, users, role sessions and federated users; other ids pass. */
function isAwsPrincipal(value: string): boolean {
  const arn = readArn(value);
  if (arn && (!isAccount(arn.account) || arn.region !== '' || !isPartition(arn.partition)))
    return false;
  if (!arn) return /^[A-Za-z0-9]{16,}$/.test(value) && !/^[0-9]+$/.test(value);
  const starts =
    arn.service === 'iam'
      ? ['root', 'role/', 'user/']
      : arn.service === 'sts'
        ? ['assumed-role/', 'federated-user/', 'self']
        : [];
  return starts.some((start) => arn.resource.startsWith(start));
}

/** Its shape; which services there are is not published as data, so that only slips are reported. */
function* servicePrincipal(
  statement: WrittenStatement,
  { value: name }: WrittenPrincipal,
  { reference }: CheckedPolicy,
): Iterable<Finding> {
  if (isServicePrincipal(name.value)) {
    yield* misspelledPrincipal(statement, name, reference);
    return;
  }
  yield found(
    'iam/invalid-service-principal-format',
    statement,
    name.range,
    `"${name.value}" does not look like a service principal`,
    /^[A-Za-z0-9-]+(?:\.[\w.]+)?$/.test(name.value)
      ? `write \`"${(name.value.split('.')[0] ?? '').toLowerCase()}.amazonaws.com"\``
      : 'write it like `"ec2.amazonaws.com"`',
  );
}

/** The name of a service principal that nobody knows, and that is nearly one that is well known. */
export function* misspelledPrincipal(
  statement: WrittenStatement,
  { value, range }: Text,
  reference: Reference | undefined,
): Iterable<Finding> {
  const meant = reference && meantPrincipal(value, reference);
  if (meant === undefined) return;
  yield found(
    'iam/unknown-service-principal',
    statement,
    range,
    `no service principal "${value}" is known`,
    `did you mean \`${meant}\`?`,
  );
}

/**
 * Labels with dots between them, in lower case, under a domain of AWS: `ec2.amazonaws.com`. Which
 * services there are is not published as data; the endings are those of AWS's managed policies.
 */
export const isServicePrincipal = (text: string): boolean =>
  /[*?]/.test(text) ||
  /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov|amazon\.com|aws\.internal|api\.aws)$/.test(
    text,
  );

/**
 * A piece without actions, or with those of STS, may be one of a trust policy. S3's page on public
 * access has a built-in provider such as `graph.facebook.com` in the policy of a bucket.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-federated-principal-not-supported
 */
function* federatedOutsideTrust(
  statement: WrittenStatement,
  { kind }: CheckedPolicy,
): Iterable<Finding> {
  const { actions, principals } = statement;
  const mayBeTrust = actions.length === 0 || actions.some(({ value }) => /^sts:/i.test(value));
  if (kind !== 'resource' || mayBeTrust) return;
  for (const { type, value } of principals) {
    if (type !== 'Federated' || !/:(?:oidc|saml)-provider\//.test(value.value)) continue;
    yield found(
      'iam/federated-principal-not-supported',
      statement,
      value.range,
      `"${value.value}" signs users in to a role, and only the trust policy of a role can name it`,
      'name the role: `"AWS": "arn:aws:iam::111122223333:role/NAME"`',
    );
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html */
function* allowWithNotPrincipal(
  statement: WrittenStatement,
  policy: CheckedPolicy,
): Iterable<Finding> {
  const entry = statement.elements.get('NotPrincipal');
  if (!entry || statement.effect !== 'Allow' || policy.kind !== 'resource') return;
  yield found(
    'iam/allow-with-not-principal',
    statement,
    entry.keyRange,
    'an Allow with `NotPrincipal` allows everybody else, anonymous callers too',
    'name in `Principal` who is allowed',
  );
}

const SOURCE_KEYS: ReadonlySet<string> = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
]);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
function* servicePrincipalSource(
  statement: WrittenStatement,
  policy: CheckedPolicy,
): Iterable<Finding> {
  if (policy.kind !== 'resource' || statement.effect !== 'Allow') return;
  const service = statement.principals.find(({ type }) => type === 'Service');
  if (!service) return;
  const guarded = statement.conditions.some(({ key }) => {
    const name = key.value.toLowerCase();
    return SOURCE_KEYS.has(name) || !name.startsWith('aws:');
  });
  if (guarded) return;
  yield found(
    'iam/restrict-access-to-service-principal',
    statement,
    service.value.range,
    `any customer of ${service.value.value} can make it use this permission`,
    'add `"Condition": { "StringEquals": { "aws:SourceAccount": "111122223333" } }`, or `aws:SourceArn`',
  );
}
