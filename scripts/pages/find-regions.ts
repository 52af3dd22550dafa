/** Page → regions: the entry point of this room. The build renders and compares them. */
import { LARGEST_PARSED, type Page, tooLarge } from './page.ts';
import { scanRegions } from './page-scan.ts';
import type { LocatedRegions } from './unclear-regions.ts';

/**
 * Uses the fast scan if it can prove its answer, and the parser otherwise. Git conflicts are
 * handled before either.
 */
export async function findRegions({
  source,
  flavor,
}: Pick<Page, 'source' | 'flavor'>): Promise<LocatedRegions> {
  if (source.text.includes('<<<<<<<')) {
    const { findHunks, findRegionsAmongConflicts } = await import('./conflicts.ts');
    const hunks = findHunks(source);
    if (hunks.length > 0) return findRegionsAmongConflicts(source, flavor, hunks);
  }
  const scanned = scanRegions(source.text, flavor);
  if (scanned?.unclear.length === 0) return { regions: scanned.regions, problems: [] };
  const unclear = scanned?.unclear ?? [{ start: 0, end: source.text.length }];
  if (unclear.some(({ start, end }) => end - start > LARGEST_PARSED))
    return { regions: [], problems: [tooLarge(source.file, source.text.length)] };
  const { locateRegions } = await import('./unclear-regions.ts');
  return locateRegions(scanned, source, flavor);
}
