/** `permadocs check`: compares every page with what the build would write. Writes nothing. */
import type { Command } from 'commander';

import { check } from '../build/build.ts';
import type { Problem } from '../problems/problem.ts';
import { plural } from '../problems/report.ts';
import { shellWord } from '../problems/shell-word.ts';
import { noteAge } from './age-note.ts';
import { addCommonOptions, type CommonOptions, report, type Terminal } from './command.ts';
import { differences, summaryOf, upToDateText } from './changes-text.ts';
import { commandHere } from './run-here.ts';
import { buildTogether } from './several.ts';

/** How many lines of a region's diff are shown. */
const DIFF_LINES = 20;
/** The highest number of pages that are named in the command that repairs them. */
const MOST_NAMED = 10;

export function addCheck(program: Command, terminal: Terminal): void {
  const command = program
    .command('check')
    .description('list every region that is out of date; writes nothing')
    .argument(
      '[paths...]',
      'pages; data files and templates mean the pages they feed (default: all pages)',
    );
  addCommonOptions(command).action(async (paths: string[], options: CommonOptions) => {
    const { result, root } = await buildTogether(terminal, options, paths, check);
    const { colors } = terminal;
    const difference = differences(colors);
    const lines = result.changes.flatMap(({ file, regions }) =>
      regions.flatMap(({ section, line, feeds, diff }) => [
        `${colors.bold(file)}:${line} ${section}, from ${feeds.join(', ')}`,
        ...difference(`${file}:${line}`, diff.slice(0, DIFF_LINES)),
      ]),
    );
    const refused = new Set(result.problems.filter(isRefused).map(({ file }) => file));
    const files = result.changes.map(({ file }) => file);
    const repairable = files.filter((file) => !refused.has(file));
    if (files.length > 0)
      lines.push(
        [
          `${plural(files.length, 'page')} out of date`,
          ...(repairable.length > 0
            ? [`repair with: ${repair(repairable, root, terminal, options)}`]
            : []),
        ].join('; '),
      );
    else if (result.problems.length === 0) lines.push(upToDateText(result));
    // Of what people read, the last line says how to repair it, for all pages at once.
    const problems =
      options.format === 'text' ? result.problems.map(withoutRepair) : result.problems;
    await report(terminal, options, problems, {
      root: root ?? terminal.cwd,
      areHere: true,
      summary: summaryOf(result),
      lines,
    });
    noteAge(terminal, options);
  });
}

function withoutRepair(problem: Problem): Problem {
  const isSaidBelow = problem.code === 'page/out-of-date' && !isRefused(problem);
  return isSaidBelow ? { ...problem, hint: undefined } : problem;
}

/** Whether the build would leave the page alone, so that advising it would lead nowhere. */
const isRefused = ({ code, hint = '' }: Problem): boolean =>
  code === 'page/hand-edited' || (code === 'page/out-of-date' && hint.includes('--force'));

function repair(
  files: readonly string[],
  root: string | undefined,
  { cwd }: Terminal,
  options: CommonOptions,
): string {
  const isNamed = root === undefined || files.length <= MOST_NAMED;
  const command = ['permadocs build', ...(isNamed ? files.map(shellWord) : [])].join(' ');
  return commandHere({ cwd, root: options.root, config: options.config }, root ?? cwd)(command);
}
