/** The documents of managed policies that data files name, found before anything is parsed. */
import type { Source } from '../problems/source.ts';

/** `document: policies/reader.json`, however YAML quotes it. */
const NAMED = /\bdocument["']?\s*:\s*(?:"([^"\n]+)"|'([^'\n]+)'|([^\s,{}[\]]+))/g;

/**
 * Files relative to the root, sorted. Some may be mentioned elsewhere in a data file; a document that
 * no managed policy names is read in vain, and changes nothing.
 */
export function documentsNamedIn(sources: readonly Source[]): string[] {
  const named = sources.flatMap(({ text }) =>
    [...text.matchAll(NAMED)].map(([, double, single, plain]) => double ?? single ?? plain ?? ''),
  );
  return [...new Set(named.filter((name) => name.endsWith('.json')))].toSorted();
}
