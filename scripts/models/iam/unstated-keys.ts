/** Does a decision depend on a condition key that nobody stated? Tried out, not guessed. */
import type { Catalog } from '../../data/catalog.ts';
import {
  decide,
  type PolicySet,
  type SpaceOutcome,
  type SpaceRequest,
  policiesIn,
} from '../../iam/space/decide.ts';
import type { ProblemWords } from '../../problems/problem.ts';

/** Each combination is one evaluation; more than this and only single keys are tried. */
const MOST_COMBINATIONS = 64;

/**
 * The keys that matter, with the decision for each of their states. `keys` are those that the
 * decision looked up and that the request does not state.
 */
export function unstatedKeys(
  catalog: Catalog,
  request: SpaceRequest,
  set: PolicySet,
  keys: readonly string[],
): { key: string; words: ProblemWords }[] {
  if (keys.length === 0) return [];
  const { decision } = decide(set, request);
  const states = new Map(keys.map((key) => [key, statesToTry(catalog, key, set)]));
  const matters = keys.flatMap((key) => {
    const outcomes = (states.get(key) ?? []).map((value) => ({
      value,
      outcome: outcomeWith(request, set, { [key]: value }),
    }));
    if (outcomes.every(({ outcome }) => outcome === decision)) return [];
    const shown = outcomes
      .map(
        ({ value, outcome }) => `${value === null ? 'absent' : JSON.stringify(value)}: ${outcome}`,
      )
      .join(', ');
    return [
      {
        key,
        words: {
          message: `the decision on ${request.action} depends on ${key}, which neither the request nor the scenario states (${shown})`,
          hint: `state it in the context: { "${key}": null } where it is absent`,
        },
      },
    ];
  });
  if (matters.length > 0) return matters;
  const together = combinations(states).find(
    (values) => outcomeWith(request, set, values) !== decision,
  );
  if (!together) return [];
  const [key = ''] = Object.keys(together);
  return [
    {
      key,
      words: {
        message: `the decision on ${request.action} depends on ${keys.join(' and ')} together, which neither the request nor the scenario states`,
        hint: 'state them in the context; null where a key is absent',
      },
    },
  ];
}

function outcomeWith(
  request: SpaceRequest,
  set: PolicySet,
  values: SpaceRequest['context'],
): SpaceOutcome {
  return decide(set, { ...request, context: { ...request.context, ...values } }).decision;
}

/** Absent, each value that the data or a policy knows, and one that none of them does. */
function statesToTry(catalog: Catalog, key: string, set: PolicySet): (string | null)[] {
  const known = catalog.ids('conditionKeys').find((id) => id.toLowerCase() === key.toLowerCase());
  const entry = known === undefined ? undefined : catalog.get('conditionKeys', known)?.value;
  const written = policiesIn(set)
    .flatMap(({ statements }) => statements)
    .flatMap(({ conditions }) =>
      conditions.filter((condition) => condition.key.toLowerCase() === key.toLowerCase()),
    )
    .flatMap(({ operator, values }) => (operator.endsWith('Null') ? [] : values));
  if (entry?.type === 'Bool') return [null, 'true', 'false'];
  return [null, ...new Set([...written, ...(entry?.values ?? []), 'some-other-value'])];
}

function combinations(
  states: ReadonlyMap<string, readonly (string | null)[]>,
): Record<string, string | null>[] {
  const size = [...states.values()].reduce((product, { length }) => product * length, 1);
  if (states.size < 2 || size > MOST_COMBINATIONS) return [];
  let all: Record<string, string | null>[] = [{}];
  for (const [key, values] of states)
    all = all.flatMap((one) => values.map((value) => ({ ...one, [key]: value })));
  return all;
}
