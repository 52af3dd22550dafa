/** Runs before each file that is to start no process, so that it stays fast. */
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
      throw new Error(`${String(program)} was started by a test; name its file *.process.test.ts`);
    },
  });
syncBuiltinESMExports();
