/** Runs before each file of unit tests: nothing may start a process, so that they stay fast. */
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

const starts = [
  'exec',
  'execFile',
  'execFileSync',
  'execSync',
  'fork',
  'spawn',
  'spawnSync',
] as const;

for (const name of starts)
  Object.assign(childProcess, {
    [name]: (program: unknown): never => {
      throw new Error(
        `${String(program)} was started by a unit test; name its file *.process.test.ts`,
      );
    },
  });
syncBuiltinESMExports();
