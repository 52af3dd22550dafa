/**
 * Which Prettier formats, and how it is configured, from files alone, so that a run with nothing to
 * format never loads it. If only running code could answer, the state says that it is unknown.
 */
import { dirname, join } from 'node:path';

import { hashOf } from '../files/hash.ts';
import { textIfThere } from '../files/read.ts';
import { isThere } from '../files/stat.ts';
import { whichPrettier } from './which-prettier.ts';

const DATA = ['', '.json', '.json5', '.yaml', '.yml', '.toml'].map((end) => `.prettierrc${end}`);
const CODE = ['js', 'ts', 'mjs', 'mts', 'cjs', 'cts'].flatMap((end) => [
  `.prettierrc.${end}`,
  `prettier.config.${end}`,
]);
const SHARED = ['package.json', 'package.yaml', '.editorconfig'];
const NAMES = new Set([...DATA, ...CODE, ...SHARED]);

/** Whether a file of this name could configure Prettier. */
export function mayConfigurePrettier(name: string): boolean {
  return NAMES.has(name);
}

export interface PrettierState {
  /**
   * Changes whenever pages may be formatted differently; undefined if that depends on running code.
   */
  readonly key: string | undefined;
  /** Whether all pages with the same file extension are formatted alike. */
  readonly isUniform: boolean;
  /** Whether prose may be wrapped; true if only running code could answer. */
  readonly mayWrapProse: boolean;
  /** A sentence for people if the workspace's own is not used. */
  readonly notice: string | undefined;
}

/**
 * `folders` are the folders with pages, relative to the root, each with the names in it that may
 * configure Prettier.
 */
export function prettierState(
  root: string,
  folders: ReadonlyMap<string, readonly string[]>,
): PrettierState {
  const below = [...folders]
    .filter(([folder]) => folder !== '')
    .flatMap(([folder, names]) => names.map((name) => join(root, folder, name)));
  const between = [...new Set([...folders.keys()].flatMap(parentsOf))].filter(
    (folder) => !folders.has(folder),
  );
  const above = [...between.map((folder) => join(root, folder)), root, ...ancestorsOf(root)];
  const files = [...below, ...above.flatMap(configsIn)].toSorted();
  const contents = files.map((file) => configText(file));
  const isKnown = contents.every((text) => text !== undefined);
  const set = files.flatMap((file, index) =>
    contents[index] === '' ? [] : [file, contents[index] ?? ''],
  );
  const { manifest, notice } = whichPrettier(root);
  return {
    notice,
    key: isKnown ? hashOf([manifest, ...set]) : undefined,
    mayWrapProse: !isKnown || set.some((text) => text.includes('always')),
    isUniform:
      isKnown &&
      below.every((file) => configText(file) === '') &&
      between.every((folder) => configsIn(join(root, folder)).length === 0) &&
      !/\boverrides\b|^[ \t]*\[(?!\*\])/m.test(set.join('\n')),
  };
}

function configsIn(folder: string): string[] {
  return [...NAMES].map((name) => join(folder, name)).filter((file) => isThere(file));
}

/** The folders above a folder, below the root: `a/b` and `a` for `a/b/c`. */
function parentsOf(folder: string): string[] {
  const parts = folder.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function ancestorsOf(root: string): string[] {
  const folders: string[] = [];
  for (let at = dirname(root); !folders.includes(at); at = dirname(at)) folders.push(at);
  return folders;
}

/**
 * The Prettier configuration in a file: empty if none, undefined if it is a program or refers to
 * one.
 */
function configText(file: string): string | undefined {
  let text = textIfThere(file);
  if (text === undefined) return '';
  if (file.endsWith('package.json')) text = prettierField(text);
  if (file.endsWith('package.yaml') && !/^prettier\s*:/m.test(text)) return '';
  // A program without imports or outside state is as good as data.
  const isCode = /\.[mc]?[jt]s$/.test(file);
  if (isCode && /\b(?:import|require|process|globalThis|await|Date|Math|fetch)\b/.test(text))
    return undefined;
  return /\bplugins\b/.test(text) || text.startsWith('"') ? undefined : text;
}

function prettierField(text: string): string {
  try {
    const { prettier } = JSON.parse(text) as { prettier?: unknown };
    return prettier === undefined ? '' : JSON.stringify(prettier);
  } catch {
    return text;
  }
}
