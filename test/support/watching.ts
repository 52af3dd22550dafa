/** `permadocs watch` as people run it, whose lines a test waits for. */
import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach } from 'vitest';

import { CLI } from './installed.ts';
import type { TestWorkspace } from './workspace.ts';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

export interface Watching {
  /** Waits for a line that matches, after those that were waited for before. */
  readonly line: (pattern: RegExp) => Promise<string>;
  readonly all: () => string;
  /** Interrupts it; resolves with its exit code. */
  readonly end: () => Promise<number | null>;
}

/** Runs `permadocs watch` as people do, and reads its lines. */
export async function watching(test: TestWorkspace): Promise<Watching> {
  const child = spawn(process.execPath, [CLI, 'watch'], { cwd: test.root });
  children.push(child);
  let out = '';
  let from = 0;
  let wake: () => void = () => {};
  const hear = (chunk: Buffer): void => {
    out += chunk.toString();
    wake();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      resolve(code);
      wake();
    });
  });
  const line = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(out.slice(from));
      if (found) {
        from += found.index + found[0].length;
        return found[0];
      }
      if (child.exitCode !== null) throw new Error(`watch ended:\n${out}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  await line(/watching; press Ctrl-C to stop\n/);
  return {
    line,
    all: () => out,
    end: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}
