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

export function provenOnce(prove: Prove): Prove {
  const proven = memo<string, Promise<Proven>>(200);
  return (catalog, options) => {
    // Documents are read from files that are not data.
    if (catalog.documents.size > 0 || catalog.unreadable.size > 0) return prove(catalog, options);
    const { keep: _, ...rest } = options;
    const files = new Map(allEntries(catalog).map(({ file: { source } }) => [source.file, source]));
    const key = JSON.stringify([rest, [...files].map(([file, { text }]) => [file, text])]);
    return proven(key, () => prove(catalog, options));
  };
}
