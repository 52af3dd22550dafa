/**
 * Actions that the data records as removed: when they count as removed, and which policies still
 * use them.
 */
import { isScalar, isSeq } from 'yaml';

import { type Catalog, type Holder, placeIn } from '../catalog.ts';
import type { PlacedStatement } from '../placed-statement.ts';
import { type Problem, problemAt, type ProblemWords } from '../../problems/problem.ts';

/**
 * Whether an action is removed on the date `asOf`. Without a date, every recorded removal is in
 * force.
 */
export function isRemoved(removed: string | undefined, asOf: string | undefined): boolean {
  return removed !== undefined && (asOf === undefined || removed <= asOf);
}

/**
 * Reports policies that use a removed action: an Allow of it grants nothing, and a Deny of it stops
 * nothing.
 */
export function checkRemovedActions(catalog: Catalog, asOf: string | undefined): Problem[] {
  return [...catalog.all('roles'), ...catalog.all('policies')].flatMap((holder) => {
    const used = new Set<string>();
    const found = catalog
      .policiesOf(holder)
      .flatMap(({ statements }) => statements)
      .flatMap(({ node, file }) =>
        actionsIn(node).flatMap(({ value, range: [start, end] }): Problem[] => {
          used.add(value.toLowerCase());
          const words = removedWords(catalog, value, asOf, wordsFor(holder));
          if (!words) return [];
          const problem = problemAt('data/removed-action', file.source, { start, end }, words);
          return [stillUses(holder, value) ? { ...problem, severity: 'warning' } : problem];
        }),
      );
    return [...found, ...noLongerUsed(holder, used)];
  });
}

const wordsFor = ({ kind, id }: Holder): string =>
  `the ${kind === 'roles' ? 'role' : 'policy'} ${id}`;

/** Whether a role or policy says that it still names a removed action. */
export function stillUses({ value }: Holder, action: string): boolean {
  return value.stillUses.some((one) => one.toLowerCase() === action.toLowerCase());
}

/** What `stillUses` lists and no statement names; `used` is in lower case. */
function noLongerUsed(holder: Holder, used: ReadonlySet<string>): Problem[] {
  return holder.value.stillUses.flatMap((action, index) => {
    if (used.has(action.toLowerCase())) return [];
    const place = placeIn(holder, ['stillUses', index]);
    const whose = wordsFor(holder);
    return problemAt('data/no-longer-used', holder.file.source, place, {
      message: `no ${holder.kind === 'roles' ? 'policy' : 'statement'} of ${whose} names ${action} any longer`,
      hint: 'delete it from `stillUses`',
    });
  });
}

/** The texts of `Action` and `NotAction`, with their offsets. */
export function actionsIn(
  node: PlacedStatement['node'],
  elements: readonly string[] = ['Action', 'NotAction'],
): { value: string; range: [number, number] }[] {
  return elements
    .flatMap((element) => {
      const actions: unknown = node.get(element, true);
      return isSeq(actions) ? actions.items : [actions];
    })
    .flatMap((item) => {
      if (!isScalar(item) || typeof item.value !== 'string' || !item.range) return [];
      return [{ value: item.value, range: [item.range[0], item.range[1]] as [number, number] }];
    });
}

function removedWords(
  catalog: Catalog,
  pattern: string,
  asOf: string | undefined,
  who: string,
): ProblemWords | undefined {
  const [prefix = '', name = ''] = pattern.toLowerCase().split(':', 2);
  const ofService = catalog
    .all('actions')
    .filter((action) => action.id.toLowerCase().startsWith(`${prefix}:`));
  const gone = ofService.filter((action) => isRemoved(action.value.removed, asOf));
  const [match] =
    name.includes('*') && gone.length === ofService.length
      ? gone
      : gone.filter((action) => action.id.toLowerCase() === pattern.toLowerCase());
  if (!match) return undefined;
  const subject =
    match.id.toLowerCase() === pattern.toLowerCase()
      ? match.id
      : `every action that ${pattern} matches`;
  return {
    message: `${subject} was removed${match.value.removed ? ` on ${match.value.removed}` : ''}; ${who} still uses it`,
    hint: match.value.replacedBy?.source ?? 'remove it from the statement',
  };
}
