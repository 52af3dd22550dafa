/** `permadocs build`: renders the regions and writes what changed. */
import type { Command } from 'commander';

import type { BuildResult } from '../build/build-options.ts';
import { build } from '../build/pipeline.ts';
import { isError } from '../problems/problem.ts';
import { plural } from '../problems/report.ts';
import {
  addCommonOptions,
  type CommonOptions,
  pathsFromRoot,
  report,
  rootOf,
  type Terminal,
} from './command.ts';
import { differences, summaryOf, totalText, writtenText } from './changes-text.ts';

interface Options extends CommonOptions {
  readonly dryRun?: boolean;
  readonly diff?: boolean;
  readonly force?: boolean;
}

export function addBuild(program: Command, terminal: Terminal): void {
  const command = program
    .command('build')
    .description('render every region and write the pages that changed')
    .argument(
      '[paths...]',
      'pages, or data files and templates for the pages they feed (default: all pages)',
    )
    .option('--dry-run', 'write nothing')
    .option('--diff', 'show what changes')
    .option('--force', 'replace text in regions that nothing shows to be generated');
  addCommonOptions(command).action(async (paths: string[], options: Options) => {
    const { root, config } = rootOf(terminal, options);
    const result = await build({
      root,
      config,
      paths: pathsFromRoot(terminal, root, paths),
      force: options.force === true,
      dryRun: options.dryRun === true,
    });
    if (result.notice !== undefined && options.quiet !== true) terminal.err(result.notice);
    report(terminal, options, result.problems, {
      summary: summaryOf(result),
      lines: linesOf(result, options, terminal),
    });
  });
}

function linesOf(result: BuildResult, options: Options, { colors }: Terminal): string[] {
  const verb = result.written ? 'updated' : 'would update';
  if (result.problems.some(isError)) return [writtenText(result)];
  const difference = differences(colors);
  const lines = result.changes.flatMap(({ file, regions }) =>
    regions.flatMap(({ section, line, diff }) => [
      `${verb} ${colors.bold(file)}:${line} ${section}`,
      ...(options.diff === true ? difference(`${file}:${line}`, diff) : []),
    ]),
  );
  const total = totalText(result);
  return [
    ...lines,
    lines.length === 0
      ? `${total}, all up to date`
      : `${total}, ${plural(result.changes.length, 'page')} ${result.written ? 'written' : 'to write'}`,
  ];
}
