/** `simulate` with IAM policies: a request, every request of a space, or a file of cases. */
import { resolve } from 'node:path';

import { additionsOf } from '../../data/additions.ts';
import { evaluablePolicy, type Substitute, substitution } from '../../data/role-policies.ts';
import { readText } from '../../files/read.ts';
import { expectedOutcome } from '../../iam/cases.ts';
import { type Decision, evaluate, type Policies } from '../../iam/evaluate.ts';
import { loadReference } from '../../iam/reference.ts';
import { readActionIndex } from '../../iam/space/action-index.ts';
import { type Knowledge, servicesAsked } from '../../iam/space/knowledge.ts';
import type { Expectation } from '../../iam/space/prove.ts';
import type { EvaluablePolicy } from '../../iam/statement.ts';
import { CannotRun } from '../../problems/cannot-run.ts';
import { isError, type Problem } from '../../problems/problem.ts';
import type { Answer, AskedWorkspace, Asker, Question, Simulation } from '../model.ts';
import { decideCases } from './cases-file.ts';
import { askEvery, checkPattern, readFacts, readSpace, setOfPolicies } from './every-request.ts';
import { knowledgeOfWorkspace } from './knowledge.ts';
import { readPolicyFile } from './policy-files.ts';
import { everyProse, prose } from './simulate-text.ts';

interface Asked extends Question {
  readonly role?: string;
  readonly boundary?: string;
  readonly scp: readonly string[];
  readonly rcp: readonly string[];
  readonly session?: string;
  readonly resourcePolicy?: string;
  readonly resourceAccount?: string;
  readonly cases?: string;
  readonly expect: Expectation;
  /** A file, false with --no-facts, true by default. */
  readonly facts: string | boolean;
}

export const simulate: Simulation['answer'] = async (question, asker) => {
  const asked = question as Asked;
  if (asked.cases !== undefined) return decideFile(asker.cwd, asked.cases);
  refuseUnasked(asked);
  const gathered = await gather(asked, asker);
  const { problems, policies, substitute } = gathered;
  if (problems.some(isError)) return { problems };
  const knowledge = await knowledgeFor(asked, asker.cwd, gathered);
  if (asked.every === undefined) return answerOne(asked, policies, knowledge);
  const set = setOfPolicies(policies, asked.resourceAccount);
  const answer = askEvery(set, readSpace(asked.every), asked.expect, knowledge, substitute);
  return {
    lines: isJson(asked) ? [JSON.stringify(answer, null, 2)] : everyProse(answer, asked.expect),
    isMet: () => answer.holds === 'yes',
  };
};

const isJson = ({ format }: Question): boolean => format === 'json';

function refuseUnasked({ action, every, role, policy, resourcePolicy, rcp }: Asked): void {
  if (action === undefined && every === undefined)
    throw new CannotRun('simulate needs --action, --every or --cases');
  if (role !== undefined || policy.length > 0 || resourcePolicy !== undefined) return;
  throw new CannotRun(
    rcp.length > 0
      ? '--rcp only refuses: give --policy or --resource-policy as well, for what it refuses'
      : 'simulate needs --role, --policy or --resource-policy',
  );
}

function answerOne(asked: Asked, policies: Policies, { index }: Knowledge): Answer {
  const { action = '', resource, principal, resourceAccount, context } = asked;
  if (/[*?]/.test(action)) throw new CannotRun(`${action} is a pattern; name one action`);
  checkPattern(action, index);
  const request = { action, resource, principal, resourceAccount, context };
  const decision = evaluate(request, policies);
  const { unstatedKeys: _, ...shown } = decision;
  return {
    lines: isJson(asked) ? [JSON.stringify(shown, sidOrNull, 2)] : prose(decision, asked),
    isMet: () => isAsExpected(decision, asked.expect),
  };
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

/** A statement without a Sid says so. */
const sidOrNull = (key: string, value: unknown): unknown =>
  key === 'sid' && value === undefined ? null : value;

/** What is known of AWS, for the services that the policies and the space name. */
async function knowledgeFor(
  { facts, every }: Asked,
  cwd: string,
  { workspace, substitute, policies }: Gathered,
): Promise<Knowledge> {
  const { catalog, keep = (_, make) => make() } = workspace;
  const reference = await loadReference(additionsOf(catalog));
  const set = setOfPolicies(policies, undefined);
  await reference.prepare(servicesAsked([set], every === undefined ? {} : readSpace(every)));
  const actions = await readActionIndex(keep);
  const withFacts = facts !== false;
  const known = knowledgeOfWorkspace(catalog, { actions, reference, substitute, withFacts });
  return typeof facts === 'string'
    ? { ...known, facts: readFacts(readText(resolve(cwd, facts), facts), facts) }
    : known;
}

interface Gathered {
  readonly workspace: AskedWorkspace;
  readonly substitute: Substitute;
  readonly policies: Policies;
  readonly problems: readonly Problem[];
}

async function gather(asked: Asked, { cwd, workspace: open }: Asker): Promise<Gathered> {
  const workspace = await open();
  const { catalog } = workspace;
  const substitute = substitution(catalog, workspace.placeholders);
  // Data that has problems matters only where a role is asked for.
  const problems: Problem[] = asked.role === undefined ? [] : [...workspace.problems];
  const read = (file: string | undefined): EvaluablePolicy | undefined => {
    if (file === undefined) return undefined;
    const { policy, problems: found } = readPolicyFile(cwd, file, substitute);
    problems.push(...found);
    return policy;
  };
  const role = asked.role === undefined ? undefined : catalog.get('roles', asked.role);
  if (asked.role !== undefined && !role && problems.length === 0) {
    throw new CannotRun(
      `there is no role \`${asked.role}\`; roles are: ${catalog.ids('roles').join(', ') || 'none'}`,
    );
  }
  const ofRole = (kind: 'permissions' | 'boundary'): EvaluablePolicy | undefined =>
    role && evaluablePolicy(catalog, role, kind, substitute);
  const policies: Policies = {
    identity: [ofRole('permissions'), ...asked.policy.map(read)].filter(
      (policy) => policy !== undefined,
    ),
    boundary: read(asked.boundary) ?? ofRole('boundary'),
    session: read(asked.session),
    resource: read(asked.resourcePolicy),
    ...(asked.rcp.length > 0 ? { rcps: [asked.rcp.flatMap((file) => read(file) ?? [])] } : {}),
    ...(asked.scp.length > 0
      ? { scps: asked.scp.map((file) => [read(file)].filter((policy) => policy !== undefined)) }
      : {}),
  };
  return { workspace, substitute, policies, problems };
}

/** One JSON line a case; the last word is whether it is as expected. */
function decideFile(cwd: string, file: string): Answer {
  let failed = 0;
  function* lines(): Generator<string> {
    for (const { id, one, decision: decided } of decideCases(cwd, file)) {
      const { decision } = decided;
      const expected = one.expected === undefined ? undefined : expectedOutcome(one.expected);
      const ok = expected === undefined || decision === expected;
      yield JSON.stringify({ id, decision, expected, ok });
      if (!ok) failed += 1;
    }
  }
  return { lines: lines(), isMet: () => failed === 0 };
}
