/** What all commands share: where they print, their common options, and how problems are output. */
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';

import { repositoryAround } from '../files/repository.ts';
import { relativeTo } from '../files/paths.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { isError, type Problem } from '../problems/problem.ts';
import {
  type Colors,
  countText,
  type Format,
  FORMATS,
  githubLine,
  problemsJson,
  problemTexts,
} from '../problems/report.ts';
import { problemHere } from './run-here.ts';
import { likelyWorkspace, type Place, placeFor } from '../workspace/find.ts';
import { noWorkspace, type Share, sharesOf } from '../workspace/shares.ts';

/** The console and the working folder of a command; tests pass their own. */
export interface Terminal {
  readonly cwd: string;
  /** The folder in which npm was called, if it was npm that runs the command. */
  readonly initCwd?: string | undefined;
  readonly version: string;
  readonly colors: Colors;
  /** How wide it is, in characters; undefined where nobody looks at it. */
  readonly columns?: number | undefined;
  /** Whether a program reads what is printed, so that advice reaches nobody who could take it. */
  readonly inCi?: boolean | undefined;
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

export const ROOT = new Option(
  '--root <dir>',
  'the root of the workspace (default: the nearest folder upwards with a permadocs.yaml)',
);

export const CONFIG = new Option(
  '--config <file>',
  'a configuration other than permadocs.yaml at the root',
);

/** Of commands that print a report for a pull request too. */
export const REPORT_FORMAT = new Option('--format <format>', 'how it is printed')
  .choices(['text', 'markdown', 'json'])
  .default('text');

export function addCommonOptions(command: Command): Command {
  return command
    .addOption(ROOT)
    .addOption(CONFIG)
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

/** The workspace that a command is about; the current folder where there is none. */
export function rootOf(terminal: Terminal, options: Pick<CommonOptions, 'root' | 'config'>): Place {
  return placeFor(terminal.cwd, options);
}

/** The same for a command that needs a workspace. Throws {@link CannotRun} where there is none. */
export function workspaceOf(terminal: Terminal, options: CommonOptions): Place {
  const place = rootOf(terminal, options);
  if (place.by === 'none') throw noWorkspace(terminal.cwd);
  return place;
}

/**
 * The same for a command that also answers where there is none at all. Throws {@link CannotRun} where
 * one seems to be near.
 */
export function nearbyOf(terminal: Terminal, options: CommonOptions): Place {
  const place = rootOf(terminal, options);
  if (place.by === 'none' && likelyWorkspace(terminal.cwd) !== undefined)
    throw noWorkspace(terminal.cwd);
  return place;
}

/** The one workspace of some paths, and the paths from its root. Throws {@link CannotRun} for several. */
export async function oneShare(
  terminal: Terminal,
  options: CommonOptions,
  paths: readonly string[],
): Promise<Share> {
  const { shares } = await sharesOf(terminal, rootOf(terminal, options), paths);
  const [share, other] = shares;
  if (!share) throw noWorkspace(terminal.cwd);
  if (other)
    throw new CannotRun(
      `the paths belong to several workspaces (${share.root} and ${other.root}); name those of one`,
    );
  return share;
}

/** GitHub resolves file names from the root of the repository, wherever a job runs permadocs. */
const isForCodeHost = (format: Format): boolean => format === 'github' || format === 'sarif';

/** `root`: what the files of problems are relative to. */
function fromRepository(terminal: Terminal, root: string): (problem: Problem) => Problem {
  const top = repositoryAround(root) ?? terminal.cwd;
  return (problem) => ({ ...problem, file: relativeTo(top, join(root, problem.file)) });
}

interface Seen {
  /** What the files of problems are relative to, absolute; the root of the workspace if absent. */
  readonly root?: string | undefined;
  /** Whether the commands in the problems run from here already. */
  readonly areHere?: boolean;
}

interface Summed {
  /** For JSON. */
  readonly summary: object;
  /** For people. */
  readonly lines?: readonly string[];
}

interface Reporter {
  /** Prints problems as they are found, where the format lets them stand alone: as text. */
  readonly found: (problems: readonly Problem[]) => void;
  /** Prints the rest, given all problems, and sets the exit code. */
  readonly end: (problems: readonly Problem[], summed: Summed) => Promise<void>;
}

/** Prints all problems in the chosen format and sets the exit code. */
export async function report(
  terminal: Terminal,
  options: CommonOptions,
  problems: readonly Problem[],
  { summary, lines, ...seen }: Seen & Summed,
): Promise<void> {
  const { found, end } = reporter(terminal, options, seen);
  found(problems);
  await end(problems, { summary, ...(lines && { lines }) });
}

export function reporter(
  terminal: Terminal,
  options: CommonOptions,
  { root = rootOf(terminal, options).root, areHere = false }: Seen,
): Reporter {
  const { format } = options;
  const called = { cwd: terminal.cwd, root: options.root, config: options.config };
  const fromHere = areHere ? undefined : problemHere(called, root, false);
  const toShow = (problems: readonly Problem[]): readonly Problem[] => {
    const wanted = options.quiet === true ? problems.filter(isError) : problems;
    const here = fromHere ? wanted.map(fromHere) : wanted;
    return isForCodeHost(format) ? here.map(fromRepository(terminal, root)) : here;
  };
  const textOf = problemTexts(terminal.colors, terminal.columns);
  let printed = 0;
  return {
    found: (problems) => {
      if (format !== 'text') return;
      for (const problem of toShow(problems)) {
        terminal.out(textOf(problem));
        printed += 1;
      }
    },
    end: async (problems, { summary, lines = [] }) => {
      if (format === 'json') terminal.out(problemsJson(toShow(problems), summary));
      else if (format === 'sarif') {
        const { sarif } = await import('../problems/sarif.ts');
        terminal.out(sarif(toShow(problems), terminal.version));
      } else if (format === 'github')
        toShow(problems).forEach((problem) =>
          (terminal.command ?? terminal.out)(githubLine(problem)),
        );
      else {
        const summed = options.quiet === true ? [] : lines;
        if (printed > 0 && summed.length > 0) terminal.out('');
        summed.forEach(terminal.out);
        if (problems.length > 0) terminal.err(countText(problems));
      }
      const warnings = problems.filter((problem) => !isError(problem)).length;
      const tooMany = options.maxWarnings !== undefined && warnings > options.maxWarnings;
      if (tooMany) terminal.err(`more than ${options.maxWarnings} warnings`);
      terminal.exit(problems.some(isError) || tooMany ? 1 : 0);
    },
  };
}
