#!/usr/bin/env node
/** Connects the commands to the process and its terminal. No other file touches the process. */
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';
import pc from 'picocolors';

import { questionsOn } from './commands/ask.ts';
import { progressOn } from './commands/progress.ts';
import { version } from './package.ts';

// Node 22.8 and newer keep compiled code between runs; what is imported below profits from it.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

/**
 * In bytes of bytecode, seven times the default of Node 20. A run takes a second or two, and V8 spends
 * as much of the processors on optimizing what it runs as on running it: bench row “build of this
 * repository”. Loops over thousands of pages are still optimized.
 */
const OPTIMIZED_AFTER = 1_000_000;
/** The last release whose V8 is known to have the flag; a later one might print that it has not. */
const LAST_WITH_FLAG = 24;
if (Number(process.versions.node.split('.', 1)[0]) <= LAST_WITH_FLAG)
  setFlagsFromString(`--interrupt-budget=${OPTIMIZED_AFTER}`);

const questions = questionsOn(() => ({ input: process.stdin, output: process.stdout }));
const isInteractive = process.stdout.isTTY && process.stdin.isTTY && !process.env['CI'];

/** Whether to use color even in a pipe, which CI logs support. */
const isForced = !['', '0', 'false'].includes(process.env['FORCE_COLOR'] ?? '');

// A reader that stops early (`permadocs list | head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const args = process.argv.slice(2);
const isWatched = process.stdout.isTTY && process.stderr.isTTY && !process.env['CI'];
// `watch` says itself what it does, and a question would be written over.
const isLong = isWatched && !['watch', 'adopt', 'init'].includes(args[0] ?? '');
const progress = progressOn(
  isLong ? (text) => process.stderr.write(text) : undefined,
  args[0] ?? '',
  () => performance.now(),
);

const isVersionAsked = args.length === 1 && ['--version', '-V'].includes(args[0] ?? '');

try {
  if (isVersionAsked) process.stdout.write(`${version()}\n`);
  else {
    // The version is printed without loading what commands need.
    const { run } = await import('./commands/run.ts');
    await run(args, {
      cwd: process.cwd(),
      initCwd: process.env['INIT_CWD'],
      version: version(),
      colors: pc.createColors(pc.isColorSupported && (process.stdout.isTTY === true || isForced)),
      columns: process.stdout.columns,
      inCi: Boolean(process.env['CI']),
      today: () => new Date().toISOString().slice(0, 10),
      out: (text) => progress.around(() => process.stdout.write(`${text}\n`)),
      err: (text) => progress.around(() => process.stderr.write(`${text}\n`)),
      exit: (code) => {
        process.exitCode = code;
      },
      ask: isInteractive ? questions.ask : undefined,
      interrupted: () =>
        new Promise((resolve) => {
          for (const signal of ['SIGINT', 'SIGTERM'] as const)
            process.once(signal, () => resolve());
        }),
    });
  }
} finally {
  progress.end();
  questions.close();
}

// Everything is done. To end at once takes less time than to take the process apart, but what a slow
// reader has not taken from a pipe yet must still reach it.
if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
