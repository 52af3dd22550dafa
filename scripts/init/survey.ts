/** Looks at an existing repository: where its pages are and how its site reads them. */
import type { InitTree } from './tree.ts';

/** Where a site keeps its pages, and how it reads them. */
export interface Survey {
  /** Globs of pages. */
  readonly pages: readonly string[];
  readonly frozen: readonly string[];
  /** Globs of `.md` pages that the site parses as MDX. */
  readonly mdx: readonly string[];
  /** Whether the repository has pages already. */
  readonly hasPages: boolean;
  /** The folder of the first page. */
  readonly folder: string;
  readonly extension: 'md' | 'mdx';
}

/** Most likely places of a site's own documentation, in order. */
const FOLDERS = [
  'docs',
  'website/docs',
  'content/docs',
  'src/content/docs',
  'documentation',
  'content',
  'pages',
];
const VERSIONED = ['versioned_docs', 'website/versioned_docs'];
const SITES = ['', 'website/', 'docs/'];

export function survey(tree: InitTree): Survey {
  const found = FOLDERS.filter((folder) => hasPages(tree, folder));
  const folders = found.filter((folder) => !found.some((other) => folder.startsWith(`${other}/`)));
  const frozen = VERSIONED.filter((folder) => hasPages(tree, folder)).map(
    (folder) => `${folder}/**`,
  );
  const [folder] = found;
  if (folder === undefined)
    return {
      pages: ['out/**/*.{md,mdx}'],
      frozen,
      mdx: [],
      hasPages: false,
      folder: 'out',
      extension: 'md',
    };
  const readsMdx = readsMdAsMdx(tree);
  return {
    pages: [
      ...folders.map((one) => `${one}/**/*.{md,mdx}`),
      ...frozen.map((glob) => `${glob}/*.{md,mdx}`),
    ],
    frozen,
    mdx: readsMdx
      ? [...folders.map((one) => `${one}/**/*.md`), ...frozen.map((glob) => `${glob}/*.md`)]
      : [],
    hasPages: true,
    folder,
    extension: readsMdx || hasPages(tree, folder, 'mdx') ? 'mdx' : 'md',
  };
}

function hasPages(tree: InitTree, folder: string, extensions = '{md,mdx}'): boolean {
  return tree.glob(`${folder}/**/*.${extensions}`).length > 0;
}

/**
 * Whether `.md` pages are read as MDX. Docusaurus does so, unless its configuration tells it to go
 * by the extension.
 */
function readsMdAsMdx(tree: InitTree): boolean {
  return SITES.some((site) =>
    ['js', 'ts', 'mjs', 'cjs', 'mts', 'cts'].some((extension) => {
      const text = tree.read(`${site}docusaurus.config.${extension}`);
      return text !== undefined && !/\bformat:\s*['"](?:detect|md)['"]/.test(text);
    }),
  );
}

/**
 * The first data folder without YAML files of other kinds; `first` is the file that init itself
 * writes.
 */
export function freeDataFolder(tree: InitTree, first: string): string {
  const isFree = (folder: string): boolean =>
    tree.glob(`${folder}/**/*.{yaml,yml}`).every((file) => file === `${folder}/${first}`);
  return ['data', 'permissions', 'permadocs'].find(isFree) ?? 'permadocs-data';
}

/**
 * Whether a folder contains Handlebars templates. Those found before there is a workspace are not
 * ours.
 */
export function hasTemplates(tree: InitTree, folder: string): boolean {
  return tree.glob(`${folder}/**/*.hbs`).length > 0;
}
