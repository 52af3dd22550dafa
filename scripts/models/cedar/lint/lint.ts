/** Cedar's half of lint: policies on pages. Its rules load when a page is worth reading, its engine when one holds Cedar. */
import type { LintModel } from '../../lint.ts';
import type { CedarLint } from './page.ts';

/** Words of prose too: only before a bracket do they begin a policy. */
const POLICY = /\b(?:permit|forbid)\s{0,4}\(/;
/** Whether a text may hold a policy. */
export const mayHoldOne = (text: string): boolean => isBeforeBracket(text) && POLICY.test(text);

/** The same without a pattern, which takes longer on the many pages that have none. */
function isBeforeBracket(text: string): boolean {
  for (let at = text.indexOf('('); at !== -1; at = text.indexOf('(', at + 1)) {
    let end = at;
    while (end > at - 4 && BLANK.test(text.charAt(end - 1))) end -= 1;
    if (text.endsWith('permit', end) || text.endsWith('forbid', end)) return true;
  }
  return false;
}

const BLANK = /\s/;

export const LINT: LintModel<CedarLint> = {
  words: { texts: [], inPage: mayHoldOne, inBlock: mayHoldOne },
  know: async (catalog) => ({
    known: { schemas: catalog?.all('cedar').flatMap(({ value }) => value.schema ?? []) ?? [] },
    names: [],
  }),
  load: async () => (await import('./linter.ts')).LINTER,
};
