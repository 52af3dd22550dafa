/** Policies of every shape that forms must keep, and what two equal ones share. */
import fc from 'fast-check';

import type { PolicyForm, PolicyMap, PolicyValue } from '../../scripts/forms/policy-value.ts';

/** One `Statement` in the one spelling that two equal policies share. */
function canonical(statement: PolicyMap): unknown {
  const list = (value: PolicyValue | undefined): unknown =>
    value === undefined ? undefined : (Array.isArray(value) ? value : [value]).map(String);
  const map = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .map(([key, inner]) => [key, map(inner)] as const)
            .toSorted(([a], [b]) => (a < b ? -1 : 1)),
        )
      : list(value as PolicyValue);
  const { Sid, Effect, ...rest } = statement;
  return { Sid: Sid ?? undefined, Effect, rest: map(rest) };
}

/** The statements of a policy, each in its one spelling. */
export const statementsOf = (policy: unknown): unknown[] =>
  (policy as PolicyForm).Statement.map((one) => canonical(one));

const TEXTS = fc.oneof(
  fc.constantFrom(
    'arn:aws:s3:::<YOUR_BUCKET>/*',
    'arn:aws:s3:::b/${aws:username}/*',
    'arn:aws:s3:::b/${aws:PrincipalTag/team, "none"}/*',
    'a"quoted"\\back',
    "it's",
    '%{if}',
    '$${x}',
    '$',
    '012345678901',
    '2012-10-17',
    'on',
    '12:30',
    '*',
    '',
    '  spaced ',
    '# no comment',
    'a: b',
    '{{x}}',
    'EOF',
    '`date`',
    '日本',
    'line\nbreak',
    '\t',
    '\u0001',
    '\u2028',
  ),
  fc
    .string({ unit: 'binary' })
    .filter(
      (text) =>
        !/\p{Surrogate}/u.test(text) && !text.includes('&{') && text === text.normalize('NFC'),
    ),
);
const LIST = fc.oneof(TEXTS, fc.array(TEXTS, { minLength: 1, maxLength: 3 }));
const KEYS = fc.constantFrom('aws:ViaAWSMCPService', 's3:prefix', 'aws:PrincipalTag/a b');
const CONDITION = fc.dictionary(
  fc.constantFrom('StringEquals', 'BoolIfExists', 'ForAnyValue:StringLike', 'NumericLessThan'),
  fc.dictionary(KEYS, fc.oneof(LIST, fc.boolean(), fc.integer()), { minKeys: 1, maxKeys: 2 }),
  { minKeys: 1, maxKeys: 2 },
);
const PRINCIPAL = fc.oneof(
  fc.constant('*'),
  fc.dictionary(fc.constantFrom('AWS', 'Service', 'Federated'), LIST, { minKeys: 1 }),
);
const STATEMENT = fc
  .record({
    Sid: fc.option(fc.stringMatching(/^[A-Za-z0-9]{1,8}$/), { nil: undefined }),
    Effect: fc.constantFrom('Allow', 'Deny'),
    action: fc.tuple(fc.constantFrom('Action', 'NotAction'), LIST),
    resource: fc.option(fc.tuple(fc.constantFrom('Resource', 'NotResource'), LIST)),
    principal: fc.option(fc.tuple(fc.constantFrom('Principal', 'NotPrincipal'), PRINCIPAL)),
    Condition: fc.option(CONDITION, { nil: undefined }),
  })
  .map(({ Sid, Effect, action, resource, principal, Condition }): PolicyMap => ({
    ...(Sid !== undefined && { Sid }),
    Effect,
    ...(principal && { [principal[0]]: principal[1] as PolicyValue }),
    [action[0]]: action[1],
    ...(resource && { [resource[0]]: resource[1] }),
    ...(Condition && { Condition: Condition as PolicyValue }),
  }));
export const POLICY = fc
  .uniqueArray(STATEMENT, { minLength: 1, maxLength: 3, selector: ({ Sid }) => Sid ?? {} })
  .map((Statement): PolicyForm => ({ Version: '2012-10-17', Statement }));
