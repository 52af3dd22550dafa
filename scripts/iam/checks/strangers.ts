/**
 * Does a trust policy admit somebody that it does not know? Asked of `evaluate`, with the requests of
 * strangers who choose what they can choose. The proof engine may take the place of this file: the
 * question is {@link admitsToken} and {@link admitsCaller}.
 */
import type { ContextValues } from '../context.ts';
import { evaluate } from '../evaluate.ts';
import type { PolicyDocument } from '../policy.ts';
import { readPolicy } from '../statement.ts';
import type { WrittenCondition, WrittenPolicy } from '../written.ts';
import { isBound, type Issuer } from '../issuers.ts';

/** More combinations of what a stranger chooses are not tried. */
const MOST = 256;
/** Choices for one key. */
const CHOICES = 4;

type Choices = ReadonlyMap<string, readonly (string | null)[]>;

/**
 * Is some token of the issuer admitted whose owner the policy does not name? Of an issuer that
 * strangers do not share, nobody chooses the name of an owner to fit a pattern.
 */
export function admitsToken(
  policy: WrittenPolicy,
  provider: string,
  issuer: Issuer,
  isShared = true,
): boolean {
  const prefix = `${issuer.name}:`;
  const choices = new Map<string, readonly (string | null)[]>();
  for (const [claim, values] of Object.entries(issuer.foreign)) choices.set(prefix + claim, values);
  for (const [key, conditions] of byKey(policy)) {
    const isClaim = key.startsWith(prefix);
    const claim = key.slice(prefix.length);
    if (isClaim && isBound(issuer, claim)) {
      const foreign = [
        ...(issuer.foreign[claim] ?? ['somebody-else']),
        ...(isShared ? foreignForms(conditions) : []),
      ];
      // A token has the claims that its issuer puts in; others are absent.
      choices.set(key, issuer.foreign[claim] ? foreign : [...foreign, null]);
    } else if (isClaim || key === 'sts:rolesessionname') choices.set(key, chosen(conditions));
    else choices.set(key, [null]);
  }
  return isAdmitted(policy, choices, {
    principal: provider,
    action: 'sts:AssumeRoleWithWebIdentity',
  });
}

/** What the caller of AssumeRole sets himself, in his request or in his own account. */
const CHOSEN =
  /^(?:sts:(?:externalid|rolesessionname|sourceidentity|transitivetagkeys)|aws:(?:requesttag|principaltag)\/.*|aws:(?:tagkeys|referer|useragent|multifactorauthpresent|multifactorauthage|securetransport|requestedregion|currenttime|epochtime))$/;

const STRANGER = 'arn:aws:sts::999988887777:assumed-role/Stranger/session';
const KNOWN: ContextValues = {
  'aws:principalarn': 'arn:aws:iam::999988887777:role/Stranger',
  'aws:principalaccount': '999988887777',
  'aws:principalorgid': 'o-somebodyelse',
  'aws:sourceip': '198.51.100.77',
  'aws:viaawsservice': 'false',
};

/** Is a caller of an unrelated account admitted? */
export function admitsCaller(policy: WrittenPolicy): boolean {
  const choices = new Map<string, readonly (string | null)[]>();
  for (const [key, conditions] of byKey(policy)) {
    const known = KNOWN[key];
    if (CHOSEN.test(key)) choices.set(key, chosen(conditions));
    else choices.set(key, [typeof known === 'string' ? known : null]);
  }
  return isAdmitted(policy, choices, { principal: STRANGER, action: 'sts:AssumeRole' });
}

function isAdmitted(
  policy: WrittenPolicy,
  choices: Choices,
  { principal, action }: { readonly principal: string; readonly action: string },
): boolean {
  const document: PolicyDocument = {
    source: policy.source,
    node: policy.node,
    statements: policy.statements.map(({ source, node }) => ({ source, node })),
  };
  const resource = readPolicy('trust', document);
  let tried = 0;
  for (const context of combinations([...choices], {})) {
    tried += 1;
    if (tried > MOST) return false;
    const request = {
      principal,
      action,
      resource: 'arn:aws:iam::999988887777:role/Trusting',
      context,
    };
    if (evaluate(request, { identity: [], resource }).decision === 'allowed') return true;
  }
  return false;
}

function* combinations(
  open: readonly (readonly [string, readonly (string | null)[]])[],
  context: ContextValues,
): Iterable<ContextValues> {
  const [next, ...rest] = open;
  if (!next) {
    yield context;
    return;
  }
  for (const value of next[1]) yield* combinations(rest, { ...context, [next[0]]: value });
}

function byKey(policy: WrittenPolicy): Map<string, WrittenCondition[]> {
  const keys = new Map<string, WrittenCondition[]>();
  for (const { conditions } of policy.statements) {
    for (const condition of conditions) {
      const key = condition.key.value.toLowerCase();
      const others = keys.get(key);
      if (others) others.push(condition);
      else keys.set(key, [condition]);
    }
  }
  return keys;
}

/** Values that fit what the policy asks for, one that fits nothing, and none. */
function chosen(conditions: readonly WrittenCondition[]): (string | null)[] {
  const values = conditions.flatMap(({ values: own }) => own.map(({ value }) => filled(value)));
  return [...[...new Set(values)].slice(0, CHOICES), 'anything', null];
}

/**
 * What fits a pattern whose owner is a pattern itself: anyone may own `acme-evil`. An owner stands
 * before the first slash, or between the first two colons.
 */
function foreignForms(conditions: readonly WrittenCondition[]): string[] {
  const patterns = conditions
    .filter(({ operator }) => operator?.family === 'String' && operator.name.endsWith('Like'))
    .flatMap(({ values }) => values.map(({ value }) => value));
  return patterns.filter(hasOpenOwner).map(filled).slice(0, CHOICES);
}

function hasOpenOwner(pattern: string): boolean {
  const first = pattern.search(/[*?]/);
  if (first === -1 || pattern.includes('${')) return false;
  const kind = /^[\w-]+:/.exec(pattern)?.[0] ?? '';
  const owner = pattern.slice(kind.length);
  const end = owner.search(/[/:]/);
  return first < kind.length || first - kind.length < (end === -1 ? owner.length : end);
}

const filled = (pattern: string): string => pattern.replaceAll('*', 'x').replaceAll('?', 'x');
