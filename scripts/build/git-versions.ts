/** The texts that the regions of a page have in all versions of it that git has at the moment. */
import { findRegions } from '../pages/find-regions.ts';
import type { Page } from '../pages/page.ts';
import { regionText } from '../pages/splice.ts';
import { Source } from '../problems/source.ts';
import type { Git } from '../files/git.ts';

/** How many pages are requested from git at once. Their versions are in memory together. */
const BATCH = 100;

/**
 * Returns a function that answers for one page at a time. `files` are the pages it will be called
 * for, in that order, so that git is asked about many pages at once. Without git there are no
 * versions.
 */
export function gitVersions(
  git: Git | undefined,
  files: readonly string[],
): (page: Page) => Promise<ReadonlySet<string>> {
  let known = new Map<string, readonly string[]>();
  const versionsOf = (file: string): readonly string[] => {
    if (!git || known.has(file)) return known.get(file) ?? [];
    const at = files.indexOf(file);
    known = git.versions(at === -1 ? [file] : files.slice(at, at + BATCH));
    return known.get(file) ?? [];
  };
  return async (page) => {
    const texts = new Set<string>();
    for (const version of versionsOf(page.file)) {
      const source = new Source(page.file, version);
      const { regions } = await findRegions({ source, flavour: page.flavour });
      for (const region of regions) texts.add(regionText(source, region));
    }
    return texts;
  };
}
