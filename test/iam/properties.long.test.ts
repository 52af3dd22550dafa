/** What holds for every policy and every request, within the limits that the documentation sets. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Case, runCase } from '../../scripts/iam/cases.ts';
import { evaluate } from '../../scripts/iam/evaluate.ts';
import { OPERATOR_NAMES } from '../../scripts/iam/operators.ts';
import { parseJson, toDocument } from '../../scripts/iam/parse.ts';
import { compilePattern, matches, resourceMatches } from '../../scripts/iam/pattern.ts';
import { readPolicy } from '../../scripts/iam/statement.ts';
import { Source } from '../../scripts/problems/source.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const OBJECT = 'arn:aws:s3:::example-bucket/report.csv';
const ALLOW = { Effect: 'Allow', Action: ['*'], Resource: ['*'] };
const policyOf = (Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
const decide = (statements: readonly object[], rest: Partial<Case> = {}): string =>
  runCase({ action: 's3:GetObject', resource: OBJECT, policy: policyOf(statements), ...rest })
    .decision;

const keys = ['aws:username', 'aws:PrincipalTag/Team', 'aws:TagKeys'] as const;
const word = fc.constantFrom('ana', 'ben', 'a*', '', '${aws:username}');
const operator = fc.constantFrom(
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLikeIfExists',
  'ForAllValues:StringEquals',
  'ForAnyValue:StringNotEquals',
  'NumericEquals',
  'Bool',
);
const condition = fc.dictionary(
  operator,
  fc.dictionary(fc.constantFrom(...keys), fc.array(word, { minLength: 1, maxLength: 3 }), {
    minKeys: 1,
    maxKeys: 2,
  }),
  { maxKeys: 2 },
);
const statement: fc.Arbitrary<Statement> = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: fc.array(fc.constantFrom('*', 's3:*', 's3:GetObject', 'ec2:*', 's3:Get?bject'), {
    minLength: 1,
    maxLength: 3,
  }),
  Resource: fc.array(
    fc.constantFrom('*', OBJECT, 'arn:aws:s3:::other', 'arn:aws:s3:::${aws:username}/*'),
    { minLength: 1, maxLength: 3 },
  ),
  Condition: condition,
});
const statements = fc.array(statement, { minLength: 1, maxLength: 5 });
const context = fc.dictionary(
  fc.constantFrom(...keys),
  fc.oneof(word, fc.array(word, { maxLength: 3 }), fc.constant(null)),
);

const ANY_OUTCOME = ['allowed', 'implicitDeny', 'explicitDeny', 'unknown'];
/** What a decision may become by one more Deny, or by one more limit. */
const NARROWED: Readonly<Record<string, readonly string[]>> = {
  allowed: ANY_OUTCOME,
  implicitDeny: ['implicitDeny', 'explicitDeny', 'unknown'],
  unknown: ['implicitDeny', 'explicitDeny', 'unknown'],
  explicitDeny: ['explicitDeny'],
};
/** And by one more Allow. */
const WIDENED: Readonly<Record<string, readonly string[]>> = {
  allowed: ['allowed'],
  implicitDeny: ['allowed', 'implicitDeny', 'unknown'],
  unknown: ['allowed', 'unknown'],
  explicitDeny: ['explicitDeny'],
};

/** The same policy with each object and each list the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed).toReversed();
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, one]) => [key, reversed(one)])
      .toReversed(),
  );
}

describe('reference_policies_evaluation-logic_policy-eval-denyallow', () => {
  it('a Deny that applies wins, wherever it is attached', () => {
    const deny = { Effect: 'Deny', Action: ['s3:*'], Resource: ['*'] };
    const place = fc.constantFrom('policies', 'boundary', 'session', 'scps');
    fc.assert(
      fc.property(statements, context, place, (others, given, where) => {
        const one = policyOf([ALLOW, deny]);
        const attached = {
          policies: where === 'policies' ? [policyOf(others), one] : [policyOf(others)],
          ...(where === 'boundary' && { boundary: one }),
          ...(where === 'session' && { session: one }),
          ...(where === 'scps' && { scps: [[policyOf([ALLOW])], [one]] }),
        };
        const request = { action: 's3:GetObject', resource: OBJECT, context: given };
        expect(runCase({ ...request, ...attached }).decision).toBe('explicitDeny');
        expect(runCase({ ...request, ...attached, action: 'sts:GetCallerIdentity' }).decision).toBe(
          'allowed',
        );
      }),
    );
  });

  it('adding an Allow never removes an allowed, nor lifts a Deny', () => {
    fc.assert(
      fc.property(statements, statement, context, (before, added, given) => {
        const one = decide(before, { context: given });
        const two = decide([...before, { ...added, Effect: 'Allow' }], { context: given });
        expect(WIDENED[one]).toContain(two);
      }),
    );
  });

  it('adding a Deny never allows', () => {
    fc.assert(
      fc.property(statements, statement, context, (before, added, given) => {
        const one = decide(before, { context: given });
        const two = decide([...before, { ...added, Effect: 'Deny' }], { context: given });
        expect(NARROWED[one]).toContain(two);
      }),
    );
  });

  it('a boundary or a session policy never widens', () => {
    fc.assert(
      fc.property(statements, statements, context, (identity, limit, given) => {
        const alone = decide(identity, { context: given });
        for (const limits of [{ boundary: policyOf(limit) }, { session: policyOf(limit) }])
          expect(NARROWED[alone]).toContain(decide(identity, { context: given, ...limits }));
      }),
    );
  });
});

const NAMES =
  'Version Statement Effect Action NotAction Resource NotResource Principal NotPrincipal Condition ' +
  'Sid AWS Service Bool Null StringLike IpAddress DateEquals ArnLike aws:username __proto__';

describe('reference_policies_grammar', () => {
  it('the order of statements, keys and values is irrelevant', () => {
    fc.assert(
      fc.property(statements, context, (one, given) => {
        const other = reversed(one) as object[];
        const turned = reversed(given) as NonNullable<Case['context']>;
        expect(decide(other, { context: turned })).toBe(decide(one, { context: given }));
      }),
    );
  });

  it('a list of one and its only element are the same', () => {
    fc.assert(
      fc.property(statement, context, ({ Action: [Action], ...rest }, given) => {
        expect(decide([{ ...rest, Action }], { context: given })).toBe(
          decide([{ ...rest, Action: [Action] }], { context: given }),
        );
      }),
    );
  });

  it('evaluation never throws, whatever JSON stands for a policy', () => {
    const shape = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom('Allow', 'Deny', '*', 's3:*', OBJECT, '${', '2012-10-17', 'true', ''),
        fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...NAMES.split(' ')), tie('value'), { maxKeys: 6 }),
      ),
    })).value;
    const policies = fc.oneof(shape, fc.jsonValue(), fc.record({ Statement: shape }));
    fc.assert(
      fc.property(policies, fc.constantFrom('identity', 'resource'), (value, where) => {
        const source = new Source('policy', JSON.stringify(value));
        const { node } = parseJson(source);
        const policy = node && readPolicy('policy', toDocument(source, node));
        expect(policy).toBeDefined();
        const { decision } = evaluate(
          { action: 's3:GetObject', resource: OBJECT, context: { 'aws:username': 'ana' } },
          {
            identity: policy && where === 'identity' ? [policy] : [],
            resource: where === 'resource' ? policy : undefined,
          },
        );
        expect(ANY_OUTCOME).toContain(decision);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('reference_policies_elements_condition_operators', () => {
  const anyText = fc.oneof(
    word,
    fc.string(),
    fc.integer().map(String),
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom('true', 'false', '2024-05-01', 'aGVsbG8=', 'arn:aws:s3:::b', '10.0.0.0/8'),
  );

  it.each(OPERATOR_NAMES.filter((name) => name !== 'Null'))(
    '%sIfExists on an absent key is true',
    (name) => {
      fc.assert(
        fc.property(fc.array(anyText, { maxLength: 3 }), (values) => {
          const Condition = { [`${name}IfExists`]: { 'aws:username': values } };
          expect(decide([{ ...ALLOW, Condition }], { context: { 'aws:username': null } })).toBe(
            'allowed',
          );
        }),
        { numRuns: 20 },
      );
    },
  );

  const negations = OPERATOR_NAMES.filter((name) => name !== 'Null').flatMap((name) => {
    const plain = name.startsWith('Not') ? name.slice(3) : name.replace('Not', '');
    return plain === name ? [] : [[plain, name] as const];
  });

  it('there are operators with a negation', () => {
    expect(negations).toHaveLength(8);
  });

  it.each(negations)('%s and %s disagree on a value that is present', (plain, negated) => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 3 }), anyText, (values, given) => {
        const [one, two] = [plain, negated].map((name) =>
          decide([{ ...ALLOW, Condition: { [name]: { 'aws:PrincipalTag/Team': values } } }], {
            context: { 'aws:PrincipalTag/Team': given, 'aws:username': 'ana' },
          }),
        );
        expect(['allowed implicitDeny', 'implicitDeny allowed', 'unknown unknown']).toContain(
          `${one} ${two}`,
        );
      }),
    );
  });
});

describe('reference_policies_elements_resource: wildcards', () => {
  const alphabet = fc.constantFrom('a', 'b', '*', '?');
  const pattern = fc.array(alphabet, { maxLength: 8 }).map((parts) => parts.join(''));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 10 });

  /** The definition, word by word: a star is nothing, or one character and the star again. */
  function reference(one: string, other: string): boolean {
    if (one === '') return other === '';
    const [first] = one;
    if (first === '*')
      return reference(one.slice(1), other) || (other !== '' && reference(one, other.slice(1)));
    return (
      other !== '' &&
      (first === '?' || first === other[0]) &&
      reference(one.slice(1), other.slice(1))
    );
  }
  const globs = (one: string, other: string): boolean =>
    matches(compilePattern(one, { wildcards: true, variables: undefined }), other, 'no').value ===
    true;

  it('a pattern matches as its definition says', () => {
    fc.assert(
      fc.property(pattern, text, (one, other) => {
        expect(globs(one, other)).toBe(reference(one, other));
      }),
      { numRuns: 1000 },
    );
  });

  it('in the resource part of an ARN too', () => {
    fc.assert(
      fc.property(pattern, text, (one, other) => {
        const { value } = resourceMatches(
          `arn:aws:s3:::${one}`,
          `arn:aws:s3:::${other}`,
          undefined,
        );
        expect(value).toBe(reference(one, other));
      }),
    );
  });

  it('among the segments, a match is one of the whole text', () => {
    const part = fc.constantFrom('a', '*', 'a*', '*a', '?', '');
    const asked = fc.constantFrom('a', 'aa', 'ba', '');
    fc.assert(
      fc.property(
        fc.tuple(part, part, part),
        fc.tuple(asked, asked, asked),
        (parts, [region, account, name]) => {
          const one = `arn:aws:s3:${parts.join(':')}`;
          const other = `arn:aws:s3:${region}:${account}:${name}`;
          const { value } = resourceMatches(one, other, undefined);
          expect(value === false).toBe(!reference(one, other));
          const bySegment = parts.every((p, at) => reference(p, [region, account, name][at] ?? ''));
          expect(bySegment ? [true] : [true, false, 'unknown']).toContain(value);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('a pattern without wildcards matches itself alone', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const literal = compilePattern(one, { wildcards: false, variables: undefined });
        expect(matches(literal, one, 'no').value).toBe(true);
        expect(matches(literal, other, 'no').value).toBe(one === other);
      }),
    );
  });

  it('the worst case ends: many stars, and a text that nearly fits', () => {
    const many = `${'a*'.repeat(1000)}b`;
    expect(globs(many, 'a'.repeat(5000))).toBe(false);
    const segments = `arn:aws:s3:${'a*'.repeat(500)}b:c:d`;
    expect(resourceMatches(segments, `arn:aws:s3:${'a'.repeat(2000)}:c:d`, undefined).value).toBe(
      false,
    );
    const spanning = `arn:aws:s3:*${'a*'.repeat(500)}c:d`;
    expect(
      resourceMatches(spanning, `arn:aws:s3:${'a'.repeat(1000)}:xc:c:d`, undefined).value,
    ).toBe('unknown');
  });
});
