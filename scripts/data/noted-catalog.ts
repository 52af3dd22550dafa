/**
 * A catalog that notes what is read of it, so that what was made from it can be used again as long as
 * another catalog has the same there. `watch` makes a catalog for each edit; the files that were not
 * edited are the same objects in all of them.
 */
import { Catalog, type Entry } from './catalog.ts';
import type { Source } from '../problems/source.ts';
import type { Kind } from './schema/kinds.ts';
import { stateOfAsked } from './traced-catalog.ts';

/** The file of an entry; if something of it ships, a text that says what. */
type State = object | string | undefined;

interface Noted {
  readonly kind: Kind;
  /** Undefined if all entries of the kind were read. */
  readonly id: string | undefined;
  readonly states: readonly State[];
}

export class NotedCatalog extends Catalog {
  readonly #noted = new Map<string, Noted>();

  override get<K extends Kind>(kind: K, id: string): Entry<K> | undefined {
    this.#note(kind, id);
    return super.get(kind, id);
  }

  override ids(kind: Kind): string[] {
    this.#note(kind);
    return super.ids(kind);
  }

  override all<K extends Kind>(kind: K): readonly Entry<K>[] {
    this.#note(kind);
    return super.all(kind);
  }

  /** Whether all that was read is the same in another catalog; asked when nothing more is read. */
  noted(): (other: Catalog) => boolean {
    const all = [...this.#noted.values()];
    return (other) =>
      all.every(({ kind, id, states }) => {
        const now = statesIn(other, kind, id);
        return now.length === states.length && now.every((state, at) => state === states[at]);
      });
  }

  #note(kind: Kind, id?: string): void {
    const name = `${kind} ${id ?? ''}`;
    if (this.#noted.has(name)) return;
    // Set first, since finding the states asks again.
    this.#noted.set(name, { kind, id, states: [] });
    this.#noted.set(name, { kind, id, states: statesIn(this, kind, id) });
  }
}

function statesIn(catalog: Catalog, kind: Kind, id: string | undefined): State[] {
  if (id !== undefined) return [stateOf(catalog, catalog.get(kind, id))];
  return catalog.all(kind).flatMap((entry) => [entry.id, stateOf(catalog, entry)]);
}

function stateOf(catalog: Catalog, entry: Entry | undefined): State {
  const shipped = entry && catalog.shippedOf(entry);
  if (!entry || !shipped) return entry?.file;
  const { statements, files, required } = shipped;
  return statements.size + files.size + required.length === 0
    ? entry.file
    : stateOfAsked(catalog, [entry.kind, entry.id], stateOfSource);
}

const stateOfSource = ({ file, text }: Source): string => JSON.stringify([file, text]);
