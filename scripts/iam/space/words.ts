/** Describes a cube by the patterns and values of the policies, ready to be worded. */
import { globMatches } from '../glob.ts';
import type { Caller } from './callers.ts';
import { conditionTruth, type KeyCondition, type Value } from './condition-truth.ts';
import type { Cube } from './cubes.ts';
import { withoutVariables } from './glob-tokens.ts';
import type { Question } from './question.ts';
import { JointResources, type SinglePatterns } from './resources.ts';

/** Resources of `include` (any, if it is empty) but not of `except`. */
export interface ResourceWords {
  readonly include: readonly string[];
  /** A resource is in all of `include`, not in one of them. */
  readonly isIntersection: boolean;
  readonly except: readonly string[];
  /** The patterns do not say exactly which resources; give the example. */
  readonly isExact: boolean;
}

export interface KeyWords {
  /** As the policies spell it. */
  readonly key: string;
  /** The key may be absent. */
  readonly absent: boolean;
  /** How it is if it is present: any value, none, one of `texts`, none of them, … */
  readonly present:
    | 'any'
    | 'none'
    | 'is'
    | 'is not'
    | 'like'
    | 'not like'
    /** The one condition of the policies in `texts` holds, or does not. */
    | 'satisfies'
    | 'does not satisfy'
    /** No words fit; `texts` is one value. */
    | 'such as';
  readonly texts: readonly string[];
}

export interface CallerWords {
  /** Each stands for the callers like it that nothing names. */
  readonly callers: readonly Caller[];
  readonly isAny: boolean;
}

export function resourceWords(
  resources: JointResources | SinglePatterns,
  cube: Cube,
): ResourceWords {
  return resources instanceof JointResources
    ? jointWords(resources, cube)
    : singleWords(resources, cube);
}

const ANYTHING: ResourceWords = { include: [], isIntersection: false, except: [], isExact: true };

function jointWords(resources: JointResources, cube: Cube): ResourceWords {
  const states = cube.get(resources.variable);
  const all = resources.resources;
  if (!states || states.size === all.length) return ANYTHING;
  const patterns = resources.texts
    .filter((text) => !/^\*+$/.test(text))
    .map((text) => ({ text, states: matching(text, all) }))
    .filter((one) => one.states.size > 0);
  const star = all.indexOf('*');
  const union = coverOf(states, patterns) ?? withStar(states, star, patterns);
  if (union) return { ...ANYTHING, include: union };
  const whole = [
    ...patterns.filter((one) => [...states].every((state) => one.states.has(state))),
    { text: undefined, states: new Set(all.keys()) },
  ].toSorted((a, b) => a.states.size - b.states.size);
  for (const one of whole) {
    const rest = new Set([...one.states].filter((state) => !states.has(state)));
    const except = coverOf(rest, patterns) ?? withStar(rest, star, patterns);
    const include = one.text === undefined ? [] : [one.text];
    if (except) return { ...ANYTHING, include, except };
  }
  const [first] = whole;
  return { ...ANYTHING, include: first?.text === undefined ? [] : [first.text], isExact: false };
}

const matching = (pattern: string, resources: readonly string[]): Set<number> =>
  new Set(
    resources.flatMap((one, index) => (globMatches(withoutVariables(pattern), one) ? [index] : [])),
  );

interface PatternStates {
  readonly text: string;
  readonly states: ReadonlySet<number>;
}

/** Few patterns that make up the states together. */
function coverOf(
  states: ReadonlySet<number>,
  patterns: readonly PatternStates[],
): readonly string[] | undefined {
  const usable = patterns.filter((one) => [...one.states].every((state) => states.has(state)));
  const left = new Set(states);
  const chosen: string[] = [];
  while (left.size > 0) {
    const gain = (one: PatternStates): number =>
      [...one.states].filter((state) => left.has(state)).length;
    const best = usable.toSorted((a, b) => gain(b) - gain(a))[0];
    if (!best || gain(best) === 0) return undefined;
    chosen.push(best.text);
    for (const state of best.states) left.delete(state);
  }
  return chosen;
}

/** The same with `*`, the resource of actions that take none. */
function withStar(
  states: ReadonlySet<number>,
  star: number,
  patterns: readonly PatternStates[],
): readonly string[] | undefined {
  if (!states.has(star)) return undefined;
  const rest = coverOf(new Set([...states].filter((state) => state !== star)), patterns);
  return rest && [...rest, '*'];
}

function singleWords(resources: SinglePatterns, cube: Cube): ResourceWords {
  const include: string[] = [];
  const except: string[] = [];
  for (const [variable, states] of cube) {
    const pattern = resources.pattern(variable);
    if (!pattern || states.size > 1) continue;
    (states.has(1) ? include : except).push(pattern.text);
  }
  return { include, isIntersection: include.length > 1, except, isExact: true };
}

export function callerWords(
  question: Question,
  cube: Cube,
  call: Parameters<Question['callersFor']>[0],
): CallerWords {
  const callers = question.callersFor(call);
  const states = [...cube].find(([{ name }]) => name === '#caller')?.[1];
  return states
    ? {
        callers: callers.filter((_, index) => states.has(index)),
        isAny: states.size === callers.length,
      }
    : { callers, isAny: true };
}

export function keyWords(question: Question, cube: Cube): readonly KeyWords[] {
  return [...cube].flatMap(([{ name: key }, states]) => {
    const domain = question.domains.get(key);
    return domain ? [wordsOf(domain.name, domain.states, states, question.conditionsOn(key))] : [];
  });
}

function wordsOf(
  key: string,
  all: readonly Value[],
  states: ReadonlySet<number>,
  conditions: readonly KeyCondition[],
): KeyWords {
  const inside = all.filter((value, index) => value !== null && states.has(index));
  const outside = all.filter((value, index) => value !== null && !states.has(index));
  const absent = all.some((value, index) => value === null && states.has(index));
  const words = (present: KeyWords['present'], texts: readonly string[] = []): KeyWords => ({
    key,
    absent,
    present,
    texts,
  });
  if (outside.length === 0) return words('any');
  if (inside.length === 0) return words('none');
  const literals = new Set([
    'true',
    'false',
    ...conditions.flatMap(({ condition }) => condition.values),
  ]);
  const texts = (values: readonly Value[]): string[] | undefined => {
    const known = values.filter((value) => typeof value === 'string' && literals.has(value));
    return known.length === values.length ? (known as string[]) : undefined;
  };
  const [are, areNot] = [texts(inside), texts(outside)];
  if (are) return words('is', are);
  if (areNot) return words('is not', areNot);
  const isLike = (pattern: string, value: Value): boolean =>
    typeof value === 'string' && globMatches(pattern, value);
  for (const pattern of [...literals].filter((one) => /[*?]/.test(one))) {
    const fits = (value: Value): boolean => isLike(pattern, value);
    if (inside.every(fits) && !outside.some(fits)) return words('like', [pattern]);
    if (outside.every(fits) && !inside.some(fits)) return words('not like', [pattern]);
  }
  for (const condition of conditions) {
    const holds = (value: Value): boolean =>
      conditionTruth(condition, value, () => 1).some((doubts) => doubts.length === 0);
    const { operator, values } = condition.condition;
    if (inside.every(holds) && !outside.some(holds))
      return words('satisfies', [operator, ...values]);
    if (outside.every(holds) && !inside.some(holds))
      return words('does not satisfy', [operator, ...values]);
  }
  return words('such as', [inside[0] ?? ''].flat());
}
