/** Where a file has been: the commits that changed it, and those that the working tree comes from. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { relativeTo } from './paths.ts';
import { repositoryAround } from './repository.ts';
import { openRepository, type RevisionTree } from './revision.ts';

/** A commit that changed a file, and the path that the file had in it, from the repository's root. */
export interface Change {
  readonly commit: string;
  readonly path: string;
  /** The path in the commit before, if this one moved the file. */
  readonly movedFrom: string | undefined;
}

export interface History {
  /** The repository's root, absolute. */
  readonly top: string;
  /** HEAD, the other heads of a merge, and the parents of HEAD if it is a merge. */
  readonly heads: readonly string[];
  /**
   * While a merge is under way, or if HEAD is one, the commits whose texts git may have mixed line by
   * line besides the heads: where their histories met.
   */
  readonly mixed: readonly string[];
  /** The commits that changed a file (from the repository's root), the newest first. */
  readonly changesOf: (path: string) => readonly Change[];
  /** The first parent; undefined for a first commit, and where the clone ends. */
  readonly parentOf: (commit: string) => string | undefined;
  /** Whether the clone ends at this commit: what came before it is missing. */
  readonly isCutOff: (commit: string) => boolean;
  /** The files of a commit, from the repository's root. */
  readonly treeOf: (commit: string) => RevisionTree;
}

const MERGE_HEADS = ['MERGE_HEAD', 'REBASE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD'];

/** How many commits of a file are looked at. */
const MOST_CHANGES = 50;

/** Undefined if there is no repository, no git, or no commit yet. `gitFolder` is git's own folder. */
export function openHistory(root: string, gitFolder: string): History | undefined {
  const top = repositoryAround(root);
  const repository = top === undefined ? undefined : openRepository(top);
  const head = repository?.commitOf('HEAD');
  if (top === undefined || !repository || head === undefined) return undefined;
  const git = (...args: string[]): string =>
    spawnSync('git', args, { cwd: top, encoding: 'utf8', maxBuffer: 1 << 28 }).stdout ?? '';
  const parentsOf = (commit: string): string[] =>
    git('rev-list', '--parents', '-n', '1', commit).trim().split(' ').slice(1);
  const others = MERGE_HEADS.filter((name) => existsSync(join(gitFolder, name))).flatMap(
    (name) => repository.commitOf(name) ?? [],
  );
  const parents = parentsOf(head);
  const isMerge = parents.length > 1;
  const trees = new Map<string, RevisionTree>();
  const shallow = new Set(linesOf(join(gitFolder, 'shallow')));
  return {
    top,
    heads: [head, ...others, ...(isMerge ? parents : [])],
    mixed: [...others, ...parents.slice(1)].flatMap(
      (other) =>
        repository.mergeBaseOf(other === parents[1] ? (parents[0] ?? head) : head, other) ?? [],
    ),
    changesOf: (path) =>
      changesIn(
        git(
          'log',
          '--follow',
          '--name-status',
          '-z',
          '--format=commit %H',
          `--max-count=${MOST_CHANGES}`,
          '--',
          path,
        ),
      ),
    parentOf: (commit) => parentsOf(commit)[0],
    isCutOff: (commit) => shallow.has(commit),
    treeOf: (commit) => {
      const tree = trees.get(commit) ?? repository.treeOf(commit);
      trees.set(commit, tree);
      return tree;
    },
  };
}

/** The path of a file of the workspace, from the root of its repository. */
export function pathInRepository(
  { top }: Pick<History, 'top'>,
  root: string,
  file: string,
): string {
  return relativeTo(top, join(root, file));
}

/** Fields of `git log -z --name-status`: a commit, then the letter of a change and its paths. */
function changesIn(output: string): Change[] {
  const changes: Change[] = [];
  const fields = output.split('\0').map((field) => field.replace(/^\n/, ''));
  let commit = '';
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? '';
    const [, found] = /^commit ([0-9a-f]+)$/.exec(field) ?? [];
    if (found !== undefined) commit = found;
    else if (/^[RC]\d+$/.test(field)) {
      changes.push({ commit, movedFrom: fields[at + 1], path: fields[at + 2] ?? '' });
      at += 2;
    } else if (/^[A-Z]$/.test(field)) {
      changes.push({ commit, movedFrom: undefined, path: fields[at + 1] ?? '' });
      at += 1;
    }
  }
  return changes;
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}
