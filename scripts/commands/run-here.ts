/** Commands in our own messages → commands that run as printed, from where they are read. */
import { join, resolve } from 'node:path';

import { relativeTo } from '../files/paths.ts';
import { lstatOf } from '../files/stat.ts';
import type { Problem } from '../problems/problem.ts';
import { SEVERITIES } from '../problems/severities.ts';
import { shellWord } from '../problems/shell-word.ts';
import { placeFor } from '../workspace/find.ts';

/** Where a command was called, and what it was told about the workspace. */
interface Called {
  readonly cwd: string;
  readonly root?: string | undefined;
  readonly config?: string | undefined;
}

/**
 * Rewrites what stands in backquotes and begins with `permadocs`: files, which messages name from
 * the root of their workspace, are named from the current folder, and options that led to the
 * workspace are repeated. `root` is absolute.
 */
export function runHere(called: Called, root: string): (text: string) => string {
  const command = commandHere(called, root);
  return (text) =>
    text.replace(/`(permadocs [a-z][^`\n]*)`/g, (_, words: string) => `\`${command(words)}\``);
}

/**
 * A problem with the commands in its words as they run from here; with `moves` its file is from here
 * too.
 */
export function problemHere(
  called: Called,
  root: string,
  moves: boolean,
): (problem: Problem) => Problem {
  const words = runHere(called, root);
  return (problem) => ({
    ...problem,
    message: words(problem.message),
    hint: problem.hint === undefined ? undefined : words(problem.hint),
    file: moves ? relativeTo(called.cwd, join(root, problem.file)) : problem.file,
  });
}

/** The same for one command, without backquotes. */
export function commandHere(called: Called, root: string): (command: string) => string {
  const { cwd } = called;
  const place = placeFor(cwd, called);
  return (command) => {
    const [program = '', name = '', ...words] = command.match(WORD) ?? [];
    if (isAboutCodes(name, words)) return command;
    let hasFile = false;
    const moved = words.map((word) => {
      const [, file = '', line = ''] = /^(.*?)(:\d+)?$/.exec(unquoted(word)) ?? [];
      if (word.startsWith('-') || !lstatOf(join(root, file))) return word;
      hasFile = true;
      return shellWord(`${relativeTo(cwd, join(root, file)) || '.'}${line}`);
    });
    const isFound = hasFile || resolve(root) === place.root;
    const ofRoot =
      called.root ?? (isFound || called.config !== undefined ? undefined : relativeTo(cwd, root));
    const options = [
      ...(ofRoot === undefined ? [] : ['--root', shellWord(ofRoot)]),
      ...(called.config === undefined || name === 'init'
        ? []
        : ['--config', shellWord(called.config)]),
    ];
    return [program, name, ...options, ...moved].join(' ');
  };
}

/** Words as {@link shellWord} writes them. */
const WORD = /(?:'[^']*'|\\'|[^\s'])+/g;

const unquoted = (word: string): string =>
  word
    .replaceAll(String.raw`'\''`, '\0')
    .replaceAll("'", '')
    .replaceAll('\0', "'");

/** `explain CODE` and `list codes` answer the same everywhere. */
function isAboutCodes(name: string, [word = '']: readonly string[]): boolean {
  return (
    (name === 'explain' && (word === 'CODE' || Object.hasOwn(SEVERITIES, word))) || word === 'codes'
  );
}
