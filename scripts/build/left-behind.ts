/**
 * Names of roles and files that a build replaces in regions, and that people wrote elsewhere: on
 * pages, and in other texts of the data.
 */
import type { Catalog, Holder } from '../data/catalog.ts';
import { placeIn } from '../data/catalog.ts';
import { findRegions } from '../pages/find-regions.ts';
import { LARGEST_PARSED } from '../pages/page.ts';
import { regionText } from '../pages/splice.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Range, Source } from '../problems/source.ts';
import { readBlocks } from '../reading/blocks.ts';
import { isDistinct, placesOfNames, wholeWords } from '../reading/names.ts';
import { openPage } from '../workspace/page-file.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { staleRegions } from './changes.ts';
import type { PlannedPage } from './expected.ts';

interface Replaced {
  readonly from: string;
  readonly to: string;
  readonly holder: Holder;
}

/** Different regions that are looked at: a name is in the first ones, or in none. */
const MOST_REGIONS = 200;
/** Places of a name that are listed. */
const MOST_PLACES = 20;

export async function namesLeftBehind(
  workspace: Workspace,
  catalog: Catalog,
  stale: readonly PlannedPage[],
): Promise<Problem[]> {
  const replaced = replacedNames(workspace, catalog, stale);
  if (replaced.size === 0) return [];
  const places = [
    ...dataPlaces(workspace, catalog, replaced),
    ...(await pagePlaces(workspace, [...replaced.keys()])),
  ];
  const counts = new Map<string, number>();
  return places.flatMap(({ name, source, range }) => {
    const found = replaced.get(name);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (!found || count > MOST_PLACES) return [];
    const { to, holder } = found;
    const { formerly } = holder.value;
    const isListed = formerly.includes(name);
    const what = holder.kind === 'roles' ? 'role' : 'policy';
    const offer = isListed
      ? ''
      : `, and add \`formerly: [${[...formerly, name].join(', ')}]\` to the ${what} ${holder.id} in ${holder.file.source.file}, so that lint finds it from now on`;
    return problemAt('page/stale-name', source, range, {
      message: `${name} is called ${to} now`,
      hint: `write ${to}, or let a region write it${offer}`,
    });
  });
}

/** Old names by what regions say in their place. */
function replacedNames(
  workspace: Workspace,
  catalog: Catalog,
  stale: readonly PlannedPage[],
): Map<string, Replaced> {
  const current = namesIn(catalog);
  const known = new Set(current.map(({ name }) => name));
  const replaced = new Map<string, Replaced>();
  const seen = new Set<string>();
  for (const planned of stale) {
    for (const { region, expected } of staleRegions(planned)) {
      const key = `${region.bodyHash} ${expected.bodyHash}`;
      if (seen.has(key) || seen.size >= MOST_REGIONS) continue;
      seen.add(key);
      const { source } = openPage(workspace, planned.page);
      const before = regionText(source, region);
      for (const { name, holder } of current) {
        if (!expected.text.includes(name) || before.includes(name)) continue;
        const from = nameBefore(before, expected.text, name);
        if (from !== undefined && !known.has(from) && isDistinct(from))
          replaced.set(from, { from, to: name, holder });
      }
    }
  }
  return replaced;
}

function namesIn(catalog: Catalog): { readonly name: string; readonly holder: Holder }[] {
  return [...catalog.all('roles'), ...catalog.all('policies')].flatMap((holder) => [
    ...(holder.value.name === undefined ? [] : [{ name: holder.value.name, holder }]),
    ...catalog.policiesOf(holder).map(({ fileName }) => ({ name: fileName, holder })),
  ]);
}

/** What the old text has where a line of the new one has the name, and is the same otherwise. */
function nameBefore(before: string, after: string, name: string): string | undefined {
  const old = before.split('\n');
  for (const line of after.split('\n')) {
    const at = line.indexOf(name);
    if (at === -1) continue;
    const start = line.slice(0, at);
    const end = line.slice(at + name.length);
    const found = old
      .filter((one) => one.length > line.length - name.length)
      .find((one) => one.startsWith(start) && one.endsWith(end) && start + end !== '');
    const word = found?.slice(start.length, found.length - end.length);
    if (word !== undefined && /^[\w+=,.@-]{1,128}$/.test(word)) return word;
  }
  return undefined;
}

interface Place {
  readonly name: string;
  readonly source: Source;
  readonly range: Range;
}

function dataPlaces(
  workspace: Workspace,
  catalog: Catalog,
  replaced: ReadonlyMap<string, Replaced>,
): Place[] {
  const pattern = wholeWords([...replaced.keys()]);
  const holders = [...catalog.all('roles'), ...catalog.all('policies')];
  return workspace.dataSources().flatMap((source) => {
    const former = holders
      .filter(({ file, value }) => file.source.file === source.file && value.formerly.length > 0)
      .map((holder) => placeIn(holder, ['formerly']));
    return [...source.text.matchAll(pattern)]
      .map(({ 0: name, index }) => ({
        name,
        source,
        range: { start: index, end: index + name.length },
      }))
      .filter(
        ({ range }) => !former.some((one) => one.start <= range.start && range.end <= one.end),
      );
  });
}

async function pagePlaces(workspace: Workspace, names: readonly string[]): Promise<Place[]> {
  const places: Place[] = [];
  for (const file of workspace.pages().files) {
    const read = workspace.isFrozen(file) ? undefined : workspace.tryRead(file);
    if (!read || 'why' in read || read.bytes.length > LARGEST_PARSED) continue;
    if (read.bytes.includes(0) || !names.some((name) => read.bytes.includes(name))) continue;
    const flavor = workspace.isMdx(file) ? 'mdx' : 'commonmark';
    const page = openPage(workspace, { file, flavor, frozen: false });
    const { regions } = await findRegions(page);
    const { blocks } = readBlocks(page.source, page.flavor);
    for (const { name, range } of placesOfNames(blocks, names)) {
      const isGenerated = regions.some(
        ({ begin, end }) => begin.start <= range.start && range.end <= end.end,
      );
      if (!isGenerated) places.push({ name, source: page.source, range });
    }
  }
  return places;
}
