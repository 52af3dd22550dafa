/** What git ignores: the `.gitignore` files from the repository's root down to a folder. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

interface Layer {
  /** The folder of the file, relative to the root; `../` leads above it. */
  readonly folder: string;
  readonly rules: Ignore;
}

/** Knows the files of the folders that it was told of, and of those above the root. */
export class GitIgnore {
  readonly #root: string;
  readonly #layers = new Map<string, readonly Layer[]>();
  readonly #above: readonly Layer[];

  constructor(root: string) {
    this.#root = root;
    this.#above = foldersUpToGit(root).flatMap((folder) => this.#layer(folder));
  }

  /** Does git ignore this file or folder, if it ignores no folder that it is in? */
  ignores(folder: string, path: string, isFolder: boolean): boolean {
    let isIgnored = false;
    for (const layer of this.#layersOf(folder)) {
      const inside = relative(join(this.#root, layer.folder), join(this.#root, path));
      const asked = `${inside.split(sep).join('/')}${isFolder ? '/' : ''}`;
      const { ignored, unignored } = layer.rules.test(asked);
      if (ignored) isIgnored = true;
      else if (unignored) isIgnored = false;
    }
    return isIgnored;
  }

  /** The rules that hold in a folder, the nearest last. */
  #layersOf(folder: string): readonly Layer[] {
    const known = this.#layers.get(folder);
    if (known) return known;
    const parent = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
    const above = folder === '' ? this.#above : this.#layersOf(parent);
    const layers = [...above, ...this.#layer(folder)];
    this.#layers.set(folder, layers);
    return layers;
  }

  #layer(folder: string): Layer[] {
    try {
      const text = readFileSync(join(this.#root, folder, '.gitignore'), 'utf8');
      return [{ folder, rules: ignore().add(text) }];
    } catch {
      return [];
    }
  }
}

/** From the root of the repository down to the folder above `root`; none where there is no repository. */
function foldersUpToGit(root: string): string[] {
  const folders: string[] = [];
  let at = root;
  while (!existsSync(join(at, '.git'))) {
    const parent = dirname(at);
    if (parent === at) return [];
    at = parent;
    folders.unshift(relative(root, at).split(sep).join('/'));
  }
  return folders;
}
