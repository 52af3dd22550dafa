/** A renamed id or IAM name → the changes to the data files. */
import { isSeq } from 'yaml';

import { allEntries, type Catalog, type Entry, placeIn } from '../data/catalog.ts';
import { idsNamedBy } from '../data/references/named.ts';
import type { YamlFile } from '../data/yaml-places.ts';
import { keyRangeOf, nodeAt, rangeOf } from '../data/yaml-places.ts';
import type { Range } from '../problems/source.ts';
import { wholeWords } from '../reading/names.ts';
import { type Edit, editsOf } from './edits.ts';
import type { RenamedKind, Words } from './renaming.ts';

export type DataEdits = ReadonlyMap<YamlFile, readonly Edit[]>;

/** The key of the entry, what refers to it, and `{role:…}` in texts. */
export function idEdits(catalog: Catalog, kind: RenamedKind, { from, to }: Words): DataEdits {
  const edits = new Map<YamlFile, Edit[]>();
  const add = (file: YamlFile, more: readonly Edit[]): void => {
    edits.set(file, [...(edits.get(file) ?? []), ...more]);
  };
  /** The id within a scalar, which may be quoted. */
  const inScalar = (file: YamlFile, { start, end }: Range): Edit[] =>
    editsOf(file.source.text.slice(start, end), wholeWords([from]), () => to).map((edit) => ({
      ...edit,
      start: edit.start + start,
      end: edit.end + start,
    }));
  const entry = catalog.get(kind, from);
  if (entry) add(entry.file, inScalar(entry.file, keyRangeOf(entry.file, [kind, from])));
  for (const other of allEntries(catalog))
    for (const { id, kinds, path } of idsNamedBy(other)) {
      const isOther = kinds.some((one) => one !== kind && catalog.get(one, id) !== undefined);
      if (id !== from || !kinds.includes(kind) || isOther) continue;
      add(other.file, inScalar(other.file, placeIn(other, path)));
    }
  if (kind === 'roles')
    for (const file of filesOf(catalog)) {
      const pattern = new RegExp(`\\{(role|file):${from}(?=[:}])`, 'g');
      add(
        file,
        editsOf(file.source.text, pattern, ([, what]) => `{${what}:${to}`),
      );
    }
  return edits;
}

/** Every whole word that is the name, but for lists of old names. */
export function nameEdits(catalog: Catalog, pattern: RegExp, to: string): DataEdits {
  return new Map(
    filesOf(catalog).map((file) => {
      const old = [...catalog.all('roles'), ...catalog.all('policies')]
        .filter((holder) => holder.file === file && holder.value.formerly.length > 0)
        .map((holder) => placeIn(holder, ['formerly']));
      const isOld = ({ start }: Edit): boolean =>
        old.some((range) => range.start <= start && start < range.end);
      const edits = editsOf(file.source.text, pattern, () => to).filter((edit) => !isOld(edit));
      return [file, edits] as const;
    }),
  );
}

/** Adds an old name to the role's `formerly`, and takes out the name that it has now. */
export function formerlyEdit(role: Entry<'roles'>, { from, to }: Words): Edit | undefined {
  const { value, file } = role;
  const { text } = file.source;
  if (value.formerly.includes(from) && !value.formerly.includes(to)) return undefined;
  const names = [...value.formerly.filter((one) => one !== to && one !== from), from];
  const list = `[${names.join(', ')}]`;
  const node = nodeAt(file, ['roles', role.id, 'formerly']);
  if (isSeq(node)) {
    const { start, end } = rangeOf(file, ['roles', role.id, 'formerly']);
    const last = node.items.at(-1) as { range?: readonly [number, number, number] } | undefined;
    const place = value.formerly.includes(to) ? undefined : last?.range;
    if (!place) return { start, end: start + text.slice(start, end).trimEnd().length, text: list };
    const [at, behind] = place;
    const before = text.slice(text.lastIndexOf('\n', at) + 1, at);
    const added = node.flow === true ? `, ${from}` : `\n${before}${from}`;
    return { start: behind, end: behind, text: added };
  }
  const name = placeIn(role, ['name']);
  const parent = nodeAt(file, ['roles', role.id]) as { flow?: boolean } | undefined;
  if (parent?.flow === true) return { start: name.end, end: name.end, text: `, formerly: ${list}` };
  const key = keyRangeOf(file, ['roles', role.id, 'name']).start;
  const indent = text.slice(text.lastIndexOf('\n', key) + 1, key);
  const lineEnd = /\r?\n|$/.exec(text.slice(name.end))?.index ?? 0;
  const at = name.end + lineEnd;
  return { start: at, end: at, text: `\n${indent}formerly: ${list}` };
}

const filesOf = (catalog: Catalog): YamlFile[] => [
  ...new Set(allEntries(catalog).map(({ file }) => file)),
];
