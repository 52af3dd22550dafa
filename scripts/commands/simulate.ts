/** `permadocs simulate`: a request, every request of a space, or a file of cases against policies. */
import { resolve } from 'node:path';

import { type Command, InvalidArgumentError, Option } from 'commander';

import { keptIn } from '../files/cache.ts';
import { additionsOf } from '../data/additions.ts';
import type { Catalog } from '../data/catalog.ts';
import { catalogWith } from '../sources/sources.ts';
import { expectedOutcome } from '../iam/cases.ts';
import type { ContextValues } from '../iam/context.ts';
import { type Decision, evaluate, type Policies } from '../iam/evaluate.ts';
import { loadReference } from '../iam/reference.ts';
import { readActionIndex } from '../iam/space/action-index.ts';
import { type Knowledge, servicesAsked } from '../iam/space/knowledge.ts';
import type { Expectation } from '../iam/space/prove.ts';
import type { EvaluablePolicy } from '../iam/statement.ts';
import { readText } from '../files/read.ts';
import { isError, type Problem, sortProblems } from '../problems/problem.ts';
import { decideCases } from '../models/iam/cases-file.ts';
import { readPolicyFile } from '../models/iam/policy-files.ts';
import {
  askEvery,
  checkPattern,
  readFacts,
  readSpace,
  setOfPolicies,
} from '../models/iam/every-request.ts';
import { knowledgeOfWorkspace } from '../models/iam/knowledge.ts';
import { evaluablePolicy, type Substitute, substitution } from '../data/role-policies.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { everyProse, prose } from './simulate-text.ts';
import { modelOf } from '../models/models.ts';
import { simulateCedarFiles } from './simulate-cedar.ts';
import { addCommonOptions, type CommonOptions, report, rootOf, type Terminal } from './command.ts';

interface Options extends CommonOptions {
  readonly role?: string;
  readonly policy: readonly string[];
  readonly boundary?: string;
  readonly scp: readonly string[];
  readonly rcp: readonly string[];
  readonly session?: string;
  readonly resourcePolicy?: string;
  readonly principal?: string;
  readonly action?: string;
  readonly resource: string;
  readonly resourceAccount?: string;
  readonly context: ContextValues;
  readonly cases?: string;
  readonly entities?: string;
  readonly every?: string;
  readonly expect: Expectation;
  /** A file, false with --no-facts, true by default. */
  readonly facts: string | boolean;
}

const DECISIONS = [
  'allowed',
  'denied',
  'explicitDeny',
  'implicitDeny',
  'admits',
  'delegates',
] as const satisfies Expectation[];

export function addSimulate(program: Command, terminal: Terminal): void {
  const command = program
    .command('simulate')
    .description('evaluate a request, or every request of a space, against a role or policy files')
    .option('--role <id>', 'a role of the workspace: its permissions and its boundary')
    .option(
      '--policy <file>',
      'an identity policy, - for standard input, or a file of Cedar policies; may be repeated',
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
    .option(
      '--rcp <file>',
      'a resource control policy that the resource is under; may be repeated',
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
    .option('--entities <file>', 'with Cedar policies: entities, as a JSON list')
    .option(
      '--every <space>',
      'instead of a request, every request of a space, as JSON; see docs/claims.md',
    )
    .addOption(
      new Option('--expect <decision>', 'the decision that makes the exit code 0')
        .choices(DECISIONS)
        .default('allowed'),
    )
    .option('--facts <file>', 'with --every: other facts about contexts that cannot occur, as JSON')
    .option('--no-facts', 'with --every: without facts about contexts that cannot occur')
    .option(
      '--cases <file>',
      'a JSON array of cases with what is expected of them; prints one JSON line a case',
    );
  addCommonOptions(command).action(async (options: Options) => {
    if (options.cases !== undefined) return simulateCases(terminal, options.cases);
    if (options.policy.some((file) => modelOf(file).name === 'cedar'))
      return simulateCedarFiles(terminal, options);
    if (options.action === undefined && options.every === undefined)
      throw new CannotRun('simulate needs --action, --every or --cases');
    if (
      options.role === undefined &&
      options.policy.length === 0 &&
      options.resourcePolicy === undefined
    ) {
      throw new CannotRun(
        options.rcp.length > 0
          ? '--rcp only refuses: give --policy or --resource-policy as well, for what it refuses'
          : 'simulate needs --role, --policy or --resource-policy',
      );
    }
    const gathered = await gather(terminal, options);
    if (gathered.problems.some(isError))
      return report(terminal, options, sortProblems(gathered.problems), { summary: {} });
    const knowledge = await knowledgeFor(terminal, options, gathered);
    if (options.every !== undefined) {
      const set = setOfPolicies(gathered.policies, options.resourceAccount);
      const asked = readSpace(options.every);
      const answer = askEvery(set, asked, options.expect, knowledge, gathered.substitute);
      if (options.format === 'json') terminal.out(JSON.stringify(answer, null, 2));
      else for (const line of everyProse(answer, options.expect)) terminal.out(line);
      return terminal.exit(answer.holds === 'yes' ? 0 : 1);
    }
    return simulateRequest(terminal, options, gathered, knowledge);
  });
}

function simulateRequest(
  terminal: Terminal,
  options: Options,
  { policies }: Gathered,
  { index }: Knowledge,
): void {
  const { action = '', resource, principal, resourceAccount, context: values } = options;
  if (/[*?]/.test(action)) throw new CannotRun(`${action} is a pattern; name one action`);
  checkPattern(action, index);
  const decision = evaluate(
    { action, resource, principal, resourceAccount, context: values },
    policies,
  );
  const { unstatedKeys: _, ...shown } = decision;
  if (options.format === 'json') terminal.out(JSON.stringify(shown, sidOrNull, 2));
  else for (const line of prose(decision, options)) terminal.out(line);
  terminal.exit(isAsExpected(decision, options.expect) ? 0 : 1);
}

function isAsExpected({ decision }: Decision, expected: Expectation): boolean {
  if (expected === 'admits' || expected === 'delegates')
    throw new CannotRun(
      `--expect ${expected} goes with --every and the policy of a resource alone`,
    );
  return expected === 'denied'
    ? decision === 'explicitDeny' || decision === 'implicitDeny'
    : decision === expected;
}

/** What is known of AWS, for the services that the policies and the space name. */
async function knowledgeFor(
  { cwd }: Terminal,
  { facts, every }: Options,
  { workspace, catalog, substitute, policies }: Gathered,
): Promise<Knowledge> {
  const reference = await loadReference(additionsOf(catalog));
  const set = setOfPolicies(policies, undefined);
  await reference.prepare(servicesAsked([set], every === undefined ? {} : readSpace(every)));
  const actions = await keptIn(workspace.cache)('actions', readActionIndex);
  const withFacts = facts !== false;
  const known = knowledgeOfWorkspace(catalog, { actions, reference, substitute, withFacts });
  return typeof facts === 'string'
    ? { ...known, facts: readFacts(readText(resolve(cwd, facts), facts), facts) }
    : known;
}

interface Gathered {
  readonly workspace: Workspace;
  readonly catalog: Catalog;
  readonly substitute: Substitute;
  readonly policies: Policies;
  readonly problems: readonly Problem[];
}

async function gather(terminal: Terminal, options: Options): Promise<Gathered> {
  const { root, config } = rootOf(terminal, options);
  const workspace = await openWorkspace(root, config);
  const { catalog, problems: dataProblems } = catalogWith(
    workspace.dataSources(),
    workspace.shipped,
  );
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
    ...(options.rcp.length > 0 ? { rcps: [options.rcp.flatMap((file) => read(file) ?? [])] } : {}),
    ...(options.scp.length > 0
      ? { scps: options.scp.map((file) => [read(file)].filter((policy) => policy !== undefined)) }
      : {}),
  };
  return { workspace, catalog, substitute, policies, problems };
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
