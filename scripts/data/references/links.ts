/**
 * Checks links in the data's Markdown: each must be https, an anchor, or a file in the workspace.
 */
import { allEntries, type Catalog, placeIn } from '../catalog.ts';
import { memoOf } from '../../memo.ts';
import { Markdown } from '../../markdown/markdown.ts';
import { type Problem, problemAt, type ProblemWords } from '../../problems/problem.ts';
import type { Path } from '../yaml-places.ts';

/** Links in data are https, an anchor on the page, or a file relative to the workspace's root. */
export function checkLinks(catalog: Catalog, exists: (path: string) => boolean): Problem[] {
  return allEntries(catalog).flatMap((entry) =>
    (typeof entry.value === 'object' ? linksIn(entry.value) : []).flatMap(({ path, link }) => {
      const words = linkProblem(link, exists);
      return words
        ? problemAt('data/bad-link', entry.file.source, placeIn(entry, path), words)
        : [];
    }),
  );
}

/** `watch` asks again for each edit, and most values stay: bench row “watch, one claim edited”. */
const linksIn = memoOf((value: object): readonly { readonly path: Path; readonly link: string }[] =>
  [...markdownIn(value)].flatMap(({ path, markdown }) =>
    markdown.links().map((link) => ({ path, link })),
  ),
);

/** What is wrong with the target of a link. */
export function linkProblem(
  link: string,
  exists: (path: string) => boolean,
): ProblemWords | undefined {
  if (/^https:\/\/[^/]/.test(link) || link.startsWith('#')) return undefined;
  if (!link.startsWith('/') || link.startsWith('//')) {
    return {
      message: `the link ${link} is neither https:// nor a file relative to the root of the workspace`,
      hint: 'write /path/from/the/root.mdx; it becomes relative to each page',
    };
  }
  const path = link.slice(1, link.search(/[#?]|$/));
  if (path.split('/').includes('..') || !exists(path)) {
    return {
      message: `the link ${link} does not lead to a file in the workspace`,
      hint: 'fix the path, or remove the link',
    };
  }
  return undefined;
}

function* markdownIn(
  value: unknown,
  path: Path = [],
): Generator<{ path: Path; markdown: Markdown }> {
  if (value instanceof Markdown) yield { path, markdown: value };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* markdownIn(item, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* markdownIn(item, [...path, key]);
  }
}
