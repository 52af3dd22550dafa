/** Requests, policies and the decision that AWS documents: vectors.json, each case with its page. */
import { describe, expect, it } from 'vitest';

import { type Case, runCase } from '../../scripts/iam/cases.ts';
import vectors from './vectors.json' with { type: 'json' };

interface Vector extends Case {
  readonly id: string;
  /** Of the IAM User Guide, or of the STS API, without its extension. */
  readonly page: string;
  readonly expected: string;
}

const cases = vectors as unknown as readonly Vector[];
const pages = [...new Set(cases.map(({ page }) => page))];

describe.each(pages)('%s', (page) => {
  it.each(cases.filter((one) => one.page === page))('$id: $expected', (one) => {
    const { decision, unknown } = runCase(one);
    expect({ decision, unknown }).toEqual({ decision: one.expected, unknown: [] });
  });
});

it('no two cases share an id', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
});
