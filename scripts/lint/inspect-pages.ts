/** Pages, one by one → what rules find on each, and the policies to compare with those of others. */
import { unreadablePage } from '../files/page-problems.ts';
import type { Task } from '../files/threads.ts';
import type { ActionIndexData } from '../iam/space/index.ts';
import type { Flavor } from '../markdown/page-tree.ts';
import { LARGEST_PARSED, tooLarge, toPage } from '../pages/page.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { readingFrom, type Reading } from '../workspace/reading.ts';
import { contextOf, prepareFor } from './context.ts';
import { applyIgnores, ignoresAny } from './ignore.ts';
import type { Knowledge } from './options.ts';
import type { Copy, LintContext } from './page.ts';
import { type ReadPage, readPage } from './read.ts';
import { RULES, TREE_RULES } from './rules/index.ts';
import { wordsOf } from './words.ts';

export interface PageToInspect {
  readonly file: string;
  readonly flavor: Flavor;
}

/** {@link Knowledge} and the rest, as JSON. */
export interface InspectionCommon {
  /** Absolute. */
  readonly root: string;
  readonly asOf: string;
  readonly references: readonly string[];
  readonly retired: Knowledge['lifecycle']['actions'];
  readonly namespaces: readonly string[];
  readonly formerly: readonly (readonly [string, string])[];
  readonly roles: readonly string[];
  readonly own: Knowledge['own'];
  readonly schemas: Knowledge['schemas'];
}

export interface InspectedPages {
  readonly problems: readonly Problem[];
  readonly copies: readonly Copy[];
  /** Pages with comments that hide findings of rules about the tree: those come last. */
  readonly left: readonly PageToInspect[];
  /** How many pages have Cedar policies that were not checked, for lack of Cedar's engine. */
  readonly unchecked: number;
  /** The day of the data; undefined if no page was of interest. */
  readonly dataDate: string | undefined;
}

const OF_TREE: ReadonlySet<string> = new Set(TREE_RULES.map(({ code }) => code));

/** What the rules of one page find, and no comment on it hides. */
export function findingsOn({ lint: page, problems }: ReadPage, context: LintContext): Problem[] {
  const found = RULES.flatMap((rule) => rule.check(page, context)).map(
    ({ code, range, ...words }) => problemAt(code, page.source, range, words),
  );
  return applyIgnores(
    page.source,
    page,
    [...problems, ...found],
    (code) => code === undefined || !OF_TREE.has(code),
  );
}

/** Of what rules about the tree find on a page, what no comment on it hides. */
export const shownOn = ({ lint: page }: ReadPage, ofTree: readonly Problem[]): Problem[] =>
  applyIgnores(page.source, page, ofTree, (code) => code !== undefined && OF_TREE.has(code));

/** Do comments on a page hide what rules about the tree find? */
const hidesOfTree = ({ lint: page }: ReadPage): boolean => ignoresAny(page, OF_TREE);

export const copiesOn = ({ lint: page }: ReadPage, context: LintContext): Copy[] =>
  TREE_RULES.flatMap((rule) => rule.gather(page, context));

/** How many pages have Cedar policies that were not checked. */
export function uncheckedIn(scanned: readonly ReadPage[], { cedar }: LintContext): number {
  const pages = scanned.filter(({ lint }) => lint.cedar.length > 0).length;
  return pages > 0 && cedar() === undefined ? pages : 0;
}

/** A page, undefined where it proves to hold nothing of interest, or why it is not read. */
export function pageReader(
  { tryRead }: Pick<Reading, 'tryRead'>,
  references: readonly string[],
): (page: PageToInspect) => ReadPage | Problem | undefined {
  const words = wordsOf(references);
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

export const isRead = (one: ReadPage | Problem): one is ReadPage => 'lint' in one;

/** Loaded when policies are compared, which the worker never does. */
export const readActions = async (): Promise<ActionIndexData> =>
  (await import('../iam/space/index.ts')).readActionIndex();

function inspector({
  root,
  asOf,
  references,
  retired,
  namespaces,
  formerly,
  roles,
  own,
  schemas,
}: InspectionCommon): (pages: readonly PageToInspect[]) => Promise<InspectedPages> {
  const read = pageReader(readingFrom(root, new Map()), references);
  const knowledge: Knowledge = {
    lifecycle: { actions: retired, namespaces: new Set(namespaces) },
    formerly: new Map(formerly),
    roles: new Set(roles),
    own,
    schemas,
  };
  let known: Promise<LintContext> | undefined;
  return async (pages) => {
    // Timers come in between: a terminal shows that lint is at work.
    await new Promise((resolve) => void setImmediate(resolve));
    const unread: Problem[] = [];
    const left: PageToInspect[] = [];
    const scanned = pages.flatMap((page) => {
      const one = read(page);
      if (one === undefined) return [];
      if (isRead(one)) {
        if (hidesOfTree(one)) left.push(page);
        return one;
      }
      unread.push(one);
      return [];
    });
    if (scanned.length === 0)
      return { problems: unread, copies: [], left, unchecked: 0, dataDate: undefined };
    const context = await (known ??= contextOf({ asOf, ...knowledge }, readActions));
    await prepareFor(context, scanned);
    return {
      problems: [...unread, ...scanned.flatMap((one) => findingsOn(one, context))],
      copies: scanned.flatMap((one) => copiesOn(one, context)),
      left,
      unchecked: uncheckedIn(scanned, context),
      dataDate: context.reference.date,
    };
  };
}

/** Inspecting as the task of two threads. */
export const INSPECT: Task<InspectionCommon, PageToInspect, InspectedPages> = {
  name: 'inspect',
  start: inspector,
  worthwhile: 60,
  share: 8,
};
