/** `permadocs simulate`: one request against a role or policy files, or a file of cases. */
import { type Command, InvalidArgumentError } from 'commander';

import { loadCatalog } from '../data/catalog.ts';
import { expectedOutcome } from '../iam/cases.ts';
import type { ContextValues } from '../iam/context.ts';
import { type Decision, evaluate, type Policies, type StatementRef } from '../iam/evaluate.ts';
import type { EvaluablePolicy } from '../iam/statement.ts';
import { isError, type Problem, sortProblems } from '../problems/problem.ts';
import { decideCases } from '../proof/cases-file.ts';
import { readPolicyFile } from '../proof/policy-files.ts';
import { evaluablePolicy, substitution } from '../data/role-policies.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { addCommonOptions, type CommonOptions, report, rootOf, type Terminal } from './command.ts';

interface Options extends CommonOptions {
  readonly role?: string;
  readonly policy: readonly string[];
  readonly boundary?: string;
  readonly scp: readonly string[];
  readonly session?: string;
  readonly resourcePolicy?: string;
  readonly principal?: string;
  readonly action?: string;
  readonly resource: string;
  readonly resourceAccount?: string;
  readonly context: ContextValues;
  readonly cases?: string;
}

export function addSimulate(program: Command, terminal: Terminal): void {
  const command = program
    .command('simulate')
    .description('evaluate one request, or a file of cases, against a role or policy files')
    .option('--role <id>', 'a role of the workspace: its permissions and its boundary')
    .option(
      '--policy <file>',
      'an identity policy, - for standard input; may be repeated',
      collect,
      [],
    )
    .option('--boundary <file>', 'a permissions boundary')
    .option(
      '--scp <file>',
      'a service control policy; each one given is a level of the organization',
      collect,
      [],
    )
    .option('--session <file>', 'a session policy')
    .option('--resource-policy <file>', 'the policy of the resource; of a role, its trust policy')
    .option('--principal <arn>', 'who asks (default: a session of a role in account 111122223333)')
    .option('--action <action>', 'the action, such as s3:GetObject')
    .option('--resource <arn>', 'the resource', '*')
    .option(
      '--resource-account <id>',
      'the account that owns the resource, where its ARN does not say',
    )
    .option(
      '--context <key=value>',
      'a condition key of the request; repeat it for more keys, or for more values of one',
      context,
      {},
    )
    .option(
      '--cases <file>',
      'a JSON array of cases with what is expected of them; prints one JSON line a case',
    );
  addCommonOptions(command).action(async (options: Options) => {
    if (options.cases !== undefined) return simulateCases(terminal, options.cases);
    if (options.action === undefined) throw new CannotRun('simulate needs --action, or --cases');
    if (
      options.role === undefined &&
      options.policy.length === 0 &&
      options.resourcePolicy === undefined
    ) {
      throw new CannotRun('simulate needs --role, --policy or --resource-policy');
    }
    const { policies, problems } = await gather(terminal, options);
    if (problems.some(isError))
      return report(terminal, options, sortProblems(problems), { summary: {} });
    const { action, resource, principal, resourceAccount, context: values } = options;
    const decision = evaluate(
      { action, resource, principal, resourceAccount, context: values },
      policies,
    );
    const { unstatedKeys: _, ...shown } = decision;
    if (options.format === 'json') terminal.out(JSON.stringify(shown, sidOrNull, 2));
    else for (const line of prose(decision, options)) terminal.out(line);
    return terminal.exit(0);
  });
}

async function gather(
  terminal: Terminal,
  options: Options,
): Promise<{ policies: Policies; problems: Problem[] }> {
  const { root, config } = rootOf(terminal, options);
  const workspace = await openWorkspace(root, config);
  const { catalog, problems: dataProblems } = loadCatalog(workspace.dataSources());
  const substitute = substitution(catalog, workspace.config.placeholders);
  // Data that has problems matters only where a role is asked for.
  const problems: Problem[] = options.role === undefined ? [] : dataProblems;
  const read = (file: string | undefined): EvaluablePolicy | undefined => {
    if (file === undefined) return undefined;
    const { policy, problems: found } = readPolicyFile(terminal.cwd, file, substitute);
    problems.push(...found);
    return policy;
  };
  const role = options.role === undefined ? undefined : catalog.get('roles', options.role);
  if (options.role !== undefined && !role && problems.length === 0) {
    throw new CannotRun(
      `there is no role \`${options.role}\`; roles are: ${catalog.ids('roles').join(', ') || 'none'}`,
    );
  }
  const ofRole = (kind: 'permissions' | 'boundary'): EvaluablePolicy | undefined =>
    role && evaluablePolicy(catalog, role, kind, substitute);
  const policies: Policies = {
    identity: [ofRole('permissions'), ...options.policy.map(read)].filter(
      (policy) => policy !== undefined,
    ),
    boundary: read(options.boundary) ?? ofRole('boundary'),
    session: read(options.session),
    resource: read(options.resourcePolicy),
    ...(options.scp.length > 0
      ? { scps: options.scp.map((file) => [read(file)].filter((policy) => policy !== undefined)) }
      : {}),
  };
  return { policies, problems };
}

/** One JSON line a case; the last word is whether it is as expected. */
function simulateCases(terminal: Terminal, file: string): void {
  let failed = 0;
  for (const { id, one, decision: decided } of decideCases(terminal.cwd, file)) {
    const { decision } = decided;
    const expected = one.expected === undefined ? undefined : expectedOutcome(one.expected);
    const ok = expected === undefined || decision === expected;
    terminal.out(JSON.stringify({ id, decision, expected, ok }));
    if (!ok) failed += 1;
  }
  terminal.exit(failed > 0 ? 1 : 0);
}

const SENTENCES: Readonly<Record<Decision['decision'], string>> = {
  allowed: 'allowed',
  explicitDeny: 'denied explicitly',
  implicitDeny: 'denied implicitly: nothing allows it',
  unknown: 'unknown',
};

function prose(decision: Decision, { action, resource }: Options): string[] {
  const lines = [`${action} on ${resource} is ${SENTENCES[decision.decision]}`];
  for (const ref of decision.decidedBy) lines.push(`  decided by ${nameOf(ref)}`);
  for (const ref of decision.notMatched)
    lines.push(`  ${nameOf(ref)} does not apply: ${ref.reason}`);
  for (const reason of decision.unknown) lines.push(`  because ${reason}`);
  if (decision.unstatedKeys.length > 0)
    lines.push(`  taken as absent: ${decision.unstatedKeys.join(', ')}`);
  return lines;
}

function nameOf({ policy, sid, index }: StatementRef): string {
  return `${sid ?? `statement ${index + 1}`} of ${policy}`;
}

/** A statement without a Sid says so. */
const sidOrNull = (key: string, value: unknown): unknown =>
  key === 'sid' && value === undefined ? null : value;

const collect = (value: string, earlier: readonly string[]): string[] => [...earlier, value];

/** `key=value`; a key given again has a list of values. */
function context(value: string, earlier: ContextValues): ContextValues {
  const at = value.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError('write key=value, such as aws:ViaAWSMCPService=true');
  const [key, text] = [value.slice(0, at), value.slice(at + 1)];
  const known = earlier[key];
  return {
    ...earlier,
    [key]: known === undefined || known === null ? text : [...[known].flat(), text],
  };
}
