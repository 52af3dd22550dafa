/** What all commands share: where they print, their common options, and how problems are output. */
import { join, relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';

import { relativeTo } from '../files/paths.ts';
import { lstatOf } from '../files/stat.ts';
import { isError, type Problem } from '../problems/problem.ts';
import {
  type Colors,
  countText,
  type Format,
  FORMATS,
  githubLine,
  problemsJson,
  problemText,
} from '../problems/report.ts';
import { sarif } from '../problems/sarif.ts';

/** The console and the working folder of a command; tests pass their own. */
export interface Terminal {
  readonly cwd: string;
  readonly version: string;
  readonly colors: Colors;
  /** How wide it is, in characters; undefined where nobody looks at it. */
  readonly columns?: number | undefined;
  /** YYYY-MM-DD, in UTC. */
  readonly today: () => string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /**
   * Prints a GitHub workflow command of our own; `out` neutralizes any line that looks like one.
   */
  readonly command?: (line: string) => void;
  /** 0 clean, 1 problems found, 2 could not run. */
  readonly exit: (code: 0 | 1 | 2) => void;
  /** Resolves when the user wants the command to end. */
  readonly interrupted: () => Promise<void>;
  /** Asks the user and resolves to the answer or the default; undefined if nobody can answer. */
  readonly ask?: ((question: string, otherwise: string) => Promise<string>) | undefined;
}

/** Asks a yes-or-no question. */
export async function consents(
  ask: NonNullable<Terminal['ask']>,
  question: string,
): Promise<boolean> {
  return /^y(?:es)?$/i.test(await ask(`${question} (y/n)`, 'y'));
}

export interface CommonOptions {
  readonly root?: string;
  readonly config?: string;
  readonly format: Format;
  readonly quiet?: boolean;
  readonly maxWarnings?: number;
}

export function addCommonOptions(command: Command): Command {
  return command
    .option('--root <dir>', 'the root of the workspace (default: the current folder)')
    .option('--config <file>', 'a configuration other than permadocs.yaml at the root')
    .addOption(
      new Option('--format <format>', 'the output format of problems')
        .choices([...FORMATS])
        .default('text'),
    )
    .option('--max-warnings <number>', 'fail if there are more warnings than this', wholeNumber)
    .option('--quiet', 'print errors only');
}

function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('expected a whole number');
  return Number(value);
}

export function rootOf(
  terminal: Terminal,
  options: CommonOptions,
): { root: string; config: string | undefined } {
  const root = resolve(terminal.cwd, options.root ?? '.');
  return {
    root,
    config: options.config === undefined ? undefined : resolve(terminal.cwd, options.config),
  };
}

/**
 * Turns paths as typed, which are relative to the current folder or else to the root, into paths
 * relative to the root.
 */
export function pathsFromRoot(
  terminal: Terminal,
  root: string,
  paths: readonly string[],
): string[] {
  return paths.map((path) => {
    const fromHere = resolve(terminal.cwd, path);
    return lstatOf(fromHere) ? relative(root, fromHere) || '.' : path;
  });
}

/**
 * GitHub resolves file names from the root of the repository, where its jobs run, not from the
 * workspace's root.
 */
const isForCodeHost = (format: Format): boolean => format === 'github' || format === 'sarif';

function fromHere(terminal: Terminal, options: CommonOptions): (problem: Problem) => Problem {
  const { root } = rootOf(terminal, options);
  return (problem) => ({
    ...problem,
    file: relativeTo(terminal.cwd, join(root, problem.file)),
  });
}

/** Prints the problems in the chosen format and sets the exit code. */
export function report(
  terminal: Terminal,
  options: CommonOptions,
  problems: readonly Problem[],
  { summary, lines = [] }: { readonly summary: object; readonly lines?: readonly string[] },
): void {
  const worthIt = options.quiet === true ? problems.filter(isError) : problems;
  const { format } = options;
  const shown = isForCodeHost(format) ? worthIt.map(fromHere(terminal, options)) : worthIt;
  if (format === 'json') terminal.out(problemsJson(shown, summary));
  else if (format === 'sarif') terminal.out(sarif(shown, terminal.version));
  else if (format === 'github')
    shown.forEach((problem) => (terminal.command ?? terminal.out)(githubLine(problem)));
  else {
    for (const problem of shown) terminal.out(problemText(problem, terminal.colors));
    if (options.quiet !== true) lines.forEach(terminal.out);
    if (problems.length > 0) terminal.err(countText(problems));
  }
  const warnings = problems.filter((problem) => !isError(problem)).length;
  const tooMany = options.maxWarnings !== undefined && warnings > options.maxWarnings;
  if (tooMany) terminal.err(`more than ${options.maxWarnings} warnings`);
  terminal.exit(problems.some(isError) || tooMany ? 1 : 0);
}
