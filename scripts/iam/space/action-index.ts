/**
 * The names of all actions with their access levels, as one compact text that can be cached.
 * Services are read out of it one at a time, when the patterns of a question can match them.
 */
import { readActions, readIndex } from '../data-set.ts';

/** An action that AWS lists. */
export interface ListedAction {
  /** In AWS's spelling: `s3:GetObject`. */
  readonly name: string;
  readonly lower: string;
  /** Levels such as "Write"; the data hold some actions with several. Empty if none is known. */
  readonly access: readonly string[];
}

/** The index as JSON: per service its actions as `level number + name`, separated by spaces. */
export interface ActionIndexData {
  readonly version: 1;
  /** The date of the data set, `YYYY-MM-DD`. */
  readonly date: string;
  /** As the data set has them: `Write`, or `Tagging, Write`. */
  readonly levels: readonly string[];
  readonly services: Readonly<Record<string, string>>;
}

/** What was added to the list by a workspace. */
export interface AddedAction {
  readonly name: string;
  readonly access?: string | undefined;
}

export class ActionIndex {
  readonly date: string;
  readonly isGone: (action: string) => boolean;
  readonly #data: ActionIndexData;
  readonly #added = new Map<string, ListedAction[]>();
  readonly #services = new Map<string, ReadonlyMap<string, ListedAction>>();
  readonly #levels = new Map<string, ReadonlySet<string>>();
  /** Prefixes of actions, lower case. */
  readonly services: readonly string[];

  /** `isGone` recognizes actions that were removed, which nobody can ask for; lower case. */
  constructor(
    data: ActionIndexData,
    added: readonly AddedAction[] = [],
    isGone: (action: string) => boolean = () => false,
  ) {
    this.date = data.date;
    this.isGone = isGone;
    this.#data = data;
    for (const { name, access } of added) {
      const service = serviceOf(name.toLowerCase());
      const list = this.#added.get(service) ?? [];
      list.push({ name, lower: name.toLowerCase(), access: levelsOf(access) });
      this.#added.set(service, list);
    }
    this.services = [...new Set([...Object.keys(data.services), ...this.#added.keys()])];
  }

  /** The actions of a service by lowercase name; empty if the service is not listed. */
  actionsOf(service: string): ReadonlyMap<string, ListedAction> {
    const known = this.#services.get(service);
    if (known) return known;
    const listed = listedIn(this.#data, service);
    const all = this.#added.has(service) ? new Map(listed) : listed;
    for (const action of this.#added.get(service) ?? [])
      if (!all.has(action.lower)) all.set(action.lower, action);
    this.#services.set(service, all);
    return all;
  }

  /** The access levels of the actions of a service. */
  levelsOf(service: string): ReadonlySet<string> {
    const known = this.#levels.get(service);
    if (known) return known;
    const actions = [...this.actionsOf(service).values()];
    const levels = new Set(actions.flatMap(({ access }) => access));
    this.#levels.set(service, levels);
    return levels;
  }

  action(name: string): ListedAction | undefined {
    const lower = name.toLowerCase();
    return this.actionsOf(serviceOf(lower)).get(lower);
  }
}

/** Each catalog has an index of its own, most of them of the same data. */
const listsOf = new WeakMap<ActionIndexData, Map<string, Map<string, ListedAction>>>();

/** Not to be changed. */
function listedIn(data: ActionIndexData, service: string): Map<string, ListedAction> {
  const services = listsOf.get(data) ?? new Map<string, Map<string, ListedAction>>();
  listsOf.set(data, services);
  const known = services.get(service);
  if (known) return known;
  const read = new Map<string, ListedAction>();
  // Object.hasOwn, since a service in a policy can have the name of a method.
  const text = Object.hasOwn(data.services, service) ? data.services[service] : '';
  for (const item of (text ?? '').split(' ')) {
    if (item === '') continue;
    const digits = /^\d+/.exec(item)?.[0] ?? '';
    const name = `${service}:${item.slice(digits.length)}`;
    const access = levelsOf(data.levels[Number(digits)]);
    read.set(name.toLowerCase(), { name, lower: name.toLowerCase(), access });
  }
  services.set(service, read);
  return read;
}

/** The part of an action's name before the colon. */
export const serviceOf = (name: string): string => name.slice(0, Math.max(0, name.indexOf(':')));

const levelsOf = (access: string | undefined): readonly string[] =>
  access === undefined || access === '' ? [] : access.split(/,\s*/);

/** Keeps an answer under a name from run to run. */
type Keep = (name: string, make: () => Promise<ActionIndexData>) => Promise<ActionIndexData>;

let known: Promise<ActionIndexData> | undefined;

/**
 * Reads the index out of the data set, which takes a tenth of a second for all services, or from
 * where `keep` has it: cached as JSON by the version of the data set. A process reads it once.
 */
export function readActionIndex(keep: Keep = (_, make) => make()): Promise<ActionIndexData> {
  known ??= keep('actions', readDataSet);
  return known;
}

async function readDataSet(): Promise<ActionIndexData> {
  const { date, services } = await readIndex();
  const levels = new Map([['', 0]]);
  const texts = services.map((service) => {
    const items = readActions(service).map(({ name, accessLevel = '' }) => {
      const level = levels.get(accessLevel) ?? levels.size;
      levels.set(accessLevel, level);
      return `${level}${name.slice(service.length + 1)}`;
    });
    return [service, items.join(' ')] as const;
  });
  return { version: 1, date, levels: [...levels.keys()], services: Object.fromEntries(texts) };
}

let index: Promise<ActionIndex> | undefined;

/**
 * The index of the data set, built once. `read` can take it from a cache instead.
 *
 * @example
 * const index = await actionIndex();
 * console.log(index.action('s3:getobject').name); // s3:GetObject
 */
export function actionIndex(
  read: () => Promise<ActionIndexData> = readActionIndex,
): Promise<ActionIndex> {
  index ??= read().then((data) => new ActionIndex(data));
  return index;
}
