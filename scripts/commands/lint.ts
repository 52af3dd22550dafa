/** `permadocs lint`: stale references, wrong policies and drift in any tree of Markdown. */
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';

import { relativeTo } from '../files/paths.ts';
import { lint } from '../lint/lint.ts';
import type { LintResult } from '../lint/options.ts';
import { sortProblems } from '../problems/problem.ts';
import { problemHere } from './run-here.ts';
import { sharesAnywhere } from '../workspace/shares.ts';
import { withOthers } from '../lint/baseline.ts';
import { readBaseline, updateBaseline } from '../lint/baseline-file.ts';
import { isThere } from '../files/stat.ts';
import { SELECTORS } from '../problems/code-families.ts';
import { plural } from '../problems/report.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { noteAge } from './age-note.ts';
import {
  addCommonOptions,
  type CommonOptions,
  reporter,
  rootOf,
  type Terminal,
} from './command.ts';

interface Options extends CommonOptions {
  readonly asOf?: string;
  readonly fix?: boolean;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly rule: readonly string[];
}

export function addLint(program: Command, terminal: Terminal): void {
  const command = program
    .command('lint')
    .description('find stale references, wrong policies and drift in any docs tree')
    .argument(
      '[paths...]',
      'files, folders and globs of .md, .mdx and .markdown (default: everything)',
    )
    .option('--as-of <date>', 'the day whose facts hold (default: today)', date)
    .option('--fix', 'fix what is certain: retired actions in Allow statements go')
    .option('--baseline <file>', 'report only what this file does not know')
    .option('--update-baseline', 'write the findings to the baseline file')
    .option(
      '--rule <code>',
      'only this code, or this family (iam/*); may be repeated',
      (value: string, earlier: readonly string[]) => [...earlier, value],
      [],
    );
  addCommonOptions(command).action(async (paths: string[], options: Options) => {
    const { shares, skipped } = sharesAnywhere(terminal, rootOf(terminal, options), paths);
    const baselineFile =
      options.baseline === undefined ? undefined : resolve(terminal.cwd, options.baseline);
    if (options.updateBaseline === true && baselineFile === undefined)
      throw new CannotRun('--update-baseline needs --baseline FILE');
    if (options.updateBaseline === true && options.rule.length > 0)
      throw new CannotRun(
        '--update-baseline would forget what other rules found; leave out --rule',
      );
    const unknown = options.rule.find((rule) => !SELECTORS.includes(rule));
    if (unknown !== undefined)
      throw new CannotRun(
        `there is no problem code \`${unknown}\`; ${didYouMean(unknown, SELECTORS) ?? '`permadocs list codes` prints them'}`,
      );
    const isUpdate = options.updateBaseline === true;
    const isSeveral = shares.length > 1;
    if (isSeveral && baselineFile !== undefined)
      throw new CannotRun(
        'a baseline is of one workspace, and the paths belong to several; name those of one',
      );
    const known = baselineFile !== undefined && !isUpdate ? readBaseline(baselineFile) : undefined;
    const results: LintResult[] = [];
    const root = isSeveral ? terminal.cwd : shares[0]?.root;
    const { found, end } = reporter(terminal, options, { root, areHere: isSeveral });
    for (const share of shares) {
      const result = await lint({
        ...share,
        asOf: options.asOf ?? terminal.today(),
        rules: options.rule,
        fix: options.fix === true,
        ...(known ? { baseline: known } : {}),
        onFindings: isUpdate || isSeveral ? undefined : found,
      });
      if (isUpdate && baselineFile !== undefined) {
        const count = writeBaseline(share.root, baselineFile, result);
        terminal.out(`${plural(count, 'finding')} written to ${options.baseline}`);
        return terminal.exit(0);
      }
      results.push(isSeveral ? seenFrom(terminal, share.root, result) : result);
    }
    const problems = sortProblems(results.flatMap((result) => result.problems));
    const fixed = results.flatMap((result) => result.fixed);
    const pages = results.reduce((sum, result) => sum + result.pages, 0);
    const notices = new Set(results.flatMap((result) => result.notices));
    const lines = [...notices, ...fixed.map((file) => `fixed ${file}`)];
    const passed = skipped === 0 ? '' : ` (${plural(skipped, 'file')} skipped: not in the root)`;
    if (problems.length === 0) lines.push(`${plural(pages, 'page')}${passed}, nothing found`);
    const dataDate = results.find((result) => result.dataDate !== undefined)?.dataDate;
    // Those of several workspaces are sorted all together.
    if (isSeveral) found(problems);
    await end(problems, {
      summary: { pages, fixed, skipped, dataDate, notices: [...notices] },
      lines,
    });
    noteAge(terminal, options);
  });
}

/** Writes what was found, and keeps what is known of files that were not read; says how much there is. */
function writeBaseline(root: string, file: string, result: LintResult): number {
  const read = new Set(result.files);
  const wasLeftOut = (page: string): boolean => !read.has(page) && isThere(join(root, page));
  updateBaseline(root, file, (earlier) => withOthers(result.baseline, earlier, wasLeftOut));
  return result.problems.length;
}

/** The result of one of several workspaces, with its files as they are named from here. */
function seenFrom({ cwd }: Terminal, root: string, result: LintResult): LintResult {
  return {
    ...result,
    problems: result.problems.map(problemHere({ cwd }, root, true)),
    fixed: result.fixed.map((file) => relativeTo(cwd, join(root, file))),
  };
}

function date(value: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(Date.parse(value)))
    throw new InvalidArgumentError('a date is written 2026-03-24');
  return value;
}
