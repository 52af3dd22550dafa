/** `permadocs prove`: evaluates every claim and prints what shows it. */
import type { Command } from 'commander';

import { proveWorkspace } from '../build/content.ts';
import { sortProblems } from '../problems/problem.ts';
import { provenJson, provenLines } from '../proof/print.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { noteAge } from './age-note.ts';
import {
  addCommonOptions,
  type CommonOptions,
  report,
  workspaceOf,
  type Terminal,
} from './command.ts';

interface Options extends CommonOptions {
  readonly facts: boolean;
}

export function addProve(program: Command, terminal: Terminal): void {
  const command = program
    .command('prove')
    .description('prove every claim; print what was decided, and by which statement')
    .argument('[ids...]', 'roles, policies and sets of policies, by id (default: all)')
    .option('--no-facts', 'prove without the facts about which contexts cannot occur');
  addCommonOptions(command).action(async (ids: string[], options: Options) => {
    const { root, config } = workspaceOf(terminal, options);
    const proven = await proveWorkspace(await openWorkspace(root, config), {
      ...(ids.length > 0 ? { ids } : {}),
      withFacts: options.facts,
      config,
    });
    await report(terminal, options, sortProblems(proven.problems), {
      summary: provenJson(proven),
      lines: provenLines(proven, terminal.colors),
    });
    noteAge(terminal, options);
  });
}
