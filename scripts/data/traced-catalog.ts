/**
 * A catalog that tells what it was asked for. An answer that was found with it alone follows from
 * the states of those entries: it is the same as long as they are.
 */
import { Catalog, type Entry } from './catalog.ts';
import { nodeFromYaml } from '../iam/yaml-node.ts';
import { memoOf } from '../memo.ts';
import type { Source } from '../problems/source.ts';
import type { Kind } from './schema/kinds.ts';

/** An entry that was asked for, found or not; without an id, the ids of its kind. */
export type Asked = readonly [kind: Kind, id?: string];

/** The kinds whose entries are handed out with their places: in policies, problems are found. */
const PLACED: readonly Kind[] = ['roles', 'policies', 'statements', 'cedar'];

export class TracedCatalog extends Catalog {
  readonly #asked: (asked: Asked) => void;

  constructor(catalog: Catalog, asked: (asked: Asked) => void) {
    super(catalog);
    this.#asked = asked;
  }

  override get<K extends Kind>(kind: K, id: string): Entry<K> | undefined {
    this.#asked([kind, id]);
    const entry = super.get(kind, id);
    return entry && (PLACED.includes(kind) ? entry : withoutPlaces(entry));
  }

  override ids(kind: Kind): string[] {
    this.#asked([kind]);
    return super.ids(kind);
  }

  /** All values of a kind would be asked for where one is meant. */
  override all(kind: Kind): never {
    throw new Error(`${kind} were listed where what is asked for is traced`);
  }
}

const withoutPlaces = memoOf(({ kind, id, value }: Entry): Entry => ({
  kind,
  id,
  value,
  get file(): never {
    throw new Error(`the place of ${id} was asked for where only its value is traced`);
  },
})) as <K extends Kind>(entry: Entry<K>) => Entry<K>;

/**
 * All that can be learned from what was asked for, as a text: values, places, and what comes from
 * files that ship. `stateOf` identifies a file with its text.
 */
export function stateOfAsked(
  catalog: Catalog,
  [kind, id]: Asked,
  stateOf: (source: Source) => string,
): string {
  if (id === undefined) return JSON.stringify(catalog.ids(kind));
  const entry = catalog.get(kind, id);
  if (!entry) return 'absent';
  if (!PLACED.includes(kind)) return JSON.stringify(entry.value);
  const { statements = [], files = [], required = [] } = catalog.shippedOf(entry) ?? {};
  return JSON.stringify([
    stateOf(entry.file.source),
    [...files],
    [...statements].map(([path, placed]) => [
      path,
      placed.map(({ node, file, id: shared }) => [
        shared,
        stateOf(file.source),
        nodeFromYaml(file.document, node),
      ]),
    ]),
    required.map(({ source, ...rest }) => [stateOf(source), rest]),
  ]);
}
