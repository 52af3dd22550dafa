/** Differences between two policy sets against the evaluator, request by request. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fromValue } from '../../../scripts/iam/cases.ts';
import {
  areEqual,
  type Change,
  comparePolicies,
  type Comparison,
} from '../../../scripts/iam/space/compare.ts';
import { decide, type PolicySet } from '../../../scripts/iam/space/decide.ts';
import { FACTS } from '../../../scripts/iam/space/facts.ts';
import { guard, READ } from '../../support/iam/guarded.ts';
import { respelled, reversed } from '../../support/iam/respelled.ts';
import {
  type Documents,
  documents,
  identitySet,
  KNOWLEDGE,
  policyDocument,
  request,
  statement,
} from './random.ts';
import { PATIENCE, RUNS } from './runs.ts';

const PRINCIPAL = 'arn:aws:sts::111122223333:assumed-role/AgentRole/session';

/** Another set, or one that differs in a statement, a policy or an order. */
const pair: fc.Arbitrary<readonly [Documents, Documents]> = documents.chain((before) =>
  fc
    .oneof(
      documents,
      statement.map((more) => ({
        ...before,
        identity: [...before.identity, { Version: '2012-10-17', Statement: [more] }],
      })),
      fc.constant({ ...before, identity: before.identity.slice(1) }),
      policyDocument.map((boundary) => ({ ...before, boundary })),
      fc.constant({ ...before, identity: before.identity.map(turned) }),
    )
    .map((after) => [before, after] as const),
);

/** The policy with its statements the other way round, and `IfExists` on or off. */
function turned(policy: object): object {
  const text = JSON.stringify(policy);
  const changed = text.includes('Bool"') ? text.replaceAll('"Bool"', '"BoolIfExists"') : text;
  return reversed(JSON.parse(changed) as object);
}

const isDenial = (decision: string): boolean =>
  decision === 'explicitDeny' || decision === 'implicitDeny';

describe('two policy sets', () => {
  it.each([
    ['resources split jointly', KNOWLEDGE],
    ['resource patterns one by one', { ...KNOWLEDGE, resourceStates: 5 }],
  ])(
    'differ only where a request differs, and each row has one that does: %s',
    PATIENCE,
    (_, known) => {
      fc.assert(
        fc.property(
          pair,
          fc.array(request, { minLength: 50, maxLength: 50 }),
          ([a, b], requests) => {
            const [before, after] = [identitySet(a), identitySet(b)];
            const compared = comparePolicies(before, after, known);
            for (const row of compared.gained.rows)
              expect(decide(after, row.request).decision).toBe('allowed');
            for (const row of compared.lost.rows)
              expect(decide(before, row.request).decision).toBe('allowed');
            for (const row of compared.guarded.rows)
              expect(decide(after, row.request).decision).toBe('explicitDeny');
            for (const one of requests) {
              const asked = { ...one, principal: PRINCIPAL };
              const [was, is] = [decide(before, asked).decision, decide(after, asked).decision];
              const never = (change: Change): boolean => change.verdict === 'none';
              if (isDenial(was) && is === 'allowed')
                expect([asked, never(compared.gained)]).toEqual([asked, false]);
              if (was === 'allowed' && isDenial(is))
                expect([asked, never(compared.lost)]).toEqual([asked, false]);
              if (was === 'explicitDeny' && (is === 'allowed' || is === 'implicitDeny'))
                expect([asked, never(compared.unguarded)]).toEqual([asked, false]);
              if (is === 'explicitDeny' && (was === 'allowed' || was === 'implicitDeny'))
                expect([asked, never(compared.guarded)]).toEqual([asked, false]);
            }
            for (const change of [
              compared.gained,
              compared.lost,
              compared.unguarded,
              compared.guarded,
            ])
              expect(change.reasons.map(({ reason }) => reason).join()).not.toContain('confirm');
          },
        ),
        { numRuns: RUNS },
      );
    },
  );

  it('are equal in any order and spelling', PATIENCE, () => {
    fc.assert(
      fc.property(documents, (given) => {
        expect(areEqual(identitySet(given), identitySet(given), KNOWLEDGE)).toBe(true);
        expect(areEqual(identitySet(given), identitySet(respelled(given)), KNOWLEDGE)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});

const set = (...Statement: object[]): PolicySet => ({
  kind: 'identity',
  identity: [fromValue('policy', { Version: '2012-10-17', Statement })],
});
const known = { ...KNOWLEDGE, facts: FACTS };
const verdicts = ({ gained, lost, unguarded, guarded }: Comparison): string =>
  [gained, lost, unguarded, guarded].map(({ verdict }) => verdict).join(' ');

describe('a change is described', () => {
  it('an action that was added', () => {
    const compared = comparePolicies(
      set(READ),
      set(READ, { ...READ, Sid: 'Put', Action: 's3:PutObject' }),
      known,
    );
    expect(verdicts(compared)).toBe('some none none none');
    expect(compared.gained.rows).toMatchObject([
      {
        actions: { listed: ['s3:PutObject'], services: [], unlisted: undefined, levels: ['Write'] },
        resources: { include: ['arn:aws:s3:::b/*'], except: [], isExact: true },
        conditions: [
          {
            key: 'aws:CalledViaAWSMCP',
            absent: false,
            present: 'is',
            texts: ['aws-mcp.amazonaws.com'],
          },
        ],
        before: { decision: 'implicitDeny', decidedBy: [] },
        after: { decision: 'allowed', decidedBy: [{ sid: 'Put' }] },
      },
    ]);
  });

  it('a resource that was widened', () => {
    const compared = comparePolicies(
      set(READ),
      set({ ...READ, Resource: 'arn:aws:s3:::*' }),
      known,
    );
    expect(compared.gained.rows).toMatchObject([
      { resources: { include: ['arn:aws:s3:::*'], except: ['arn:aws:s3:::b/*'], isExact: true } },
    ]);
  });

  it('a wildcard, with actions that AWS has not published', () => {
    const compared = comparePolicies(set(READ), set({ ...READ, Action: 's3:Get*' }), known);
    expect(compared.gained.rows).toMatchObject([
      { actions: { listed: [], unlisted: 's3:get' }, after: { decision: 'allowed' } },
    ]);
  });

  it('a guardrail that was weakened, which allows nothing by itself', () => {
    const compared = comparePolicies(
      set(READ, guard('BoolIfExists')),
      set(READ, guard('Bool')),
      known,
    );
    expect(verdicts(compared)).toBe('none none some none');
    expect(compared.unguarded.rows).toMatchObject([
      {
        actions: { unlisted: 'x:x' },
        resources: { include: [], except: [] },
        conditions: [{ key: 'aws:ViaAWSMCPService', absent: true, present: 'none' }],
        before: { decision: 'explicitDeny', decidedBy: [{ sid: 'Guard' }] },
        after: { decision: 'implicitDeny' },
      },
    ]);
  });

  it('a guardrail that was lost', () => {
    const compared = comparePolicies(set(READ, guard('BoolIfExists')), set(READ), known);
    expect(verdicts(compared)).toBe('none none some none');
  });

  it('a difference that only a variable shows', () => {
    const home = { ...READ, Resource: 'arn:aws:s3:::b/${aws:username}/*', Condition: {} };
    const compared = comparePolicies(
      set(home),
      set({ ...home, Resource: 'arn:aws:s3:::b/*' }),
      known,
    );
    expect(compared.gained.verdict).toBe('some');
    expect(compared.lost.verdict).not.toBe('some');
  });
});
