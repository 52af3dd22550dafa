/** Callers that a policy tells apart by patterns: none that it admits is overlooked. */
import { describe, expect, it } from 'vitest';

import { fromValue } from '../../../scripts/iam/cases.ts';
import { loadReference } from '../../../scripts/iam/reference.ts';
import { actionIndex } from '../../../scripts/iam/space/action-index.ts';
import { knowledgeOf } from '../../../scripts/iam/space/knowledge.ts';
import { type EveryAnswer, proveEvery } from '../../../scripts/iam/space/prove.ts';
import type { Space } from '../../../scripts/iam/space/space.ts';

const knowledge = knowledgeOf(await loadReference(), await actionIndex());

/** Whether a trust policy that admits everyone under a condition refuses everyone in the space. */
function refused(condition: object, space: Space): EveryAnswer {
  const policy = fromValue('trust', {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Condition: condition },
    ],
  });
  return proveEvery({ kind: 'trust', policy }, { action: 'assume', ...space }, 'denied', knowledge);
}

const OWN = '111122223333';
const others: Space = { except: [{ principal: { account: OWN } }] };
const callerOf = (answer: EveryAnswer): string =>
  answer.answer === 'fails' ? answer.request.principal : answer.answer;

describe('an account that fits a pattern', () => {
  it.each([
    [{ StringLike: { 'aws:PrincipalAccount': '1111*' } }, /:1111\d{8}:/],
    [{ StringLike: { 'aws:PrincipalAccount': '11112222333?' } }, /:11112222333[^3]:/],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::1111*:role/*' } }, /:1111\d{8}:/],
    [{ StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::11112*:role/x' } }, /:11112\d{7}:/],
    [
      {
        StringLike: { 'aws:PrincipalAccount': '1111*' },
        ArnLike: { 'aws:PrincipalArn': 'arn:aws-cn:iam::*99:user/bob' },
      },
      /^arn:aws-cn:iam::1111\d{6}99:user\/bob$/,
    ],
  ])('is not overlooked beside the one that is named: %j', (condition, caller) => {
    const found = callerOf(refused(condition, others));
    expect(found).toMatch(caller);
    expect(found).not.toContain(OWN);
  });

  it.each([
    [{ StringLike: { 'aws:PrincipalAccount': OWN } }],
    [{ StringLike: { 'aws:PrincipalAccount': '?????????????' } }],
    [{ StringLike: { 'aws:PrincipalAccount': '1111-*' } }],
    [
      {
        StringLike: { 'aws:PrincipalAccount': '1111*3' },
        ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*9:role/x' },
      },
    ],
  ])('is not made up: %j', (condition) => {
    expect(callerOf(refused(condition, others))).toBe('holds');
  });

  it('is told apart by patterns of the space', () => {
    const condition = { StringLike: { 'aws:PrincipalAccount': '1111*' } };
    const except = (like: string): Space => ({
      except: [{ context: { 'aws:PrincipalAccount': { like } } }],
    });
    expect(callerOf(refused(condition, except('111*')))).toBe('holds');
    expect(callerOf(refused(condition, except('11112*')))).toMatch(/:1111[^2]\d{7}:/);
    const outside: Space = { principal: { not: 'arn:aws:iam::11112*:*' } };
    expect(callerOf(refused(condition, outside))).not.toBe('holds');
  });
});

describe('a role whose name differs in case', () => {
  const role = `arn:aws:iam::${OWN}:role/path/Reader`;
  const others: Space = { except: [{ principal: { role } }] };

  it('is another one where the case is ignored', () => {
    const found = refused({ StringEqualsIgnoreCase: { 'aws:PrincipalArn': role } }, others);
    expect(callerOf(found)).toMatch(/assumed-role\/(?:READER|reader)\//);
  });

  it('is refused where it matters', () => {
    expect(callerOf(refused({ StringEquals: { 'aws:PrincipalArn': role } }, others))).toBe('holds');
  });
});

describe('a caller of a rare kind', () => {
  /** The same for the policy of a bucket, which federated users may use. */
  const admitted = (pattern: string): string => {
    const policy = fromValue('bucket', {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::b/*',
          Condition: { ArnLike: { 'aws:PrincipalArn': pattern } },
        },
      ],
    });
    return callerOf(proveEvery({ kind: 'resource', policy }, {}, 'denied', knowledge));
  };

  it.each([
    ['arn:aws:sts::111122223333:federated-user/b*', /^arn:aws:sts::111122223333:federated-user\/b/],
    ['arn:aws:sts::1111*:federated-user/b*', /^arn:aws:sts::1111\d{8}:federated-user\/b/],
    ['arn:aws:iam::1111*:root', /^arn:aws:iam::1111\d{8}:root$/],
    ['arn:aws-*:iam::*:role/x', /^arn:aws-(?:cn|us-gov):sts::\d{12}:assumed-role\/x\//],
  ])('is not overlooked: %s', (pattern, caller) => {
    expect(admitted(pattern)).toMatch(caller);
  });
});
