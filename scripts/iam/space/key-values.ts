/**
 * Picks values of a key that represent all others: each satisfies the same conditions as those it
 * represents.
 */
import type { KeyType } from '../data-set.ts';
import { date, number } from '../comparisons.ts';
import { readOperator } from '../operators.ts';
import { BUDGETS } from './budgets.ts';
import type { KeyCondition } from './condition-truth.ts';
import { ANY_ARN, arnGlob, type Glob, globOf, hasVariable, RUN } from './glob-tokens.ts';
import { addressOf, ipBounds } from './ip-bounds.ts';
import { textClasses } from './text-classes.ts';

export interface KeyInfo {
  readonly type: KeyType | undefined;
  /** Undefined if nothing is known of the key; then a set operator makes it multivalued. */
  readonly multivalued: boolean | undefined;
}

export interface Representatives {
  readonly values: readonly string[];
  /** Why the values do not represent all others; undefined if they do. */
  readonly inexact: string | undefined;
}

const FAMILIES: readonly (readonly [RegExp, KeyType])[] = [
  [/^String/, 'String'],
  [/^Arn/, 'ARN'],
  [/^Numeric/, 'Numeric'],
  [/^Date/, 'Date'],
  [/^Bool/, 'Bool'],
  [/IpAddress$/, 'IPAddress'],
  [/^Binary/, 'Binary'],
];

const baseOf = ({ condition }: KeyCondition): string =>
  readOperator(condition.operator)?.name ?? '';

/** `texts` and `likes`: values and patterns that must be told apart whatever the conditions say. */
export function representatives(
  conditions: readonly KeyCondition[],
  info: KeyInfo,
  texts: readonly string[],
  likes: readonly string[],
): Representatives {
  const literal = likes.filter((like) => !/[*?]/.test(like));
  const families = new Set<KeyType>();
  for (const one of conditions)
    for (const [operators, family] of FAMILIES)
      if (operators.test(baseOf(one))) families.add(family);
  if (info.type === 'Bool' && [...families].every((one) => one === 'String' || one === 'Bool'))
    return { values: ['true', 'false'], inexact: undefined };
  if (families.size === 0) families.add('String');
  const given = (family: KeyType): string[] => [
    ...texts,
    ...literal,
    ...conditions
      .filter((one) =>
        FAMILIES.some(([operators, of]) => of === family && operators.test(baseOf(one))),
      )
      .flatMap(({ condition }) => condition.values),
  ];
  const values = [...texts, ...literal];
  const isText = families.has('String') || families.has('ARN');
  if (isText) values.push(...textValues(conditions, info, families, texts, likes));
  if (families.has('Bool')) values.push('true', 'false');
  const stated = [...texts, ...literal];
  if (families.has('Numeric')) values.push(...unstated(numbers(given('Numeric')), stated, number));
  if (families.has('Date')) values.push(...unstated(dates(given('Date')), stated, date));
  if (families.has('Binary')) values.push(...bytes(given('Binary')));
  const ips = families.has('IPAddress') ? ipBounds(given('IPAddress')) : undefined;
  values.push(...unstated(ips ?? [], stated, addressOf));
  // A key of another type has values that the operator cannot read.
  if (info.type !== undefined && !isText && !families.has(info.type)) values.push('x');
  const most = isText && families.has('String') && families.has('ARN') ? 2 : 1;
  return {
    values: [...new Set(values)],
    inexact:
      families.size > most
        ? `operators of different types are used on one key (${[...families].join(', ')})`
        : isText || families.has('Bool')
          ? undefined
          : undividedBy(likes),
  };
}

/**
 * A pattern divides spellings, and the values above divide numbers, dates, addresses and bytes: those
 * that a pattern takes have none among them that stands for them.
 */
function undividedBy(likes: readonly string[]): string | undefined {
  const pattern = likes.find((like) => /[*?]/.test(like) && !/^\*+$/.test(like));
  return pattern === undefined
    ? undefined
    : `the pattern ${pattern} is compared with text, and the policies compare this key by value; state values with \`in\` or \`not\``;
}

function textValues(
  conditions: readonly KeyCondition[],
  info: KeyInfo,
  families: ReadonlySet<KeyType>,
  texts: readonly string[],
  likes: readonly string[],
): string[] {
  const globs: Glob[] = [
    ...texts.map((text) => globOf(text, { wildcards: false })),
    ...likes.map((text) => globOf(text)),
  ];
  for (const one of conditions) {
    const base = baseOf(one);
    const { hasVariables } = one;
    for (const value of one.condition.values) {
      if (base.startsWith('Arn')) globs.push(arnGlob(value, hasVariables) ?? globOf(value));
      else if (base.endsWith('IgnoreCase'))
        globs.push({
          ...globOf(value.toLowerCase(), optionsOf(value, hasVariables, false)),
          foldsCase: true,
        });
      else if (base.startsWith('String'))
        globs.push(globOf(value, optionsOf(value, hasVariables, base.endsWith('Like'))));
    }
  }
  if (families.has('ARN')) globs.push(ANY_ARN);
  const isArn = info.type === 'ARN' || (!families.has('String') && info.type === undefined);
  return textClasses(globs, {
    among: [isArn ? ANY_ARN : { tokens: [RUN] }],
    states: BUDGETS.textStates,
  }).map(({ text }) => text);
}

/** A literal with `${*}` in it is read as a pattern, which has no wildcard then. */
const optionsOf = (
  value: string,
  hasVariables: boolean,
  wildcards: boolean,
): { wildcards: boolean; hasVariables: boolean } => ({
  wildcards,
  hasVariables: hasVariables && (wildcards || hasVariable(value) || value.includes('${')),
});

/** Each number that is compared with, and one between any two. */
function numbers(texts: readonly string[]): string[] {
  const bounds = between(texts.map(Number), (a, b) => (a + b) / 2, 1);
  return bounds.map((bound) =>
    Math.abs(bound) < 1e-6 && bound !== 0 ? bound.toFixed(15) : String(bound),
  );
}

function dates(texts: readonly string[]): string[] {
  const times = texts.map((text) =>
    /^\d{5,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text),
  );
  const day = 86_400_000;
  return between(times, (a, b) => Math.floor((a + b) / 2), day).map((time) =>
    new Date(time).toISOString(),
  );
}

/** Values that a space does not state in another spelling: a stated value means each spelling of it. */
function unstated(
  values: readonly string[],
  stated: readonly string[],
  valueOf: (text: string) => number | string | undefined,
): string[] {
  const known = new Set(stated.map((text) => valueOf(text) ?? text));
  return values.filter((value) => !known.has(valueOf(value) ?? value));
}

function between(
  values: readonly number[],
  middle: (a: number, b: number) => number,
  step: number,
): number[] {
  const sorted = [...new Set(values.filter((value) => !Number.isNaN(value)))].toSorted(
    (a, b) => a - b,
  );
  const [first = 0] = sorted;
  return [
    first - step,
    ...(sorted.length === 0 ? [first] : sorted).flatMap((value, index) => {
      const next = sorted[index + 1];
      return [value, next === undefined ? value + step : middle(value, next)];
    }),
  ];
}

/** Each value that is compared with, and one that is none of them. */
function bytes(texts: readonly string[]): string[] {
  const other = ['QQ==', 'Qg==', 'Qw=='].find((one) => !texts.includes(one)) ?? 'eHh4eHh4';
  return [...texts, other];
}
