/** What feeds a thing in the workspace, and what it feeds. Things are ids, files and regions. */
import { withNames } from '../data/names.ts';
import { allEntries, type Entry, placeIn, type Catalog } from '../data/catalog.ts';
import type { Expected, PlannedPage } from '../build/expected.ts';
import type { EntryPlace, Explanation, Place, RegionPlace } from './json-output.ts';
import { openPage } from '../workspace/page-file.ts';
import type { Plan } from '../build/plan.ts';
import { KINDS } from '../data/schema/index.ts';
import { singular } from './singular.ts';
import { claimUses, entriesNamedBy, regionUses } from './uses.ts';
import { keyRangeOf } from '../data/yaml-places.ts';
import type { Sections } from '../sections/template.ts';

interface Material {
  readonly catalog: Catalog;
  readonly sections: Sections;
  readonly pages: readonly PlannedPage[];
  /** The entries that a region's text is made from. */
  readonly usesOf: (section: string, args: Readonly<Record<string, string>>) => ReadonlySet<Entry>;
  /** The line (from 1) of an offset in a page. */
  readonly lineOf: (page: PlannedPage['page'], offset: number) => number;
}

/** What `explain` needs of a plan; undefined if the plan did not load the data. */
export async function materialOf({
  content,
  workspace,
  compared,
}: Plan): Promise<Material | undefined> {
  if (!content) return undefined;
  const { sections, catalog } = content;
  const regions = compared.flatMap(({ page }) => page.regions);
  return {
    ...content,
    pages: compared,
    usesOf: await regionUses(regions, sections, catalog, workspace.config.asOf),
    lineOf: (page, offset) => openPage(workspace, page).source.position(offset).line,
  };
}

/**
 * Everything that a word names: entries of any kind, a section, a file, or a region as `page:LINE`.
 */
export function explain(word: string, material: Material): Explanation[] {
  const [, kind, id = word] = /^([a-zA-Z]+):(?=[a-zA-Z])(.+)$/.exec(word) ?? [];
  const isKind = KINDS.some((one) => one === kind || singular(one) === kind);
  const entries = KINDS.filter((one) => !isKind || one === kind || singular(one) === kind).flatMap(
    (one) => material.catalog.get(one, isKind ? id : word) ?? [],
  );
  const named = material.catalog
    .all('roles')
    .filter(
      ({ value }) =>
        value.name === (isKind ? id : word) &&
        (!isKind || singular('roles') === kind || kind === 'roles'),
    );
  return [
    ...[...new Set([...entries, ...named])].map((entry) => explainEntry(entry, material)),
    ...sectionsNamed(word, material),
    ...filesNamed(word, material),
    ...regionsAt(word, material),
    ...entriesAt(word, material),
  ];
}

/** All words that {@link explain} knows, for suggestions. */
export function explainable({ catalog, sections, pages }: Material): string[] {
  return [
    ...KINDS.flatMap((kind) => catalog.ids(kind)),
    ...catalog.all('roles').map(({ value }) => value.name),
    ...sections.keys(),
    ...pages.map(({ page }) => page.file),
  ];
}

function explainEntry(entry: Entry, material: Material): Explanation {
  const { catalog } = material;
  return {
    kind: singular(entry.kind),
    id: entry.id,
    place: placeOf(entry),
    feeds: catalog.filesOf(entry),
    entries: [],
    namedBy: allEntries(catalog)
      .filter((other) => other !== entry && entriesNamedBy(other, catalog).has(entry))
      .map(entryPlace),
    claims: claimUses(catalog)
      .filter(({ uses }) => uses.has(entry))
      .map(({ holder, claim, line }) => ({
        role: holder.id,
        say: withNames(claim.say.source, catalog),
        ...(claim.expect === undefined ? {} : { expect: claim.expect }),
        file: holder.file.source.file,
        line,
      })),
    regions: regionsWhere(material, ({ section, args }) =>
      material.usesOf(section, args).has(entry),
    ),
  };
}

const entryPlace = (entry: Entry): EntryPlace => ({
  kind: singular(entry.kind),
  id: entry.id,
  ...placeOf(entry),
});

/** The place of the entry's id. */
function placeOf({ kind, id, file }: Entry): Place {
  const { line } = file.source.position(keyRangeOf(file, [kind, id]).start);
  return { file: file.source.file, line };
}

const NOTHING = { feeds: [], entries: [], namedBy: [], claims: [] } as const;

function sectionsNamed(word: string, material: Material): Explanation[] {
  const section = material.sections.get(word);
  if (!section) return [];
  const regions = regionsWhere(material, (region) => region.section === word);
  const place = { file: section.file, line: 1 };
  return [{ ...NOTHING, kind: 'section', id: word, place, feeds: [section.file], regions }];
}

function filesNamed(word: string, material: Material): Explanation[] {
  const place = { file: word, line: 1 };
  const page = material.pages.find((one) => one.page.file === word);
  if (page) {
    const feeds = [...new Set(page.expected.flatMap((one) => one.feeds))].toSorted();
    const entries = entriesOf(page.page.regions, material);
    const regions = regionsWhere({ ...material, pages: [page] }, () => true);
    return [{ ...NOTHING, kind: 'page', id: word, place, feeds, entries, regions }];
  }
  const entries = allEntries(material.catalog)
    .filter((entry) => material.catalog.filesOf(entry).includes(word))
    .map(entryPlace);
  const regions = regionsWhere(material, (_, expected) => expected.feeds.includes(word));
  if (regions.length === 0 && entries.length === 0) return [];
  return [{ ...NOTHING, kind: 'file', id: word, place, entries, regions }];
}

type PlannedRegion = PlannedPage['page']['regions'][number];

/** The entries that these regions are made from, ordered by kind, then by id. */
function entriesOf(regions: readonly PlannedRegion[], { usesOf, catalog }: Material): EntryPlace[] {
  const used = new Set(regions.flatMap(({ section, args }) => [...usesOf(section, args)]));
  return allEntries(catalog)
    .filter((entry) => used.has(entry))
    .map(entryPlace);
}

function regionsAt(word: string, material: Material): Explanation[] {
  const { file, line } = lineIn(word);
  const planned = material.pages.find(({ page }) => page.file === file);
  if (!planned || line === undefined) return [];
  const at = planned.page.regions.findIndex(
    ({ begin, end }) =>
      material.lineOf(planned.page, begin.start) <= line &&
      line <= material.lineOf(planned.page, end.start),
  );
  const region = planned.page.regions[at];
  const expected = planned.expected[at];
  if (!region || !expected) return [];
  const place = {
    file: planned.page.file,
    line: material.lineOf(planned.page, region.begin.start),
  };
  return [
    {
      ...NOTHING,
      kind: 'region',
      id: `${place.file}:${place.line}`,
      place,
      feeds: expected.feeds,
      entries: entriesOf([region], material),
      regions: [{ ...place, section: region.section, args: region.args }],
      isUpToDate: region.bodyHash === expected.bodyHash,
    },
  ];
}

/** The entry that a line of a data file belongs to, as in `data/roles/reader.yaml:12`. */
function entriesAt(word: string, material: Material): Explanation[] {
  const { file, line } = lineIn(word);
  if (line === undefined) return [];
  return allEntries(material.catalog)
    .filter((entry) => {
      const { source } = entry.file;
      const last = source.position(placeIn(entry).end - 1).line;
      return source.file === file && placeOf(entry).line <= line && line <= last;
    })
    .map((entry) => explainEntry(entry, material));
}

function lineIn(word: string): { file?: string | undefined; line?: number } {
  const [, file, line] = /^(.+):(\d+)$/.exec(word) ?? [];
  return line === undefined ? {} : { file, line: Number(line) };
}

/** The lines where a page's regions begin, for a word that names a line outside all of them. */
export function linesOfRegions(word: string, { pages, lineOf }: Material): number[] | undefined {
  const { file } = lineIn(word);
  const planned = pages.find(({ page }) => page.file === file);
  return planned?.page.regions.map(({ begin }) => lineOf(planned.page, begin.start));
}

function regionsWhere(
  { pages, lineOf }: Material,
  isMeant: (region: PlannedRegion, expected: Expected) => boolean,
): RegionPlace[] {
  return pages.flatMap(({ page, expected }) =>
    page.regions.flatMap((region, index) => {
      const one = expected[index];
      if (!one || !isMeant(region, one)) return [];
      const { section, args, begin } = region;
      return [{ file: page.file, line: lineOf(page, begin.start), section, args }];
    }),
  );
}
