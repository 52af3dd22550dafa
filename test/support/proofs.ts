/**
 * Proves the same data once per process. Nearly every test builds the same small catalog, and its
 * proof takes most of the time of a build. What is proven depends on the data and the options alone,
 * which is why the program itself keeps it from run to run. setup.ts puts this in place of `prove`.
 */
import type { Catalog } from '../../scripts/data/catalog.ts';
import { allEntries } from '../../scripts/data/catalog.ts';
import { memo } from '../../scripts/memo.ts';
import type { Proven, ProveOptions } from '../../scripts/proof/prove.ts';

type Prove = (catalog: Catalog, options: ProveOptions) => Promise<Proven>;

/** Kept from file to file: the files of a project share a process. */
const proven = memo<string, Promise<Proven>>(500);

export function provenOnce(prove: Prove): Prove {
  return (catalog, options) => {
    // Documents are read from files that are not data.
    if (catalog.documents.size > 0 || catalog.unreadable.size > 0) return prove(catalog, options);
    return proven(keyOf(catalog, options), () => prove(catalog, options));
  };
}

function keyOf(catalog: Catalog, options: ProveOptions): string {
  const { asOf, placeholders, ids, withFacts, strictManaged, claimSeverities } = options;
  // An option that is not listed here does not compile.
  const wanted = { asOf, placeholders, ids, withFacts, strictManaged, claimSeverities } satisfies {
    [Name in Exclude<keyof ProveOptions, 'keep'>]-?: unknown;
  };
  const sources = new Map(allEntries(catalog).map(({ file: { source } }) => [source.file, source]));
  return JSON.stringify([wanted, [...sources.values()].map(({ file, text }) => [file, text])]);
}
