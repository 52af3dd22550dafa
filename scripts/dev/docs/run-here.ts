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

/** A line that is a command by itself, whatever the lines around it are. */
const OF_ITS_OWN = /^(?:git|rm|sed) .*[^\\]$/;

/** Lines of a script, in order: the arguments for permadocs, or what needs a shell. */
type Part = { readonly args: readonly string[] } | { readonly shell: string };

/** A script whose lines may depend on each other is one part. */
export function partsOf(script: string): Part[] {
  const parts: Part[] = [];
  for (const line of script.trim().split('\n')) {
    const words = SIMPLE.exec(line)?.[1];
    if (words !== undefined) parts.push({ args: words.split(' ').filter(Boolean) });
    else if (OF_ITS_OWN.test(line)) parts.push({ shell: line });
    else return [{ shell: script }];
  }
  return parts;
}

export async function runHere(
  cwd: string,
  args: readonly string[],
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
    return { status, output };
  } finally {
    replaceEnvironment(before);
  }
}

function replaceEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
}
