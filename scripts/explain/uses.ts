/** Which entries of the data are used by another entry, a region or a claim. */
import { checkArguments } from '../sections/arguments.ts';
import { type Catalog, type Entry, placeIn } from '../data/catalog.ts';
import { namesIn } from '../data/names.ts';
import { placeholdersIn } from '../data/placeholder.ts';
import { idsNamedBy } from '../data/references/named.ts';
import type { Path } from '../data/yaml-places.ts';
import { Markdown } from '../markdown/markdown.ts';
import { openModels } from '../sections/models.ts';
import { Refusal } from '../sections/refusal.ts';
import { whenRead } from '../sections/render.ts';
import type { Claim } from '../data/schema/index.ts';
import { renderSection } from '../sections/sections.ts';
import type { Sections } from '../sections/template.ts';

/**
 * The entries that an entry, or the part of it at `within`, refers to: by id, or as placeholders in
 * its texts.
 */
export function entriesNamedBy(entry: Entry, catalog: Catalog, within: Path = []): Set<Entry> {
  const named = idsNamedBy(entry)
    .filter(({ path }) => within.every((key, index) => path[index] === key))
    .flatMap(({ kinds, id }) => kinds.map((kind) => catalog.get(kind, id)));
  const filledIn = [
    ...placeholdersOf(entry, catalog, within),
    ...(within.length === 0 ? rolesNamedIn(entry.value, catalog) : []),
  ];
  return new Set([...named, ...filledIn].filter((one) => one !== undefined));
}

/**
 * The placeholders in the texts of an entry or of part of it. Prose is skipped, since placeholders
 * in it are not replaced.
 */
function placeholdersOf(entry: Entry, catalog: Catalog, within: Path = []): Entry[] {
  let part: unknown = entry.value;
  for (const key of within) part = (part as Record<PropertyKey, unknown> | undefined)?.[key];
  return textsIn(part)
    .flatMap(placeholdersIn)
    .flatMap((name) => catalog.get('placeholders', name) ?? []);
}

/** The roles whose names the texts of an entry have, as `{role:s3-readonly}`. */
function rolesNamedIn(value: unknown, catalog: Catalog): Entry[] {
  if (typeof value === 'string' || value instanceof Markdown) {
    const text = typeof value === 'string' ? value : value.source;
    return namesIn(text).flatMap(({ id }) => catalog.get('roles', id) ?? []);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((one) => rolesNamedIn(one, catalog));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || value instanceof Markdown) return [];
  return Object.values(value).flatMap(textsIn);
}

/** A claim with the entries that its proof uses. */
interface UsedByClaim {
  readonly holder: Entry;
  /** From 0. */
  readonly index: number;
  readonly claim: Pick<Claim, 'say'> & { readonly expect?: string | undefined };
  readonly line: number;
  readonly uses: ReadonlySet<Entry>;
}

/** Every claim with the entry that has it, and everything that its proof uses. */
export const claimUses = (catalog: Catalog): UsedByClaim[] => [
  ...claimsOfHolders(catalog),
  ...claimsOfSets(catalog),
];

/** A set of policies decides its claims by itself; only placeholders are from elsewhere. */
function claimsOfSets(catalog: Catalog): UsedByClaim[] {
  return catalog.all('cedar').flatMap((holder) => {
    const ofPolicies = ['policies', 'entities'].flatMap((part) =>
      placeholdersOf(holder, catalog, [part]),
    );
    return holder.value.claims.map((claim, index) => ({
      holder,
      index,
      claim,
      line: lineOfClaim(holder, index),
      uses: new Set<Entry>([
        holder,
        ...ofPolicies,
        ...placeholdersOf(holder, catalog, ['claims', index]),
      ]),
    }));
  });
}

/**
 * The claims of roles and policies, each with the statements evaluated for it and everything that it
 * or its scenario refers to.
 */
function claimsOfHolders(catalog: Catalog): UsedByClaim[] {
  return [...catalog.all('roles'), ...catalog.all('policies')].flatMap((holder) =>
    holder.value.claims.map((claim, index) => {
      const uses = new Set<Entry>([holder, ...entriesNamedBy(holder, catalog, ['claims', index])]);
      const isUsed = (kind: string): boolean =>
        kind === claim.policy || (kind === 'boundary' && claim.policy === 'permissions');
      for (const { kind, path, statements } of catalog.policiesOf(holder)) {
        if (!isUsed(kind)) continue;
        for (const { id } of statements) {
          const shared = id === undefined ? undefined : catalog.get('statements', id);
          if (shared) uses.add(shared);
        }
        for (const entry of placeholdersOf(holder, catalog, path)) uses.add(entry);
      }
      // The set grows during iteration, so entries added here are visited too. For a statement,
      // only its placeholders count, not the entries it refers to.
      for (const used of uses) {
        if (used.kind === 'statements')
          for (const entry of placeholdersOf(used, catalog)) uses.add(entry);
        if (used.kind === 'scenarios')
          for (const entry of entriesNamedBy(used, catalog)) uses.add(entry);
      }
      return { holder, index, claim, line: lineOfClaim(holder, index), uses };
    }),
  );
}

const lineOfClaim = (holder: Entry, index: number): number =>
  holder.file.source.position(placeIn(holder, ['claims', index]).start).line;

interface MadeWith {
  readonly section: string;
  readonly args: Readonly<Record<string, string>>;
}

/**
 * The entries that each of these regions reads. Sections are rendered again for this, once per list
 * of arguments.
 */
export async function regionUses(
  regions: readonly MadeWith[],
  sections: Sections,
  catalog: Catalog,
  asOf: string | undefined,
): Promise<(section: string, args: MadeWith['args']) => ReadonlySet<Entry>> {
  const models = openModels();
  const entriesOf = async (
    name: string,
    written: MadeWith['args'],
  ): Promise<ReadonlySet<Entry>> => {
    const section = sections.get(name);
    if (!section) return new Set();
    const { args, problems } = checkArguments(section, written, catalog);
    if (problems.length > 0) return new Set();
    try {
      const render = () => renderSection(section, args, catalog, asOf, (url) => url, models);
      return (await whenRead(render)).entries;
    } catch (error) {
      if (error instanceof Refusal) return new Set();
      throw error;
    }
  };
  const keyOf = (section: string, args: MadeWith['args']): string =>
    JSON.stringify([section, args]);
  const byArguments = new Map<string, ReadonlySet<Entry>>();
  for (const { section, args } of regions) {
    const key = keyOf(section, args);
    if (!byArguments.has(key)) byArguments.set(key, await entriesOf(section, args));
  }
  return (section, args) => byArguments.get(keyOf(section, args)) ?? new Set();
}
