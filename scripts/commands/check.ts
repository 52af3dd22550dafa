/** `permadocs check`: compares every page with what the build would write. Writes nothing. */
import type { Command } from 'commander';

import { check } from '../pipeline.ts';
import { plural } from '../report.ts';
import { diffText, summaryOf, totalText } from './build.ts';
import {
  addCommonOptions,
  type CommonOptions,
  pathsFromRoot,
  report,
  rootOf,
  type Terminal,
} from './command.ts';

export function addCheck(program: Command, terminal: Terminal): void {
  const command = program
    .command('check')
    .description('list every region that is out of date; writes nothing')
    .argument(
      '[paths...]',
      'pages, or data files and templates for the pages they feed (default: all pages)',
    );
  addCommonOptions(command).action(async (paths: string[], options: CommonOptions) => {
    const { root, config } = rootOf(terminal, options);
    const result = await check({ root, config, paths: pathsFromRoot(terminal, root, paths) });
    const lines = result.changes.flatMap((page) =>
      page.regions.flatMap((region) => [
        `${terminal.colors.bold(page.file)}:${region.line} ${region.section}, from ${region.feeds.join(', ')}`,
        ...diffText(region.diff.slice(0, 20), terminal.colors),
      ]),
    );
    const files = result.changes.map(({ file }) => file);
    const total = totalText(result);
    if (files.length > 0)
      lines.push(
        `${plural(files.length, 'page')} out of date; repair with: permadocs build ${files.join(' ')}`,
      );
    else if (result.problems.length === 0) lines.push(`${total}, all up to date`);
    report(terminal, options, result.problems, { summary: summaryOf(result), lines });
  });
}
