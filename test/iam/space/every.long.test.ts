/** Proofs about identity policies against the evaluator, request by request. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decide, type PolicySet, type SpaceRequest } from '../../../scripts/iam/space/decide.ts';
import { type Expectation, findSome, proveEvery } from '../../../scripts/iam/space/prove.ts';
import { isMember } from './member.ts';
import { documents, identitySet, KNOWLEDGE, request, space } from './random.ts';
import { PATIENCE, RUNS } from './runs.ts';

const PRINCIPAL = 'arn:aws:sts::111122223333:assumed-role/AgentRole/session';
const expectation = fc.constantFrom<Expectation>(
  'allowed',
  'denied',
  'explicitDeny',
  'implicitDeny',
);

/** Whether the evaluator says something else; an open Deny beside no Allow is a denial. */
function contradicts(set: PolicySet, one: SpaceRequest, expected: Expectation): boolean {
  const { decision } = decide(set, one);
  if (decision === 'unknown') return false;
  if (expected === 'denied') return decision === 'allowed';
  return decision !== expected;
}

describe('every request of a space', () => {
  it.each([
    ['resources split jointly', KNOWLEDGE],
    ['resource patterns one by one', { ...KNOWLEDGE, resourceStates: 5 }],
  ])(
    'holds only if no request contradicts it, and fails only with one that does: %s',
    PATIENCE,
    (_, known) => {
      fc.assert(
        fc.property(
          documents,
          space,
          expectation,
          fc.array(request, { minLength: 40, maxLength: 60 }),
          (given, within, expected, requests) => {
            const set = identitySet(given);
            const answer = proveEvery(set, within, expected, known);
            if (answer.answer === 'fails') {
              expect(isMember(within, answer.request, true)).toBe(true);
              expect(
                contradicts(set, answer.request, expected) ||
                  answer.decision.decision === 'unknown',
              ).toBe(true);
            }
            if (answer.answer === 'holds' || answer.answer === 'empty') {
              const asked = requests.map((one) => ({ ...one, principal: PRINCIPAL }));
              const inside = asked.filter((one) => isMember(within, one, false));
              expect(inside.filter((one) => contradicts(set, one, expected))).toEqual([]);
              if (answer.answer === 'empty') expect(inside).toEqual([]);
            }
            expect(answer.answer).not.toBe('invalid');
            if (answer.answer === 'unknown')
              expect(answer.reasons.map(({ reason }) => reason).join()).not.toContain('confirm');
          },
        ),
        { numRuns: RUNS },
      );
    },
  );

  it('some request is found if there is one', PATIENCE, () => {
    fc.assert(
      fc.property(
        documents,
        space,
        expectation,
        fc.array(request, { minLength: 30, maxLength: 30 }),
        (given, within, wanted, requests) => {
          const set = identitySet(given);
          const answer = findSome(set, within, wanted, KNOWLEDGE);
          if (answer.answer === 'yes') {
            expect(isMember(within, answer.request, true)).toBe(true);
            if (wanted !== 'denied') expect(decide(set, answer.request).decision).toBe(wanted);
          }
          if (answer.answer === 'no') {
            const asked = requests.map((one) => ({ ...one, principal: PRINCIPAL }));
            const inside = asked.filter((one) => isMember(within, one, false));
            const found = inside.filter((one) => {
              const { decision } = decide(set, one);
              return wanted === 'denied' ? decision.endsWith('Deny') : decision === wanted;
            });
            expect(found).toEqual([]);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
});
