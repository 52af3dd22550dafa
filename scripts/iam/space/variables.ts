/**
 * Puts values in for policy variables where a question depends on them. What is found so counts only
 * if the evaluator confirms it on the policies as written; what is not found stays unknown.
 */
import type { Condition, EvaluablePolicy, Statement } from '../statement.ts';
import { BUDGETS } from './budgets.ts';
import { baseOf, usesVariables } from './condition-truth.ts';
import { isAlone, policiesIn, type PolicySet } from './decide.ts';
import { isDoubtedKey } from './doubted-keys.ts';
import {
  escapeGlob,
  hasVariable,
  leadOf,
  replaceVariables,
  variablesIn,
  withoutVariables,
} from './glob-tokens.ts';
import { choice, type KeyTest, passes, type Space } from './space.ts';

export interface Instance {
  readonly sets: readonly PolicySet[];
  /** The space, with the keys of the variables stated. */
  readonly space: Space;
}

/** Values that are tried for one of several variables, and for a single one. */
const OF_SEVERAL = 6;
const OF_ONE = 16;

/** The policies with values in place of their variables, for up to {@link BUDGETS}.variableValues choices. */
export function* instances(sets: readonly PolicySet[], space: Space): Generator<Instance> {
  const statements = sets
    .flatMap((set) => policiesIn(set))
    .flatMap((policy) => (policy.hasVariables ? policy.statements : []));
  const texts = statements.flatMap(textsOf);
  const defaults = new Map<string, Set<string>>();
  for (const text of texts)
    for (const { key, fallback } of variablesIn(text).keys) {
      const known = defaults.get(key) ?? new Set();
      if (fallback !== undefined) known.add(fallback);
      defaults.set(key, known);
    }
  const stated = space.resource === undefined ? [] : choice(space.resource).texts;
  const words = [
    ...new Set(
      [...stated, ...texts].flatMap((text) =>
        withoutVariables(text)
          .split(/[:/*?]+/)
          .toReversed(),
      ),
    ),
  ].filter((word) => word !== '' && word !== 'arn' && word !== 'aws');
  let choices: ReadonlyMap<string, string | null>[] = [new Map()];
  let at = 0;
  for (const [key, fallbacks] of defaults) {
    const near = nearby(statements, key);
    const candidates = [...new Set([`value${at}`, null, ...fallbacks, ...near, ...words])]
      .filter((value) => statedTests(space, key).every((test) => passes(test, value)))
      .concat(statedValues(space, key))
      .slice(0, defaults.size > 1 ? OF_SEVERAL : OF_ONE);
    choices = choices
      .flatMap((one) => candidates.map((value) => new Map([...one, [key, value]])))
      .slice(0, BUDGETS.variableValues);
    at += 1;
  }
  if (defaults.size === 0) return;
  for (const chosen of choices) {
    const context: Record<string, KeyTest> = Object.fromEntries(
      Object.entries(space.context ?? {}).filter(([key]) => !chosen.has(key.toLowerCase())),
    );
    for (const [key, value] of chosen) context[key] = value === null ? null : { in: [value] };
    yield {
      sets: sets.map((set) => mapPolicies(set, (policy) => filled(policy, chosen))),
      space: { ...space, context },
    };
  }
}

/**
 * The policies with the values that the space states for a variable's key put in: of a stated key
 * nothing is left to doubt.
 */
export function withStated(
  sets: readonly PolicySet[],
  space: Space,
  isMultivalued: (key: string) => boolean,
): readonly PolicySet[] {
  const choice = new Map<string, string | null>();
  for (const [name, test] of Object.entries(space.context ?? {})) {
    const key = name.toLowerCase();
    const isValue = test === null || (typeof test === 'string' && test !== 'present');
    if (isValue && !isDoubtedKey(key) && !isMultivalued(name)) choice.set(key, test);
  }
  return choice.size === 0
    ? sets
    : sets.map((set) => mapPolicies(set, (policy) => filled(policy, choice)));
}

const statedTests = (space: Space, key: string): KeyTest[] =>
  Object.entries(space.context ?? {}).flatMap(([name, test]) =>
    name.toLowerCase() === key ? [test] : [],
  );

const statedValues = (space: Space, key: string): string[] =>
  statedTests(space, key).flatMap((test) =>
    typeof test === 'string' && test !== 'present' ? [test] : [],
  );

/** Texts that the key or the variable is compared with. */
function nearby(statements: readonly Statement[], key: string): string[] {
  return statements
    .flatMap(({ conditions }) => conditions)
    .filter(
      (condition) =>
        condition.key.toLowerCase() === key ||
        condition.values.some((value) => value.toLowerCase().includes(`\${${key}`)),
    )
    .flatMap(({ values }) => values.filter((value) => !hasVariable(value)))
    .map((value) => value.replace(/[*?]/g, 'x'));
}

const textsOf = ({ resource, conditions }: Statement): string[] => [
  ...(resource?.values ?? []),
  ...conditions.flatMap(({ values }) => values),
];

/** The set with each policy replaced. */
export function mapPolicies(
  set: PolicySet,
  map: (policy: EvaluablePolicy) => EvaluablePolicy,
): PolicySet {
  if (isAlone(set)) return { ...set, policy: map(set.policy) };
  const { boundary, session } = set;
  const identity = {
    identity: set.identity.map(map),
    boundary: boundary && map(boundary),
    scps: set.scps?.map((level) => level.map(map)),
    rcps: set.rcps?.map((level) => level.map(map)),
    session: session && map(session),
  };
  return set.kind === 'both'
    ? { ...set, ...identity, policy: map(set.policy) }
    : { ...set, ...identity };
}

function filled(
  policy: EvaluablePolicy,
  choice: ReadonlyMap<string, string | null>,
): EvaluablePolicy {
  if (!policy.hasVariables) return policy;
  const put = (text: string): string | undefined => {
    let isGone = false;
    const whole = replaceVariables(text, (key, fallback, written) => {
      const value = choice.get(key) ?? (choice.has(key) ? (fallback ?? null) : undefined);
      if (value === undefined) return written;
      if (value === null) isGone = true;
      return escapeGlob(value ?? '');
    });
    return isGone ? undefined : whole;
  };
  return {
    ...policy,
    statements: policy.statements.map((statement) => filledStatement(statement, put)),
  };
}

function filledStatement(
  statement: Statement,
  put: (text: string) => string | undefined,
): Statement {
  const { resource, conditions } = statement;
  return {
    ...statement,
    resource: resource && {
      ...resource,
      // Without a value a Resource matches nothing, and NotResource is not documented. Nor is a
      // variable in the first five parts.
      values: resource.values.flatMap((text) =>
        leadOf(text).includes('${') ? [text] : (put(text) ?? (resource.negated ? [text] : [])),
      ),
    },
    conditions: conditions.map((condition) =>
      usesVariables(baseOf(condition.operator))
        ? {
            ...condition,
            values: condition.values.map((value) => put(value) ?? unmatched(condition)),
          }
        : condition,
    ),
  };
}

/** A value that equals nothing, like a variable without a value. */
const unmatched = ({ operator }: Condition): string =>
  operator.includes('Arn') ? 'arn:\u0001:\u0001:\u0001:\u0001:\u0001' : '\u0001';
