/** Small changes that may weaken a statement: an Allow that grows, a Deny that shrinks. */
import type { RolePolicyKind } from '../data/schema/index.ts';
import { readOperator } from '../iam/operators.ts';
import type { Condition, Patterns, Statement } from '../iam/statement.ts';

export interface Mutation {
  readonly statement: Statement;
  /** What was changed, as the beginning of a sentence: `without its condition on aws:SourceIp`. */
  readonly change: string;
}

/**
 * The changes, likely slips first. Not each opens something: that is for the caller to find out, and
 * so is whether a claim notices.
 */
export function* mutationsOf(statement: Statement, kind: RolePolicyKind): Generator<Mutation> {
  yield* conditionMutations(statement);
  if (statement.effect === 'Allow') {
    yield* widened(statement, 'resource');
    yield* widened(statement, 'action');
    if (kind === 'trust') yield* widenedPrincipal(statement);
  } else {
    yield* narrowed(statement, 'action');
    yield* narrowed(statement, 'resource');
  }
}

function* conditionMutations(statement: Statement): Generator<Mutation> {
  const { conditions, effect } = statement;
  for (const [at, condition] of conditions.entries()) {
    const { operator, key, values } = condition;
    const replace = (changes: Partial<Condition>, change: string): Mutation => ({
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
      if (!/[*?]/.test(value) && read.family === 'String' && !read.negated)
        yield replace(
          {
            operator: operator.replace(/StringEquals(?:IgnoreCase)?/, 'StringLike'),
            values: values.map((one) => (one === value ? '*' : one)),
          },
          `with any value for ${key}`,
        );
    }
  }
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

/** Each pattern up to its last part, and everything. */
function* widened(statement: Statement, element: 'action' | 'resource'): Generator<Mutation> {
  const patterns = statement[element];
  if (!patterns) return;
  const name = nameOf(patterns, element);
  if (patterns.negated) {
    yield* dropped(statement, element, name);
    return;
  }
  for (const value of patterns.values)
    for (const wide of [prefixOf(value, element), '*'])
      if (wide !== value)
        yield {
          statement: changed(statement, element, patterns, value, wide),
          change: `with ${name} ${wide} in place of ${value}`,
        };
}

function* narrowed(statement: Statement, element: 'action' | 'resource'): Generator<Mutation> {
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
): Generator<Mutation> {
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

function* widenedPrincipal(statement: Statement): Generator<Mutation> {
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

/** `s3:*` of `s3:GetObject`, and `arn:aws:s3:::bucket*` of `arn:aws:s3:::bucket/*`. */
function prefixOf(value: string, element: 'action' | 'resource'): string {
  if (element === 'action') {
    const verb = /^([^:]+:[A-Z][a-z]+)[A-Z]/.exec(value)?.[1];
    return verb ? `${verb}*` : value.replace(/:.*$/, ':*');
  }
  const cut = value.replace(/\*+$/, '').replace(/[/:-]?[^/:-]*$/, '');
  return cut.split(':').length >= 6 ? `${cut}*` : '*';
}

const nameOf = ({ negated }: Patterns, element: 'action' | 'resource'): string =>
  `${negated ? 'Not' : ''}${element === 'action' ? 'Action' : 'Resource'}`;
