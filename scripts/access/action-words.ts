/** Actions of a row → their names, and a few words for them: `s3:GetObject, every ec2 action`. */
import { ANSWERED } from '../iam/caller-identity.ts';
import type { ActionIndex, ActionWords } from '../iam/space/index.ts';

export interface ActionText {
  /** By name; `s3:*` for a service of which all listed actions are meant, `*` for every action. */
  readonly names: readonly string[];
  /** The same for people, shortened. */
  readonly text: string;
  /** Actions that AWS does not list are meant too. */
  readonly isUnlisted: boolean;
  /** Among those are all that AWS will publish and that the patterns match. */
  readonly toCome: boolean;
  /** Among those are some that the policies name. */
  readonly isNamed: boolean;
  readonly levels: readonly string[];
}

/** Of a class that spans services, this many that are left out are named. */
const MOST_EXCEPT = 6;
/** More than this many services are "every action" of AWS, with exceptions. */
const MANY_SERVICES = 60;
const MOST_NAMES = 6;

/** No identity policy decides these, so no class of actions has them. */
const NEVER_ASKED = new Set([
  ANSWERED.toLowerCase(),
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
]);

export function actionText(
  { listed, services, unlisted, levels }: ActionWords,
  /** Actions of the row that the policies name and AWS does not list. */
  named: readonly string[],
  index: ActionIndex,
): ActionText {
  const whole = new Set(services);
  const byService = new Map<string, string[]>();
  for (const name of listed) {
    const service = name.slice(0, name.indexOf(':')).toLowerCase();
    byService.set(service, [...(byService.get(service) ?? []), name]);
  }
  for (const [service, names] of byService)
    if (missingOf(service, names, index).length === 0 && unlisted !== undefined) whole.add(service);
  const single = listed.filter(
    (name) => !whole.has(name.slice(0, name.indexOf(':')).toLowerCase()),
  );
  const isNamed = named.some((name) => name.toLowerCase() === unlisted);
  const rest = {
    isUnlisted: unlisted !== undefined,
    toCome: unlisted !== undefined && !isNamed,
    isNamed,
    levels,
  };
  if (whole.size > MANY_SERVICES) {
    const missing = index.services
      .filter((service) => !whole.has(service))
      .flatMap((service) => exceptOf(service, byService.get(service) ?? [], index))
      .toSorted();
    if (missing.length === 0) return { ...rest, names: ['*'], text: 'every action' };
    const text = `every action except ${shortened(missing, MOST_EXCEPT)}`;
    return { ...rest, names: namesOf(whole, single), text };
  }
  const names = [...namesOf(whole, single), ...(isNamed ? named : [])];
  const words = [...whole].map((service) => `every ${service} action`);
  for (const [service, own] of byService)
    if (!whole.has(service)) words.push(...serviceWords(service, own, unlisted, index));
  words.sort();
  if (isNamed) words.push(...named);
  return { ...rest, names, text: shortened(words, MOST_NAMES) };
}

/** The actions of a service, or most of them and those that are not. */
function serviceWords(
  service: string,
  names: readonly string[],
  unlisted: string | undefined,
  index: ActionIndex,
): readonly string[] {
  const missing = missingOf(service, names, index);
  const isMost =
    unlisted !== undefined && names.length > MOST_NAMES && missing.length <= MOST_EXCEPT;
  return isMost ? [`every ${service} action except ${missing.join(' and ')}`] : names;
}

const namesOf = (whole: ReadonlySet<string>, single: readonly string[]): string[] =>
  [...[...whole].map((service) => `${service}:*`), ...single].toSorted();

function missingOf(service: string, names: readonly string[], index: ActionIndex): string[] {
  const lower = new Set(names.map((name) => name.toLowerCase()));
  return [...index.actionsOf(service).values()]
    .filter((action) => !lower.has(action.lower) && !NEVER_ASKED.has(action.lower))
    .map(({ name }) => name);
}

/** What is left out of a service: all of it, or some of its actions. */
function exceptOf(service: string, names: readonly string[], index: ActionIndex): string[] {
  const missing = missingOf(service, names, index);
  return names.length === 0 && missing.length > 1 ? [`${service}:*`] : missing;
}

function shortened(words: readonly string[], most: number): string {
  const shown = words.length > most + 1 ? words.slice(0, most) : words;
  const more = words.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
