/** What `permadocs simulate` prints for people. */
import type { Decision, StatementRef } from '../../iam/evaluate.ts';
import type { Expectation } from '../../iam/space/prove.ts';
import { contextText } from './claim-problems.ts';
import type { EveryOutput } from './every-request.ts';
import { factText } from './fact-text.ts';

const SENTENCES: Readonly<Record<Decision['decision'], string>> = {
  allowed: 'allowed',
  explicitDeny: 'denied explicitly',
  implicitDeny: 'denied implicitly: nothing allows it',
  unknown: 'unknown',
};

export function prose(
  decision: Decision,
  { action = '', resource }: { readonly action?: string; readonly resource: string },
): string[] {
  const lines = [`${action} on ${resource} is ${SENTENCES[decision.decision]}`];
  for (const ref of decision.decidedBy) lines.push(`  decided by ${nameOf(ref)}`);
  for (const ref of decision.notMatched)
    lines.push(`  ${nameOf(ref)} does not apply: ${ref.reason}`);
  for (const reason of decision.unknown) lines.push(`  because ${reason}`);
  if (decision.unstatedKeys.length > 0)
    lines.push(`  taken as absent: ${decision.unstatedKeys.join(', ')}`);
  return lines;
}

export function everyProse(
  { holds, counterexample, facts, unknown }: EveryOutput,
  expected: Expectation,
): string[] {
  if (holds === 'unknown')
    return ['this cannot be decided', ...unknown.map((reason) => `  because ${reason}`)];
  if (!counterexample)
    return [
      `every request of the space is ${expected}`,
      ...facts.map((fact) => `  since ${factText(fact)}`),
    ];
  const { principal, action, resource, context, decision } = counterexample;
  return [
    `not every request of the space is ${expected}: this one is ${decision}`,
    `  ${action} on ${resource}`,
    `  by ${principal}`,
    `  with ${contextText(context)}`,
  ];
}

function nameOf({ policy, sid, index }: StatementRef): string {
  return `${sid ?? `statement ${index + 1}`} of ${policy}`;
}
