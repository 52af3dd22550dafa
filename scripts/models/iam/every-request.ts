/** `simulate --every`: does every request of a space get a decision from these policies? */
import * as z from 'zod';

import type { Substitute } from '../../data/role-policies.ts';
import type { SpaceData } from '../../data/schema/index.ts';
import { fact, space } from '../../data/schema/space.ts';
import type { Policies } from '../../iam/evaluate.ts';
import { globMatches } from '../../iam/glob.ts';
import type { ActionIndex } from '../../iam/space/action-index.ts';
import { DEFAULT_ACCOUNT, type PolicySet } from '../../iam/space/decide.ts';
import type { Fact } from '../../iam/space/facts.ts';
import type { Knowledge } from '../../iam/space/knowledge.ts';
import { type EveryAnswer, type Expectation, proveEvery } from '../../iam/space/prove.ts';
import { CannotRun } from '../../problems/cannot-run.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { messageOf } from '../../problems/message-of.ts';
import { toSpace } from './spaces.ts';

/** The answer as `--format json` prints it. */
export interface EveryOutput {
  readonly holds: 'yes' | 'no' | 'unknown';
  readonly counterexample?: {
    readonly principal: string;
    readonly action: string;
    readonly resource: string;
    readonly context: Readonly<Record<string, string | null | readonly string[]>>;
    readonly decision: string;
  };
  /** Facts about contexts without which the answer would be another. */
  readonly facts: readonly Fact[];
  /** What is open. */
  readonly unknown: readonly string[];
}

/** Reads `--every`; throws {@link CannotRun} with what is wrong. */
export function readSpace(text: string): SpaceData {
  const read = space.safeParse(jsonOf(text, '--every'));
  if (read.success) return read.data;
  throw new CannotRun(`--every is not a space: ${firstIssue(read.error)}`);
}

const factFile = z.array(fact.and(z.object({ key: z.string() })));

/** Reads `--facts`: a JSON array of `{ key, onlyWith | onlyOn, source }`. */
export function readFacts(text: string, file: string): Fact[] {
  const read = factFile.safeParse(jsonOf(text, file));
  if (read.success) return read.data as readonly unknown[] as Fact[];
  throw new CannotRun(
    `${file} must be an array of { key, onlyWith | onlyOn, source }: ${firstIssue(read.error)}`,
  );
}

function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CannotRun(`${what} is not valid JSON: ${messageOf(error)}`);
  }
}

function firstIssue({ issues: [issue] }: z.ZodError): string {
  const path = issue?.path.join('.') ?? '';
  return `${path === '' ? '' : `${path}: `}${issue?.message ?? 'unknown'}`;
}

/** Identity policies, a resource's or role's policy alone, or both together. */
export function setOfPolicies(policies: Policies, resourceAccount: string | undefined): PolicySet {
  const { identity, boundary, session, scps, rcps, resource: policy } = policies;
  const sides = { identity, boundary, session, scps, rcps };
  const isIdentity = identity.length > 0 || boundary !== undefined || session !== undefined;
  if (!policy) return { kind: 'identity', ...sides };
  // A trust policy is the one whose statements have no resource.
  const policyKind = policy.statements.every(({ resource }) => !resource) ? 'trust' : 'resource';
  if (!isIdentity && scps === undefined && rcps === undefined) return { kind: policyKind, policy };
  const account = resourceAccount ?? DEFAULT_ACCOUNT;
  return { kind: 'both', policy, policyKind, resourceAccount: account, ...sides };
}

/** Throws {@link CannotRun} where the question cannot be asked, or is about no request. */
export function askEvery(
  set: PolicySet,
  asked: SpaceData,
  expected: Expectation,
  knowledge: Knowledge,
  substitute: Substitute,
): EveryOutput {
  for (const pattern of actionsIn(asked)) checkPattern(pattern, knowledge.index);
  return outputOf(
    proveEvery(set, toSpace(asked, substitute), expected, knowledge, { withAnswered: true }),
  );
}

function outputOf(answer: EveryAnswer): EveryOutput {
  if (answer.answer === 'holds') return { holds: 'yes', facts: answer.facts, unknown: [] };
  if (answer.answer === 'unknown')
    return { holds: 'unknown', facts: [], unknown: answer.reasons.map(({ reason }) => reason) };
  if (answer.answer === 'invalid') throw new CannotRun(answer.reason);
  if (answer.answer === 'empty') throw new CannotRun('no request is in this space');
  const { principal, action, resource, context } = answer.request;
  const values = Object.entries(context).map(([key, value]): [string, typeof value] => {
    const isOne = typeof value === 'object' && value?.length === 1;
    return [key, isOne ? (value[0] ?? null) : value];
  });
  const { decision } = answer.decision;
  return {
    holds: 'no',
    counterexample: { principal, action, resource, context: Object.fromEntries(values), decision },
    facts: [],
    unknown: [],
  };
}

const actionsIn = ({ action, except = [] }: SpaceData): string[] =>
  [{ action }, ...except].flatMap((one) => {
    const choice = one.action;
    if (choice === undefined) return [];
    return [typeof choice === 'object' && 'not' in choice ? choice.not : choice].flat();
  });

/** Refuses a pattern that no action matches: what is said of it is true of nothing. */
export function checkPattern(pattern: string, index: ActionIndex): void {
  const lower = pattern.toLowerCase();
  const [service = ''] = lower.split(':', 1);
  if (lower === 'assume' || /[*?]/.test(service)) return;
  const names = [...index.actionsOf(service).values()].map(({ name }) => name);
  if (names.some((name) => globMatches(lower, name.toLowerCase()))) return;
  const meant = didYouMean(pattern, names.length > 0 ? names : index.services);
  throw new CannotRun(
    `there is no action ${pattern} (data of ${index.date})${meant === undefined ? '' : `; ${meant}`}`,
  );
}
