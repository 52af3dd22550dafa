/** Runs before each file of tests. */
import fc from 'fast-check';
import { afterEach, beforeEach } from 'vitest';

import { takeNoted } from './reported.ts';
import { removeWorkspaces } from './workspace.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** The problem codes that the test was told of. */
    reported?: string[];
  }
}

// Properties run on the same cases every time; `FC_SEED=$RANDOM npm test` looks at others.
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20260324) });

beforeEach(() => void takeNoted());

afterEach(({ task }) => {
  task.meta.reported = takeNoted();
  removeWorkspaces();
});
