/** The pages in out/ that the sites are built from. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const out = fileURLToPath(new URL('../../out/', import.meta.url));

export interface Tutorial {
  /** Where the page is, in out/ and on the site: `docs/toolhive/tutorials/eks-mcp`. */
  readonly path: string;
  readonly file: string;
  readonly text: string;
}

export const tutorials: readonly Tutorial[] = readdirSync(out, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => file.endsWith('.mdx'))
  .toSorted()
  .map((file) => ({
    path: file.slice(0, -'.mdx'.length),
    file: `${out}${file}`,
    text: readFileSync(`${out}${file}`, 'utf8'),
  }));

/** How often a page has something that the site must show as often. */
export function count({ text }: Tutorial, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
