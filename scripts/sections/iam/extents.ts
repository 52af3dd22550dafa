/** What elements of several statements match together, as far as a table can say it in patterns. */
import { globMatches, globsOverlap } from '../../iam/glob.ts';
import type { View } from '../fields.ts';

/** What fits all patterns of `is`, and none of `except`. */
export interface Extent {
  readonly is: readonly string[];
  readonly except: readonly string[];
}

type Elements = Pick<
  View<'policyStatement'>,
  'actions' | 'exceptActions' | 'resources' | 'exceptResources'
>;

export const actionsOf = ({ actions, exceptActions }: Elements): Extent[] =>
  extentsOf(actions, exceptActions);

export const resourcesOf = ({ resources, exceptResources }: Elements): Extent[] =>
  extentsOf(resources, exceptResources);

const extentsOf = (values: readonly string[], except: readonly string[]): Extent[] =>
  except.length > 0 ? [{ is: ['*'], except }] : values.map((one) => ({ is: [one], except: [] }));

/** What fits both; undefined if nothing can. */
export function meet(one: Extent, other: Extent): Extent | undefined {
  const all = [...new Set([...one.is, ...other.is])];
  if (all.some((a) => all.some((b) => !canMeet(a, b)))) return undefined;
  const is = all.filter((a, at) => !all.some((b, index) => isNarrower(b, index, a, at)));
  const except = [...new Set([...one.except, ...other.except])].filter((pattern) =>
    is.every((a) => canMeet(pattern, a)),
  );
  return except.some((pattern) => is.some((a) => covers(pattern, a))) ? undefined : { is, except };
}

/** Whether some request can be in both. */
export const overlap = (one: Extent, other: Extent): boolean => meet(one, other) !== undefined;

/** Of two patterns for the same, the first stays. */
const isNarrower = (b: string, index: number, a: string, at: number): boolean =>
  index !== at && covers(a, b) && (!covers(b, a) || index < at);

/** A `*` in the inner pattern is matched by one of the outer pattern only, and so is a `?`. */
export const covers = (outer: string, inner: string): boolean =>
  outer === inner ||
  outer === '*' ||
  (!/[?]/.test(outer) && globMatches(outer, inner.replaceAll('?', '*')));

/** Placeholders and policy variables may stand for anything. */
const canMeet = (a: string, b: string): boolean => globsOverlap(open(a), open(b));

const open = (pattern: string): string => pattern.replace(/<[^<>]*>|\$\{[^${}]*\}/g, '*');
