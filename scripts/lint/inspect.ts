/** Pages that are worth reading → what the rules find in them. */
import type { Code, Severity } from '../problems/codes.ts';
import { INSTALL } from '../cedar/engine.ts';
import { keptIn } from '../files/cache.ts';
import { startSharing } from '../files/threads.ts';
import type { Knowledge, LintOptions, LintResult } from './options.ts';
import { type Problem, sortProblems } from '../problems/problem.ts';
import { plural } from '../problems/report.ts';
import { TREE_RULES } from './rules/index.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { refusedPage } from '../files/page-problems.ts';
import type { Refused } from '../files/walk.ts';
import { beyondBaseline, toBaseline } from './baseline.ts';
import { contextOf, prepareFor } from './context.ts';
import { fixPages } from './fix-pages.ts';
import {
  copiesOn,
  findingsOn,
  INSPECT,
  type InspectedPages,
  type InspectionCommon,
  isRead,
  pageReader,
  readActions,
  shownOn,
  uncheckedIn,
  type PageToInspect,
} from './inspect-pages.ts';
import type { Copy, LintContext } from './page.ts';
import { selects, severityOf } from '../problems/code-families.ts';

interface InspectOptions
  extends Knowledge, Pick<LintOptions, 'asOf' | 'rules' | 'fix' | 'baseline' | 'onFindings'> {
  readonly references: readonly string[];
  /** Pages that were asked for and are not read. */
  readonly refused: readonly Refused[];
}

interface Inspected extends Omit<LintResult, 'pages' | 'files'> {
  /** Why pages with something to fix are as they were; among the problems too. */
  readonly unfixed: readonly Problem[];
}

/**
 * With `fix`, pages are mended first; what is found then is not told, since it may be gone. Otherwise
 * `onFindings` gets the findings page by page, then those of rules that compare pages.
 */
export async function inspect(
  workspace: Workspace,
  files: readonly string[],
  { references, refused, baseline, onFindings, ...options }: InspectOptions,
): Promise<Inspected> {
  const pages = files.map((file): PageToInspect => ({
    file,
    flavor: workspace.isMdx(file) ? 'mdx' : 'commonmark',
  }));
  const wanted: Problem[] = [];
  const news: Problem[] = [];
  const tell = (problems: readonly Problem[]): void => {
    const kept = problems.flatMap((problem) =>
      withSeverity(problem, workspace.config.severities, options.rules),
    );
    const sorted = sortProblems(kept);
    const fresh = baseline ? beyondBaseline(sorted, baseline) : sorted;
    wanted.push(...sorted);
    news.push(...fresh);
    if (options.fix !== true && fresh.length > 0) onFindings?.(fresh);
  };
  const turn = inTurn(pages, refused.map(refusedPage).map(asWarning), tell);
  const done =
    options.fix === true
      ? leftTo(pages)
      : await shared(workspace, pages, references, options, turn.take);
  const read = pageReader(workspace, references);
  const here = done.left.flatMap((page) => read(page) ?? []);
  const scanned = here.filter(isRead);
  if (here.length + refused.length + done.problems.length === 0 && done.dataDate === undefined)
    return { problems: [], fixed: [], unfixed: [], baseline: {}, dataDate: undefined, notices: [] };
  const context = await contextOf(options, () => keptIn(workspace.cache)('actions', readActions));
  const own = new Map(scanned.map((one) => [one.page.file, one]));
  let { copies } = done;
  let unchecked = done.unchecked;
  if (options.fix === true) {
    await prepareFor(context, scanned);
    copies = scanned.flatMap((one) => copiesOn(one, context));
    unchecked = uncheckedIn(scanned, context);
    turn.take(
      pages,
      here.flatMap((one) => (isRead(one) ? findingsOn(one, context) : [one])),
    );
  }
  turn.end();
  const isWanted = (code: Code): boolean => isSelected(code, workspace, options.rules);
  const ofTree = await treeProblems(inOrder(copies, files), context, isWanted);
  tell([
    ...ofTree.filter(({ file }) => !own.has(file)),
    ...[...own.values()].flatMap((one) =>
      shownOn(
        one,
        ofTree.filter(({ file }) => file === one.page.file),
      ),
    ),
  ]);
  const { fixed, unfixed } =
    options.fix === true
      ? fixPages(workspace.root, scanned, wanted, context)
      : { fixed: [], unfixed: [] };
  return {
    problems: sortProblems([...news, ...unfixed]),
    unfixed,
    fixed,
    baseline: toBaseline(sortProblems(wanted)),
    dataDate: context.reference.date,
    notices: noticesOf(unchecked),
  };
}

/**
 * Shares of pages come from two threads; what was found goes on in the order of the pages, with what
 * was known `before` at its place among them.
 */
function inTurn(
  pages: readonly PageToInspect[],
  before: readonly Problem[],
  tell: (problems: readonly Problem[]) => void,
) {
  const ready = new Map<string, { readonly count: number; readonly found: readonly Problem[] }>();
  const waiting = sortProblems(before);
  let next = 0;
  const upTo = (file: string | undefined): Problem[] => {
    const end = waiting.findIndex((problem) => file !== undefined && problem.file > file);
    return waiting.splice(0, end === -1 ? waiting.length : end);
  };
  return {
    take: (jobs: readonly PageToInspect[], found: readonly Problem[]): void => {
      ready.set(jobs[0]?.file ?? '', { count: jobs.length, found });
      for (;;) {
        const first = pages[next]?.file ?? '';
        const share = ready.get(first);
        if (!share) return;
        ready.delete(first);
        next += share.count;
        tell([...upTo(pages[next - 1]?.file), ...share.found]);
      }
    },
    end: (): void => tell(upTo(undefined)),
  };
}

const leftTo = (pages: readonly PageToInspect[]): InspectedPages => ({
  problems: [],
  copies: [],
  left: pages,
  unchecked: 0,
  dataDate: undefined,
});

/** What was left out, for people. */
function noticesOf(pages: number): string[] {
  if (pages === 0) return [];
  return [
    `Cedar policies on ${plural(pages, 'page')} were not checked, since Cedar’s engine is not installed beside permadocs; ${INSTALL}`,
  ];
}

/** The pages, inspected by both threads. */
async function shared(
  { root }: Pick<Workspace, 'root'>,
  pages: readonly PageToInspect[],
  references: readonly string[],
  {
    asOf,
    lifecycle,
    formerly,
    roles,
    own,
    schemas,
  }: Pick<InspectOptions, 'asOf' | keyof Knowledge>,
  take: (jobs: readonly PageToInspect[], found: readonly Problem[]) => void,
): Promise<InspectedPages> {
  const common: InspectionCommon = {
    root,
    asOf,
    references,
    retired: lifecycle.actions,
    namespaces: [...lifecycle.namespaces],
    formerly: [...formerly],
    roles: [...roles],
    own,
    schemas,
  };
  const shares = await startSharing(
    INSPECT,
    common,
    pages,
  )(({ from, answer }) => {
    take(pages.slice(from, from + INSPECT.share), answer.problems);
    return answer;
  });
  return {
    problems: shares.flatMap(({ problems }) => problems),
    copies: shares.flatMap(({ copies }) => copies),
    left: shares.flatMap(({ left }) => left),
    unchecked: shares.reduce((sum, { unchecked }) => sum + unchecked, 0),
    dataDate: shares.find(({ dataDate }) => dataDate !== undefined)?.dataDate,
  };
}

/** Copies in the order of the pages: the first one is what the others are compared with. */
function inOrder(copies: readonly Copy[], files: readonly string[]): Copy[] {
  const order = new Map(files.map((file, index) => [file, index]));
  const at = ({ at: { file } }: Copy): number => order.get(file) ?? 0;
  return copies.toSorted((a, b) => at(a) - at(b));
}

/** Lint goes on without it. */
const asWarning = (problem: Problem): Problem => ({ ...problem, severity: 'warning' });

async function treeProblems(
  copies: readonly Copy[],
  context: LintContext,
  isWanted: (code: Code) => boolean,
): Promise<Problem[]> {
  const asked = TREE_RULES.filter(({ code }) => isWanted(code));
  const found = await Promise.all(asked.map((rule) => rule.check(copies, context)));
  return found.flat();
}

/** Whether findings of a code are told at all, or are what a comment says that it ignores. */
function isSelected(
  code: Code,
  { config }: Workspace,
  rules: readonly string[] | undefined = [],
): boolean {
  const isAsked = (one: Code): boolean =>
    (rules.length === 0 || rules.some((rule) => selects(rule, one))) &&
    severityOf(one, config.severities) !== 'off';
  return isAsked(code) || isAsked('lint/unused-ignore');
}

/** What permadocs.yaml and `--rule` make of a finding. */
function withSeverity(
  problem: Problem,
  severities: Readonly<Record<string, Severity | 'off'>>,
  rules: readonly string[] | undefined,
): Problem[] {
  if (rules && rules.length > 0 && !rules.some((rule) => selects(rule, problem.code))) return [];
  const severity = severityOf(problem.code, severities);
  if (severity === 'off') return [];
  return [severity === undefined ? problem : { ...problem, severity }];
}
