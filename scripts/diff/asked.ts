/** What the arguments of `diff` mean: revisions, two files, or pages; and which commits those are. */
import { resolve } from 'node:path';

import { openRepository, type Repository } from '../files/revision.ts';
import { isFolder, isThere } from '../files/stat.ts';
import { CannotRun } from '../problems/cannot-run.ts';

export type Asked =
  | { readonly kind: 'files'; readonly before: string; readonly after: string }
  | {
      readonly kind: 'revisions';
      /** The base if absent. */
      readonly from: string | undefined;
      /** The working tree if absent. */
      readonly to: string | undefined;
      /** `A...B`: from where B left A. */
      readonly isFork: boolean;
    };

/** A file has a path separator or an ending, and is there; all else is a revision. */
export function asked(cwd: string, words: readonly string[]): Asked {
  const isFile = (word: string): boolean =>
    word === '-' || (/[/\\]|\.\w+$/.test(word) && isThere(resolve(cwd, word)));
  if (words.length > 2) throw new CannotRun('diff takes a revision, or two of them, or two files');
  const [first, second] = words;
  if (first !== undefined && second !== undefined && (isFile(first) || isFile(second)))
    return { kind: 'files', before: first, after: second };
  if (first !== undefined && second === undefined && isFile(first)) {
    if (isFolder(resolve(cwd, first)))
      throw new CannotRun(`write \`permadocs diff -- ${first}\` to compare the policies in pages`);
    throw new CannotRun(`diff compares two files; with what is ${first} to be compared?`);
  }
  const at = first?.indexOf('..') ?? -1;
  if (first !== undefined && at !== -1 && second === undefined) {
    const isFork = first.startsWith('...', at);
    const [from, to] = [first.slice(0, at), first.slice(at + (isFork ? 3 : 2))];
    return { kind: 'revisions', from: from || 'HEAD', to: to || 'HEAD', isFork };
  }
  return { kind: 'revisions', from: first, to: second, isFork: false };
}

/** A commit, with the words for it. */
interface Commit {
  readonly name: string;
  readonly commit: string;
}

interface Commits {
  readonly repository: Repository;
  readonly before: Commit;
  /** The working tree if absent. */
  readonly after: Commit | undefined;
}

/** Throws {@link CannotRun} where git does not know a revision, and says what to do about it. */
export function commitsOf(
  root: string,
  { from, to, isFork }: Asked & { kind: 'revisions' },
): Commits {
  const repository = openRepository(root);
  if (!repository)
    throw new CannotRun('revisions are read from git, and there is no git repository here');
  const after = to === undefined ? undefined : named(repository, to);
  if (from === undefined) return { repository, before: baseOf(repository), after };
  const before = named(repository, from);
  if (!isFork || !after) return { repository, before, after };
  const base = repository.mergeBaseOf(before.commit, after.commit);
  if (base === undefined) throw new CannotRun(cutOff(repository, `${from} and ${to}`));
  return {
    repository,
    before: { name: nameOf(`where ${to} left ${from}`, base), commit: base },
    after,
  };
}

const nameOf = (name: string, commit: string): string => `${name} (${commit.slice(0, 7)})`;

function named(repository: Repository, name: string): Commit {
  const commit = repository.commitOf(name);
  if (commit !== undefined) return { name: nameOf(name, commit), commit };
  const hint = repository.isShallow()
    ? 'the clone has not the whole history: fetch the revision, or set `fetch-depth: 0`'
    : 'a file needs a path separator or an ending, and must be there';
  throw new CannotRun(`git knows no revision \`${name}\`; ${hint}`);
}

/** Where the work since the default branch began; HEAD if there is no such branch. */
function baseOf(repository: Repository): Commit {
  const head = repository.commitOf('HEAD');
  if (head === undefined) throw new CannotRun('there is no commit to compare with yet');
  const branch = repository.defaultBranch();
  const base = branch === undefined ? undefined : repository.mergeBaseOf(head, branch);
  // Where history is cut off, every branch seems to begin where it ends.
  const isKnown = base !== undefined && !(base === head && repository.isShallow());
  if (isKnown)
    return { name: nameOf(base === head ? 'HEAD' : `the base with ${branch}`, base), commit: base };
  if (repository.isShallow()) throw new CannotRun(cutOff(repository, 'this branch and its base'));
  return { name: nameOf('HEAD', head), commit: head };
}

const cutOff = (repository: Repository, what: string): string =>
  repository.isShallow()
    ? `the clone has not the history that ${what} have in common; set \`fetch-depth: 0\`, or name a revision that is there`
    : `${what} have no history in common`;
