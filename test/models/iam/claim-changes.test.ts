/** Claims before and after: what was promised, and whether less is promised now. */
import { describe, expect, it } from 'vitest';

import { loadCatalog } from '../../../scripts/data/catalog.ts';
import { claimChanges } from '../../../scripts/models/iam/diff/claims.ts';
import { Source } from '../../../scripts/problems/source.ts';

type Holds = Parameters<typeof claimChanges>[2];
const ALWAYS: Holds = { before: () => true, after: () => true };

function role(claims: readonly string[], more = '') {
  const text = `roles:
  r:
    name: R
    title: R
    policies: { permissions: { statements: [{ Sid: S, Effect: Deny, Action: "*", Resource: "*" }] } }
    claims:${claims.length === 0 ? ' []' : ''}
${claims.map((claim) => `      - ${claim}\n`).join('')}${more}`;
  const { catalog, problems } = loadCatalog([new Source('a.yaml', text)]);
  expect(problems).toEqual([]);
  const entry = catalog.get('roles', 'r');
  if (!entry) throw new Error('no role');
  return entry;
}

const changed = (before: string, after: string | undefined, holds = ALWAYS): string[] =>
  claimChanges(role([before]), role(after === undefined ? [] : [after]), holds).map(
    ({ change, before: was, after: is }) => `${change}: ${was} → ${is}`,
  );

const EVERY =
  '{ say: Refused., every: { service: s3 }, expect: explicitDeny, by: S, alsoAttached: anything }';
const REQUESTS =
  '{ say: Refused., requests: [{ action: s3:GetObject }, { action: s3:PutObject }], expect: denied }';

describe('a claim', () => {
  it.each([
    ['is dropped', EVERY, undefined, 'dropped'],
    ['expects less', EVERY, EVERY.replace('explicitDeny, by: S', 'denied'), 'weakened'],
    ['names no statement any more', EVERY, EVERY.replace(', by: S', ''), 'weakened'],
    [
      'is about these policies only',
      EVERY,
      EVERY.replace(', alsoAttached: anything', ''),
      'weakened',
    ],
    [
      'gives examples in place of every request',
      EVERY.replace('explicitDeny, by: S, alsoAttached: anything', 'denied'),
      REQUESTS,
      'weakened',
    ],
    [
      'has an exception',
      EVERY,
      EVERY.replace('service: s3', 'service: s3, except: [{ action: s3:GetObject }]'),
      'weakened',
    ],
    [
      'tries fewer requests',
      REQUESTS,
      REQUESTS.replace(', { action: s3:PutObject }', ''),
      'weakened',
    ],
    ['says the opposite', REQUESTS, REQUESTS.replace('denied', 'allowed'), 'changed'],
    ['is about something else', EVERY, EVERY.replace('service: s3', 'service: ec2'), 'changed'],
  ])('%s', (_, before, after, change) => {
    expect(changed(before, after)).toEqual([expect.stringMatching(new RegExp(`^${change}: `))]);
  });

  it.each([
    ['is worded otherwise', EVERY, EVERY.replace('Refused.', 'Never.')],
    ['promises more', REQUESTS, EVERY.replace('service: s3', 'service: s3')],
    ['is as it was', EVERY, EVERY],
  ])('is no change where it %s', (_, before, after) => {
    expect(changed(before, after).filter((line) => !line.startsWith('changed'))).toEqual([]);
  });

  it('says what is different, and a scenario that only got another name is not', () => {
    const over = (scenario: string) => EVERY.replace('expect', `scenario: ${scenario}, expect`);
    const one = role([over('direct')]);
    const two = role([over('not-over-mcp').replace('service: s3', 'service: ec2')]);
    const three = role([over('not-over-mcp')]);
    const same = { before: () => 'these', after: () => 'these' };
    const other = { before: () => 'these', after: () => 'those' };
    const differing = (...[before, after, contexts]: [typeof one, typeof one, typeof same]) =>
      claimChanges(before, after, ALWAYS, contexts).map(({ differs }) => differs);
    expect(differing(one, three, same)).toEqual([]);
    expect(differing(one, three, other)).toEqual([['the scenario']]);
    expect(differing(one, two, other)).toEqual([['the requests', 'the scenario']]);
  });

  it('that fails now is told once, and one that failed before is not', () => {
    const fails: Holds = { before: () => true, after: () => false };
    expect(changed(EVERY, EVERY, fails)).toEqual([expect.stringMatching(/^failing: /)]);
    expect(changed(EVERY, EVERY, { before: () => false, after: () => false })).toEqual([]);
  });

  it('that is not needed any more is access that was accepted', () => {
    const accepted =
      '    accepted:\n      - { space: { action: "ec2:Describe*" }, reason: No secret. }\n';
    expect(claimChanges(role([EVERY]), role([EVERY], accepted), ALWAYS)).toEqual([
      {
        policy: 'r',
        say: 'No secret.',
        change: 'accepted',
        before: null,
        after: '{"action":"ec2:Describe*"}',
      },
    ]);
  });
});
