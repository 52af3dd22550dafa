/** What the code of roles calls before and after: `requires` on both sides, each with its own code. */
import type { Entry, Holder } from '../data/catalog.ts';
import type { HolderPair } from '../data/pairs.ts';
import type { RequiredAction } from '../data/shipped.ts';
import { shippingFrom } from '../sources/sources.ts';
import type { CallChange } from './json-output.ts';
import type { Side } from './side.ts';

/** Places that are printed of one action. */
const MOST_PLACES = 3;

export function callChanges(
  pairs: readonly HolderPair[],
  before: Side,
  after: Side,
): readonly CallChange[] {
  return pairs.flatMap((pair): CallChange[] => {
    const [old, now] = [needsOf(pair.before, before), needsOf(pair.after, after)];
    const role = pair.after ?? pair.before;
    // Who states no needs on a side says nothing about its code.
    if (!role || !old || !now) return [];
    const onlyIn = (some: Needs, others: Needs): Needs =>
      new Map([...some].filter(([action]) => !others.has(action)));
    return [
      ...changesFrom(role.id, 'called', onlyIn(now, old)),
      ...changesFrom(role.id, 'no longer called', onlyIn(old, now)),
    ];
  });
}

/** By the action in lower case. */
type Needs = ReadonlyMap<string, readonly RequiredAction[]>;

const isRole = (holder: Holder | undefined): holder is Entry<'roles'> => holder?.kind === 'roles';

function needsOf(holder: Holder | undefined, { shipped }: Side): Needs | undefined {
  if (!isRole(holder) || holder.value.requires.length === 0) return undefined;
  const needs = new Map<string, RequiredAction[]>();
  for (const one of shippingFrom(shipped).requirementsOf(holder).actions) {
    const key = one.action.toLowerCase();
    needs.set(key, [...(needs.get(key) ?? []), one]);
  }
  return needs;
}

const changesFrom = (role: string, change: CallChange['change'], needs: Needs): CallChange[] =>
  [...needs.values()].flatMap((found) => {
    const [first] = found;
    const places = found.map(
      ({ source, range }) => `${source.file}:${source.position(range.start).line}`,
    );
    return first ? [{ role, action: first.action, change, places: [...new Set(places)] }] : [];
  });

/** `s3:PutObject, by src/a.py:4`. */
export function callText({ action, places }: CallChange): string {
  const shown = places.slice(0, MOST_PLACES).join(', ');
  const more = places.length > MOST_PLACES ? ` and ${places.length - MOST_PLACES} more` : '';
  return `${action}, by ${shown}${more}`;
}
