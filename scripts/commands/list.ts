/** `permadocs list`: lists the members of one kind, or all kinds with their number. */
import type { Command } from 'commander';

import {
  LIST_WORDS,
  list,
  LISTED,
  type Listed,
  listedBy,
  overview,
  wordsFor,
} from '../explain/list.ts';
import { isError, sortProblems } from '../problems/problem.ts';
import { commandHere, runHere } from './run-here.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import {
  addCommonOptions,
  type CommonOptions,
  report,
  nearbyOf,
  rootOf,
  type Terminal,
} from './command.ts';

export function addList(program: Command, terminal: Terminal): void {
  const command = program
    .command('list')
    .description('list what the workspace contains: an overview, or everything of one kind')
    .argument(
      '[what]',
      `one of ${LISTED.join(', ')}; words such as role, keys, templates and problems work too`,
    );
  addCommonOptions(command).action(async (word: string | undefined, options: CommonOptions) => {
    const what = word === undefined ? undefined : listedBy(word);
    if (word !== undefined && what === undefined) {
      const hint = didYouMean(word, LIST_WORDS) ?? `it lists ${LISTED.join(', ')}`;
      throw new CannotRun(`there is no list of \`${word}\`; ${hint}`);
    }
    const { root, config } =
      what === undefined || !OF_PERMADOCS.includes(what)
        ? nearbyOf(terminal, options)
        : rootOf(terminal, options);
    const workspace = await openWorkspace(root, config);
    const { summary, problems, lines } = what
      ? listing(what, workspace, terminal)
      : kinds(workspace, terminal, commandHere({ ...options, cwd: terminal.cwd }, root));
    const words = runHere({ ...options, cwd: terminal.cwd }, root);
    await report(terminal, options, sortProblems([...problems]).filter(isError), {
      summary,
      lines: what === undefined ? [...lines.slice(0, -1), words(lines.at(-1) ?? '')] : lines,
    });
  });
}

/** What there is everywhere. */
const OF_PERMADOCS: readonly Listed[] = ['codes', 'sections', 'helpers'];

function listing(what: Listed, workspace: Workspace, { colors }: Terminal) {
  const { rows, problems } = list(what, workspace);
  const lines = rows.map(
    ({ name, text }) => `${colors.bold(name)}\n    ${text.replaceAll('\n', '\n    ')}`,
  );
  return {
    summary: { [what]: rows },
    problems,
    lines: rows.length > 0 ? lines : [none(what, workspace)],
  };
}

function none(what: Listed, { config }: Workspace): string {
  if (what === 'pages') return `there are no pages in ${config.pages.join(', ')}`;
  if (what === 'errors')
    return 'there are no errors in the data; `permadocs list codes` lists problem codes';
  return `there are no ${wordsFor(what)}`;
}

function kinds(workspace: Workspace, { colors }: Terminal, here: (command: string) => string) {
  const { rows: known, problems } = overview(workspace);
  const rows = known.map((row) => ({ ...row, command: here(row.command) }));
  const width = Math.max(...rows.map(({ command }) => command.length));
  const lines = rows.map(
    ({ count, command, text }) =>
      `${String(count).padStart(4)}  ${colors.bold(command.padEnd(width))}  ${text}`,
  );
  const isEmpty = rows.every(({ name, count }) => name !== 'roles' || count === 0);
  const next = isEmpty
    ? 'next: `permadocs init` sets up a first workspace, `permadocs adopt` imports the policies already on pages'
    : 'next: `permadocs explain ID` shows where something is defined, what refers to it, and which regions print it';
  return { summary: { kinds: rows }, problems, lines: [...lines, '', next] };
}
