/** What the data of a workspace name of AWS: actions, patterns of actions, condition keys, services. */
import { allEntries, type Catalog, type Entry } from '../data/catalog.ts';
import { idsNamedBy } from '../data/references/named.ts';
import type { Substitute } from '../data/role-policies.ts';
import { keyRangeOf, type Path, rangeOf } from '../data/yaml-places.ts';
import type { Place } from './json-output.ts';

/** A name in the spelling that it has first, and where the data have it, each place once. */
export interface Named {
  readonly name: string;
  readonly places: readonly Place[];
}

export interface Names {
  readonly services: readonly Named[];
  /** Without wildcards. */
  readonly actions: readonly Named[];
  /** `s3:Get*`, `*`. */
  readonly patterns: readonly Named[];
  readonly conditionKeys: readonly Named[];
}

type Kind = keyof Names;

export function namesIn(catalog: Catalog, substitute: Substitute): Names {
  const found: Record<Kind, Map<string, { name: string; places: Map<string, Place> }>> = {
    services: new Map(),
    actions: new Map(),
    patterns: new Map(),
    conditionKeys: new Map(),
  };
  const add = (kind: Kind, written: string, place: Place): void => {
    const name = substitute(written);
    const one = found[kind].get(name.toLowerCase()) ?? { name, places: new Map<string, Place>() };
    one.places.set(`${place.file}:${place.line}`, place);
    found[kind].set(name.toLowerCase(), one);
  };
  const addAction = (name: string, place: Place): void => {
    add(/[*?]/.test(name) ? 'patterns' : 'actions', name, place);
    const service = prefixOf(name);
    if (service !== undefined) add('services', service, place);
  };
  for (const entry of allEntries(catalog)) {
    const at = placesIn(entry);
    if (entry.kind === 'services') add('services', entry.id, at.key([]));
    if (entry.kind === 'actions') addAction(entry.id, at.key([]));
    if (entry.kind === 'conditionKeys') add('conditionKeys', entry.id, at.key([]));
    for (const { id, kinds, missingFrom, path } of idsNamedBy(entry)) {
      // Ids of entries are found where those stand.
      if (missingFrom !== undefined) continue;
      if (kinds.includes('actions') && isAction(id)) addAction(id, at.value(path));
      if (kinds.includes('conditionKeys')) add('conditionKeys', id, at.key(path));
    }
    for (const { text, path } of textsOf(entry.value, [])) {
      if (isServicePrefix(text, path)) add('services', text, at.value(path));
      if (path.some((key) => VARIABLES_IN.has(String(key))))
        for (const [, name = ''] of text.matchAll(VARIABLE))
          add('conditionKeys', name, at.value(path));
    }
  }
  const sorted = (kind: Kind): Named[] =>
    [...found[kind].values()]
      .map(({ name, places }) => ({ name, places: [...places.values()].toSorted(byPlace) }))
      .toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  return {
    services: sorted('services'),
    actions: sorted('actions'),
    patterns: sorted('patterns'),
    conditionKeys: sorted('conditionKeys'),
  };
}

const byPlace = (a: Place, b: Place): number =>
  a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;

/** Elements of a statement whose texts may have policy variables. */
const VARIABLES_IN: ReadonlySet<string> = new Set(['Resource', 'NotResource', 'Condition']);
const VARIABLE = /\$\{([A-Za-z0-9.-]+:[^\s{},?]+)/g;

/** Whether it is the service of a space, rather than of a principal or of a field of one's own. */
const isServicePrefix = (text: string, path: Path): boolean =>
  path.some((key) => key === 'service' || key === 'services') &&
  !path.includes('fields') &&
  /^[a-z0-9-]+$/.test(text);

/** `*`, or a name with its service; a space also knows words such as `assume`. */
const isAction = (text: string): boolean => text === '*' || text.includes(':');

/** The service that an action or a pattern is of; undefined if the pattern leaves it open. */
function prefixOf(name: string): string | undefined {
  const [prefix = '', rest] = name.split(':', 2);
  return rest === undefined || /[*?]/.test(prefix) ? undefined : prefix.toLowerCase();
}

/** Places of what a path from the entry leads to: the value, or the key at its end. */
function placesIn(entry: Entry): Readonly<Record<'key' | 'value', (path: Path) => Place>> {
  const { file, kind, id } = entry;
  const placeOf =
    (range: typeof rangeOf) =>
    (path: Path): Place => {
      const element = path.findLast((key) => key === 'Action' || key === 'NotAction');
      const { line } = file.source.position(range(file, [kind, id, ...path]).start);
      return {
        file: file.source.file,
        line,
        entry: `${WORDS[kind] ?? kind} ${id}`,
        ...(element === 'NotAction' ? { element } : {}),
      };
    };
  return { key: placeOf(keyRangeOf), value: placeOf(rangeOf) };
}

const WORDS: Readonly<Record<string, string>> = {
  services: 'service',
  actions: 'action',
  conditionKeys: 'condition key',
  statements: 'statement',
  roles: 'role',
  errors: 'error',
  scenarios: 'scenario',
};

function* textsOf(value: unknown, path: Path): Generator<{ text: string; path: Path }> {
  if (typeof value === 'string') yield { text: value, path };
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) yield* textsOf(item, [...path, key]);
}
