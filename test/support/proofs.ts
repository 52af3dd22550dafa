/**
 * Proves the same data once per process. Nearly every test builds the same small catalog, and its
 * proof takes most of the time of a build. What is proven depends on the data and the options alone,
 * which is why the program itself keeps it from run to run. setup.ts puts this in place of `prove`.
 */
import type { Catalog } from '../../scripts/data/catalog.ts';
import { allEntries } from '../../scripts/data/catalog.ts';
import { memo } from '../../scripts/memo.ts';
import type { Source } from '../../scripts/problems/source.ts';
import { namesShipped } from '../../scripts/sources/names-shipped.ts';
import type { Proven, ProveOptions } from '../../scripts/proof/prove.ts';

type Prove = (catalog: Catalog, options: ProveOptions) => Promise<Proven>;

/** Kept from file to file: the files of a project share a process. */
const proven = memo<string, Promise<Proven>>(500);

export function provenOnce(prove: Prove): Prove {
  return (catalog, options) => {
    // What ships is read from files that are not data.
    if (namesShipped(sourcesOf(catalog))) return prove(catalog, options);
    return proven(keyOf(catalog, options), () => prove(catalog, options));
  };
}

function keyOf(catalog: Catalog, options: ProveOptions): string {
  const { asOf, placeholders, ids, withFacts, strictManaged, claimSeverities } = options;
  // An option that is not listed here does not compile.
  const wanted = { asOf, placeholders, ids, withFacts, strictManaged, claimSeverities } satisfies {
    [Name in Exclude<keyof ProveOptions, 'keep' | 'cache' | 'share'>]-?: unknown;
  };
  return JSON.stringify([wanted, sourcesOf(catalog).map(({ file, text }) => [file, text])]);
}

/** The data files, each once. */
function sourcesOf(catalog: Catalog): Source[] {
  const sources = allEntries(catalog).map(({ file: { source } }) => source);
  return [...new Map(sources.map((source) => [source.file, source])).values()];
}
