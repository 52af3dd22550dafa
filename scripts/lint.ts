/** Lint: any tree of Markdown → findings. Reads pages, loads no Prettier and runs no code of the tree. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { loadCatalog } from './catalog.ts';
import type { Severity } from './codes.ts';
import { type Additions, loadReference } from './iam/reference.ts';
import { servicesIn } from './iam/validate.ts';
import { type Baseline, beyondBaseline, toBaseline } from './lint/baseline.ts';
import { applyEdits, fixesOf } from './lint/fix.ts';
import { applyIgnores } from './lint/ignore.ts';
import { AWS_LIFECYCLE, type Lifecycle, mergeLifecycles } from './lint/lifecycle.ts';
import type { Finding, LintContext } from './lint/page.ts';
import { type ReadPage, readPage } from './lint/read.ts';
import { selects, severityOf } from './lint/selection.ts';
import { wordsOf } from './lint/words.ts';
import { LARGEST_PARSED, toBytes, toPage } from './page.ts';
import { type Problem, problemAt, sortProblems } from './problem.ts';
import { additionsOf } from './prove.ts';
import { RULES, TREE_RULES } from './rules/index.ts';
import { toDocument } from './iam/parse.ts';
import type { Source } from './source.ts';
import { tooLarge } from './survey-page.ts';
import { Workspace } from './workspace.ts';
import { checkWritable, writePage } from './write.ts';

export interface LintOptions {
  /** Absolute. */
  readonly root: string;
  readonly config?: string | undefined;
  /** Files, folders and globs, relative to the root; everything where it is empty. */
  readonly paths?: readonly string[];
  /** YYYY-MM-DD: whose day's facts hold. */
  readonly asOf: string;
  /** Only these codes and families (`iam/*`). */
  readonly rules?: readonly string[];
  readonly fix?: boolean;
  readonly baseline?: Baseline;
}

export interface LintResult {
  readonly problems: readonly Problem[];
  readonly pages: number;
  /** Which pages there were to lint. */
  readonly files: readonly string[];
  /** Pages that were mended. */
  readonly fixed: readonly string[];
  /** Of all findings, for `--update-baseline`. */
  readonly baseline: Baseline;
  /** The day of the data on actions and keys. */
  readonly dataDate: string | undefined;
}

export async function lint(options: LintOptions): Promise<LintResult> {
  const workspace = await Workspace.open(options.root, options.config);
  const { catalog } = loadCatalog(workspace.dataSources());
  const lifecycle = mergeLifecycles(AWS_LIFECYCLE, lifecycleOf(catalog));
  const formerly = new Map(
    catalog
      .all('roles')
      .flatMap(({ value }) => value.formerly.map((name): [string, string] => [name, value.name])),
  );
  const ofRules = RULES.flatMap(({ words = [] }) => words);
  const words = wordsOf(lifecycle, [...formerly.keys(), ...ofRules]);
  const files = await workspace.markdownFiles(options.paths ?? []);
  const unread: Problem[] = [];
  const scanned = files.flatMap((file) => {
    const bytes = readFileSync(join(workspace.root, file));
    if (!words.isWorthReading(bytes) || bytes.includes(0)) return [];
    if (bytes.length <= LARGEST_PARSED) {
      const flavour = workspace.isMdx(file) ? 'mdx' : 'commonmark';
      return readPage(toPage(file, bytes, flavour, false), words) ?? [];
    }
    unread.push({ ...tooLarge(file, bytes.length), severity: 'warning' });
    return [];
  });

  if (scanned.length + unread.length === 0)
    return {
      problems: [],
      pages: files.length,
      files,
      fixed: [],
      baseline: {},
      dataDate: undefined,
    };

  const context = await contextOf(options.asOf, lifecycle, formerly, additionsOf(catalog), scanned);
  const problems = [...unread, ...runRules(scanned, context)];
  const wanted = problems.flatMap((problem) =>
    withSeverity(problem, workspace.config.severities, options.rules),
  );
  const fixed = options.fix === true ? fixAll(workspace.root, scanned, wanted, context) : [];
  if (fixed.length > 0) return { ...(await lint({ ...options, fix: false })), fixed };
  const sorted = sortProblems(wanted);
  return {
    problems: options.baseline ? beyondBaseline(sorted, options.baseline) : sorted,
    pages: files.length,
    files,
    fixed,
    baseline: toBaseline(sorted),
    dataDate: context.reference.date,
  };
}

async function contextOf(
  asOf: string,
  lifecycle: Lifecycle,
  formerly: ReadonlyMap<string, string>,
  own: Additions,
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
  await reference.prepare(services);
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

/** What the workspace itself knows to be retired. */
function lifecycleOf(catalog: ReturnType<typeof loadCatalog>['catalog']): Lifecycle {
  const removed = catalog.all('actions').flatMap(({ id, value }) =>
    value.removed === undefined
      ? []
      : [
          {
            action: id,
            removed: value.removed,
            replacedBy: value.replacedBy?.source ?? 'remove it',
            source: value.source,
          },
        ],
  );
  const all = new Map<string, boolean>();
  for (const { id, value } of catalog.all('actions')) {
    const [service = ''] = id.split(':');
    all.set(service, (all.get(service) ?? true) && value.removed !== undefined);
  }
  return {
    actions: removed,
    namespaces: new Set([...all].filter(([, isGone]) => isGone).map(([service]) => service)),
  };
}
