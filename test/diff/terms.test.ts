/** The words for what claims promise differently. */
import { expect, it } from 'vitest';

import { claimWords } from '../../scripts/diff/terms.ts';
import type { ClaimChange } from '../../scripts/models/claim-change.ts';

it('names what changed in a claim that promises something else', () => {
  const change: ClaimChange = {
    policy: 'reader',
    say: 'Reads.',
    change: 'changed',
    before: 'allowed',
    after: 'denied',
  };
  expect(claimWords(change)).toBe('promises something else');
  expect(claimWords({ ...change, differs: ['the decision'] })).toBe(
    'promises something else, since the decision changed',
  );
  expect(claimWords({ ...change, differs: ['the decision', 'the scenario'] })).toBe(
    'promises something else, since the decision and the scenario changed',
  );
});
