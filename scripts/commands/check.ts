/** `permadocs check`: compares every page with what the build would write. Writes nothing. */
import type { Command } from 'commander';

import { check } from '../build/pipeline.ts';
import { plural } from '../problems/report.ts';
import { shellWord } from '../problems/shell-word.ts';
import {
  addCommonOptions,
  type CommonOptions,
  pathsFromRoot,
  report,
  rootOf,
  type Terminal,
} from './command.ts';
import { differences, summaryOf, totalText } from './changes-text.ts';

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
    const { root, config } = rootOf(terminal, options);
    const result = await check({ root, config, paths: pathsFromRoot(terminal, root, paths) });
    const { colors } = terminal;
    const difference = differences(colors);
    const lines = result.changes.flatMap(({ file, regions }) =>
      regions.flatMap(({ section, line, feeds, diff }) => [
        `${colors.bold(file)}:${line} ${section}, from ${feeds.join(', ')}`,
        ...difference(`${file}:${line}`, diff.slice(0, DIFF_LINES)),
      ]),
    );
    const files = result.changes.map(({ file }) => file);
    const total = totalText(result);
    if (files.length > 0)
      lines.push(`${plural(files.length, 'page')} out of date; ${repair(files)}`);
    else if (result.problems.length === 0) lines.push(`${total}, all up to date`);
    report(terminal, options, result.problems, { summary: summaryOf(result), lines });
  });
}

function repair(files: readonly string[]): string {
  const named = files.length > MOST_NAMED ? [] : files.map(shellWord);
  return `repair with: ${['permadocs build', ...named].join(' ')}`;
}
