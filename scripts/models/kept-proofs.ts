/**
 * Proofs of earlier runs. Each is kept with what was asked of the catalog to find it, and is used
 * again only while all of that has the same state.
 */
import type { Catalog, Entry } from '../data/catalog.ts';
import { type Asked, stateOfAsked, TracedCatalog } from '../data/traced-catalog.ts';
import { hash, hashOf } from '../files/hash.ts';
import type { Source } from '../problems/source.ts';
import type { HolderProof, ProofCache } from './model.ts';

interface Kept<Proof> {
  /** What the proof was found with: first the holder, then what was asked for, each once. */
  readonly asked: readonly Asked[];
  /** Of the ground, and of all that was asked for. */
  readonly state: string;
  readonly proof: Proof;
}

interface Question<Holder> {
  readonly holders: readonly Holder[];
  readonly catalog: Catalog;
  /** All that the proofs follow from beside the catalog, as plain JSON. */
  readonly ground: object;
  /** The name of the entry in the cache. */
  readonly name: string;
  readonly cache: ProofCache | undefined;
}

/** Proves a holder with nothing but the ground and what it asks the catalog for. */
type Prover<Holder, Proof> = (holder: Holder, catalog: Catalog) => Proof;

/** One proof for each holder, in order; `prover` is called if one must be found. */
export async function proofsOf<Holder extends Entry, Proof extends HolderProof>(
  { holders, catalog, ground, name, cache }: Question<Holder>,
  prover: () => Promise<Prover<Holder, Proof>> | Prover<Holder, Proof>,
): Promise<readonly Proof[]> {
  const onGround = hash(JSON.stringify(ground));
  const kept = (cache?.read(name) ?? {}) as Readonly<Record<string, Kept<Proof>>>;
  const known = new Map<Holder, Kept<Proof>>();
  for (const holder of holders) {
    const one = kept[nameOf(holder)];
    if (one && one.state === stateOf(catalog, onGround, one.asked)) known.set(holder, one);
  }
  if (known.size < holders.length) {
    const prove = await prover();
    for (const holder of holders) {
      if (known.has(holder)) continue;
      const asked = new Map<string, Asked>();
      const note = (one: Asked): unknown => asked.set(JSON.stringify(one), one);
      note([holder.kind, holder.id]);
      const proof = prove(holder, new TracedCatalog(catalog, note));
      const all = [...asked.values()];
      known.set(holder, { asked: all, state: stateOf(catalog, onGround, all), proof });
    }
    const others = Object.entries(kept).filter(([, { asked }]) => isIn(catalog, asked[0]));
    const news = [...known].map(([holder, one]) => [nameOf(holder), one]);
    cache?.write(name, Object.fromEntries([...others, ...news]));
  }
  return holders.map((holder) => (known.get(holder) as Kept<Proof>).proof);
}

const nameOf = ({ kind, id }: Entry): string => `${kind} ${id}`;

const isIn = (catalog: Catalog, [kind, id]: Asked = ['roles']): boolean =>
  id !== undefined && catalog.get(kind, id) !== undefined;

function stateOf(catalog: Catalog, onGround: string, asked: readonly Asked[]): string {
  const states = asked.map((one) => stateOfAsked(catalog, one, stateOfSource));
  return hashOf([onGround, JSON.stringify(asked), ...states]);
}

const states = new WeakMap<Source, string>();

/** Problems print lines of it, so that all of its text matters. */
function stateOfSource(source: Source): string {
  const known = states.get(source);
  if (known !== undefined) return known;
  const state = hashOf([source.file, source.text]);
  states.set(source, state);
  return state;
}
