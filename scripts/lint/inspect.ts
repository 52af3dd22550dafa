/** Pages that are worth reading → what the rules find in them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Severity } from '../problems/codes.ts';
import { loadReference } from '../iam/reference.ts';
import { toDocument } from '../iam/parse.ts';
import { servicesIn } from '../iam/validate.ts';
import type { Knowledge, LintOptions, LintResult } from './options.ts';
import { LARGEST_PARSED, toBytes, tooLarge, toPage } from '../pages/page.ts';
import { type Problem, problemAt, sortProblems } from '../problems/problem.ts';
import { RULES, TREE_RULES } from './rules/index.ts';
import { servicesOfNames } from './rules/unknown-action.ts';
import type { Source } from '../problems/source.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { checkWritable, writePage } from '../files/write.ts';
import { beyondBaseline, toBaseline } from './baseline.ts';
import { applyEdits, fixesOf } from './fix.ts';
import { applyIgnores } from './ignore.ts';
import type { Finding, LintContext } from './page.ts';
import { type ReadPage, readPage } from './read.ts';
import { selects, severityOf } from '../problems/code-families.ts';
import { wordsOf } from './words.ts';

export interface InspectOptions
  extends Knowledge, Pick<LintOptions, 'asOf' | 'rules' | 'fix' | 'baseline'> {
  readonly references: readonly string[];
}

/** With `fix`, pages are mended first; what is found then is not told, since it may be gone. */
export async function inspect(
  workspace: Workspace,
  files: readonly string[],
  { references, baseline, ...options }: InspectOptions,
): Promise<Omit<LintResult, 'pages' | 'files'>> {
  const words = wordsOf(references);
  const unread: Problem[] = [];
  const scanned = files.flatMap((file) => {
    const bytes = readFileSync(join(workspace.root, file));
    if (bytes.length <= LARGEST_PARSED) {
      const flavour = workspace.isMdx(file) ? 'mdx' : 'commonmark';
      return readPage(toPage(file, bytes, flavour, false), words) ?? [];
    }
    unread.push({ ...tooLarge(file, bytes.length), severity: 'warning' });
    return [];
  });
  if (scanned.length + unread.length === 0)
    return { problems: [], fixed: [], baseline: {}, dataDate: undefined };
  const context = await contextOf(options, scanned);
  const problems = [...unread, ...runRules(scanned, context)];
  const wanted = problems.flatMap((problem) =>
    withSeverity(problem, workspace.config.severities, options.rules),
  );
  const fixed = options.fix === true ? fixAll(workspace.root, scanned, wanted, context) : [];
  const sorted = sortProblems(wanted);
  return {
    problems: baseline ? beyondBaseline(sorted, baseline) : sorted,
    fixed,
    baseline: toBaseline(sorted),
    dataDate: context.reference.date,
  };
}

async function contextOf(
  { asOf, lifecycle, formerly, own }: Pick<InspectOptions, 'asOf' | keyof Knowledge>,
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
  return { asOf, lifecycle, formerly, reference };
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

/** Writes the pages whose fixes leave valid JSON; returns their files. */
function fixAll(
  root: string,
  scanned: readonly ReadPage[],
  problems: readonly Problem[],
  context: LintContext,
): string[] {
  const stale = new Map<string, Problem[]>();
  for (const problem of problems) {
    if (problem.code !== 'lint/stale-action') continue;
    const ofPage = stale.get(problem.file);
    if (ofPage) ofPage.push(problem);
    else stale.set(problem.file, [problem]);
  }
  return scanned.flatMap(({ page, lint: linted }) => {
    const edits = fixesOf(linted, stale.get(page.file) ?? [], context);
    if (edits.length === 0) return [];
    const after = toBytes(page, applyEdits(page.source.text, edits));
    const mended = { file: page.file, before: page.bytes, after };
    if (checkWritable(root, [page.file]).length > 0 || writePage(root, mended)) return [];
    return [page.file];
  });
}
