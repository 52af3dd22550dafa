/** All commands, in the order of the help. Each is loaded when it is called. */
import type { Command } from 'commander';

import type { Terminal } from './command.ts';

type Add = (program: Command, terminal: Terminal) => void;

export const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  build: async () => (await import('./build.ts')).addBuild,
  check: async () => (await import('./check.ts')).addCheck,
  diff: async () => (await import('./diff.ts')).addDiff,
  prove: async () => (await import('./prove.ts')).addProve,
  simulate: async () => (await import('./simulate.ts')).addSimulate,
  validate: async () => (await import('./validate.ts')).addValidate,
  lint: async () => (await import('./lint.ts')).addLint,
  data: async () => (await import('./data.ts')).addData,
  list: async () => (await import('./list.ts')).addList,
  explain: async () => (await import('./explain.ts')).addExplain,
  init: async () => (await import('./init.ts')).addInit,
  adopt: async () => (await import('./adopt.ts')).addAdopt,
  eject: async () => (await import('./eject.ts')).addEject,
  watch: async () => (await import('./watch.ts')).addWatch,
  completion: async () => (await import('./completion.ts')).addCompletion,
};
