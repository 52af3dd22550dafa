/** What a workspace contains, by kind, and how many of each. */
import type { Catalog, Entry } from '../data/catalog.ts';
import { catalogWith } from '../sources/sources.ts';
import { CODES } from '../problems/codes.ts';
import { fieldRows } from '../sections/fields.ts';
import { HELPERS } from '../sections/helpers.ts';
import type { ListedKind, ListedRow } from './json-output.ts';
import type { Problem } from '../problems/problem.ts';
import { dataFileSchema, type Kind, KIND_WORDS, KINDS } from '../data/schema/index.ts';
import { docs } from '../data/schema/doc.ts';
import { loadSections } from '../sections/sections.ts';
import { ENTITIES } from '../sections/shapes.ts';
import { entityOf, type Param, type Section } from '../sections/template.ts';
import { singular } from './singular.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { keyRangeOf } from '../data/yaml-places.ts';

/**
 * The kinds that can be listed, in the order of the overview: what pages refer to, what they are
 * made from, the rest.
 */
export const LISTED = ['sections', 'pages', ...KINDS, 'fields', 'helpers', 'codes'] as const;
export type Listed = (typeof LISTED)[number];

interface Listing<T> {
  readonly rows: readonly T[];
  readonly problems: readonly Problem[];
}

/** Other words for the kinds. Case, hyphens and plurals do not matter. */
const ALIASES: Readonly<Record<string, Listed>> = {
  key: 'conditionKeys',
  condition: 'conditionKeys',
  policy: 'policies',
  policie: 'policies',
  template: 'sections',
  problem: 'codes',
  problemcode: 'codes',
  errorcode: 'codes',
  rule: 'codes',
  context: 'scenarios',
  troubleshooting: 'errors',
  file: 'pages',
};

/** The kind that a word means; undefined if it means none. */
export function listedBy(word: string): Listed | undefined {
  const name = plainName(word);
  return (
    LISTED.find((kind) => plainName(kind) === name) ??
    (Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined)
  );
}

/** Words to suggest. */
export const LIST_WORDS: readonly string[] = [...LISTED, 'keys', 'problems', 'templates', 'rules'];

/** What people call the members. */
export const wordsFor = (what: Listed): string =>
  KIND_WORDS[KINDS.find((kind) => kind === what) ?? 'roles'] ?? what;

const plainName = (word: string): string =>
  word
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/s$/, '');

const WORDS: Readonly<Record<Exclude<Listed, Kind>, string>> = {
  sections: 'What markers can refer to, with parameters.',
  pages: 'Files that may contain regions.',
  fields: 'What templates may print of each kind of thing.',
  helpers: 'Functions that templates may call.',
  codes: 'Problem codes; `permadocs explain CODE` describes one.',
};

/** Every kind with the number of its members. */
export function overview(workspace: Workspace): Listing<ListedKind> {
  const { catalog, problems } = catalogWith(workspace.dataSources(), workspace.shipped);
  const loaded = loadSections(workspace.templates(), workspace.config);
  const counts: Readonly<Record<Exclude<Listed, Kind>, number>> = {
    sections: loaded.sections.size,
    pages: workspace.pages().files.length,
    fields: fieldRows(workspace.config.fields).length,
    helpers: Object.keys(HELPERS).length,
    codes: Object.keys(CODES).length,
  };
  const rows = LISTED.map((name): ListedKind => {
    const command = `permadocs list ${name}`;
    if (name in counts) {
      const kind = name as keyof typeof counts;
      return { name, count: counts[kind], text: WORDS[kind], command };
    }
    const kind = name as Kind;
    const text = docs.get(dataFileSchema.shape[kind])?.description ?? '';
    return { name, count: catalog.ids(kind).length, text, command };
  });
  return { rows, problems: [...problems, ...loaded.problems] };
}

/** All members of one kind. */
export function list(what: Listed, workspace: Workspace): Listing<ListedRow> {
  if (what === 'helpers') {
    const rows = Object.entries(HELPERS).map(([name, helper]) => {
      const hash = Object.entries(helper.hash).map(([key, type]) => `${key}=${type}`);
      return { name: [name, ...helper.params, ...hash].join(' '), text: helper.description };
    });
    return { rows, problems: [] };
  }
  if (what === 'fields') {
    const rows = fieldRows(workspace.config.fields).map(({ shape, name, type, description }) => ({
      name: `${shape.replace(/Fields$/, '.fields')}.${name}`,
      text: `${type} ${description}`.trim(),
    }));
    return { rows, problems: [] };
  }
  if (what === 'codes') {
    const rows = Object.entries(CODES).map(([name, { severity, title }]) => ({
      name,
      text: `${severity}: ${title}`,
    }));
    return { rows, problems: [] };
  }
  if (what === 'pages') {
    const rows = workspace
      .pages()
      .files.map((name) => ({ name, text: workspace.isMdx(name) ? 'MDX' : 'CommonMark' }));
    return { rows, problems: [] };
  }
  if (what === 'sections') {
    const { sections, problems } = loadSections(workspace.templates(), workspace.config);
    return { rows: [...sections.values()].map(sectionRow), problems };
  }
  return entries(what, workspace);
}

function entries(kind: Kind, workspace: Workspace): Listing<ListedRow> {
  const { catalog, problems } = catalogWith(workspace.dataSources(), workspace.shipped);
  const rows = (catalog.all(kind) as readonly Entry[]).map((entry) => {
    const { id, file } = entry;
    const { line } = file.source.position(keyRangeOf(file, [kind, id]).start);
    const place = { file: file.source.file, line };
    const [, ...shipped] = catalog.filesOf(entry);
    const from = shipped.length === 0 ? '' : `, from ${shipped.join(', ')}`;
    const text = `${titleOf(catalog, kind, id)}\n${place.file}:${line}${from}`.trim();
    return { name: id, text, ...place };
  });
  return { rows, problems };
}

function titleOf(catalog: Catalog, kind: Kind, id: string): string {
  const value: unknown = catalog.get(kind, id)?.value;
  const {
    title,
    name,
    message,
    type,
    kind: ofKind,
  } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (kind === 'roles') return `${String(title)} (${String(name)})`;
  if (kind === 'policies') return `${String(title)} (${String(ofKind)})`;
  return String(title ?? name ?? message ?? type ?? '');
}

function sectionRow(section: Section): ListedRow {
  const params = Object.entries(section.params).map(([name, param]) => paramText(name, param));
  return {
    name: [section.name, ...params].join(' '),
    text: `${section.description}\n${section.file}`,
  };
}

function paramText(name: string, param: Param): string {
  const entity = entityOf(param);
  const named = entity && param.type.replace(entity, singular(ENTITIES[entity].kind));
  const type = param.oneOf?.join('|') ?? named ?? param.type;
  if (param.default !== undefined) return `${name}=${type} (default ${param.default})`;
  return param.optional ? `[${name}=${type}]` : `${name}=${type}`;
}
