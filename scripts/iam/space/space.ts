/** Which requests a question is about. Anything that a space does not state may have any value. */
import { globMatches } from '../glob.ts';
import type { Value } from './condition-truth.ts';

export type Texts = string | readonly string[];

/** Patterns with `*` and `?`, which cross colons here, or everything but these. */
export type Choice = Texts | { readonly not: Texts };

export type ScalarTest = string | null | readonly (string | null)[];

/**
 * What a key may hold: a text; `null` if it is absent; `'present'`; one of several (`in`, which may
 * hold `null`); none of several (`not`, absent included unless it holds `null`); a pattern (`like`);
 * a list for exactly these values of a multivalued key. The text "present" is `{ in: ['present'] }`.
 */
export type KeyTest =
  | string
  | null
  | readonly string[]
  | { readonly in: ScalarTest }
  | { readonly not: ScalarTest }
  | { readonly like: Texts };

/**
 * Who calls. A session belongs to its role and account; a text is an ARN pattern, which a session
 * fits by its own ARN or its role's, or `anonymous`.
 */
export type PrincipalTest =
  | string
  | { readonly account: string }
  | { readonly role: string }
  | { readonly user: string }
  | { readonly service: string }
  | { readonly issuer: string };

export interface Space {
  /** Patterns of actions; `assume` is the AssumeRole family with TagSession and SetSourceIdentity. */
  readonly action?: Choice | undefined;
  readonly resource?: Choice | undefined;
  /** Levels as AWS names them: List, Read, Write, Tagging, Permissions management. */
  readonly access?: Texts | undefined;
  /** Prefixes of actions. */
  readonly service?: Texts | undefined;
  /** In a resource's or role's own policy only. */
  readonly principal?:
    | PrincipalTest
    | readonly PrincipalTest[]
    | { readonly not: PrincipalTest | readonly PrincipalTest[] }
    | undefined;
  readonly context?: Readonly<Record<string, KeyTest>> | undefined;
  /** Spaces that are excluded. */
  readonly except?: readonly Space[] | undefined;
}

export const ASSUME: readonly string[] = [
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:setsourceidentity',
  'sts:tagsession',
];

const listOf = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];

/** A choice as its texts, and whether they are excluded. */
export function choice(value: Choice): { texts: readonly string[]; negated: boolean } {
  if (typeof value === 'object' && 'not' in value)
    return { texts: listOf(value.not), negated: true };
  return { texts: listOf(value), negated: false };
}

/** Patterns of actions, lower case, with `assume` spelled out. */
export function actionChoice(value: Choice): { texts: readonly string[]; negated: boolean } {
  const { texts, negated } = choice(value);
  return {
    texts: texts.flatMap((text) => (text === 'assume' ? ASSUME : [text.toLowerCase()])),
    negated,
  };
}

export const textList = (value: Texts): readonly string[] => listOf(value);

export function principalChoice(value: NonNullable<Space['principal']>): {
  tests: readonly PrincipalTest[];
  negated: boolean;
} {
  if (typeof value === 'object' && 'not' in value)
    return { tests: listOf(value.not), negated: true };
  return { tests: listOf(value), negated: false };
}

/** The values and patterns of a test, which a key's domain must tell apart. */
export function textsOfTest(test: KeyTest): {
  texts: readonly string[];
  likes: readonly string[];
  list: readonly string[] | undefined;
} {
  const none = { texts: [], likes: [], list: undefined };
  if (test === null || test === 'present') return none;
  if (typeof test === 'string') return { ...none, texts: [test] };
  if (isList(test)) return { ...none, texts: test, list: test };
  if ('like' in test) return { ...none, likes: listOf(test.like) };
  const given = listOf('in' in test ? test.in : test.not);
  return { ...none, texts: given.filter((one) => one !== null) };
}

export const isList = (test: KeyTest): test is readonly string[] => Array.isArray(test);

/** Whether a key in this state passes. Several values pass `in` and `like` if each of them does. */
export function passes(test: KeyTest, value: Value): boolean {
  if (test === null) return value === null;
  if (test === 'present') return value !== null;
  const values = value === null ? [] : typeof value === 'string' ? [value] : value;
  if (typeof test === 'string') return values.length === 1 && values[0] === test;
  if (isList(test)) return value !== null && sameSet(test, values);
  if ('like' in test)
    return (
      values.length > 0 &&
      values.every((one) => listOf(test.like).some((pattern) => globMatches(pattern, one)))
    );
  const given = listOf('in' in test ? test.in : test.not);
  if (value === null) return given.includes(null) === 'in' in test;
  return 'in' in test
    ? values.length > 0 && values.every((one) => given.includes(one))
    : !values.some((one) => given.includes(one));
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.every((one) => b.includes(one)) && b.every((one) => a.includes(one));

/** The space and everything excluded from it, at any depth. */
export function withExceptions(space: Space): readonly Space[] {
  return [space, ...(space.except ?? []).flatMap(withExceptions)];
}
