/** Runs before each test file. */
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, expect, vi } from 'vitest';

import { provenOnce } from './proofs.ts';
import { takeHints, takeNoted } from './reported.ts';
import { hintFlaw } from './words.ts';
import { removeWorkspaces, workspacesRemoved } from './workspace.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** The problem codes that the test has seen. */
    reported?: string[];
  }
}

// Properties use the same cases every time; `FC_SEED=$RANDOM npm test` tries others.
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20260324) });

// What processes print about old data depends on the day; tests of it unset this.
process.env['CI'] = 'true';

vi.mock(import('../../scripts/proof/prove.ts'), async (original) => {
  const room = await original();
  return { ...room, prove: provenOnce(room.prove) };
});

beforeEach(() => {
  takeNoted();
  takeHints();
});

afterEach(({ task }) => {
  task.meta.reported = takeNoted();
  const flaws = takeHints().flatMap(([hint, code]) => hintFlaw(hint, code) ?? []);
  // oxlint-disable-next-line vitest/no-standalone-expect -- it holds for the hints of every test
  expect(flaws, 'hints are lowercase fragments').toEqual([]);
  removeWorkspaces();
});

afterAll(workspacesRemoved);
