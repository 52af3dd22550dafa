/**
 * Two projects. `unit` starts no process and needs no compiled program, so its files share a process
 * and what it has loaded. `process` runs programs: ours from dist/, git, npm, editors, shells.
 */
import { defineConfig } from 'vitest/config';

import { EveryCode } from './test/support/every-code.ts';

const PROCESS = 'test/**/*.process.test.ts';

/** A test that hangs ends some time; a busy machine never fails one. */
const LIMIT = 15 * 60_000;

export default defineConfig({
  test: {
    reporters: ['default', new EveryCode()],
    // Vitest leaves one core for a person who watches; nobody watches here.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [PROCESS, 'test/site/**'],
          setupFiles: ['test/support/setup.ts', 'test/support/no-processes.ts'],
          isolate: false,
          // Parsers make much that is soon forgotten.
          execArgv: ['--max-semi-space-size=64'],
          testTimeout: LIMIT,
          hookTimeout: LIMIT,
        },
      },
      {
        test: {
          name: 'process',
          include: [PROCESS],
          setupFiles: ['test/support/setup.ts'],
          globalSetup: ['test/support/pack.ts'],
          isolate: false,
          testTimeout: LIMIT,
          hookTimeout: LIMIT,
        },
      },
    ],
  },
});
