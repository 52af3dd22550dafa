/** What feeds a thing of the workspace, and what it feeds: ids, files and regions. */
import type { Catalog, Entry } from './catalog.ts';
import type { Expected } from './expected.ts';
import type { PlannedPage } from './plan.ts';
import { type Kind, KINDS } from './schema.ts';
import type { Sections } from './sections.ts';
import { keyRangeOf } from './yaml-file.ts';

/** A place in a file; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface RegionPlace extends Place {
  readonly section: string;
  readonly args: Readonly<Record<string, string>>;
}

export interface Explanation {
  /** `role`, `statement`, …, `section`, `file`, or `region`. */
  readonly kind: string;
  readonly id: string;
  readonly place: Place | undefined;
  /** The files that it rests on. */
  readonly feeds: readonly string[];
  /** Entries of the data that name it. */
  readonly namedBy: readonly (Place & { readonly kind: string; readonly id: string })[];
  /** Regions that print it. */
  readonly regions: readonly RegionPlace[];
  /** Of a region: is the page what the data say? */
  readonly isUpToDate?: boolean;
}

export interface Known {
  readonly catalog: Catalog;
  readonly sections: Sections;
  readonly pages: readonly PlannedPage[];
  /** The line of an offset of a page. */
  readonly lineOf: (page: PlannedPage['page'], offset: number) => number;
}

/** Everything that a word names: entries of each kind, a section, a file, or a region as `page:LINE`. */
export function explain(word: string, known: Known): Explanation[] {
  const [, kind, id = word] = /^([a-zA-Z]+):(?=[a-z])(.+)$/.exec(word) ?? [];
  const isKind = KINDS.some((one) => one === kind || singular(one) === kind);
  const entries = KINDS.filter((one) => !isKind || one === kind || singular(one) === kind).flatMap(
    (one) => known.catalog.get(one, isKind ? id : word) ?? [],
  );
  return [
    ...entries.map((entry) => explainEntry(entry, known)),
    ...sectionsNamed(word, known),
    ...filesNamed(word, known),
    ...regionsAt(word, known),
  ];
}

/** The words that {@link explain} knows, for suggestions. */
export function explainable({ catalog, sections, pages }: Known): string[] {
  return [
    ...KINDS.flatMap((kind) => catalog.ids(kind)),
    ...sections.keys(),
    ...pages.map(({ page }) => page.file),
  ];
}

export const singular = (kind: Kind): string => kind.replace(/ies$/, 'y').replace(/s$/, '');

function explainEntry(entry: Entry, known: Known): Explanation {
  const place = placeOf(entry);
  const { file } = place;
  const namedBy = namesOf(entry, known.catalog);
  // What names it prints it, if the text rests on its file.
  const ids = new Set([entry.id, ...namedBy.map(({ id }) => id)]);
  return {
    kind: singular(entry.kind),
    id: entry.id,
    place,
    feeds: [file],
    namedBy,
    regions: regionsWhere(
      known,
      (expected, args) =>
        expected.feeds.includes(file) &&
        (isWhollyOf(entry, known.catalog) || Object.values(args).some((value) => ids.has(value))),
    ),
  };
}

/** The line of its id. */
function placeOf({ kind, id, file }: Entry): Place {
  const { line } = file.source.position(keyRangeOf(file, [kind, id]).start);
  return { file: file.source.file, line };
}

/** Is an entry alone in its file? Then whatever rests on the file rests on the entry. */
function isWhollyOf(entry: Entry, catalog: Catalog): boolean {
  const inFile = KINDS.flatMap((kind) => catalog.all(kind) as Entry[]).filter(
    ({ file }) => file.source.file === entry.file.source.file,
  );
  return inFile.length === 1;
}

/** Other entries whose values hold the id as a whole. */
function namesOf(entry: Entry, catalog: Catalog): Explanation['namedBy'] {
  return KINDS.flatMap((kind) => catalog.all(kind) as Entry[])
    .filter((other) => other !== entry && mentions(other.value, entry.id))
    .map((other) => ({
      kind: singular(other.kind),
      id: other.id,
      ...placeOf(other),
    }));
}

function mentions(value: unknown, id: string): boolean {
  if (typeof value === 'string') return value === id;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => key === id || mentions(inner, id));
}

function sectionsNamed(word: string, known: Known): Explanation[] {
  const section = known.sections.get(word);
  if (!section) return [];
  const regions = regionsWhere(known, (_, __, name) => name === word);
  const place = { file: section.file, line: 1 };
  return [{ kind: 'section', id: word, place, feeds: [section.file], namedBy: [], regions }];
}

function filesNamed(word: string, known: Known): Explanation[] {
  const page = known.pages.find((one) => one.page.file === word);
  if (page) {
    const feeds = [...new Set(page.expected.flatMap((one) => one.feeds))].toSorted();
    const regions = regionsWhere({ ...known, pages: [page] }, () => true);
    return [
      { kind: 'page', id: word, place: { file: word, line: 1 }, feeds, namedBy: [], regions },
    ];
  }
  const regions = regionsWhere(known, (expected) => expected.feeds.includes(word));
  if (regions.length === 0) return [];
  return [
    { kind: 'file', id: word, place: { file: word, line: 1 }, feeds: [], namedBy: [], regions },
  ];
}

function regionsAt(word: string, known: Known): Explanation[] {
  const [, file, line] = /^(.+):(\d+)$/.exec(word) ?? [];
  const planned = known.pages.find(({ page }) => page.file === file);
  if (!planned || line === undefined) return [];
  const at = planned.page.regions.findIndex(
    ({ begin, end }) =>
      known.lineOf(planned.page, begin.start) <= Number(line) &&
      Number(line) <= known.lineOf(planned.page, end.start),
  );
  const region = planned.page.regions[at];
  const expected = planned.expected[at];
  if (!region || !expected) return [];
  const place = { file: planned.page.file, line: known.lineOf(planned.page, region.begin.start) };
  return [
    {
      kind: 'region',
      id: `${place.file}:${place.line}`,
      place,
      feeds: expected.feeds,
      namedBy: [],
      regions: [{ ...place, section: region.section, args: region.args }],
      isUpToDate: region.bodyHash === expected.bodyHash,
    },
  ];
}

function regionsWhere(
  { pages, lineOf }: Known,
  isMeant: (expected: Expected, args: Readonly<Record<string, string>>, section: string) => boolean,
): RegionPlace[] {
  return pages.flatMap(({ page, expected }) =>
    page.regions.flatMap(({ section, args, begin }, index) => {
      const one = expected[index];
      if (!one || !isMeant(one, args, section)) return [];
      return [{ file: page.file, line: lineOf(page, begin.start), section, args }];
    }),
  );
}
