/**
 * Runs commands of permadocs in this process, in a sandbox: it takes the documentation dozens of
 * them, and each start of the program half a second.
 */
import { relative } from 'node:path';
import pc from 'picocolors';

import { run } from '../../commands/run.ts';
import { packageRoot, version } from '../../package.ts';

interface Run {
  readonly status: number;
  readonly output: string;
}

/** A line that needs no shell: words, and a comment of the page. */
const SIMPLE = /^npx permadocs((?: [\w./:=,@-]+)*) *(?:#.*)?$/;

/** The arguments of each line of a script, or undefined if it needs a shell. */
export function argumentsOf(script: string): string[][] | undefined {
  const lines = script.trim().split('\n');
  const all = lines.flatMap((line) => {
    const words = SIMPLE.exec(line)?.[1];
    return words === undefined ? [] : [words.split(' ').filter(Boolean)];
  });
  return all.length === lines.length ? all : undefined;
}

/** Stops at the first command that fails, as `set -e` does. */
export async function runHere(
  cwd: string,
  commands: readonly (readonly string[])[],
  environment: NodeJS.ProcessEnv,
): Promise<Run> {
  const before = { ...process.env };
  replaceEnvironment(environment);
  try {
    let output = '';
    // This program is not the one that is installed there, but prints what that would.
    const own = relative(cwd, packageRoot);
    const print = (text: string): void =>
      void (output += `${text.replaceAll(`${own}/`, 'node_modules/permadocs/')}\n`);
    for (const args of commands) {
      let status = 0;
      await run(args, {
        cwd,
        version: version(),
        colors: pc.createColors(false),
        today: () => new Date().toISOString().slice(0, 10),
        out: print,
        err: print,
        exit: (code) => (status = code),
        interrupted: () => Promise.resolve(),
      });
      if (status !== 0) return { status, output };
    }
    return { status: 0, output };
  } finally {
    replaceEnvironment(before);
  }
}

function replaceEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
}
