/** Which entries of the data a thing uses: another entry that names it, a region, a claim. For explain. */
import { checkArguments } from '../sections/arguments.ts';
import { type Catalog, type Entry, placeIn } from '../data/catalog.ts';
import { Markdown } from '../markdown/markdown.ts';
import { Refusal } from '../sections/refusal.ts';
import { type Claim, type Kind, KINDS } from '../data/schema/index.ts';
import { renderSection } from '../sections/sections.ts';
import type { Sections } from '../sections/template.ts';

/** The kinds that the texts of a field may name, wherever the field stands. */
const NAMED_BY_FIELD: Readonly<Record<string, readonly Kind[]>> = {
  use: ['statements'],
  alsoAttached: ['statements'],
  statement: ['statements'],
  compare: ['statements'],
  scenario: ['scenarios'],
  service: ['services'],
  services: ['services'],
  role: ['roles'],
  key: ['conditionKeys'],
  order: ['actions', 'conditionKeys', 'errors'],
  action: ['actions'],
  Action: ['actions'],
  NotAction: ['actions'],
};

/** The entries that a value names: ids in the fields above, condition keys, placeholders in any text but prose. */
export function namedIn(value: unknown, catalog: Catalog, field = ''): Set<Entry> {
  const found = new Set<Entry>();
  const add = (kind: Kind, id: string): void => {
    const entry = catalog.get(kind, id);
    if (entry) found.add(entry);
  };
  if (typeof value === 'string') {
    for (const kind of NAMED_BY_FIELD[field] ?? []) add(kind, value);
    for (const [name] of value.matchAll(/<[A-Z][A-Z0-9_]*>/g)) add('placeholders', name);
  } else if (typeof value === 'object' && value !== null && !(value instanceof Markdown)) {
    for (const [key, inner] of Object.entries(value)) {
      if (key.includes(':')) add('conditionKeys', key);
      for (const entry of namedIn(inner, catalog, Array.isArray(value) ? field : key))
        found.add(entry);
    }
  }
  return found;
}

/** A claim with the entries that its proof uses. */
export interface UsedByClaim {
  readonly role: Entry<'roles'>;
  /** From 0. */
  readonly index: number;
  readonly claim: Claim;
  readonly line: number;
  readonly uses: ReadonlySet<Entry>;
}

/** Every claim: its role, the statements that are evaluated for it, and all that it or its scenario names. */
export function claimUses(catalog: Catalog): UsedByClaim[] {
  return catalog.all('roles').flatMap((role) =>
    role.value.claims.map((claim, index) => {
      const uses = new Set<Entry>([role, ...namedIn(claim, catalog)]);
      const kinds =
        claim.policy === 'trust' ? (['trust'] as const) : (['permissions', 'boundary'] as const);
      for (const kind of kinds) {
        const policy = catalog.policy(role, kind);
        for (const { id } of policy?.statements ?? []) {
          const shared = id === undefined ? undefined : catalog.get('statements', id);
          if (shared) uses.add(shared);
        }
        for (const entry of placeholdersIn(role.value.policies[kind], catalog)) uses.add(entry);
      }
      // What stands in statements and contexts: of a statement only what is filled in, not what it is about.
      for (const used of uses) {
        if (used.kind === 'statements')
          for (const entry of placeholdersIn(used.value, catalog)) uses.add(entry);
        if (used.kind === 'scenarios')
          for (const entry of namedIn(used.value, catalog)) uses.add(entry);
      }
      const { source } = role.file;
      const { line } = source.position(placeIn(role, ['claims', index]).start);
      return { role, index, claim, line, uses };
    }),
  );
}

const placeholdersIn = (value: unknown, catalog: Catalog): Entry[] =>
  [...namedIn(value, catalog)].filter(({ kind }) => kind === 'placeholders');

/** The entries that regions look at; each section is rendered again, once for each list of arguments. */
export function regionUses(
  sections: Sections,
  catalog: Catalog,
  asOf: string | undefined,
): (section: string, args: Readonly<Record<string, string>>) => ReadonlySet<Entry> {
  const known = new Map<string, ReadonlySet<Entry>>();
  const entriesOf = (
    name: string,
    written: Readonly<Record<string, string>>,
  ): ReadonlySet<Entry> => {
    const section = sections.get(name);
    if (!section) return new Set();
    const { args, problems } = checkArguments(section, written, catalog);
    if (problems.length > 0) return new Set();
    try {
      return renderSection(section, args, catalog, asOf, (url) => url).entries;
    } catch (error) {
      if (error instanceof Refusal) return new Set();
      throw error;
    }
  };
  return (section, args) => {
    const key = JSON.stringify([section, args]);
    const entries = known.get(key) ?? entriesOf(section, args);
    known.set(key, entries);
    return entries;
  };
}

/** All entries of all kinds. */
export const allEntries = (catalog: Catalog): Entry[] =>
  KINDS.flatMap((kind) => catalog.all(kind) as Entry[]);
