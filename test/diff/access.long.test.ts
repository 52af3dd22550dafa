/** Pairs of policies, random ones and each kind of change, with every row asked of the evaluator. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Access, CHANGES, compareAccess, type Ground } from '../../scripts/access/access.ts';
import { loadReference } from '../../scripts/iam/reference.ts';
import {
  ActionIndex,
  FACTS,
  type PolicySet,
  readActionIndex,
} from '../../scripts/iam/space/index.ts';
import { groundFor } from '../../scripts/access/ground.ts';
import { documents, identitySet, KNOWLEDGE, statement } from '../iam/space/random.ts';
import { PATIENCE } from '../iam/space/runs.ts';
import { alone, confirm, identity } from '../support/diff.ts';
import { guard, READ } from '../support/iam/guarded.ts';
import { respelled } from '../support/iam/respelled.ts';

const GROUND: Ground = { knowledge: KNOWLEDGE, isUnfitting: () => false };
const numRuns = 60;

const verdicts = ({ changes }: Access): string =>
  CHANGES.map((change) => `${change} ${changes[change].verdict}`).join(', ');
const SAME = 'unguarded no, gained no, lost no, guarded no';

describe('generated policies', () => {
  it('have the same access as themselves, in any order and spelling', PATIENCE, () => {
    fc.assert(
      fc.property(documents, (one) => {
        const [set, other] = [identitySet(one), identitySet(respelled(one))];
        expect(verdicts(compareAccess(set, set, GROUND))).toBe(SAME);
        expect(verdicts(compareAccess(set, other, GROUND))).toBe(SAME);
      }),
      { numRuns },
    );
  });

  it('lose nothing by one more Allow, and refuse no less by one more Deny', PATIENCE, () => {
    fc.assert(
      fc.property(documents, statement, (one, more) => {
        const adding = (Effect: string): PolicySet =>
          identitySet({
            ...one,
            identity: [
              ...one.identity,
              { Version: '2012-10-17', Statement: [{ ...more, Effect }] },
            ],
          });
        const allow = compareAccess(identitySet(one), adding('Allow'), GROUND);
        const deny = compareAccess(identitySet(one), adding('Deny'), GROUND);
        expect(allow.changes.lost.rows).toEqual([]);
        expect(allow.changes.unguarded.rows).toEqual([]);
        expect(deny.changes.gained.rows).toEqual([]);
        expect(deny.changes.unguarded.rows).toEqual([]);
        confirm(identitySet(one), adding('Allow'), allow);
        confirm(identitySet(one), adding('Deny'), deny);
      }),
      { numRuns },
    );
  });

  it('differ in rows that the evaluator confirms', PATIENCE, () => {
    fc.assert(
      fc.property(documents, documents, (one, other) => {
        const [before, after] = [identitySet(one), identitySet(other)];
        const access = compareAccess(before, after, GROUND);
        confirm(before, after, access);
        expect(CHANGES.every((change) => access.changes[change].verdict !== undefined)).toBe(true);
      }),
      { numRuns },
    );
  });
});

const VIA = 'aws:CalledViaAWSMCP is "aws-mcp.amazonaws.com"';
const trust = (more: object): PolicySet =>
  alone('trust', {
    Sid: 'Trust',
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: 'arn:aws:iam::444455556666:role/caller' },
    ...more,
  });

/** Rows with the real data set: change, actions, callers, resources and conditions. */
async function rowsOf(before: PolicySet, after: PolicySet): Promise<string[]> {
  const reference = await loadReference({});
  const index = new ActionIndex(await readActionIndex());
  const ground = await groundFor({ reference, index }, [before, after], FACTS);
  const access = compareAccess(before, after, ground);
  confirm(before, after, access);
  return CHANGES.flatMap((change) =>
    access.changes[change].rows.map(({ actions, callers, resources, when, isUnfitting }) =>
      [
        change,
        `${actions.text}${actions.isUnlisted ? ' and to come' : ''}`,
        ...(callers === undefined ? [] : [callers]),
        `${resources}${isUnfitting ? ' (unfitting)' : ''}`,
        ...when,
      ].join(' | '),
    ),
  );
}

describe('rows say', () => {
  it.each<[string, PolicySet, PolicySet, string[]]>([
    [
      'that a guardrail no longer holds for an absent key',
      identity(READ, guard('BoolIfExists')),
      identity(READ, guard('Bool')),
      ['unguarded | every action and to come | any resource | aws:ViaAWSMCPService is absent'],
    ],
    [
      'that a guardrail is gone',
      identity(READ, guard('BoolIfExists')),
      identity(READ),
      [
        'unguarded | every action and to come | any resource | aws:ViaAWSMCPService is absent or "false"',
      ],
    ],
    [
      'what is refused newly, but for some actions',
      identity(READ),
      identity(READ, { Effect: 'Deny', NotAction: ['iam:*', 's3:GetObject'], Resource: '*' }),
      ['guarded | every action except iam:*, s3:GetObject and to come | any resource'],
    ],
    [
      'that a resource was widened',
      identity(READ),
      identity({ ...READ, Resource: '*' }),
      [`gained | s3:GetObject | any resource, but not arn:aws:s3:::b/* | ${VIA}`],
    ],
    [
      'that a condition was dropped',
      identity(READ),
      identity({ ...READ, Condition: {} }),
      [
        'gained | s3:GetObject | arn:aws:s3:::b/* | aws:CalledViaAWSMCP is absent or not "aws-mcp.amazonaws.com"',
      ],
    ],
    [
      'that a wildcard grants actions to come, which a list of today’s does not',
      identity({ ...READ, Action: 'kms:*' }),
      identity({ ...READ, Action: 'kms:Decrypt' }),
      [`lost | every kms action except kms:Decrypt and to come | arn:aws:s3:::b/* | ${VIA}`],
    ],
    [
      'what no request is about',
      identity(READ),
      identity({ ...READ, Resource: ['arn:aws:s3:::b/*', 'arn:aws:s3:::b'] }),
      [`gained | s3:GetObject | arn:aws:s3:::b (unfitting) | ${VIA}`],
    ],
    [
      'that an external id was dropped',
      trust({ Condition: { StringEquals: { 'sts:ExternalId': 'abc' } } }),
      trust({}),
      [
        'gained | sts:AssumeRole | arn:aws:sts::444455556666:assumed-role/caller/session | any resource | sts:ExternalId is absent or not "abc"',
      ],
    ],
    [
      'that everyone in an account may assume a role',
      trust({}),
      trust({ Principal: { AWS: '444455556666' } }),
      ['gained | sts:AssumeRole | identities of account 444455556666 | any resource'],
    ],
  ])('%s', async (_, before, after, expected) => {
    expect(await rowsOf(before, after)).toEqual(expected);
  });
});
