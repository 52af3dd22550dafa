/** `permadocs lint`: stale references, wrong policies and drift in any tree of Markdown. */
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';

import { lint } from '../lint/lint.ts';
import { withOthers } from '../lint/baseline.ts';
import { readBaseline, updateBaseline } from '../lint/baseline-file.ts';
import { isThere } from '../files/stat.ts';
import { SELECTORS } from '../problems/code-families.ts';
import { plural } from '../problems/report.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import {
  addCommonOptions,
  type CommonOptions,
  pathsFromRoot,
  report,
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
    .option('--fix', 'mend what is certain: retired actions in Allow statements go')
    .option('--baseline <file>', 'report only what this file does not know')
    .option('--update-baseline', 'write the findings to the baseline file')
    .option(
      '--rule <code>',
      'only this code, or this family (iam/*); may be repeated',
      (value: string, earlier: readonly string[]) => [...earlier, value],
      [],
    );
  addCommonOptions(command).action(async (paths: string[], options: Options) => {
    const { root, config } = rootOf(terminal, options);
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
    const known = baselineFile !== undefined && !isUpdate ? readBaseline(baselineFile) : undefined;
    const result = await lint({
      root,
      config,
      paths: pathsFromRoot(terminal, root, paths),
      asOf: options.asOf ?? terminal.today(),
      rules: options.rule,
      fix: options.fix === true,
      ...(known ? { baseline: known } : {}),
    });
    if (isUpdate && baselineFile !== undefined) {
      const read = new Set(result.files);
      const wasLeftOut = (file: string): boolean => !read.has(file) && isThere(join(root, file));
      updateBaseline(root, baselineFile, (earlier) =>
        withOthers(result.baseline, earlier, wasLeftOut),
      );
      terminal.out(`${plural(result.problems.length, 'finding')} written to ${options.baseline}`);
      return terminal.exit(0);
    }
    const lines = result.fixed.map((file) => `fixed ${file}`);
    if (result.problems.length === 0) lines.push(`${plural(result.pages, 'page')}, nothing found`);
    const { pages, fixed, dataDate } = result;
    return report(terminal, options, result.problems, {
      summary: { pages, fixed, dataDate },
      lines,
    });
  });
}

function date(value: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(Date.parse(value)))
    throw new InvalidArgumentError('a date is written 2026-03-24');
  return value;
}
