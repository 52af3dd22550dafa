/**
 * Two projects. `unit` starts no process and needs no compiled program. Some of its files take seconds:
 * pages of a size, and properties that try hundreds of cases. They are named `*.long.test.ts`, and
 * vitest.quick.config.ts leaves them out. Two projects would load the program, Prettier and the IAM
 * data twice as often, because each has processes of its own. `process` runs programs: ours as it is
 * packed from dist/, git, npm, editors, shells.
 */
import { defineConfig, type Plugin, type TestProjectInlineConfiguration } from 'vitest/config';

import { EveryCode } from './test/support/every-code.ts';
import { useMemory } from './test/support/temp-folder.ts';

const PROCESS = 'test/**/*.process.test.ts';

useMemory();

/** A test that hangs ends some time; a busy machine never fails one. */
const LIMIT = 15 * 60_000;

/** Most functions are called a few times by a test and then hardly again: V8 optimizes late. */
const LATE = '--interrupt-budget=500000';

/** Parsers make much that is soon forgotten. */
const ROOM_FOR_NEW = '--max-semi-space-size=64';

/** Files of a project share a process and what it has loaded: Prettier, the data of IAM. */
const SHARED = {
  isolate: false,
  testTimeout: LIMIT,
  hookTimeout: LIMIT,
  execArgv: [LATE, ROOM_FOR_NEW],
};
const SETUP = 'test/support/setup.ts';
const NO_PROCESSES = 'test/support/no-processes.ts';
const PROCESSES = 'test/support/processes.ts';

/**
 * Libraries as they are bundled. The parsers of Markdown have builds for development, which Vite
 * prefers; those check each of their own steps, and take up to four times as long.
 */
const asShipped: Plugin = {
  name: 'as-shipped',
  configEnvironment: (_, { resolve }) => {
    if (resolve) resolve.conditions = ['node'];
  },
};

/** Each with its test files and what runs before them. */
export const projects: readonly TestProjectInlineConfiguration[] = [
  {
    test: {
      ...SHARED,
      name: 'unit',
      include: ['test/**/*.test.ts'],
      exclude: [PROCESS, 'test/site/**'],
      setupFiles: [SETUP, NO_PROCESSES],
    },
  },
  {
    test: {
      ...SHARED,
      name: 'process',
      // To start a program takes the longer, the more memory the process has that starts it.
      execArgv: [LATE],
      include: [PROCESS],
      setupFiles: [SETUP, PROCESSES],
      globalSetup: ['test/support/pack.ts'],
    },
  },
];

export const configOf = (projects: readonly TestProjectInlineConfiguration[]) =>
  defineConfig({
    test: {
      // Keyed by content; what a module becomes takes the unit tests a sixth of their time.
      experimental: { fsModuleCache: true },
      reporters: ['default', new EveryCode()],
      // Vitest leaves one core for a person who watches; nobody watches here.
      maxWorkers: '100%',
      projects: projects.map((project) => ({ plugins: [asShipped], ...project })),
    },
  });

export default configOf(projects);
