/**
 * The files that data take something from. Which they are is remembered by the text of the data, so
 * that a build without work parses no data.
 */
import { hashOf } from '../files/hash.ts';
import type { Source } from '../problems/source.ts';
import { namesShipped } from '../sources/names-shipped.ts';
import type { ShippedFiles } from '../sources/shipped-files.ts';
import type { Workspace } from '../workspace/workspace.ts';

interface Remembered {
  /** Identifies the data. */
  readonly key: string;
  readonly files: readonly string[];
  /** What the data ask for by globs, with the files that these matched. */
  readonly matches: readonly Match[];
}

interface Match {
  readonly globs: readonly string[];
  readonly files: readonly string[];
}

/** Each file once, in the order of its path, as it is now; `globs` are those that data find files by. */
interface ShippedSources {
  readonly sources: readonly Source[];
  readonly globs: readonly (readonly string[])[];
}

export async function shippedSourcesOf(
  { cache, shipped }: Pick<Workspace, 'cache' | 'shipped'>,
  data: readonly Source[],
): Promise<ShippedSources> {
  if (!namesShipped(data)) return { sources: [], globs: [] };
  const key = hashOf(data.flatMap(({ file, text }) => [file, text]));
  const known = cache.read('shipped') as Remembered | undefined;
  if (known?.key === key && known.matches.every((match) => isSame(match, shipped)))
    return { sources: known.files.map(shipped.source), globs: globsOf(known.matches) };
  const { shippedSources } = await import('../sources/sources.ts');
  const matches: Match[] = [];
  const matching: ShippedFiles['matching'] = (globs) => {
    const files = shipped.matching(globs);
    matches.push({ globs, files });
    return files;
  };
  const sources = shippedSources(data, { ...shipped, matching });
  cache.write('shipped', { key, files: sources.map(({ file }) => file), matches });
  return { sources, globs: globsOf(matches) };
}

const globsOf = (matches: readonly Match[]): ShippedSources['globs'] =>
  matches.map(({ globs }) => globs);

const isSame = ({ globs, files }: Match, { matching }: ShippedFiles): boolean =>
  JSON.stringify(matching(globs)) === JSON.stringify(files);
