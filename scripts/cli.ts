#!/usr/bin/env node
/** argv → command → exit code; the only file that touches the process. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';

import { questionsOn } from './ask.ts';
import { addAdopt } from './commands/adopt.ts';
import { addBuild } from './commands/build.ts';
import { addCheck } from './commands/check.ts';
import type { Terminal } from './commands/command.ts';
import { addEject } from './commands/eject.ts';
import { addExplain } from './commands/explain.ts';
import { addInit } from './commands/init.ts';
import { addLint } from './commands/lint.ts';
import { addList } from './commands/list.ts';
import { addProve } from './commands/prove.ts';
import { addSimulate } from './commands/simulate.ts';
import { addValidate } from './commands/validate.ts';
import { problemText } from './report.ts';
import { CannotRun } from './workspace.ts';

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };

const questions = questionsOn(process.stdin, process.stdout);
const isInteractive = process.stdin.isTTY && process.stdout.isTTY && !process.env['CI'];

const terminal: Terminal = {
  cwd: process.cwd(),
  version,
  colors: pc.createColors(pc.isColorSupported && process.stdout.isTTY),
  today: () => new Date().toISOString().slice(0, 10),
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  exit: (code) => {
    process.exitCode = code;
  },
  ask: isInteractive ? questions.ask : undefined,
};

const program = new Command('permadocs')
  .description('Permission docs that cannot go stale: YAML in, proven and formatted Markdown out.')
  .version(version)
  .showHelpAfterError('(permadocs --help lists the commands)')
  .exitOverride();

for (const add of [
  addBuild,
  addCheck,
  addProve,
  addSimulate,
  addValidate,
  addLint,
  addList,
  addExplain,
  addAdopt,
  addEject,
  addInit,
])
  add(program, terminal);

// A reader that stops reading (`permadocs list | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof CannotRun) {
    for (const problem of error.problems) terminal.out(problemText(problem, terminal.colors));
    terminal.err(`permadocs: ${error.message}`);
    process.exitCode = 2;
  } else {
    terminal.err(
      `permadocs: this is a bug in permadocs\n${error instanceof Error ? error.stack : String(error)}`,
    );
    process.exitCode = 2;
  }
} finally {
  questions.close();
}
