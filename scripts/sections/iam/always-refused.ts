/** What Deny statements refuse whatever the request is, so that no table says that it is allowed. */
import { covers } from './extents.ts';
import type { View } from '../fields.ts';

type Statement = View<'policyStatement'>;

/** Whether an action, or all that a pattern stands for, is refused on a resource or pattern. */
export type Refuses = (action: string, resource: string) => boolean;

/**
 * Reads off the patterns alone, and where they cannot tell, nothing is refused: a Deny with a condition
 * refuses some requests only, and one with a policy variable some callers only.
 */
export function alwaysRefused(statements: readonly Statement[]): Refuses {
  const denies = statements.filter(
    ({ effect, conditions, resources, exceptResources }) =>
      effect === 'Deny' &&
      conditions.length === 0 &&
      ![...resources, ...exceptResources].some((one) => one.includes('${')),
  );
  return (action, resource) =>
    denies.some(
      ({ actions, exceptActions, resources, exceptResources }) =>
        isAbout(actions.map(lower), exceptActions.map(lower), lower(action)) &&
        isAbout(resources, exceptResources, resource),
    );
}

const lower = (text: string): string => text.toLowerCase();

/** Whether an element with these values, or with all but the others, has all of a pattern. */
const isAbout = (values: readonly string[], except: readonly string[], pattern: string): boolean =>
  except.length > 0
    ? except.every((one) => areApart(one, pattern))
    : values.some((one) => covers(one, pattern));

/** Whether two patterns surely have nothing in common: one of them begins differently. */
function areApart(a: string, b: string): boolean {
  const [one, two] = [a, b].map((text) => text.split(/[*?<]|\$\{/, 1)[0] ?? '');
  const isWhole = (text: string): boolean => !/[*?<]|\$\{/.test(text);
  if (isWhole(a) && isWhole(b)) return a !== b;
  const length = Math.min(one?.length ?? 0, two?.length ?? 0);
  return one?.slice(0, length) !== two?.slice(0, length);
}
