/** Pages that are worth reading → what the rules find in them. */
import type { Severity } from '../problems/codes.ts';
import { loadReference } from '../iam/reference.ts';
import { toDocument } from '../iam/parse.ts';
import { servicesIn } from '../iam/validate.ts';
import type { Knowledge, LintOptions, LintResult } from './options.ts';
import { LARGEST_PARSED, tooLarge, toPage } from '../pages/page.ts';
import { type Problem, problemAt, sortProblems } from '../problems/problem.ts';
import { RULES, TREE_RULES } from './rules/index.ts';
import { servicesOfNames } from './rules/unknown-action.ts';
import type { Source } from '../problems/source.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { refusedPage, unreadablePage } from '../files/page-problems.ts';
import type { Refused } from '../files/walk.ts';
import { beyondBaseline, toBaseline } from './baseline.ts';
import { fixPages } from './fix-pages.ts';
import { applyIgnores } from './ignore.ts';
import type { Finding, LintContext } from './page.ts';
import { type ReadPage, readPage } from './read.ts';
import { selects, severityOf } from '../problems/code-families.ts';
import { wordsOf } from './words.ts';

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
  const words = wordsOf(references);
  const unread = refused.map(refusedPage);
  const scanned = files.flatMap((file) => {
    const found = workspace.tryRead(file);
    const size = 'why' in found ? found.size : found.bytes.length;
    if ('bytes' in found && found.bytes.length <= LARGEST_PARSED) {
      const flavour = workspace.isMdx(file) ? 'mdx' : 'commonmark';
      return readPage(toPage(file, found.bytes, flavour, false), words) ?? [];
    }
    const why = 'why' in found ? found.why : '';
    unread.push(size === undefined ? unreadablePage(file, why) : tooLarge(file, size));
    return [];
  });
  if (scanned.length + unread.length === 0)
    return { problems: [], fixed: [], unfixed: [], baseline: {}, dataDate: undefined };
  const context = await contextOf(options, scanned);
  const problems = [...unread.map(asWarning), ...runRules(scanned, context)];
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
  };
}

/** Lint goes on without it. */
const asWarning = (problem: Problem): Problem => ({ ...problem, severity: 'warning' });

async function contextOf(
  { asOf, lifecycle, formerly, roles, own }: Pick<InspectOptions, 'asOf' | keyof Knowledge>,
  scanned: readonly ReadPage[],
): Promise<LintContext> {
  const actions = lifecycle.actions.map(({ action, removed, replacedBy, source }) => ({
    action,
    lifecycle: { removed, replacedBy, source },
  }));
  const reference = await loadReference({ ...own, actions: [...actions, ...(own.actions ?? [])] });
  const services = scanned.flatMap(({ lint: { source, policies } }) =>
    policies.flatMap(({ node, isFragment }) => [
      ...servicesIn(
        isFragment ? { source, node, statements: [{ source, node }] } : toDocument(source, node),
      ),
    ]),
  );
  const named = scanned.flatMap(({ lint }) => servicesOfNames(lint));
  await reference.prepare([...services, ...named]);
  return { asOf, lifecycle, formerly, roles, reference };
}

function runRules(scanned: readonly ReadPage[], context: LintContext): Problem[] {
  const toProblem = (source: Source, { code, range, ...words }: Finding): Problem =>
    problemAt(code, source, range, words);
  const tree = TREE_RULES.flatMap((rule) =>
    rule.check(
      scanned.map((one) => one.lint),
      context,
    ),
  );
  return scanned.flatMap(({ lint: page, problems }) => {
    const found = RULES.flatMap((rule) => rule.check(page, context)).map((finding) =>
      toProblem(page.source, finding),
    );
    const ofTree = tree
      .filter(({ source }) => source === page.source)
      .map(({ source, ...finding }) => toProblem(source, finding));
    return applyIgnores(page.source, page, [...problems, ...found, ...ofTree]);
  });
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
