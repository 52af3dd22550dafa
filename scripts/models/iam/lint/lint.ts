/** IAM's half of lint: policies and names of actions on pages. Each part loads when it is asked. */
import type { LintModel } from '../../lint.ts';
import type { IamLint } from './page.ts';
import { WORDS } from './words.ts';

export const LINT: LintModel<IamLint> = {
  words: WORDS,
  know: async (catalog) => (await import('./knowledge.ts')).knowledgeOf(catalog),
  load: async () => (await import('./linter.ts')).LINTER,
};
