/** A page → its regions: the way in to this room. Rendering and comparing them is the build's. */
import { LARGEST_PARSED, type Page, tooLarge } from './page.ts';
import { scanRegions } from './page-scan.ts';
import type { LocatedRegions } from './unclear-regions.ts';

/** By the scan where it can prove its answer, else by the parser; conflicts of git come before both. */
export async function findRegions({
  source,
  flavour,
}: Pick<Page, 'source' | 'flavour'>): Promise<LocatedRegions> {
  if (source.text.includes('<<<<<<<')) {
    const { findHunks, findRegionsAmongConflicts } = await import('./conflicts.ts');
    const hunks = findHunks(source);
    if (hunks.length > 0) return findRegionsAmongConflicts(source, flavour, hunks);
  }
  const scanned = scanRegions(source.text, flavour);
  if (scanned?.unclear.length === 0) return { regions: scanned.regions, problems: [] };
  const unclear = scanned?.unclear ?? [{ start: 0, end: source.text.length }];
  if (unclear.some(({ start, end }) => end - start > LARGEST_PARSED))
    return { regions: [], problems: [tooLarge(source.file, source.text.length)] };
  const { locateRegions } = await import('./unclear-regions.ts');
  return locateRegions(scanned, source, flavour);
}
