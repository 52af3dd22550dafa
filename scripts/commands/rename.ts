/** `permadocs rename KIND OLD NEW`: an id, or the IAM name of a role, everywhere. */
import { Argument, type Command } from 'commander';

import { rename, type RenamedFile, type RenameResult } from '../rename/rename.ts';
import { RENAMED_KINDS } from '../rename/renaming.ts';
import { plural } from '../problems/report.ts';
import { diffText } from './changes-text.ts';
import { runHere } from './run-here.ts';
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
    .argument(
      '<old>',
      'its id; for a role also its IAM name (services, actions and condition keys have names of AWS)',
    )
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
      await report(terminal, options, result.problems, {
        root: place.root,
        summary: { files: result.files, written: result.written },
        lines: [
          ...(isShown || result.written ? [] : diffsOf(result.files, terminal)),
          ...linesOf(result, `rename ${kind} ${from} ${to}`, terminal),
        ].map(runHere({ cwd: terminal.cwd, root: options.root }, place.root)),
      });
    },
  );
}

const diffsOf = (files: readonly RenamedFile[], { colors }: Terminal): string[] =>
  files.flatMap(({ file, diff }) => [colors.bold(file), ...diffText(diff, colors), '']);

function linesOf(
  { files, isName, policyFiles, written, problems }: RenameResult,
  command: string,
  { colors }: Terminal,
): string[] {
  if (files.length === 0) return problems.length > 0 ? [] : ['nothing to rename'];
  const count = plural(files.length, 'file');
  if (problems.length > 0) return [`${count} would change; nothing was written`];
  const follow = policyFiles.map(
    ({ from, to }) =>
      `a policy's file follows the id, and its name in AWS the file: ${from} becomes ${to}; \`file: ${from}\` in the data keeps it`,
  );
  if (!written)
    return [...follow, `would change ${count}; \`permadocs ${command} --yes\` writes them`];
  return [
    ...files.map(({ file }) => `changed ${colors.bold(file)}`),
    ...follow,
    ...(isName ? ['the old name is under `formerly` now, so that lint finds it'] : []),
    'next: `permadocs build` updates the regions',
  ];
}
