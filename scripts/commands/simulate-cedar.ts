/** `permadocs simulate` with files of Cedar policies. */
import { loadEngine } from '../cedar/engine.ts';
import type { Expectation } from '../iam/space/prove.ts';
import { type CedarAnswer, simulateCedar } from '../models/cedar/simulate.ts';
import { sortProblems } from '../problems/problem.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { type CommonOptions, report, type Terminal } from './command.ts';

interface Options extends CommonOptions {
  readonly policy: readonly string[];
  readonly principal?: string;
  readonly action?: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly entities?: string;
  readonly every?: string;
  readonly expect: Expectation;
}

/** Prints the decision; exits with 0 if it is as expected. */
export function simulateCedarFiles(terminal: Terminal, options: Options): void {
  if (options.every !== undefined)
    throw new CannotRun('--every does not go with Cedar: its policies are tested, not proven');
  if (options.policy.some((file) => !file.endsWith('.cedar')))
    throw new CannotRun('files of Cedar policies and of other policies cannot decide together');
  const answer = simulateCedar(loadEngine(), {
    cwd: terminal.cwd,
    files: options.policy,
    principal: options.principal,
    action: options.action,
    resource: options.resource,
    context: options.context,
    entities: options.entities,
  });
  if ('problems' in answer)
    return report(terminal, options, sortProblems(answer.problems), { summary: {} });
  if (options.format === 'json') terminal.out(JSON.stringify(answer, null, 2));
  else for (const line of linesOf(answer)) terminal.out(line);
  terminal.exit(isExpected(answer, options.expect) ? 0 : 1);
}

function linesOf({ decision, by, errors, toolhive }: CedarAnswer): string[] {
  return [
    `${decision}${by.length > 0 ? ` by ${by.join(', ')}` : ': no policy applies'}`,
    ...errors.map(({ policy, message }) => `  ${policy} errors, so Cedar skips it: ${message}`),
    ...(toolhive === undefined
      ? []
      : [
          `ToolHive: ${toolhive}${errors.length > 0 ? ', since a policy errors on the request' : ''}`,
        ]),
  ];
}

function isExpected({ decision }: CedarAnswer, expected: Expectation): boolean {
  if (expected === 'admits' || expected === 'delegates')
    throw new CannotRun(`--expect ${expected} does not go with Cedar policies`);
  return expected === 'denied' ? decision !== 'allowed' : decision === expected;
}
