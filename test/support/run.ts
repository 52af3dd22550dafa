/** The program in this process, from source: for tests in which the process itself is not the point. */
import pc from 'picocolors';

import type { Terminal } from '../../scripts/commands/command.ts';
import { run as runCommand } from '../../scripts/commands/run.ts';
import { version } from '../../scripts/package.ts';
import { noteOutput } from './reported.ts';

export interface Run {
  /** The exit code. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in a folder, without colors and with nobody to answer; every day is the same one. */
export function run(cwd: string, ...args: readonly string[]): Promise<Run> {
  return runOn({ cwd }, args);
}

/** The same on a terminal that differs from that one, such as one with somebody who answers. */
export async function runOn(
  terminal: Pick<Terminal, 'cwd'> & Partial<Terminal>,
  args: readonly string[],
): Promise<Run> {
  let [status, stdout, stderr] = [0, '', ''];
  await runCommand(args, {
    version: version(),
    colors: pc.createColors(false),
    today: () => '2026-06-01',
    out: (text) => (stdout += `${text}\n`),
    err: (text) => (stderr += `${text}\n`),
    exit: (code) => (status = code),
    interrupted: () => Promise.resolve(),
    ...terminal,
  });
  noteOutput(stdout);
  return { status, stdout, stderr };
}
