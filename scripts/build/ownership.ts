/**
 * Decides what may be replaced: generated text always, a person's text only with `--force`. The
 * record of what permadocs wrote answers for most regions; authorship.ts for the others.
 */
import { hash } from '../files/hash.ts';
import { once } from '../memo.ts';
import { isOwn, staleRegions } from './changes.ts';
import { diffLines } from '../problems/diff.ts';
import { openPage } from '../workspace/page-file.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { shellWord } from '../problems/shell-word.ts';
import { regionText } from '../pages/splice.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { judgeOf, type Verdict } from './authorship.ts';
import type { Overwritten } from './build-options.ts';
import type { Expected, PlannedPage } from './expected.ts';
import type { PastPage } from './past.ts';
import type { WrittenTexts } from './written-texts.ts';

/** A region that is out of date, and who wrote its text. */
export interface Judged {
  readonly placed: PastPage;
  readonly index: number;
  readonly expected: Expected;
  readonly verdict: Verdict;
}

/**
 * Judges each region that is out of date, one after another, so that no page is kept longer than it
 * is needed. A page is read only if somebody asks for it, and git is asked only about text that is
 * not in the record.
 */
export async function* judgeStale(
  workspace: Workspace,
  stale: readonly PlannedPage[],
  written: WrittenTexts,
): AsyncGenerator<Judged> {
  const judge = judgeOf(workspace, written);
  for (const planned of stale) {
    const open = once(() => openPage(workspace, planned.page));
    const placed: PastPage = {
      get page() {
        return open();
      },
      facts: planned.page,
    };
    for (const { region, index, expected } of staleRegions(planned)) {
      const isOurs =
        BLANK.has(region.bodyHash) ||
        written.has(region.bodyHash) ||
        regionText(placed.page.source, region) === expected.text;
      const verdict: Verdict = isOurs ? { by: 'generated' } : await judge(placed, index, expected);
      yield { placed, index, expected, verdict };
    }
  }
}

/** What an empty region may contain between its markers. */
const BLANK = new Set(['', '\n', '\n\n', '\r\n', '\r\n\r\n'].map((text) => hash(text)));

/** Whether the build keeps its hands off: text that a person wrote, or that nothing could recover. */
const isRefused = ({ verdict }: Judged): boolean =>
  verdict.by === 'hand' || (verdict.by === 'unknown' && verdict.recover === undefined);

/** A problem for each region that the build leaves alone. */
export function handEdits(judged: readonly Judged[]): Problem[] {
  return judged.filter(isRefused).map(handEdit);
}

/** A region with text that permadocs did not write, with a diff of the edit. */
export function handEdit({ placed: { page, facts }, index, expected, verdict }: Judged): Problem {
  const region = facts.regions[index] ?? facts.regions[0];
  const range = region?.begin ?? { start: 0, end: 0 };
  const text = region ? regionText(page.source, region) : '';
  const difference = diffLines(expected.text, text, 20).join('\n');
  const why = verdict.by === 'unknown' ? ` (${verdict.why})` : '';
  return problemAt('page/hand-edited', page.source, range, {
    message: `the region ${region?.section} contains text that permadocs did not write${why}:\n${difference}`,
    hint: `move the edit into ${expected.feeds.filter(isOwn).join(' or ') || 'the data'}, or replace it with \`permadocs build --force ${shellWord(page.file)}\``,
  });
}

/** The texts that the build replaces although it cannot know, or was told to, that it may. */
export function overwrittenBy(judged: readonly Judged[], isForced: boolean): Overwritten[] {
  return judged.flatMap((one) => {
    const { placed, index, expected, verdict } = one;
    const region = placed.facts.regions[index];
    if (verdict.by === 'generated' || !region || (!isForced && isRefused(one))) return [];
    const text = regionText(placed.page.source, region);
    return [
      {
        file: placed.page.file,
        line: placed.page.source.position(region.begin.start).line,
        section: region.section,
        why: verdict.by === 'hand' ? 'edited by hand' : verdict.why,
        diff: diffLines(text, expected.text),
        recover: verdict.recover,
      },
    ];
  });
}
