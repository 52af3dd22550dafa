/** Small changes that may weaken a statement: an Allow that grows, a Deny that shrinks. */
import { readOperator } from '../../iam/operators.ts';
import type { Condition, Patterns, Statement } from '../../iam/statement.ts';

export interface Mutation {
  readonly statement: Statement;
  /** What was changed, as the beginning of a sentence: `without its condition on aws:SourceIp`. */
  readonly change: string;
  /** A condition was changed: who is asking, and from where, rather than what for. */
  readonly isCondition: boolean;
}

/** What statements of a policy say. */
interface Subject {
  /** Whom they are about. */
  readonly names: boolean;
  /** More than one kind of action. */
  readonly acts: boolean;
}

type Bare = Omit<Mutation, 'isCondition'>;

/**
 * The changes, likely slips first. Not each opens something: that is for the caller to find out, and
 * so is whether a claim notices.
 */
export function* mutationsOf(statement: Statement, about: Subject): Generator<Mutation> {
  for (const one of conditionMutations(statement)) yield { ...one, isCondition: true };
  for (const one of elementMutations(statement, about)) yield { ...one, isCondition: false };
}

function* elementMutations(statement: Statement, { names, acts }: Subject): Generator<Bare> {
  if (statement.effect === 'Allow') {
    if (names) yield* widenedPrincipal(statement);
    yield* widened(statement, 'resource');
    // A service assumes a role as it is programmed to; people do not tag its sessions.
    if (acts || !namesServicesOnly(statement)) yield* widened(statement, 'action', acts);
  } else {
    yield* narrowed(statement, 'action');
    yield* narrowed(statement, 'resource');
    if (names) yield* narrowedPrincipal(statement);
  }
}

function* conditionMutations(statement: Statement): Generator<Bare> {
  const { conditions, effect } = statement;
  for (const [at, condition] of conditions.entries()) {
    const { operator, key, values } = condition;
    const replace = (changes: Partial<Condition>, change: string): Bare => ({
      statement: {
        ...statement,
        conditions: conditions.map((one, index) => (index === at ? { ...one, ...changes } : one)),
      },
      change,
    });
    const read = readOperator(operator);
    // A Deny without a condition refuses more, and so does not weaken.
    if (effect === 'Allow')
      yield {
        statement: { ...statement, conditions: conditions.filter((_, index) => index !== at) },
        change: `without its condition on ${key}`,
      };
    if (!read) continue;
    for (const other of otherOperators(operator))
      yield replace({ operator: other }, `with ${other} in place of ${operator} on ${key}`);
    for (const value of values) {
      const rest = values.filter((one) => one !== value);
      if (rest.length > 0) yield replace({ values: rest }, `without ${value} for ${key}`);
      // A wider value lets a negated operator hold less often, which only weakens a Deny.
      if (read.family !== 'String' || (read.negated && effect === 'Allow')) continue;
      // Equals becomes Like, so that the pattern is one.
      const like = operator.replace(/String(Not)?(?:Equals(?:IgnoreCase)?|Like)/, 'String$1Like');
      for (const wide of widerValues(value))
        yield replace(
          { operator: like, values: values.map((one) => (one === value ? wide : one)) },
          wide === '*'
            ? `with any value for ${key}`
            : `with ${wide} in place of ${value} for ${key}`,
        );
    }
  }
}

/** The value up to its last part, and anything. */
function widerValues(value: string): string[] {
  const prefix = beforeLastPart(value);
  return [...(prefix === '' ? [] : [`${prefix}*`]), '*'].filter((one) => one !== value);
}

/** `repo:org/` of `repo:org/repo:*`; empty if there is only one part. */
export function beforeLastPart(value: string): string {
  let end = value.length;
  while (end > 0 && '*/:'.includes(value[end - 1] ?? '')) end -= 1;
  if (end === 0) return '';
  return value.slice(
    0,
    Math.max(value.lastIndexOf('/', end - 1), value.lastIndexOf(':', end - 1)) + 1,
  );
}

/** IfExists on and off, and one set operator in place of the other. */
function otherOperators(operator: string): string[] {
  const read = readOperator(operator);
  if (!read || read.family === 'Null') return [];
  const ifExists = read.ifExists ? operator.slice(0, -'IfExists'.length) : `${operator}IfExists`;
  const set = { ForAllValues: 'ForAnyValue', ForAnyValue: 'ForAllValues' } as const;
  const qualified = read.qualifier ? [operator.replace(read.qualifier, set[read.qualifier])] : [];
  return [ifExists, ...qualified];
}

/**
 * Beside assuming the role, this lets a caller tag its session and set its source identity, which
 * conditions of other policies may rely on.
 */
const EVERY_CALL = 'sts:*';

function namesServicesOnly({ principal }: Statement): boolean {
  if (!principal || principal.anyone || principal.negated) return false;
  return [...principal.byType.keys()].every((type) => type === 'Service');
}

/** Each pattern up to its last part, and everything. */
function* widened(
  statement: Statement,
  element: 'action' | 'resource',
  acts = true,
): Generator<Bare> {
  const patterns = statement[element];
  if (!patterns) return;
  const name = nameOf(patterns, element);
  if (patterns.negated) {
    yield* dropped(statement, element, name);
    if (patterns.values.length === 1)
      yield {
        statement: { ...statement, [element]: { negated: false, values: ['*'] } },
        change: `with every ${element} in place of ${name} ${patterns.values[0]}`,
      };
    return;
  }
  for (const value of patterns.values)
    for (const wide of acts ? [prefixOf(value, element), '*'] : [EVERY_CALL])
      if (wide !== value)
        yield {
          statement: changed(statement, element, patterns, value, wide),
          change: `with ${name} ${wide} in place of ${value}`,
        };
}

function* narrowed(statement: Statement, element: 'action' | 'resource'): Generator<Bare> {
  const patterns = statement[element];
  if (!patterns) return;
  const name = nameOf(patterns, element);
  if (!patterns.negated) {
    yield* dropped(statement, element, name);
    return;
  }
  for (const value of patterns.values) {
    const wide = prefixOf(value, element);
    if (wide !== value)
      yield {
        statement: changed(statement, element, patterns, value, wide),
        change: `with ${name} ${wide} in place of ${value}`,
      };
  }
}

function* dropped(
  statement: Statement,
  element: 'action' | 'resource',
  name: string,
): Generator<Bare> {
  const patterns = statement[element];
  if (!patterns || patterns.values.length < 2) return;
  for (const value of patterns.values) {
    const values = patterns.values.filter((one) => one !== value);
    yield {
      statement: { ...statement, [element]: { ...patterns, values } },
      change: `without ${value} in ${name}`,
    };
  }
}

function* widenedPrincipal(statement: Statement): Generator<Bare> {
  const { principal } = statement;
  if (!principal || principal.negated || principal.anyone) return;
  for (const [type, names] of principal.byType) {
    if (type !== 'AWS') continue;
    for (const name of names)
      for (const wide of [accountOf(name), '*'])
        if (wide !== undefined && wide !== name) {
          const wider = names.map((one) => (one === name ? wide : one));
          const byType = new Map([...principal.byType, [type, wider]]);
          yield {
            statement: { ...statement, principal: { ...principal, byType } },
            change: `with the principal ${wide} in place of ${name}`,
          };
        }
  }
}

/** A Deny that names one caller less. */
function* narrowedPrincipal(statement: Statement): Generator<Bare> {
  const { principal } = statement;
  if (!principal || principal.negated || principal.anyone) return;
  for (const [type, names] of principal.byType)
    for (const name of names) {
      const rest = names.filter((one) => one !== name);
      if (rest.length === 0 && principal.byType.size === 1) continue;
      const byType = new Map([...principal.byType, [type, rest]]);
      yield {
        statement: { ...statement, principal: { ...principal, byType } },
        change: `without the principal ${name}`,
      };
    }
}

const accountOf = (name: string): string | undefined => {
  const match = /^(arn:[^:]+:iam::\d{12}):(?!root$)/.exec(name);
  return match ? `${match[1]}:root` : undefined;
};

function changed(
  statement: Statement,
  element: 'action' | 'resource',
  patterns: Patterns,
  value: string,
  wide: string,
): Statement {
  const values = patterns.values.map((one) => (one === value ? wide : one));
  return { ...statement, [element]: { ...patterns, values } };
}

/** `s3:Get*` of `s3:GetObject`, and `arn:aws:s3:::bucket*` of `arn:aws:s3:::bucket/*`. */
function prefixOf(value: string, element: 'action' | 'resource'): string {
  if (element === 'action') {
    const verb = /^[^:]+:[A-Z][a-z]+(?=[A-Z])/.exec(value)?.[0];
    return verb ? `${verb}*` : `${value.slice(0, value.indexOf(':') + 1)}*`;
  }
  const plain = value.endsWith('*') ? value.slice(0, -1) : value;
  const separator = Math.max(
    plain.lastIndexOf('/'),
    plain.lastIndexOf(':'),
    plain.lastIndexOf('-'),
  );
  const cut = plain.slice(0, Math.max(0, separator));
  return cut.split(':').length >= ARN_PARTS ? `${cut}*` : '*';
}

const ARN_PARTS = 6;

const nameOf = ({ negated }: Patterns, element: 'action' | 'resource'): string =>
  `${negated ? 'Not' : ''}${element === 'action' ? 'Action' : 'Resource'}`;
