/**
 * Proofs of earlier runs. Each is kept with what was asked of the catalog to find it, and is used
 * again only while all of that has the same state.
 */
import type { Catalog, Entry } from '../data/catalog.ts';
import { type Asked, stateOfAsked, TracedCatalog } from '../data/traced-catalog.ts';
import { hash, hashOf } from '../files/hash.ts';
import type { Source } from '../problems/source.ts';
import type { HolderProof, ModelOptions, ProofCache } from './model.ts';

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
  readonly share?: ModelOptions['share'];
}

/** Proves a holder with nothing but the ground and what it asks the catalog for. */
type Prover<Holder, Proof> = (holder: Holder, catalog: Catalog) => Proof;

/** One proof for each holder, in order; `prover` is called if one must be found. */
export async function proofsOf<Holder extends Entry, Proof extends HolderProof>(
  { holders, catalog, ground, name, cache, share }: Question<Holder>,
  prover: () => Promise<Prover<Holder, Proof>> | Prover<Holder, Proof>,
): Promise<readonly Proof[]> {
  const onGround = hash(JSON.stringify(ground));
  const kept = (cache?.read(name) ?? {}) as Readonly<Record<string, Kept<Proof>>>;
  const known = new Map<Holder, Kept<Proof>>();
  const recognize = (all: Readonly<Record<string, Kept<Proof>>>): void => {
    for (const holder of holders) {
      const one = known.has(holder) ? undefined : all[nameOf(holder)];
      if (one && one.state === stateOf(catalog, onGround, one.asked)) known.set(holder, one);
    }
  };
  recognize(kept);
  if (known.size < holders.length) {
    const unknown = holders.filter((holder) => !known.has(holder));
    // The other thread has read the files by itself: they may have changed in the meantime.
    if (share)
      recognize(
        Object.fromEntries(await share(unknown.map(({ kind, id }) => [kind, id]))) as typeof kept,
      );
    const left = unknown.filter((holder) => !known.has(holder));
    const prove = left.length > 0 ? await prover() : undefined;
    for (const holder of prove ? left : []) {
      const asked = new Map<string, Asked>();
      const note = (one: Asked): unknown => asked.set(JSON.stringify(one), one);
      note([holder.kind, holder.id]);
      const proof = (prove as Prover<Holder, Proof>)(holder, new TracedCatalog(catalog, note));
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
