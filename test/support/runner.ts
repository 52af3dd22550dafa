/**
 * A composite action run as GitHub's runner runs it: conditions, environment and outputs of its steps.
 * What is given are inputs, and what GitHub knows of the event, as `github.event_name`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly uses?: string;
  readonly 'continue-on-error'?: boolean;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What each step that ran did, by its name; a step that `uses` another action only says so. */
export function runAction(
  { inputs, runs }: Action,
  cwd: string,
  given: Readonly<Record<string, string>> = {},
  path: string = process.env['PATH'] ?? '',
): Record<string, Outcome> {
  const temp = join(cwd, '.runner');
  const outputFile = join(temp, 'output');
  mkdirSync(temp, { recursive: true });
  const known: Record<string, string> = {};
  for (const [name, input] of Object.entries(inputs))
    known[`inputs.${name}`] = given[name] ?? input.default;
  for (const [name, value] of Object.entries(given))
    if (name.startsWith('github.')) known[name] = value;
  const outcomes: Record<string, Outcome> = {};
  for (const step of runs.steps) {
    const failed = Object.values(outcomes).some(({ status }) => status !== 0);
    if (!holds(step.if ?? '', known, failed)) continue;
    rmSync(outputFile, { force: true });
    const fill = (text: string): string =>
      text.replace(/\$\{\{ (\S+) \}\}/g, (_, name: string) => known[name] ?? '');
    const env = Object.entries(step.env ?? {}).map(([name, text]) => [name, fill(text)]);
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run ?? ''],
      {
        cwd,
        encoding: 'utf8',
        env: {
          PATH: path,
          NODE_OPTIONS: process.env['NODE_OPTIONS'],
          HOME: temp,
          RUNNER_TEMP: temp,
          GITHUB_OUTPUT: outputFile,
          GITHUB_STEP_SUMMARY: join(temp, 'summary'),
          GITHUB_REPOSITORY: 'owner/docs',
          ...Object.fromEntries(env),
        },
      },
    );
    outcomes[step.name] = { status, stdout, stderr };
    known[`steps.${step.id}.outcome`] = status === 0 ? 'success' : 'failure';
    const output = existsSync(outputFile) ? readFileSync(outputFile, 'utf8') : '';
    for (const [, name, value = ''] of output.matchAll(/^([^=]+)=(.*)$/gm))
      known[`steps.${step.id}.outputs.${name}`] = value;
  }
  return outcomes;
}

/** The conditions that our action uses: comparisons joined by `&&`, and `!cancelled()`. */
function holds(condition: string, known: Readonly<Record<string, string>>, failed: boolean) {
  const expression = condition.replace(/^\$\{\{(.*)\}\}$/s, '$1').trim();
  if (failed && !expression.includes('!cancelled()')) return false;
  return expression.split('&&').every((part) => {
    if (part.trim() === '' || part.trim() === '!cancelled()') return true;
    const [, name = '', operator, value] = /^(\S+) (==|!=) '(.*)'$/.exec(part.trim()) ?? [];
    if (operator === undefined) throw new Error(`the condition ${part} is not understood`);
    return (known[name] === value) === (operator === '==');
  });
}
