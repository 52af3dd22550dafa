/**
 * What git ignores, according to the `.gitignore` files from the repository's root down to a
 * folder.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Automaton } from './automaton.ts';
import { globAutomaton } from './glob.ts';
import { relativeTo } from './paths.ts';
import { textIfThere } from './read.ts';
import { lstatOf } from './stat.ts';

/**
 * Whether git ignores this file or folder, assuming that it ignores none of the folders above it.
 * All paths are relative to the root.
 */
export type GitIgnores = (folder: string, path: string, isFolder: boolean) => boolean;

/**
 * The verdict of one `.gitignore` file on a path relative to its folder; undefined if no line
 * matches.
 */
type Layer = (path: string, isFolder: boolean) => boolean | undefined;

/** Reads `.gitignore` files lazily: those of the folders in question, and those above the root. */
export function gitIgnores(root: string): GitIgnores {
  const layers = new Map<string, readonly Layer[]>();
  /** `folder` is relative to the root and may begin with `../`. */
  const layerOf = (folder: string): Layer[] => {
    const file = join(root, folder, '.gitignore');
    // Git does not follow a symbolic link here either.
    if (lstatOf(file)?.isFile() !== true) return [];
    const text = textIfThere(file);
    if (text === undefined) return [];
    const says = rulesOf(text);
    const own = join(root, folder);
    const isBelow = !folder.startsWith('..');
    return [
      (path, isFolder) => {
        const inside = isBelow
          ? path.slice(folder === '' ? 0 : folder.length + 1)
          : relativeTo(own, join(root, path));
        return says(inside, isFolder);
      },
    ];
  };
  const above = foldersUpToGit(root).flatMap(layerOf);
  /** Outermost first, since a nearer file has the last word. */
  const layersOf = (folder: string): readonly Layer[] => {
    const known = layers.get(folder);
    if (known) return known;
    const parent = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
    const all = [...(folder === '' ? above : layersOf(parent)), ...layerOf(folder)];
    layers.set(folder, all);
    return all;
  };
  return (folder, path, isFolder) =>
    layersOf(folder).reduce((ignored, says) => says(path, isFolder) ?? ignored, false);
}

interface Rule {
  readonly glob: string;
  readonly isNegated: boolean;
  readonly ofFolders: boolean;
  /** Whether the rule is about paths rather than names. */
  readonly isPath: boolean;
}

/**
 * Reads a `.gitignore` file; the last rule that matches decides.
 * https://git-scm.com/docs/gitignore#_pattern_format
 */
function rulesOf(text: string): Layer {
  const rules = text.split(/\r?\n/).flatMap(ruleOf);
  const automaton = (isPath: boolean): Automaton =>
    globAutomaton(
      rules.map((rule) => (rule.isPath === isPath ? rule.glob : NOTHING)),
      { dot: true, isGit: true },
    );
  const [ofNames, ofPaths] = [automaton(false), automaton(true)];
  return (path, isFolder) => {
    const last = (matched: readonly number[]): number =>
      matched.find((index) => isFolder || rules[index]?.ofFolders !== true) ?? -1;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const rule = rules[Math.max(last(ofNames(name)), last(ofPaths(path)))];
    return rule && !rule.isNegated;
  };
}

/** A placeholder for rules of the other kind; it matches no path, and keeps their indexes. */
const NOTHING = '//';

function ruleOf(line: string): Rule[] {
  const trimmed = withoutTrailingSpaces(line);
  if (trimmed === '' || trimmed.startsWith('#')) return [];
  const isNegated = trimmed.startsWith('!');
  const pattern = trimmed.slice(isNegated ? 1 : 0);
  const ofFolders = pattern.endsWith('/');
  const plain = ofFolders ? pattern.slice(0, -1) : pattern;
  if (plain === '') return [];
  const isPath = plain.includes('/');
  const glob = plain.startsWith('/') ? plain.slice(1) : plain;
  return [{ glob, isNegated, ofFolders, isPath }];
}

function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ' && line[end - 2] !== '\\') end -= 1;
  return line.slice(0, end);
}

/**
 * The folders from the repository's root down to the one above `root`; empty outside a repository.
 */
function foldersUpToGit(root: string): string[] {
  const folders: string[] = [];
  let at = root;
  while (!existsSync(join(at, '.git'))) {
    const parent = dirname(at);
    if (parent === at) return [];
    at = parent;
    folders.unshift(relativeTo(root, at));
  }
  return folders;
}
