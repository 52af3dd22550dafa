import { mkdirSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

import { nameOfRun, removeEndedRuns } from '../support/temp-folder.ts';
import { workspace } from '../support/workspace.ts';

/** More than the system counts to. */
const NO_PROCESS = 2 ** 22 + 1;

it('the temporary folder of a run of the tests that was killed is removed by the next', () => {
  const ended = nameOfRun(NO_PROCESS);
  const kept = [
    // Of a run that goes on.
    `${nameOfRun(process.pid)}abc`,
    // Of a container that has the same memory, but processes of its own.
    `${ended.replace(/-\d+-/, '-1-')}abc`,
    'permadocs-abc',
    `x${ended}abc`,
  ];
  const test = workspace({ [`${ended}abc/deep/a.txt`]: 'x' });
  for (const name of kept) mkdirSync(test.path(name));
  removeEndedRuns(test.root);
  expect(readdirSync(test.root)).toEqual(kept.toSorted());
});
