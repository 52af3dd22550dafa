/** Pages that are worth reading → what the rules find in them. */
import type { Code, Severity } from '../problems/codes.ts';
import { keptIn } from '../files/cache.ts';
import { startSharing } from '../files/threads.ts';
import type { LintOptions, LintResult } from './options.ts';
import { type Problem, sortProblems } from '../problems/problem.ts';
import { plural } from '../problems/report.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { refusedPage } from '../files/page-problems.ts';
import type { Refused } from '../files/walk.ts';
import { beyondBaseline, toBaseline } from './baseline.ts';
import { fixPages } from './fix-pages.ts';
import { copiesOn, driftAmong, type GatheredCopy } from './drift.ts';
import {
  findingsOn,
  type InspectedPages,
  inspecting,
  type InspectionCommon,
  isRead,
  pageReader,
  prepareFor,
  shownOn,
  uncheckedIn,
  type PageToInspect,
} from './inspect-pages.ts';
import { dataDateOf, type Judge, judgesOf } from './judges.ts';
import type { LintedModel, Knowledge } from './knowledge.ts';
import { selects, severityOf } from '../problems/code-families.ts';
import { wordsOf } from './words.ts';

interface InspectOptions extends Pick<
  LintOptions,
  'asOf' | 'rules' | 'fix' | 'baseline' | 'onFindings'
> {
  readonly models: readonly LintedModel[];
  readonly knowledge: Knowledge;
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
  { models, knowledge, refused, baseline, onFindings, ...options }: InspectOptions,
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
      : await shared(
          models,
          { root: workspace.root, asOf: options.asOf, knowledge },
          pages,
          turn.take,
        );
  const read = pageReader(workspace, wordsOf(models, knowledge.names));
  const here = done.left.flatMap((page) => read(page) ?? []);
  const scanned = here.filter(isRead);
  if (here.length + refused.length + done.problems.length + done.read === 0)
    return { problems: [], fixed: [], unfixed: [], baseline: {}, dataDate: undefined, notices: [] };
  const judges = await judgesOf(models, knowledge, {
    asOf: options.asOf,
    keep: keptIn(workspace.cache),
  });
  const own = new Map(scanned.map((one) => [one.page.file, one]));
  let { copies } = done;
  let unchecked = done.unchecked;
  if (options.fix === true) {
    await prepareFor(scanned, judges);
    copies = scanned.flatMap((one) => copiesOn(one, judges));
    unchecked = uncheckedIn(scanned, judges);
    turn.take(
      pages,
      here.flatMap((one) => (isRead(one) ? findingsOn(one, judges) : [one])),
    );
  }
  turn.end();
  const isWanted = (code: Code): boolean => isSelected(code, workspace, options.rules);
  const asked = judges.filter(({ linter }) => isWanted(linter.drift.code));
  const gathered = inOrder(copies, files);
  const ofTree = (await Promise.all(asked.map((judge) => driftAmong(gathered, judge)))).flat();
  tell([
    ...ofTree.filter(({ file }) => !own.has(file)),
    ...[...own.values()].flatMap((one) =>
      shownOn(
        one,
        ofTree.filter(({ file }) => file === one.page.file),
        judges,
      ),
    ),
  ]);
  const { fixed, unfixed } =
    options.fix === true
      ? fixPages(workspace.root, scanned, wanted, judges)
      : { fixed: [], unfixed: [] };
  return {
    problems: sortProblems([...news, ...unfixed]),
    unfixed,
    fixed,
    baseline: toBaseline(sortProblems(wanted)),
    dataDate: dataDateOf(judges),
    notices: judges.flatMap((judge) => noticesOf(judge, unchecked)),
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
  unchecked: [],
  read: 0,
});

/** What was left out, for people. */
function noticesOf(
  { model, linter, context }: Judge,
  unchecked: InspectedPages['unchecked'],
): string[] {
  const pages = unchecked.filter((one) => one === model).length;
  const why = pages > 0 ? linter.obstacle?.(context) : undefined;
  if (why === undefined) return [];
  return [`${model} policies on ${plural(pages, 'page')} were not checked, since ${why}`];
}

/** The pages, inspected by both threads. */
async function shared(
  models: readonly LintedModel[],
  common: InspectionCommon,
  pages: readonly PageToInspect[],
  take: (jobs: readonly PageToInspect[], found: readonly Problem[]) => void,
): Promise<InspectedPages> {
  const task = inspecting(models);
  const shares = await startSharing(
    task,
    common,
    pages,
  )(({ from, answer }) => {
    take(pages.slice(from, from + task.share), answer.problems);
    return answer;
  });
  return {
    problems: shares.flatMap(({ problems }) => problems),
    copies: shares.flatMap(({ copies }) => copies),
    left: shares.flatMap(({ left }) => left),
    unchecked: shares.flatMap(({ unchecked }) => unchecked),
    read: shares.reduce((sum, { read }) => sum + read, 0),
  };
}

/** Copies in the order of the pages: the first one is what the others are compared with. */
function inOrder(copies: readonly GatheredCopy[], files: readonly string[]): GatheredCopy[] {
  const order = new Map(files.map((file, index) => [file, index]));
  const at = ({ copy: { at } }: GatheredCopy): number => order.get(at.file) ?? 0;
  return copies.toSorted((a, b) => at(a) - at(b));
}

/** Lint goes on without it. */
const asWarning = (problem: Problem): Problem => ({ ...problem, severity: 'warning' });

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
