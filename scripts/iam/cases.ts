/** Test cases for the evaluator as JSON: a request, policies, and the expected decision. */
import { Source } from '../problems/source.ts';
import type { ContextValues } from './context.ts';
import { type Decision, evaluate, type Outcome } from './evaluate.ts';
import { parseJson, toDocument } from './parse.ts';
import { type EvaluablePolicy, readPolicy } from './statement.ts';

export interface Case {
  readonly id?: string;
  readonly policy?: unknown;
  readonly policies?: readonly unknown[];
  readonly boundary?: unknown;
  /** One list per level: root, organizational units, account. */
  readonly scps?: readonly (readonly unknown[])[];
  /** The same for resource control policies. */
  readonly rcps?: readonly (readonly unknown[])[];
  readonly session?: unknown;
  readonly resourcePolicy?: unknown;
  readonly principal?: string;
  readonly action: string;
  readonly resource?: string;
  readonly resourceAccount?: string;
  readonly context?: ContextValues;
  readonly expected?: string;
}

/** AWS's words for decisions → the evaluator's outcomes. */
const EXPECTED: Readonly<Record<string, Outcome>> = {
  Allowed: 'allowed',
  ImplicitlyDenied: 'implicitDeny',
  ExplicitlyDenied: 'explicitDeny',
  Unknown: 'unknown',
};

export function expectedOutcome(word: string): string {
  return (Object.hasOwn(EXPECTED, word) ? EXPECTED[word] : undefined) ?? word;
}

/**
 * Evaluates a case in its JSON form: policies are plain values, context values are text. Throws for a
 * policy that is not JSON.
 *
 * @example
 * const { decision } = runCase({
 *   policy: { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } },
 *   action: 's3:GetObject',
 *   resource: 'arn:aws:s3:::docs/a.md',
 * });
 * console.log(decision); // explicitDeny
 */
export function runCase(one: Case): Decision {
  const identity = [...(one.policy === undefined ? [] : [one.policy]), ...(one.policies ?? [])];
  return evaluate(
    {
      principal: one.principal,
      action: one.action,
      resource: one.resource ?? '*',
      resourceAccount: one.resourceAccount,
      context: contextOf(one.context ?? {}),
    },
    {
      identity: identity.map((policy, index) =>
        fromValue(identity.length > 1 ? `policy ${index + 1}` : 'policy', policy),
      ),
      boundary: one.boundary === undefined ? undefined : fromValue('boundary', one.boundary),
      scps: one.scps?.map((level, index) =>
        level.map((policy, at) => fromValue(`scp ${index + 1}.${at + 1}`, policy)),
      ),
      rcps: one.rcps?.map((level, index) =>
        level.map((policy, at) => fromValue(`rcp ${index + 1}.${at + 1}`, policy)),
      ),
      session: one.session === undefined ? undefined : fromValue('session', one.session),
      resource:
        one.resourcePolicy === undefined
          ? undefined
          : fromValue('resource policy', one.resourcePolicy),
    },
  );
}

/**
 * Makes a policy to evaluate from a plain value. A string is parsed as JSON, so that duplicate keys are
 * noticed. `name` identifies the policy in decisions. Throws for a string that is not JSON.
 *
 * @example
 * const policy = policyFromValue('reader', { Version: '2012-10-17', Statement: [] });
 * console.log(policy.hasVariables); // true
 */
export function fromValue(name: string, policy: unknown): EvaluablePolicy {
  const source = new Source(name, typeof policy === 'string' ? policy : JSON.stringify(policy));
  const { node, problems } = parseJson(source);
  if (!node) throw new Error(`${name}: ${problems[0]?.message}`);
  return readPolicy(name, toDocument(source, node));
}

/** Converts context values to text, since JSON may have numbers and booleans. */
function contextOf(values: ContextValues): ContextValues {
  const text = (value: unknown): string => String(value);
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map(text) : value === null ? null : text(value),
    ]),
  );
}
