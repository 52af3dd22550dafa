/** `permadocs watch`: rebuilds on save until it is interrupted. */
import type { Command } from 'commander';

import { isError } from '../problems/problem.ts';
import { overwrittenText, writtenText } from './changes-text.ts';
import { countText, plural, problemsText } from '../problems/report.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { type Rebuild, watch } from '../build/watch.ts';
import { addCommonOptions, type CommonOptions, workspaceOf, type Terminal } from './command.ts';

export function addWatch(program: Command, terminal: Terminal): void {
  const command = program.command('watch').description('rebuild on save until Ctrl-C');
  addCommonOptions(command).action(async (options: CommonOptions) => {
    let isBroken = false;
    const tell = (rebuild: Rebuild): void => {
      const { lines, isBroken: now } = describe(rebuild, isBroken, options, terminal);
      isBroken = now;
      lines.forEach(terminal.out);
    };
    const watching = await watch(workspaceOf(terminal, options), tell, (message) =>
      terminal.err(`not everything can be watched: ${message}`),
    );
    terminal.out('watching; press Ctrl-C to stop');
    await terminal.interrupted();
    await watching.close();
    terminal.exit(0);
  });
}

/**
 * One line per rebuild, after the problems that keep it from writing; nothing if there was nothing
 * to do.
 */
function describe(
  { changed, milliseconds, result }: Rebuild,
  wasBroken: boolean,
  { quiet }: CommonOptions,
  { colors, columns }: Terminal,
): { lines: string[]; isBroken: boolean } {
  const what = changed.length === 0 ? 'first build' : listOf(changed);
  const took = colors.dim(`(${milliseconds.toFixed(0)} ms)`);
  if (result instanceof CannotRun) {
    const problems = problemsText(result.problems, colors, columns);
    return {
      lines: [...problems, `${what}: ${colors.red(result.message)}; waiting ${took}`],
      isBroken: true,
    };
  }
  const shown = quiet === true ? result.problems.filter(isError) : result.problems;
  const isBroken = result.problems.some(isError);
  const lines =
    isBroken || changed.length === 0 || result.changes.length > 0
      ? problemsText(shown, colors, columns)
      : [];
  lines.push(...overwrittenText(result, colors));
  if (isBroken)
    lines.push(
      `${what}: ${countText(result.problems)}, ${writtenText(result, 'nothing written')}; waiting ${took}`,
    );
  else if (result.changes.length > 0)
    lines.push(
      `${what}: ${plural(result.changes.length, 'page')} written: ${listOf(result.changes.map(({ file }) => file))} ${took}`,
    );
  else if (changed.length === 0 || wasBroken) lines.push(`${what}: all up to date ${took}`);
  return { lines, isBroken };
}

function listOf(files: readonly string[]): string {
  const [first = '', ...others] = files;
  return others.length === 0 ? first : `${first} and ${plural(others.length, 'more file')}`;
}
