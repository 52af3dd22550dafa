/** `permadocs eject`: removes the markers from pages and keeps the text. */
import type { Command } from 'commander';

import { eject, type EjectResult } from '../adopt/eject.ts';
import { plural } from '../problems/report.ts';
import {
  addCommonOptions,
  type CommonOptions,
  oneShare,
  report,
  type Terminal,
} from './command.ts';
import { diffText } from './changes-text.ts';

interface Options extends CommonOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

export function addEject(program: Command, terminal: Terminal): void {
  const command = program
    .command('eject')
    .description('remove the markers from pages and keep the text')
    .argument('[pages...]', 'pages, folders or globs')
    .option('--all', 'every page of the workspace')
    .option('--dry-run', 'show the changes; write nothing');
  addCommonOptions(command).action(async (paths: string[], options: Options) => {
    const share = await oneShare(terminal, options, paths);
    const result = await eject({
      ...share,
      all: options.all === true,
      dryRun: options.dryRun === true,
    });
    const { pages, unused, blind, written } = result;
    await report(terminal, options, result.problems, {
      root: share.root,
      summary: { pages, unused, blind, written },
      lines: linesOf(result, options, terminal),
    });
  });
}

function linesOf(result: EjectResult, options: Options, { colors }: Terminal): string[] {
  const { pages, unused, blind, written } = result;
  if (pages.length === 0) return ['no page has a region'];
  const verb = written ? 'ejected' : 'would eject';
  const lines = pages.flatMap(({ file, regions, stale, diff }) => [
    `${verb} ${plural(regions, 'region')} of ${colors.bold(file)}`,
    ...stale.map(
      (line) => `  the region of line ${line} was out of date; its text is kept unchanged`,
    ),
    ...(options.dryRun === true ? diffText(diff, colors) : []),
  ]);
  if (blind !== undefined) lines.push(`cannot check whether regions were out of date: ${blind}`);
  lines.push(
    ...unused.map(
      ({ role, what, file }) => `no page shows the ${what} ${role} anymore; it stays in ${file}`,
    ),
  );
  return lines;
}
