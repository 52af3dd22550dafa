/** Pages with retired actions → pages without, where that is certain; each is written or says why not. */
import { checkWritable, writePage } from '../files/write.ts';
import type { Flavor } from '../markdown/page-tree.ts';
import { toBytes } from '../pages/page.ts';
import { type Problem, problemOfFile } from '../problems/problem.ts';
import { Source } from '../problems/source.ts';
import { readBlocks } from '../reading/blocks.ts';
import { findPolicies } from '../reading/policies.ts';
import { applyEdits, fixesOf } from '../models/iam/lint/fix.ts';
import type { LintContext } from '../models/lint.ts';
import type { ReadPage } from './read.ts';

interface Fixed {
  readonly fixed: readonly string[];
  readonly unfixed: readonly Problem[];
}

/** Writes the pages whose fixes leave valid JSON: each is read again before. */
export function fixPages(
  root: string,
  scanned: readonly ReadPage[],
  problems: readonly Problem[],
  context: LintContext,
): Fixed {
  const stale = new Map<string, Problem[]>();
  for (const problem of problems) {
    if (problem.code !== 'lint/stale-action') continue;
    const ofPage = stale.get(problem.file);
    if (ofPage) ofPage.push(problem);
    else stale.set(problem.file, [problem]);
  }
  const fixed: string[] = [];
  const unfixed: Problem[] = [];
  for (const { page, lint: linted } of scanned) {
    const edits = fixesOf(linted, stale.get(page.file) ?? [], context);
    if (edits.length === 0) continue;
    const text = applyEdits(page.source.text, edits);
    const next = { file: page.file, before: page.bytes, after: toBytes(page, text) };
    const problem =
      soundPolicies(text, page.flavor) === soundPolicies(page.source.text, page.flavor)
        ? (checkWritable(root, [page.file])[0] ?? writePage(root, next))
        : wouldBreak(page.file);
    if (problem) unfixed.push(problem);
    else fixed.push(page.file);
  }
  return { fixed, unfixed };
}

/** How many policies in strict JSON a page has. */
function soundPolicies(text: string, flavor: Flavor): number {
  const { blocks } = readBlocks(new Source('', text), flavor);
  return blocks
    .flatMap((block) => (block.kind === 'fence' ? findPolicies(block) : []))
    .filter(({ syntax, flaws }) => syntax === 'json' && flaws.length === 0).length;
}

function wouldBreak(file: string): Problem {
  return problemOfFile('page/not-written', file, {
    message: `${file} is as it was: what --fix would write is not a valid policy`,
    hint: 'remove the retired actions by hand',
  });
}
