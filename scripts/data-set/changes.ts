/** Two versions of the data set and what a workspace names → what changed for it. */
import type { Action, ConditionKey } from '../iam/data-set.ts';
import { globMatches } from '../iam/glob.ts';
import type {
  ActionChange,
  DataChanges,
  Difference,
  KeyChange,
  LevelGroup,
  PatternChange,
  ServiceChange,
  Sides,
} from './json-output.ts';
import type { Named, Names } from './names.ts';
import type { Snapshot } from './snapshot.ts';

export async function changesBetween(
  before: Snapshot,
  after: Snapshot,
  names: Names,
): Promise<DataChanges> {
  await Promise.all([prepare(before, names), prepare(after, names)]);
  const haveGlobalKeys = before.hasGlobalKeys && after.hasGlobalKeys;
  const keys = names.conditionKeys.filter(({ name }) => haveGlobalKeys || !isGlobal(name));
  return {
    before: { version: before.version, date: before.date },
    after: { version: after.version, date: after.date },
    services: names.services.flatMap((one) => serviceChange(before, after, one)),
    actions: names.actions.flatMap((one) => actionChange(before, after, one)),
    patterns: names.patterns.flatMap((one) => patternChange(before, after, one)),
    conditionKeys: keys.flatMap((one) => keyChange(before, after, one)),
    notCompared:
      keys.length < names.conditionKeys.length
        ? ['keys of all services (aws:), which one of the versions does not list']
        : [],
  };
}

export const isUnchanged = (changes: DataChanges): boolean =>
  changes.services.length +
    changes.actions.length +
    changes.patterns.length +
    changes.conditionKeys.length ===
  0;

/** Loads the services that the names are of; all of them for a pattern that leaves the service open. */
export async function prepare({ reference, services }: Snapshot, names: Names): Promise<void> {
  const named = [...names.services, ...names.actions, ...names.conditionKeys].map(({ name }) =>
    prefixOf(name),
  );
  const open = names.patterns.some(({ name }) => isOpen(name));
  await reference.prepare(
    open ? services : [...named, ...names.patterns.map(({ name }) => prefixOf(name))],
  );
}

const prefixOf = (name: string): string => name.toLowerCase().split(':', 1)[0] ?? '';
const isOpen = (pattern: string): boolean => /[*?]/.test(prefixOf(pattern));
const isGlobal = (key: string): boolean => prefixOf(key) === 'aws';

function serviceChange(before: Snapshot, after: Snapshot, named: Named): ServiceChange[] {
  const { name, places } = named;
  const [was, is] = [before, after].map(({ services }) => services.includes(name.toLowerCase()));
  if (was === is) return [];
  return [{ name, places, change: is === true ? 'came' : 'gone' }];
}

function actionChange(before: Snapshot, after: Snapshot, named: Named): ActionChange[] {
  const [was, is] = [before.reference.action(named.name), after.reference.action(named.name)];
  if (!was || !is) return was || is ? [{ ...named, change: is ? 'came' : 'gone' }] : [];
  const accessLevel = sides(was.accessLevel, is.accessLevel);
  const resourceTypes = difference(
    resourceTexts(was, before.reference),
    resourceTexts(is, after.reference),
  );
  const conditionKeys = difference(was.conditionKeys, is.conditionKeys);
  if (!accessLevel && !resourceTypes && !conditionKeys) return [];
  return [
    {
      ...named,
      change: 'changed',
      ...(accessLevel ? { accessLevel } : {}),
      ...(resourceTypes ? { resourceTypes } : {}),
      ...(conditionKeys ? { conditionKeys } : {}),
    },
  ];
}

/** The types with their ARNs: either may change. */
function resourceTexts(
  { name, resourceTypes }: Action,
  reference: Snapshot['reference'],
): string[] {
  const arns = new Map(
    reference.resourceTypes(prefixOf(name)).map((type) => [type.name, type.arn]),
  );
  return resourceTypes.map((type) => {
    const arn = arns.get(type);
    return arn === undefined ? type : `${type} (${arn})`;
  });
}

function patternChange(before: Snapshot, after: Snapshot, named: Named): PatternChange[] {
  const [was, is] = [matchesOf(named.name, before), matchesOf(named.name, after)];
  const more = [...is].flatMap(([key, action]) => (was.has(key) ? [] : action));
  const fewer = [...was].flatMap(([key, action]) => (is.has(key) ? [] : action));
  const relevelled = [...is].flatMap(([key, action]) => {
    const earlier = was.get(key);
    const levels = earlier && sides(earlier.accessLevel, action.accessLevel);
    return levels ? [{ action: action.name, ...levels }] : [];
  });
  if (more.length + fewer.length + relevelled.length === 0) return [];
  return [{ ...named, more: byLevel(more), fewer: byLevel(fewer), relevelled }];
}

/** By lowercase name. */
function matchesOf(
  pattern: string,
  { reference, services }: Snapshot,
): ReadonlyMap<string, Action> {
  const lower = pattern.toLowerCase();
  const among = isOpen(pattern) ? services : services.filter((one) => one === prefixOf(pattern));
  return new Map(
    among
      .flatMap((service) => reference.actions(service))
      .map((action) => [action.name.toLowerCase(), action] as const)
      .filter(([name]) => globMatches(lower, name)),
  );
}

/** What matters most comes first. */
const LEVELS = ['Permissions management', 'Write', 'Tagging', 'Read', 'List'];

function byLevel(actions: readonly Action[]): LevelGroup[] {
  const groups = new Map<string, string[]>();
  for (const { name, accessLevel = '' } of actions)
    groups.set(accessLevel, [...(groups.get(accessLevel) ?? []), name]);
  return [...groups]
    .map(([accessLevel, names]) => ({ accessLevel, actions: names.toSorted() }))
    .toSorted((a, b) => rankOf(a.accessLevel) - rankOf(b.accessLevel));
}

/** Some actions have several levels, such as “Tagging, Write”. */
function rankOf(accessLevel: string): number {
  const ranks = accessLevel.split(/,\s*/).map((level) => LEVELS.indexOf(level));
  return Math.min(...ranks.map((rank) => (rank === -1 ? LEVELS.length : rank)));
}

function keyChange(before: Snapshot, after: Snapshot, named: Named): KeyChange[] {
  const was = before.reference.conditionKey(named.name);
  const is = after.reference.conditionKey(named.name);
  if (!was || !is) return was || is ? [{ ...named, change: is ? 'came' : 'gone' }] : [];
  const type = sides(typeText(was), typeText(is));
  return type ? [{ ...named, change: 'changed', type }] : [];
}

const typeText = ({ type, multivalued }: ConditionKey): string =>
  `${multivalued ? 'ArrayOf' : ''}${type ?? 'unknown'}`;

/** Undefined if nothing changed. */
function sides(before = '', after = ''): Sides | undefined {
  return before === after ? undefined : { before, after };
}

function difference(before: readonly string[], after: readonly string[]): Difference | undefined {
  const added = after.filter((one) => !before.includes(one));
  const removed = before.filter((one) => !after.includes(one));
  return added.length + removed.length === 0 ? undefined : { added, removed };
}
