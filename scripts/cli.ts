#!/usr/bin/env node
/** argv → command → exit code; the only file that touches the process. */
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';

import { questionsOn } from './commands/ask.ts';
import type { Terminal } from './commands/command.ts';
import { COMMANDS } from './commands/index.ts';
import { problemText } from './problems/report.ts';
import { version } from './package.ts';
import { CannotRun } from './problems/cannot-run.ts';

const questions = questionsOn(process.stdin, process.stdout);
const isInteractive = process.stdin.isTTY && process.stdout.isTTY && !process.env['CI'];

/** Colours in a pipe too, as continuous integration shows them. */
const isForced = !['', '0', 'false'].includes(process.env['FORCE_COLOR'] ?? '');

const terminal: Terminal = {
  cwd: process.cwd(),
  version: version(),
  colors: pc.createColors(pc.isColorSupported && (process.stdout.isTTY === true || isForced)),
  today: () => new Date().toISOString().slice(0, 10),
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  exit: (code) => {
    process.exitCode = code;
  },
  ask: isInteractive ? questions.ask : undefined,
  interrupted: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    }),
};

const program = new Command('permadocs')
  .description('Permission docs that cannot go stale: YAML in, proven and formatted Markdown out.')
  .version(terminal.version)
  .showHelpAfterError('(permadocs --help lists the commands)')
  .exitOverride();

// Only what is called is loaded; help and a misspelt name need them all.
const [called = ''] = process.argv.slice(2);
const isVersion = ['-V', '--version'].includes(called);
const wanted = Object.entries(COMMANDS).filter(([name]) => name === called);
for (const [, load] of wanted.length > 0 || isVersion ? wanted : Object.entries(COMMANDS))
  (await load())(program, terminal);

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
