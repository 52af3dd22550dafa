/** Files as a revision of git has them. Objects are read; nothing is checked out, no shell is started. */
import { spawnSync } from 'node:child_process';
import { posix } from 'node:path';

/** The repository around a folder. Names of revisions are what people type. */
export interface Repository {
  /** The commit that a name means, in full; undefined if it means none. */
  readonly commitOf: (name: string) => string | undefined;
  /** The last commit that both have in common; undefined where the history does not say. */
  readonly mergeBaseOf: (a: string, b: string) => string | undefined;
  /** The branch that changes are proposed to, as `origin/main`; undefined if none is known. */
  readonly defaultBranch: () => string | undefined;
  /** Older commits are missing on purpose: a clone of depth 1. */
  readonly isShallow: () => boolean;
  /** The files below the folder at a commit; a link counts as what it leads to inside of it. */
  readonly treeOf: (commit: string) => RevisionTree;
}

export interface RevisionTree {
  /** Paths from the folder, with `/`, sorted by code unit; each with what names its content. */
  readonly files: ReadonlyMap<string, string>;
  /** The contents of files, all in one call to git; those that are not there are left out. */
  readonly read: (files: readonly string[]) => ReadonlyMap<string, Buffer>;
}

/** In bytes, of what git prints. */
const MOST_OUTPUT = 1 << 30;

/** Undefined where there is no repository, or no git. */
export function openRepository(folder: string): Repository | undefined {
  const git = (args: readonly string[], input?: string): Buffer | undefined => {
    const { status, stdout } = spawnSync('git', args, {
      cwd: folder,
      maxBuffer: MOST_OUTPUT,
      stdio: ['pipe', 'pipe', 'ignore'],
      ...(input === undefined ? {} : { input }),
    });
    return status === 0 ? stdout : undefined;
  };
  const line = (...args: string[]): string | undefined => {
    const text = git(args)?.toString('utf8').trim();
    return text === '' ? undefined : text;
  };
  if (line('rev-parse', '--is-inside-work-tree') !== 'true') return undefined;
  const commitOf = (name: string): string | undefined =>
    // A name that begins with a dash would be an option; git allows no such branch.
    name.startsWith('-') || /[\0\n]/.test(name)
      ? undefined
      : line('rev-parse', '--verify', '--quiet', `${name}^{commit}`);
  return {
    commitOf,
    mergeBaseOf: (a, b) => line('merge-base', a, b),
    isShallow: () => line('rev-parse', '--is-shallow-repository') === 'true',
    defaultBranch: () => {
      const remote = line('symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD');
      const usual = ['origin/main', 'origin/master', 'main', 'master'];
      return [...(remote === undefined ? [] : [remote]), ...usual].find(commitOf);
    },
    treeOf: (commit) => treeOf(git, commit),
  };
}

function treeOf(
  git: (args: readonly string[], input?: string) => Buffer | undefined,
  commit: string,
): RevisionTree {
  const files = new Map<string, string>();
  const links: { readonly path: string; readonly object: string }[] = [];
  // In a folder, git lists what is below it, with paths from there.
  const listed = git(['ls-tree', '-r', '-z', commit])?.toString('utf8') ?? '';
  for (const entry of listed.split('\0')) {
    const [, mode, object, path] = /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(entry) ?? [];
    if (object === undefined || path === undefined) continue;
    if (mode === '120000') links.push({ path, object });
    else files.set(path, object);
  }
  const contents = (objects: readonly string[]): ReadonlyMap<string, Buffer> => {
    const output = git(['cat-file', '--batch'], objects.map((object) => `${object}\n`).join(''));
    return output ? readObjects(output) : new Map();
  };
  const targets = links.length === 0 ? undefined : contents(links.map(({ object }) => object));
  for (const { path, object } of links)
    for (const [from, to] of linked(files, path, targets?.get(object)?.toString('utf8') ?? ''))
      files.set(from, to);
  const sorted = new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return {
    files: sorted,
    read: (asked) => {
      const named = asked.flatMap((file) => {
        const object = sorted.get(file);
        return object === undefined ? [] : [[file, object] as const];
      });
      const found = contents([...new Set(named.map(([, object]) => object))]);
      return new Map(
        named.flatMap(([file, object]) => {
          const bytes = found.get(object);
          return bytes ? [[file, bytes] as const] : [];
        }),
      );
    },
  };
}

/** The files that a link stands for: the one that it leads to, or those of a folder. */
function linked(
  files: ReadonlyMap<string, string>,
  path: string,
  target: string,
): (readonly [string, string])[] {
  const to = posix.join(posix.dirname(path), target);
  const file = files.get(to);
  if (file !== undefined) return [[path, file]];
  return [...files].flatMap(([one, object]) =>
    one.startsWith(`${to}/`) ? [[`${path}${one.slice(to.length)}`, object] as const] : [],
  );
}

/** What `git cat-file --batch` prints: a line with the name and size, the content, a newline. */
function readObjects(output: Buffer): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (let at = 0; at < output.length;) {
    const newline = output.indexOf(0x0a, at);
    if (newline === -1) break;
    const [, object = '', size] =
      /^([0-9a-f]+) \w+ (\d+)$/.exec(output.toString('latin1', at, newline)) ?? [];
    at = newline + 1;
    if (size === undefined) continue;
    found.set(object, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}
