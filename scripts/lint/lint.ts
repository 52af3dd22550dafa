/** Lint: any tree of Markdown → findings. Reads pages, loads no Prettier and runs no code of the tree. */
import { MODELS } from '../models/models.ts';
import type { LintOptions, LintResult } from './options.ts';
import { lintTree } from './tree.ts';

/**
 * Lints every Markdown and MDX page below the paths, in a workspace or in any other folder. Pages
 * without any word that a rule looks for cost one search in their bytes.
 *
 * @example
 * const { problems } = await lint({ root: process.cwd(), paths: ['old.md'], asOf: '2026-06-01' });
 * console.log(problems.map(({ code, line }) => `${line} ${code}`)); // [ '3 lint/stale-action' ]
 */
export async function lint(options: LintOptions): Promise<LintResult> {
  return lintTree(MODELS, options);
}
