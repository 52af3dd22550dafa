/** Cedar's half of lint: policies on pages. Its rules load when a page is worth reading, its engine when one holds Cedar. */
import type { LintModel } from '../../lint.ts';
import type { CedarLint } from './page.ts';

/** Words of prose too: only before a bracket do they begin a policy. */
const POLICY = /\b(?:permit|forbid)\s{0,4}\(/;
const mayHoldOne = (text: string): boolean => POLICY.test(text);

export const LINT: LintModel<CedarLint> = {
  words: { texts: [], inPage: mayHoldOne, inBlock: mayHoldOne },
  know: async (catalog) => ({
    known: { schemas: catalog?.all('cedar').flatMap(({ value }) => value.schema ?? []) ?? [] },
    names: [],
  }),
  load: async () => (await import('./linter.ts')).LINTER,
};
