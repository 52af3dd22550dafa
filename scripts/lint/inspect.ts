/** Pages that are worth reading → what the rules find in them. */
import type { Code, Severity } from '../problems/codes.ts';
import { INSTALL } from '../cedar/engine.ts';
import { keptIn } from '../files/cache.ts';
import { startSharing } from '../files/threads.ts';
import { readActionIndex } from '../iam/space/index.ts';
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
import { applyIgnores } from './ignore.ts';
import {
  copiesOn,
  findingsOn,
  INSPECT,
  type InspectedPages,
  type InspectionCommon,
  isRead,
  pageReader,
  uncheckedIn,
  type PageToInspect,
} from './inspect-pages.ts';
import type { Copy, LintContext } from './page.ts';
import { selects, severityOf } from '../problems/code-families.ts';

interface InspectOptions
  extends Knowledge, Pick<LintOptions, 'asOf' | 'rules' | 'fix' | 'baseline'> {
  readonly references: readonly string[];
  /** Pages that were asked for and are not read. */
  readonly refused: readonly Refused[];
}

interface Inspected extends Omit<LintResult, 'pages' | 'files'> {
  /** Why pages with something to fix are as they were; among the problems too. */
  readonly unfixed: readonly Problem[];
}

/** With `fix`, pages are mended first; what is found then is not told, since it may be gone. */
export async function inspect(
  workspace: Workspace,
  files: readonly string[],
  { references, refused, baseline, ...options }: InspectOptions,
): Promise<Inspected> {
  const pages = files.map((file): PageToInspect => ({
    file,
    flavor: workspace.isMdx(file) ? 'mdx' : 'commonmark',
  }));
  const done =
    options.fix === true ? leftTo(pages) : await shared(workspace, pages, references, options);
  const read = pageReader(workspace, references);
  const here = done.left.flatMap((page) => read(page) ?? []);
  const scanned = here.filter(isRead);
  const unread = [
    ...refused.map(refusedPage).map(asWarning),
    ...here.filter((one): one is Problem => !isRead(one)),
  ];
  if (scanned.length + unread.length + done.problems.length === 0 && done.dataDate === undefined)
    return { problems: [], fixed: [], unfixed: [], baseline: {}, dataDate: undefined, notices: [] };
  const context = await contextOf(options, () =>
    keptIn(workspace.cache)('actions', readActionIndex),
  );
  await prepareFor(context, scanned);
  const copies = [...done.copies, ...scanned.flatMap((one) => copiesOn(one, context))];
  const isWanted = (code: Code): boolean => isSelected(code, workspace, options.rules);
  const ofTree = await treeProblems(inOrder(copies, files), context, isWanted);
  const own = new Set(scanned.map(({ page }) => page.file));
  const problems = [
    ...unread,
    ...done.problems,
    ...ofTree.filter(({ file }) => !own.has(file)),
    ...scanned.flatMap((one) =>
      applyIgnores(one.page.source, one.lint, [
        ...findingsOn(one, context),
        ...ofTree.filter(({ file }) => file === one.page.file),
      ]),
    ),
  ];
  const wanted = problems.flatMap((problem) =>
    withSeverity(problem, workspace.config.severities, options.rules),
  );
  const { fixed, unfixed } =
    options.fix === true
      ? fixPages(workspace.root, scanned, wanted, context)
      : { fixed: [], unfixed: [] };
  const sorted = sortProblems(wanted);
  const news = baseline ? beyondBaseline(sorted, baseline) : sorted;
  return {
    problems: sortProblems([...news, ...unfixed]),
    unfixed,
    fixed,
    baseline: toBaseline(sorted),
    dataDate: context.reference.date,
    notices: noticesOf(done.unchecked + uncheckedIn(scanned, context)),
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

/** The pages whose findings no comment hides, inspected by both threads. */
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
  const shares = await startSharing(INSPECT, common, pages)(({ answer }) => answer);
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
