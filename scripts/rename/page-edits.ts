/** A renamed id or IAM name → the changes to pages and templates. */
import { findRegions } from '../pages/find-regions.ts';
import type { Page } from '../pages/page.ts';
import type { Region } from '../pages/regions.ts';
import type { Range } from '../problems/source.ts';
import { readBlocks } from '../reading/blocks.ts';
import { placesOfNames, wholeWords } from '../reading/names.ts';
import { ENTITIES } from '../sections/shapes.ts';
import { entityOf, type Sections, valuesIn } from '../sections/template.ts';
import { type Edit, editsOf } from './edits.ts';
import type { RenamedKind, Words } from './renaming.ts';

/** The id, and files that follow it, in the markers of a page, and in the values of its front matter that they take. */
export async function markerEdits(
  page: Page,
  sections: Sections,
  kind: RenamedKind,
  words: Words,
  files: readonly Words[],
): Promise<Edit[]> {
  const { regions } = await findRegions(page);
  return regions.flatMap((region) => {
    const params = sections.get(region.section)?.params ?? {};
    return Object.entries(params).flatMap(([name, param]) => {
      const entity = entityOf(param);
      if (entity === undefined || ENTITIES[entity].kind !== kind) return [];
      return [name, param.formerly].flatMap((argument) => {
        const value = argument === undefined ? undefined : region.args[argument];
        if (argument === undefined || value === undefined) return [];
        const variable = /^\$([a-zA-Z][\w-]*)$/.exec(value)?.[1];
        if (variable !== undefined) return frontMatterEdits(page, variable, words);
        return valuesIn(param, value).includes(words.from)
          ? [...argumentEdits(page, region, argument, words), ...fileEdits(page, region, files)]
          : [];
      });
    });
  });
}

/** Arguments that are the default file of a policy, which follows the id. */
const fileEdits = (page: Page, region: Region, files: readonly Words[]): Edit[] =>
  Object.entries(region.args).flatMap(([name, value]) =>
    files
      .filter(({ from }) => from === value)
      .flatMap((words) => argumentEdits(page, region, name, words)),
  );

/** The id in one argument of a marker: alone, or in a list. */
function argumentEdits(
  { source }: Page,
  { begin }: Pick<Region, 'begin'>,
  name: string,
  { from, to }: Words,
): Edit[] {
  const marker = source.text.slice(begin.start, begin.end);
  const note = /\s--\s/.exec(marker)?.index ?? marker.length;
  const argument = new RegExp(`\\s${name}=(?:"[^"]*"|'[^']*')`).exec(marker.slice(0, note));
  if (!argument) return [];
  const start = begin.start + argument.index + name.length + 2;
  return within(
    source.text,
    { start, end: begin.start + argument.index + argument[0].length },
    from,
    to,
  );
}

function frontMatterEdits(
  { source: { text } }: Page,
  variable: string,
  { from, to }: Words,
): Edit[] {
  const close = text.indexOf('\n---', 3);
  if (!text.startsWith('---') || close === -1) return [];
  const line = new RegExp(`^[ \\t]+${variable}:[ \\t]*(\\S+)`, 'm').exec(text.slice(0, close));
  const value = line?.[1] ?? '';
  if (!line || value.replace(/["']/g, '') !== from) return [];
  const start = line.index + line[0].length - value.length;
  return within(text, { start, end: start + value.length }, from, to);
}

const within = (text: string, { start, end }: Range, from: string, to: string): Edit[] =>
  editsOf(text.slice(start, end), wholeWords([from]), () => to).map((edit) => ({
    ...edit,
    start: edit.start + start,
    end: edit.end + start,
  }));

/** The names in the prose and fences of a page that are not generated. */
export async function proseEdits(
  page: Page,
  names: readonly Words[],
  pattern: (from: string) => RegExp = (from) => wholeWords([from]),
): Promise<Edit[]> {
  const { source, flavor } = page;
  if (!names.some(({ from }) => source.text.includes(from))) return [];
  const { regions } = await findRegions(page);
  const isGenerated = ({ start }: Range): boolean =>
    regions.some(({ begin, end }) => begin.start <= start && start < end.end);
  const { blocks } = readBlocks(source, flavor);
  const places = placesOfNames(
    blocks,
    names.map(({ from }) => from),
  ).filter(({ range }) => !isGenerated(range));
  return names.flatMap(({ from, to }) => {
    const own = places.filter(({ name }) => name === from);
    return editsOf(source.text, pattern(from), () => to).filter(({ start, end }) =>
      own.some(({ range }) => range.start <= start && end <= range.end),
    );
  });
}

/** The id as the default of a parameter, and in quotes in the mustaches of a template. */
export function templateEdits(text: string, kind: RenamedKind, { from, to }: Words): Edit[] {
  const type = Object.entries(ENTITIES).find(([, one]) => one.kind === kind)?.[0];
  const defaults = new RegExp(
    `(?<=\\btype: *["']?${type}(?:\\[\\])?["']?,[^\\n]{0,200}\\bdefault: *["']?)${from}(?![\\w-])`,
    'g',
  );
  const quoted = new RegExp(`(["'])${from}\\1`, 'g');
  const mustaches = [...text.matchAll(/\{\{[^{}]*\}\}/g)];
  return [
    ...editsOf(text, defaults, () => to),
    ...mustaches.flatMap(({ 0: mustache, index }) =>
      editsOf(mustache, quoted, ([, quote]) => `${quote}${to}${quote}`).map((edit) => ({
        ...edit,
        start: edit.start + index,
        end: edit.end + index,
      })),
    ),
  ];
}
