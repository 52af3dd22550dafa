/** Lists callers that represent all others, and which calls each can make. */
import { globMatches } from '../glob.ts';
import { arnParts } from '../pattern.ts';
import { parsePrincipal, type Principal } from '../principal.ts';
import { BUDGETS } from './budgets.ts';
import type { CallerProperty } from './facts.ts';
import {
  arnGlob,
  codes,
  COLON,
  DIGIT,
  type Glob,
  globOf,
  LETTER,
  LETTER_IN_PART,
  NAME_LETTER,
  RUN,
  RUN_IN_PART,
} from './glob-tokens.ts';
import type { PrincipalTest } from './space.ts';
import { mayMeet, textClasses } from './text-classes.ts';

export interface Caller {
  /** As `evaluate` takes it. */
  readonly name: string;
  readonly kind: Principal['kind'];
  readonly account: string | undefined;
  /** The value of aws:PrincipalArn; of a session the role's ARN. */
  readonly arn: string | undefined;
}

/** What a policy or a space names; unknown names are treated as patterns. */
export interface Mentions {
  /** Accounts, ARNs, services, issuers. */
  readonly names: readonly string[];
  /** Patterns of ARNs that callers must be told apart by. */
  readonly patterns: readonly string[];
  /** Names of roles and users without an ARN. */
  readonly roles: readonly string[];
  readonly users: readonly string[];
  /** Host names of OIDC providers and names of SAML providers. */
  readonly issuers: readonly string[];
}

/** Example accounts from AWS's documentation, for callers that nothing names. */
const UNRELATED = ['444455556666', '777788889999', '123456789012', '999999999999', '222233334444'];

/** https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'];

/** What ARNs of callers that have a name begin with: a service, and after the account a kind. */
const KINDS = [
  ['iam', 'role'],
  ['iam', 'user'],
  ['sts', 'assumed-role'],
  ['sts', 'federated-user'],
] as const;

/** Callers of each kind that the mentions tell apart, those that nothing mentions included. */
export function callersOf({ names, patterns, roles, users, issuers }: Mentions): readonly Caller[] {
  const accounts = new Set<string>();
  const partitions = new Set(['aws']);
  for (const name of [...names, ...patterns]) {
    const parts = arnParts(name);
    const account = /^\d{12}$/.test(name) ? name : parts?.[4];
    if (account !== undefined && /^\d{12}$/.test(account)) accounts.add(account);
    const partition = parts?.[1];
    if (partition !== undefined && /^aws[a-z-]*$/.test(partition)) partitions.add(partition);
    // To a lone star they are all alike.
    if (partition !== undefined && partition !== '*')
      for (const one of PARTITIONS) if (globMatches(partition, one)) partitions.add(one);
  }
  accounts.add(UNRELATED.find((one) => !accounts.has(one)) ?? '000000000001');
  for (const account of accountClasses([...accounts], [...partitions], patterns))
    accounts.add(account);
  const arns = new Set<string>();
  const others = new Set(['unrelated-service.amazonaws.com']);
  for (const name of names)
    (arnParts(name) === undefined ? others : arns).add(name.replace(/^\d{12}$/, ''));
  for (const partition of partitions) {
    for (const account of accounts) {
      const iam = `arn:${partition}:iam::${account}`;
      for (const role of roles) arns.add(`${iam}:role/${role}`);
      for (const user of users) arns.add(`${iam}:user/${user}`);
      for (const issuer of issuers)
        arns.add(`${iam}:${issuer.includes('.') ? 'oidc' : 'saml'}-provider/${issuer}`);
      arns.add(`${iam}:root`);
      arns.add(`${iam}:oidc-provider/unrelated.example.com`);
      arns.add(`${iam}:saml-provider/Unrelated`);
      arns.add(`arn:${partition}:sts::${account}:federated-user/unrelated`);
      for (const arn of fitting(partition, account, [...arns, ...patterns])) arns.add(arn);
    }
  }
  const callers = new Map<string, Caller>();
  for (const caller of [...fromArns([...arns]), ...[...others].map(fromName), ANONYMOUS])
    if (caller && !callers.has(caller.name)) callers.set(caller.name, caller);
  return [...callers.values()];
}

/**
 * An account for each set of patterns that some account can fit, beside those that are named:
 * `1111*` for `aws:PrincipalAccount`, `arn:aws:iam::1111*:role/*`.
 */
function accountClasses(
  accounts: readonly string[],
  partitions: readonly string[],
  patterns: readonly string[],
): string[] {
  const telling = patterns.filter(tellsAccounts);
  if (telling.length === 0) return [];
  const id = Array.from({ length: 12 }, () => DIGIT);
  const kinds = partitions.flatMap((partition) =>
    KINDS.map(([service, kind]): Glob => ({
      tokens: [
        ...codes(`arn:${partition}:${service}::`),
        ...id,
        ...codes(`:${kind}/`),
        RUN,
        NAME_LETTER,
      ],
    })),
  );
  const roots = partitions.map((partition): Glob => ({
    tokens: [...codes(`arn:${partition}:iam::`), ...id, ...codes(':root')],
  }));
  const globs = telling.flatMap((one) => [globOf(one), arnGlob(one, false) ?? inAccount(one)]);
  const classes = textClasses([...globs, ...accounts.map(inAccount)], {
    among: [...kinds, ...roots],
    states: BUDGETS.textStates,
  });
  return classes.flatMap(({ text }) => arnParts(text)?.[4] ?? []);
}

/** Whether some accounts may fit a pattern and others not. */
function tellsAccounts(pattern: string): boolean {
  const account = arnParts(pattern)?.[4];
  return account === undefined
    ? /[*?]/.test(pattern) && /[\d?]/.test(pattern)
    : /[*?]/.test(account) && account !== '*';
}

/** The ARNs of an account that fits a pattern. */
const inAccount = (pattern: string): Glob => ({
  tokens: [
    ...codes('arn:'),
    RUN_IN_PART,
    COLON,
    RUN_IN_PART,
    ...codes('::'),
    ...globOf(pattern).tokens.map((token) =>
      token === RUN ? RUN_IN_PART : token === LETTER ? LETTER_IN_PART : token,
    ),
    COLON,
    RUN,
  ],
});

const ANONYMOUS: Caller = { name: '*', kind: 'anonymous', account: undefined, arn: undefined };

function fromName(name: string): Caller | undefined {
  const { kind } = parsePrincipal(name);
  const isCaller =
    (kind === 'service' || kind === 'federated') && !/[*?]/.test(name) && name !== '';
  return isCaller ? { name, kind, account: undefined, arn: undefined } : undefined;
}

/** ARNs of roles, users, sessions and federated users of one account for each set of patterns that one can match. */
function fitting(partition: string, account: string, patterns: readonly string[]): string[] {
  const kinds = KINDS.map(([service, kind]): Glob => ({
    tokens: [...codes(`arn:${partition}:${service}::${account}:${kind}/`), RUN, NAME_LETTER],
  }));
  const globs = patterns
    .flatMap((one) => {
      const byParts = arnGlob(one, false);
      return byParts ? [globOf(one), byParts] : [globOf(one)];
    })
    .filter((glob) => kinds.some((kind) => mayMeet(kind, glob)));
  return textClasses([...kinds, ...globs], { among: kinds, states: BUDGETS.textStates }).map(
    ({ text }) => text,
  );
}

/** Callers by their ARNs: of a role, its sessions; each session name is tried with each role. */
function fromArns(arns: readonly string[]): Caller[] {
  const callers: Caller[] = [];
  const roles = new Map<string, string>();
  const sessions = new Set(['session']);
  for (const arn of arns) {
    const { kind, account, role } = parsePrincipal(arn);
    if (/[*?]/.test(arn) || account === undefined || !/^\d{12}$/.test(account)) continue;
    if (kind === 'root' || kind === 'user') callers.push({ name: arn, kind, account, arn });
    else if (kind === 'federated-user') callers.push({ name: arn, kind, account, arn });
    else if (kind === 'federated') callers.push({ name: arn, kind, account, arn: undefined });
    else if (kind === 'role' && role) roles.set(arn, role.name);
    else if (kind === 'session' && role) {
      const [, name = role.name, session = 'session'] = (arnParts(arn)?.[5] ?? '').split('/');
      sessions.add(session);
      roles.set(`arn:${arn.split(':')[1]}:iam::${account}:role/${name}`, name);
    }
  }
  for (const [arn, name] of roles) {
    const [, partition = 'aws', , , account = ''] = arnParts(arn) ?? [];
    for (const session of sessions) {
      const own = `arn:${partition}:sts::${account}:assumed-role/${name}/${session}`;
      callers.push({ name: own, kind: 'session', account, arn });
    }
  }
  return callers;
}

/** The calls that callers of one kind can make. */
export type CallKind = 'assume' | 'web identity' | 'saml' | 'session' | 'other';

export function callKind(action: string): CallKind {
  if (action === 'sts:assumerole') return 'assume';
  if (action === 'sts:assumerolewithwebidentity') return 'web identity';
  if (action === 'sts:assumerolewithsaml') return 'saml';
  // Tags and a source identity come with each of the three.
  return action === 'sts:tagsession' || action === 'sts:setsourceidentity' ? 'session' : 'other';
}

/** Token issuers only exchange tokens; unsigned requests assume no role: STS API, AssumeRole. */
export function canCall({ kind, name }: Caller, call: CallKind): boolean {
  const isSaml = name.includes(':saml-provider/');
  if (kind === 'federated')
    return (
      call === 'session' || (call === 'saml' && isSaml) || (call === 'web identity' && !isSaml)
    );
  if (call === 'web identity' || call === 'saml') return false;
  return call === 'other' || kind !== 'anonymous';
}

/** Whether a space includes a caller. */
export function isCaller(test: PrincipalTest, caller: Caller): boolean {
  const { name, kind, account, arn } = caller;
  if (typeof test === 'string') {
    if (test === 'anonymous') return kind === 'anonymous';
    if (/^\d{12}$/.test(test)) return isCaller({ account: test }, caller);
    return [name, arn].some((one) => one !== undefined && globMatches(test, one));
  }
  if ('account' in test) return kind !== 'federated' && account === accountOf(test.account);
  if ('service' in test) return kind === 'service' && globMatches(test.service, name);
  if ('issuer' in test)
    return (
      kind === 'federated' &&
      (globMatches(test.issuer, name) || globMatches(test.issuer, providerOf(name)))
    );
  if ('user' in test)
    return kind === 'user' && (globMatches(test.user, name) || lastPart(name) === test.user);
  return kind === 'session' && isRole(test.role, name, arn ?? '');
}

const accountOf = (text: string): string => arnParts(text)?.[4] ?? text;
const providerOf = (name: string): string => name.slice(name.indexOf('/') + 1);
const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** A session belongs to the role of its account and name; the role's path is not in its ARN. */
function isRole(role: string, session: string, arn: string): boolean {
  if (globMatches(role, arn) || role === lastPart(arn)) return true;
  const named = parsePrincipal(role).role;
  const own = parsePrincipal(session).role;
  return named !== undefined && named.account === own?.account && named.name === own.name;
}

/** The names in a test that callers must be listed for. */
export function mentionsOf(tests: readonly PrincipalTest[]): Mentions {
  const names: string[] = [];
  const patterns: string[] = [];
  const roles: string[] = [];
  const users: string[] = [];
  const issuers: string[] = [];
  for (const test of tests) {
    if (typeof test === 'string') (/[*?]/.test(test) ? patterns : names).push(test);
    else if ('account' in test) names.push(accountOf(test.account));
    else if ('service' in test) names.push(test.service);
    else if ('issuer' in test) (isProviderName(test.issuer) ? names : issuers).push(test.issuer);
    else {
      const [name, list] = 'role' in test ? [test.role, roles] : [test.user, users];
      if (arnParts(name) === undefined) list.push(name);
      else (/[*?]/.test(name) ? patterns : names).push(name);
    }
  }
  return { names, patterns, roles, users, issuers };
}

/** Trust policies name these providers without an ARN: reference_policies_elements_principal. */
const isProviderName = (issuer: string): boolean =>
  issuer.startsWith('arn:') ||
  /^(?:accounts\.google\.com|cognito-identity\.amazonaws\.com|graph\.facebook\.com|www\.amazon\.com)$/.test(
    issuer,
  );

/** A key whose value the caller fixes; `null` if the request does not have it. */
export function propertyOf(
  { kind, account, arn }: Caller,
  property: CallerProperty,
): string | null {
  if (property === 'account') return kind === 'federated' ? null : (account ?? null);
  if (property === 'arn') return arn ?? null;
  if (property === 'isService') return kind === 'anonymous' ? null : String(kind === 'service');
  return TYPES[kind] ?? null;
}

/** aws:PrincipalType: reference_policies_variables, "Principal key values". */
const TYPES: Partial<Record<Principal['kind'], string>> = {
  root: 'Account',
  user: 'User',
  'federated-user': 'FederatedUser',
  session: 'AssumedRole',
  anonymous: 'Anonymous',
};
