/** A page after `lint --fix`, which finds nothing more to fix the second time. */
import { expect } from 'vitest';

import { AS_OF } from './lint-pages.ts';
import { workspace } from './workspace.ts';

export async function fix(page: string, asOf = AS_OF): Promise<string> {
  const test = workspace({ 'a.md': page });
  await test.lint({ asOf, fix: true });
  const once = test.read('a.md');
  await test.lint({ asOf, fix: true });
  expect(test.read('a.md')).toBe(once);
  return once;
}
