/** Pages with findings that can be put right for certain → pages without; each is written or says why not. */
import { checkWritable, writePage } from '../files/write.ts';
import type { Edit, Fix } from '../models/lint.ts';
import { toBytes } from '../pages/page.ts';
import { type Problem, problemOfFile } from '../problems/problem.ts';
import { Source } from '../problems/source.ts';
import { readBlocks } from '../reading/blocks.ts';
import type { Judge } from './judges.ts';
import type { ReadPage } from './page.ts';

interface Fixed {
  readonly fixed: readonly string[];
  readonly unfixed: readonly Problem[];
}

/** Writes the pages whose fixes leave their policies sound: each is read again before. */
export function fixPages(
  root: string,
  scanned: readonly ReadPage[],
  problems: readonly Problem[],
  judges: readonly Judge[],
): Fixed {
  const fixers = judges.flatMap((judge): Fixer[] =>
    judge.linter.fix ? [{ ...judge, fix: judge.linter.fix }] : [],
  );
  const byPage = new Map<string, Problem[]>();
  for (const problem of problems) {
    if (!fixers.some(({ fix }) => fix.code === problem.code)) continue;
    const ofPage = byPage.get(problem.file);
    if (ofPage) ofPage.push(problem);
    else byPage.set(problem.file, [problem]);
  }
  const fixed: string[] = [];
  const unfixed: Problem[] = [];
  for (const read of scanned) {
    const { page } = read;
    const reported = byPage.get(page.file);
    if (!reported) continue;
    const edited = fixers.map((fixer) => ({ fixer, edits: editsOf(fixer, read, reported) }));
    const edits = edited.flatMap((one) => one.edits);
    if (edits.length === 0) continue;
    const text = applyEdits(page.source.text, edits);
    const next = { file: page.file, before: page.bytes, after: toBytes(page, text) };
    const broken = edited.find((one) => one.edits.length > 0 && breaks(one.fixer, page, text));
    const problem = broken
      ? wouldBreak(page.file, broken.fixer.fix.byHand)
      : (checkWritable(root, [page.file])[0] ?? writePage(root, next));
    if (problem) unfixed.push(problem);
    else fixed.push(page.file);
  }
  return { fixed, unfixed };
}

interface Fixer extends Judge {
  readonly fix: Fix;
}

function editsOf(
  { linter, fix, context }: Fixer,
  read: ReadPage,
  reported: readonly Problem[],
): readonly Edit[] {
  return fix.edits(
    read.as(linter),
    reported.filter(({ code }) => code === fix.code),
    context,
  );
}

/** Would the page have more sound policies, or fewer? */
function breaks(
  { linter, fix }: Fixer,
  { source, flavor }: ReadPage['page'],
  next: string,
): boolean {
  const soundIn = (text: string): number =>
    readBlocks(new Source('', text), flavor)
      .blocks.flatMap((block) => (block.kind === 'fence' ? linter.inFence(block) : []))
      .filter((policy) => fix.isSound(policy)).length;
  return soundIn(next) !== soundIn(source.text);
}

function wouldBreak(file: string, hint: string): Problem {
  return problemOfFile('page/not-written', file, {
    message: `${file} is as it was: what --fix would write is not a valid policy`,
    hint,
  });
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  let out = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    if (edit.start < at) continue;
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}
