/**
 * All commands, in the order of the help. Each is loaded when it is called, except the one that
 * hooks and CI call most, which the others need most of.
 */
import type { Command } from 'commander';

import { addCheck } from './check.ts';
import type { Terminal } from './command.ts';

type Add = (program: Command, terminal: Terminal) => void;

export const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  build: async () => (await import('./build.ts')).addBuild,
  check: () => Promise.resolve(addCheck),
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
  rename: async () => (await import('./rename.ts')).addRename,
  watch: async () => (await import('./watch.ts')).addWatch,
  completion: async () => (await import('./completion.ts')).addCompletion,
};
