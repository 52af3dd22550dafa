/**
 * Which principals a resource or trust policy names, and how closely it names the principal of a
 * request. Source: reference_policies_elements_principal, reference_policies_elements_notprincipal.
 */
import { arnParts } from './pattern.ts';
import type { PrincipalElement } from './statement.ts';
import { no, type Truth, unknown, YES } from './truth.ts';

/** The caller: an ARN, a service principal, an identity provider, or an account. */
export interface Principal {
  readonly name: string;
  readonly account: string | undefined;
  readonly kind:
    | 'session'
    | 'user'
    | 'federated-user'
    | 'role'
    | 'service'
    | 'federated'
    | 'root'
    /** An unsigned request, written `*`. */
    | 'anonymous'
    | 'other';
  /**
   * The role of a session. Only its account and name are known, since a session's ARN does not
   * contain the role's path.
   */
  readonly role: { readonly account: string; readonly name: string } | undefined;
}

/** How closely a statement names the principal. evaluate.ts decides what follows from it. */
export type Closeness = 'self' | 'role' | 'account' | 'anyone';

export function parsePrincipal(name: string): Principal {
  const parts = arnParts(name);
  if (!parts) {
    // Amazon Cognito is an identity provider with a name like a service's.
    const isService =
      /\.amazonaws\.com(?:\.cn)?$/.test(name) && name !== 'cognito-identity.amazonaws.com';
    const kind = isService ? 'service' : 'federated';
    return { name, account: undefined, kind: name === '*' ? 'anonymous' : kind, role: undefined };
  }
  const [, , service, , account = '', resource = ''] = parts;
  const [type = '', ...path] = resource.split('/');
  const base = { name, account };
  if (service === 'sts' && type === 'assumed-role')
    return { ...base, kind: 'session', role: { account, name: path[0] ?? '' } };
  if (service === 'sts' && type === 'federated-user')
    return { ...base, kind: 'federated-user', role: undefined };
  if (service === 'iam' && type === 'role')
    return { ...base, kind: 'role', role: { account, name: path.at(-1) ?? '' } };
  if (service === 'iam' && type === 'user') return { ...base, kind: 'user', role: undefined };
  if (service === 'iam' && (type === 'oidc-provider' || type === 'saml-provider'))
    return { ...base, kind: 'federated', role: undefined };
  return { ...base, kind: resource === 'root' ? 'root' : 'other', role: undefined };
}

/**
 * The closest way in which a Principal element names the principal; unknown if that cannot be told.
 */
export function principalMatches(
  element: PrincipalElement,
  principal: Principal,
): { truth: Truth; closeness: Closeness | undefined } {
  if (element.negated) return { truth: notPrincipal(element, principal), closeness: 'anyone' };
  const found: { truth: Truth; closeness: Closeness }[] = [];
  if (element.anyone) found.push({ truth: YES, closeness: 'anyone' });
  for (const [type, names] of element.byType)
    for (const name of names) found.push(nameMatches(type, name, principal));
  // In order of what a grant is worth: one to an account only delegates.
  const order: readonly Closeness[] = ['self', 'anyone', 'role', 'account'];
  for (const closeness of order) {
    const match = found.find((one) => one.truth.value === true && one.closeness === closeness);
    if (match) return match;
  }
  const open = found.find(({ truth }) => truth.value === 'unknown');
  return (
    open ?? { truth: no(`the principal ${principal.name} is not named`), closeness: undefined }
  );
}

function nameMatches(
  type: string,
  name: string,
  principal: Principal,
): { truth: Truth; closeness: Closeness } {
  const not = {
    truth: no(`the principal ${principal.name} is not ${name}`),
    closeness: 'self',
  } as const;
  if (type === 'Service' || type === 'Federated') {
    const isKind = principal.kind === (type === 'Service' ? 'service' : 'federated');
    if (isKind && /[*?]/.test(name))
      return { truth: unknown(`${type} ${name} has a wildcard, not a name`), closeness: 'self' };
    return isKind && principal.name === name ? { truth: YES, closeness: 'self' } : not;
  }
  if (type === 'CanonicalUser')
    return { truth: unknown('canonical user ids are not modeled'), closeness: 'self' };
  if (name === '*') {
    // Equivalent to Principal "*", including unsigned requests:
    // reference_policies_elements_principal.
    const isAws =
      principal.kind === 'anonymous' ||
      (principal.account !== undefined && principal.kind !== 'federated');
    return {
      truth: isAws
        ? YES
        : unknown(`whether {"AWS": "*"} names ${principal.name} is not documented`),
      closeness: 'anyone',
    };
  }
  const account = /^\d{12}$/.test(name) ? name : /^arn:[^:*]+:iam::(\d{12}):root$/.exec(name)?.[1];
  if (account !== undefined) {
    const isOf = principal.account === account && principal.kind !== 'federated';
    return isOf ? { truth: YES, closeness: principal.kind === 'root' ? 'self' : 'account' } : not;
  }
  const named = parsePrincipal(name);
  if (/[*?]/.test(name) || named.account === undefined)
    return {
      truth: unknown(`the principal ${name} is not the ARN of a single principal`),
      closeness: 'self',
    };
  if (name === principal.name)
    return { truth: YES, closeness: principal.kind === 'role' ? 'role' : 'self' };
  if (
    named.kind === 'role' &&
    principal.role?.account === named.account &&
    principal.role.name === named.role?.name
  ) {
    return principal.kind === 'session' ? { truth: YES, closeness: 'role' } : not;
  }
  if (
    named.kind === 'session' &&
    principal.kind === 'role' &&
    named.role?.name === principal.role?.name &&
    named.account === principal.account
  ) {
    return {
      truth: unknown(`${principal.name} is a role, and the policy names one of its sessions`),
      closeness: 'self',
    };
  }
  return not;
}

/**
 * NotPrincipal exempts a principal only if it lists both the principal and everything the principal
 * belongs to.
 */
function notPrincipal(element: PrincipalElement, principal: Principal): Truth {
  if (element.anyone) return no('NotPrincipal names anyone');
  const closeness = new Set<Closeness>();
  for (const [type, names] of element.byType) {
    for (const name of names) {
      const match = nameMatches(type, name, principal);
      if (match.truth.value === 'unknown') return match.truth;
      if (match.truth.value) closeness.add(match.closeness);
    }
  }
  if (closeness.has('anyone')) return no('NotPrincipal names anyone');
  const isListed = closeness.has('self') || (principal.kind === 'role' && closeness.has('role'));
  const parents: readonly Closeness[] =
    principal.kind === 'session'
      ? ['role', 'account']
      : principal.account === undefined || principal.kind === 'federated'
        ? []
        : ['account'];
  if (isListed && parents.every((parent) => closeness.has(parent)))
    return no(`NotPrincipal lists ${principal.name}`);
  if (isListed) return unknown(`NotPrincipal lists ${principal.name}, but not what it belongs to`);
  if (closeness.has('role'))
    return unknown(`NotPrincipal lists the role of ${principal.name}, but not the session`);
  return YES;
}
