/** `permadocs watch`, whose lines a test waits for. */
import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach } from 'vitest';

import { CLI } from './installed.ts';
import { runOn } from './run.ts';
import type { TestWorkspace } from './workspace.ts';

export interface Watching {
  /** Waits for a line that matches, after those that were waited for before. */
  readonly line: (pattern: RegExp) => Promise<string>;
  readonly all: () => string;
  /** Interrupts it; resolves with its exit code. */
  readonly end: () => Promise<number | null>;
}

/** What watches; `ended` resolves with its exit code. */
interface Watcher {
  readonly ended: Promise<number | null>;
  readonly interrupt: () => void;
}

const children: ChildProcess[] = [];
const interrupts: (() => void)[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const interrupt of interrupts.splice(0)) interrupt();
});

/** Runs `permadocs watch` in this process, from source, and reads its lines. */
export function watching(test: TestWorkspace): Promise<Watching> {
  return reading((hear) => {
    let interrupt: () => void = () => {};
    const interrupted = new Promise<void>((resolve) => (interrupt = resolve));
    interrupts.push(interrupt);
    const out = (text: string): void => hear(`${text}\n`);
    const terminal = { cwd: test.root, out, err: out, interrupted: () => interrupted };
    const ended = runOn(terminal, ['watch']).then(({ status }) => status);
    return { ended, interrupt };
  });
}

/** Runs it as people do, as a process of its own. */
export function watchingProcess(test: TestWorkspace): Promise<Watching> {
  return reading((hear) => {
    const child = spawn(process.execPath, [CLI, 'watch'], { cwd: test.root });
    children.push(child);
    child.stdout.on('data', (chunk: Buffer) => hear(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => hear(chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    return { ended, interrupt: () => child.kill('SIGINT') };
  });
}

async function reading(start: (hear: (printed: string) => void) => Watcher): Promise<Watching> {
  let out = '';
  let from = 0;
  let hasEnded = false;
  let wake: () => void = () => {};
  const { ended, interrupt } = start((printed) => {
    out += printed;
    wake();
  });
  const wakeAtEnd = (): void => {
    hasEnded = true;
    wake();
  };
  ended.then(wakeAtEnd, wakeAtEnd);
  const line = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(out.slice(from));
      if (found) {
        from += found.index + found[0].length;
        return found[0];
      }
      if (hasEnded) throw new Error(`watch ended:\n${out}`);
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
      interrupt();
      return ended;
    },
  };
}
