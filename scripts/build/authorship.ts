/**
 * Who wrote the text of a region that is out of date and not in the record: permadocs, a person, or
 * nobody can tell. That a text is in git does not make it generated; that data in git make it does.
 */
import { hash } from '../files/hash.ts';
import { openHistory } from '../files/history.ts';
import { Formatter } from '../format/format.ts';
import { memo, once } from '../memo.ts';
import { findHunks } from '../pages/conflicts.ts';
import { regionText } from '../pages/splice.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Expected } from './expected.ts';
import { isMixedFrom, linesOfSides } from './mixed-lines.ts';
import {
  appearanceOf,
  type Appearance,
  committedIn,
  isMadeBy,
  madeBy,
  type Question,
} from './origins.ts';
import { type Past, type PastPage, pastOf } from './past.ts';
import { haveSamePrograms } from './programs.ts';
import type { WrittenTexts } from './written-texts.ts';

export type Verdict =
  | { readonly by: 'generated' }
  | { readonly by: 'hand'; readonly recover: string | undefined }
  | {
      readonly by: 'unknown';
      readonly why: string;
      /** Whether it is known that permadocs, Prettier or its settings are others than then. */
      readonly isUpgraded: boolean;
      /** The command that prints the page with this text; undefined if it is not committed. */
      readonly recover: string | undefined;
    };

/** Judges the region of a page that has this index; `expected` is what it should contain. */
type Judge = (placed: PastPage, index: number, expected: Expected) => Promise<Verdict>;

type Written = Pick<WrittenTexts, 'gitFolder' | 'has' | 'isEmpty'>;

const GENERATED: Verdict = { by: 'generated' };

/** git is asked nothing before the first region that needs it. */
export function judgeOf(workspace: Workspace, written: Written): Judge {
  const { gitFolder } = written;
  const formatter = Formatter.ofRoot(workspace.root);
  const opened = once(() => ({
    history: gitFolder === undefined ? undefined : openHistory(workspace.root, gitFolder),
  }));
  const pasts = memo<string, Past>(200);
  /** The commits that texts came from: those of other pages came from there too, as a rule. */
  const origins = new Set<string>();
  return async (placed, index, expected) => {
    const { page, facts } = placed;
    const region = facts.regions[index];
    if (!region) return GENERATED;
    const text = regionText(page.source, region);
    const hunks = findHunks(page.source).filter(
      ({ start, end }) => region.body.start <= start && end <= region.body.end,
    );
    const isWhole = hunks.length === 0;
    if (text === '' || (isWhole && written.has(hash(text)))) return GENERATED;
    const { history } = opened();
    if (!history) return withoutHistory(written, expected);
    const past = (commit: string): Past =>
      pasts(commit, () => pastOf(workspace, history, commit, formatter));
    const question = { workspace, history, past, placed, index, text };
    if (isWhole && (await isMadeBy(question, [...history.heads, ...origins]))) return GENERATED;
    const made = await madeBy(question, history.heads);
    if (isWhole && made.isSame) return GENERATED;
    if (history.mixed.length > 0 || !isWhole) {
      const mixed = await madeBy(question, history.mixed);
      if (isMixedFrom(linesOfSides(page, region, hunks), [...made.texts, ...mixed.texts]))
        return GENERATED;
    }
    const committed = isWhole ? await committedIn(question) : undefined;
    if (!committed) return { by: 'hand', recover: undefined };
    const appearance = await appearanceOf(question, committed.path);
    if (appearance?.isGenerated === true) {
      origins.add(appearance.commit);
      return GENERATED;
    }
    return judgeCommitted(question, written, expected, appearance, committed.recover);
  };
}

/** A committed text that no data in git make. */
async function judgeCommitted(
  { history, past, placed }: Question,
  written: Written,
  expected: Expected,
  appearance: Appearance | undefined,
  recover: string,
): Promise<Verdict> {
  const unknown = (why: string, isUpgraded = false): Verdict => ({
    by: 'unknown',
    why,
    isUpgraded,
    recover,
  });
  if (!appearance) return unknown('the history of the page does not go back to it');
  const { commit, path, made, isCutOff, hadSameResult } = appearance;
  const areSame = haveSamePrograms(history, commit, past(commit), path);
  if (areSame === false)
    return unknown('permadocs, Prettier or its settings have changed since', true);
  if (isCutOff) return unknown('the clone has no history before it');
  if (made === undefined) return unknown('the data of then cannot be built today');
  if (made.text !== expected.text)
    return unknown(`the data of ${placed.page.file} have changed since`);
  if (areSame === undefined && !written.has(hash(made.text)) && !(await hadSameResult()))
    return unknown('nothing says which version of permadocs wrote it');
  return { by: 'hand', recover };
}

/** Without git, or before the first commit: all text is uncommitted. */
function withoutHistory(written: Written, expected: Expected): Verdict {
  if (written.has(hash(expected.text))) return { by: 'hand', recover: undefined };
  const why =
    written.gitFolder !== undefined
      ? 'nothing is committed yet, and no earlier build is on record'
      : `there is no git repository and no record of ${written.isEmpty ? 'an earlier build' : 'it'}`;
  return { by: 'unknown', why, isUpgraded: false, recover: undefined };
}
