/** `permadocs rename KIND OLD NEW`: an id, or the IAM name of a role, everywhere. */
import { Argument, type Command } from 'commander';

import { rename, type RenamedFile, type RenameResult } from '../rename/rename.ts';
import { RENAMED_KINDS } from '../rename/renaming.ts';
import { plural } from '../problems/report.ts';
import { diffText } from './changes-text.ts';
import {
  addCommonOptions,
  type CommonOptions,
  consents,
  report,
  type Terminal,
  workspaceOf,
} from './command.ts';

interface Options extends CommonOptions {
  readonly yes?: boolean;
}

export function addRename(program: Command, terminal: Terminal): void {
  const command = program
    .command('rename')
    .description('rename an id, or a role in IAM, in data, markers, templates and pages')
    .addArgument(new Argument('<kind>', 'what is renamed').choices(Object.keys(RENAMED_KINDS)))
    .argument('<old>', 'its id; for a role also its IAM name')
    .argument('<new>', 'the new id, or the new IAM name')
    .option('--yes', 'write the changes without asking');
  addCommonOptions(command).action(
    async (kind: keyof typeof RENAMED_KINDS, from: string, to: string, options: Options) => {
      const place = workspaceOf(terminal, options);
      const ask = options.format === 'text' ? terminal.ask : undefined;
      const confirm = async (files: readonly RenamedFile[]): Promise<boolean> => {
        if (options.yes === true) return true;
        if (!ask) return false;
        diffsOf(files, terminal).forEach(terminal.out);
        return consents(ask, `write ${plural(files.length, 'file')}?`);
      };
      const result = await rename({ ...place, kind, from, to, confirm });
      const isShown = ask !== undefined && options.yes !== true;
      report(terminal, options, result.problems, {
        root: place.root,
        summary: { files: result.files, written: result.written },
        lines: [
          ...(isShown ? [] : diffsOf(result.files, terminal)),
          ...linesOf(result, `rename ${kind} ${from} ${to}`),
        ],
      });
    },
  );
}

const diffsOf = (files: readonly RenamedFile[], { colors }: Terminal): string[] =>
  files.flatMap(({ file, diff }) => [colors.bold(file), ...diffText(diff, colors), '']);

function linesOf({ files, isName, written }: RenameResult, command: string): string[] {
  if (files.length === 0) return ['nothing to rename'];
  if (!written)
    return [
      `would change ${plural(files.length, 'file')}; \`permadocs ${command} --yes\` writes it`,
    ];
  const former = isName ? '; `formerly` keeps the old name, so that lint finds it' : '';
  return [`changed ${plural(files.length, 'file')}${former}`, 'next: permadocs build'];
}
