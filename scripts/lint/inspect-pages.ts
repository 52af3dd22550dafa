/** Pages, one by one → what rules find on each, and the policies to compare with those of others. */
import { unreadablePage } from '../files/page-problems.ts';
import type { Task } from '../files/threads.ts';
import type { Flavor } from '../markdown/page-tree.ts';
import type { LintGiven } from '../models/lint.ts';
import { MODELS } from '../models/models.ts';
import { LARGEST_PARSED, tooLarge, toPage } from '../pages/page.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { readingFrom, type Reading } from '../workspace/reading.ts';
import { copiesOn, type GatheredCopy } from './drift.ts';
import { applyIgnores, ignoresAny } from './ignore.ts';
import { isOfTree, type Judge, judgesOf } from './judges.ts';
import type { LintedModel, Knowledge } from './knowledge.ts';
import type { ReadPage } from './page.ts';
import { readPage } from './read.ts';
import { RULES } from './rules/index.ts';
import { type Words, wordsOf } from './words.ts';

export interface PageToInspect {
  readonly file: string;
  readonly flavor: Flavor;
}

/** Plain JSON. */
export interface InspectionCommon {
  /** Absolute. */
  readonly root: string;
  readonly asOf: string;
  readonly knowledge: Knowledge;
}

export interface InspectedPages {
  readonly problems: readonly Problem[];
  readonly copies: readonly GatheredCopy[];
  /** Pages with comments that hide findings of rules about the tree: those come last. */
  readonly left: readonly PageToInspect[];
  /** For each page with policies that could not be checked, the model of these. */
  readonly unchecked: readonly string[];
  /** How many pages were of interest. */
  readonly read: number;
}

/** What the rules of one page find, and no comment on it hides. */
export function findingsOn(read: ReadPage, judges: readonly Judge[]): Problem[] {
  const { text, problems } = read;
  const found = [
    ...judges.flatMap(({ linter, context }) =>
      linter.rules.flatMap((rule) => rule.check(read.as(linter), context)),
    ),
    ...RULES.flatMap((rule) => rule.check(text)),
  ].map(({ code, range, ...words }) => problemAt(code, text.source, range, words));
  return applyIgnores(
    text.source,
    text,
    [...problems, ...found],
    (code) => code === undefined || !isOfTree(code, judges),
  );
}

/** Of what rules about the tree find on a page, what no comment on it hides. */
export const shownOn = (
  { text }: ReadPage,
  ofTree: readonly Problem[],
  judges: readonly Judge[],
): Problem[] =>
  applyIgnores(text.source, text, ofTree, (code) => code !== undefined && isOfTree(code, judges));

/** Do comments on a page hide what rules about the tree find? */
const hidesOfTree = ({ text }: ReadPage, judges: readonly Judge[]): boolean =>
  ignoresAny(text, (code) => isOfTree(code, judges));

/** For each page with policies that cannot be checked, the model of these. */
export const uncheckedIn = (read: readonly ReadPage[], judges: readonly Judge[]): string[] =>
  judges.flatMap(({ model, linter, context }) => {
    if (!linter.obstacle) return [];
    const pages = read.filter((one) => one.as(linter).policies.length > 0);
    return pages.length > 0 && linter.obstacle(context) !== undefined ? pages.map(() => model) : [];
  });

/** Loads what the rules will ask about pages. */
export async function prepareFor(
  read: readonly ReadPage[],
  judges: readonly Judge[],
): Promise<void> {
  for (const { linter, context } of judges) {
    await linter.prepare?.(
      read.map((one) => one.as(linter)),
      context,
    );
  }
}

/** A page, undefined where it proves to hold nothing of interest, or why it is not read. */
export function pageReader(
  { tryRead }: Pick<Reading, 'tryRead'>,
  words: Words,
): (page: PageToInspect) => ReadPage | Problem | undefined {
  return ({ file, flavor }) => {
    const found = tryRead(file);
    if ('bytes' in found && found.bytes.length <= LARGEST_PARSED)
      return readPage(toPage(file, found.bytes, flavor, false), words);
    const size = 'why' in found ? found.size : found.bytes.length;
    const why = 'why' in found ? found.why : '';
    // Lint goes on without it.
    const problem = size === undefined ? unreadablePage(file, why) : tooLarge(file, size);
    return { ...problem, severity: 'warning' };
  };
}

export const isRead = (one: ReadPage | Problem): one is ReadPage => 'text' in one;

const inspector =
  (models: readonly LintedModel[]) =>
  ({ root, asOf, knowledge }: InspectionCommon) => {
    const read = pageReader(readingFrom(root, new Map()), wordsOf(models, knowledge.names));
    // Pages are not compared here, so nothing is made that is worth keeping.
    const given: LintGiven = { asOf, keep: async (_, make) => make() };
    let known: Promise<Judge[]> | undefined;
    return async (pages: readonly PageToInspect[]): Promise<InspectedPages> => {
      // Timers come in between: a terminal shows that lint is at work.
      await new Promise((resolve) => void setImmediate(resolve));
      const found = pages.flatMap((page) => read(page) ?? []);
      const unread = found.flatMap((one) => (isRead(one) ? [] : one));
      const scanned = found.filter(isRead);
      if (scanned.length === 0)
        return { problems: unread, copies: [], left: [], unchecked: [], read: 0 };
      const judges = await (known ??= judgesOf(models, knowledge, given));
      await prepareFor(scanned, judges);
      return {
        problems: [...unread, ...scanned.flatMap((one) => findingsOn(one, judges))],
        copies: scanned.flatMap((one) => copiesOn(one, judges)),
        left: scanned
          .filter((one) => hidesOfTree(one, judges))
          .map(({ page: { file, flavor } }) => ({ file, flavor })),
        unchecked: uncheckedIn(scanned, judges),
        read: scanned.length,
      };
    };
  };

/** Inspecting as the task of two threads. */
export const inspecting = (
  models: readonly LintedModel[],
): Task<InspectionCommon, PageToInspect, InspectedPages> => ({
  name: 'inspect',
  start: inspector(models),
  worthwhile: 60,
  share: 8,
});

/** As the worker knows it. */
export const INSPECT = inspecting(MODELS);
