/**
 * What AWS does not document, or the evaluator does not model, is `unknown` with a reason: never a
 * guess, and only while it could change the decision.
 */
import { describe, expect, it } from 'vitest';

import { type Case, runCase } from '../../scripts/iam/cases.ts';
import type { ContextValues } from '../../scripts/iam/context.ts';

const OBJECT = 'arn:aws:s3:::example-bucket/report.csv';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/AgentRole/session';
const ROLE = 'arn:aws:iam::111122223333:role/AgentRole';
const ROOT = 'arn:aws:iam::111122223333:root';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
const policy = (...statements: readonly object[]): object => ({
  Version: '2012-10-17',
  Statement: statements,
});
const ask = (rest: Partial<Case>): ReturnType<typeof runCase> =>
  runCase({ action: 's3:GetObject', resource: OBJECT, ...rest });
const outcome = (rest: Partial<Case>): string => ask(rest).decision;

/** The condition on an Allow alone, and on a Deny beside an Allow: both answers, with the reasons. */
function answers(Condition: object, context: ContextValues): string[] {
  return [policy({ ...allow, Condition }), policy(allow, { ...deny, Condition })].map((one) => {
    const { decision, unknown } = ask({ policy: one, context });
    return `${decision}: ${unknown.join()}`;
  });
}
const unknownFor = (reason: RegExp): unknown[] => {
  const answer = expect.stringMatching(new RegExp(`^unknown: .*(?:${reason.source})`));
  return [answer, answer];
};

describe('reference_policies_elements_condition_operators: values it does not describe', () => {
  it.each([
    ['Bool in capitals, in the policy', { Bool: { k: 'True' } }, 'true', /Bool reads "True"/],
    ['Bool in capitals, in the request', { Bool: { k: 'true' } }, 'TRUE', /Bool reads "TRUE"/],
    ['Bool with another word', { Bool: { k: 'yes' } }, 'true', /Bool reads "yes"/],
    ['Null with another word', { Null: { k: 'yes' } }, 'x', /Null reads "yes"/],
    ['a number that is none', { NumericEquals: { k: 'ten' } }, '10', /ten is not a number/],
    [
      'a number in the request that is none',
      { NumericLessThan: { k: '1' } },
      'x',
      /x is not a number/,
    ],
    ['a date that is none', { DateLessThan: { k: 'soon' } }, '2024-01-01', /soon is not a date/],
    [
      'a day that does not exist',
      { DateLessThan: { k: '2023-02-30' } },
      '2024-01-01',
      /not a date/,
    ],
    [
      'a month that does not exist',
      { DateLessThan: { k: '2023-13-01' } },
      '2024-01-01',
      /not a date/,
    ],
    [
      'a time without its zone',
      { DateLessThan: { k: '2023-01-01T00:00:00' } },
      '2024',
      /not a date/,
    ],
    ['four digits: a year or seconds', { DateLessThan: { k: '2024' } }, '2025-01-01', /not a date/],
    [
      'an address that is none',
      { IpAddress: { k: '10.0.0.0/8' } },
      'localhost',
      /not an IP address/,
    ],
    [
      'a range that is none',
      { IpAddress: { k: '10.0.0.0/33' } },
      '10.0.0.1',
      /not an IP address range/,
    ],
    ['a range of words', { NotIpAddress: { k: 'home/8' } }, '10.0.0.1', /not an IP address range/],
    ['base-64 that is none', { BinaryEquals: { k: '***' } }, 'aGVsbG8=', /base64/],
    ['an ARN that is none', { ArnEquals: { k: 'arn:aws:s3:::b' } }, 'b', /not an ARN/],
    ['an ARN pattern of few parts', { ArnLike: { k: '*' } }, 'arn:aws:s3:::b', /six parts/],
  ] as const)('%s', (_name, condition, given, reason) => {
    expect(answers(condition, { k: given })).toEqual(unknownFor(reason));
  });

  it.each([
    ['an operator that does not exist', { StringMatches: { k: 'x' } }],
    ['an operator in other case', { stringequals: { k: 'x' } }],
    ['a set operator that does not exist', { 'ForSomeValues:StringEquals': { k: 'x' } }],
    ['Null with IfExists', { NullIfExists: { k: 'true' } }],
    ['Null with a set operator', { 'ForAnyValue:Null': { k: 'true' } }],
  ] as const)('%s', (_name, condition) => {
    expect(answers(condition, { k: 'x' })).toEqual(unknownFor(/operator|Null/));
  });

  it('a negated operator with an empty list of values', () => {
    expect(answers({ StringNotEquals: { k: [] } }, { k: 'x' })).toEqual(unknownFor(/empty/));
  });

  it('a variable where the page names none', () => {
    expect(answers({ NumericEquals: { k: '${aws:epoch}' } }, { k: '1', 'aws:epoch': '1' })).toEqual(
      unknownFor(/number/),
    );
    expect(answers({ Bool: { k: '${aws:flag}' } }, { k: 'true', 'aws:flag': 'true' })).toEqual(
      unknownFor(/Bool reads/),
    );
  });
});

describe('reference_policies_condition-single-vs-multi-valued-context-keys', () => {
  it.each([
    ['StringEquals', ['red']],
    ['StringNotEquals', ['red']],
    ['StringEqualsIfExists', ['red', 'blue']],
    ['StringLike', []],
  ])('%s on a list of values has no set operator: %j', (operator, values) => {
    expect(answers({ [operator]: { 'aws:TagKeys': 'red' } }, { 'aws:TagKeys': values })).toEqual(
      unknownFor(/list of/),
    );
  });

  it('ForAnyValue with IfExists and no value', () => {
    const condition = { 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'red' } };
    expect(answers(condition, { 'aws:TagKeys': null })).toEqual(
      unknownFor(/ForAnyValue with IfExists/),
    );
    expect(answers(condition, { 'aws:TagKeys': [] })).toEqual(
      unknownFor(/ForAnyValue with IfExists/),
    );
  });

  it('Null on an empty list', () => {
    expect(answers({ Null: { 'aws:TagKeys': 'true' } }, { 'aws:TagKeys': [] })).toEqual(
      unknownFor(/empty list/),
    );
  });

  it('the other value of a list decides where it can', () => {
    const Condition = { NumericEquals: { k: ['ten', '10'] } };
    expect(outcome({ policy: policy({ ...allow, Condition }), context: { k: '10' } })).toBe(
      'allowed',
    );
  });
});

describe('reference_policies_condition-keys: behind an MCP server', () => {
  const mcp = { 'aws:ViaAWSMCPService': 'true' };

  it.each(['aws:ViaAWSService', 'aws:CalledVia', 'aws:CalledViaFirst', 'AWS:calledvialast'])(
    'no page says what %s holds',
    (key) => {
      expect(answers({ StringEquals: { [key]: 'x' } }, { ...mcp, [key]: 'x' })).toEqual(
        unknownFor(/through an MCP/),
      );
      expect(
        answers(
          { 'ForAllValues:StringEquals': { [key]: 'x' } },
          { 'aws:CalledViaAWSMCP': 'aws-mcp.amazonaws.com' },
        ),
      ).toEqual(unknownFor(/through an MCP server/));
    },
  );

  it('nor what a variable of such a key would be', () => {
    expect(
      answers(
        { StringEquals: { k: '${aws:CalledViaFirst}' } },
        { ...mcp, k: 'x', 'aws:CalledViaFirst': 'x' },
      ),
    ).toEqual(unknownFor(/through an MCP server/));
  });

  it('the same keys are plain on a direct call', () => {
    const Condition = { Bool: { 'aws:ViaAWSService': 'true' } };
    const context = { 'aws:ViaAWSService': 'true', 'aws:ViaAWSMCPService': 'false' };
    expect(outcome({ policy: policy({ ...allow, Condition }), context })).toBe('allowed');
  });
});

describe('reference_policies_variables: what it does not describe', () => {
  const resources = (Resource: string, context: ContextValues = {}): string =>
    ask({ policy: policy({ ...allow, Resource }), context }).unknown.join();

  it.each([
    ['a variable without its end', 'arn:aws:s3:::example-bucket/${aws:username', /not closed/],
    ['a variable without a name', 'arn:aws:s3:::example-bucket/${}', /not written as a variable/],
    ['a space in the name', 'arn:aws:s3:::example-bucket/${aws: x}', /not written as a variable/],
    ['a default without quotes', 'arn:aws:s3:::example-bucket/${k, x}', /not written as a/],
    ['a default without its space', "arn:aws:s3:::example-bucket/${k,'x'}", /not written as a/],
    ['a variable before the resource part', 'arn:aws:s3:${k}::example-bucket/*', /none is docum/],
    ['a variable in place of an ARN', '${aws:username}', /none is documented/],
  ])('%s', (_name, resource, reason) => {
    expect(resources(resource)).toMatch(reason);
  });

  it('a variable of a key with several values', () => {
    const resource = 'arn:aws:s3:::example-bucket/${aws:TagKeys}';
    expect(resources(resource, { 'aws:TagKeys': ['a'] })).toMatch(/several values/);
    expect(
      answers({ StringEquals: { k: '${aws:TagKeys}' } }, { k: 'a', 'aws:TagKeys': ['a', 'b'] }),
    ).toEqual(unknownFor(/several values/));
  });

  it('NotResource with a variable that has no value', () => {
    const NotResource = 'arn:aws:s3:::example-bucket/${aws:username}/*';
    const one = { Effect: 'Deny', Action: '*', NotResource };
    expect(ask({ policy: policy(allow, one), context: {} }).unknown.join()).toMatch(/NotResource/);
  });
});

describe('reference_policies_elements_resource and _action: patterns it does not describe', () => {
  it.each([
    ['arn:aws:*:::example-bucket/*', /wildcard in its service/],
    ['arn:aws:s?:::example-bucket/*', /wildcard in its service/],
    ['arn:aws:*', /wildcard in its service/],
    ['arn:*s3:::example-bucket/*', /wildcard|parts/],
  ])('the resource %s', (Resource, reason) => {
    for (const one of [policy({ ...allow, Resource }), policy(allow, { ...deny, Resource })])
      expect(ask({ policy: one }).unknown.join()).toMatch(reason);
  });

  it('a star in the middle of a segment that would have to span a colon', () => {
    const Resource = 'arn:aws:ec2:eu*3:instance/i-1';
    const resource = 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1';
    expect(outcome({ policy: policy({ ...allow, Resource }), resource })).toBe('unknown');
  });

  it('an action without its service', () => {
    expect(outcome({ policy: policy({ ...allow, Action: 'GetObject' }) })).toBe('unknown');
    expect(outcome({ policy: policy(allow, { ...deny, Action: 'Get*' }) })).toBe('unknown');
  });

  it.each([
    ['NotAction', { Effect: 'Allow', NotAction: [], Resource: '*' }],
    ['NotResource', { Effect: 'Allow', Action: '*', NotResource: [] }],
  ])('an empty list in %s', (_element, statement) => {
    expect(outcome({ policy: policy(statement) })).toBe('unknown');
    expect(outcome({ policy: policy(allow, { ...statement, Effect: 'Deny' }) })).toBe('unknown');
  });
});

describe('reference_policies_grammar: what it does not allow', () => {
  const broken: readonly [string, unknown][] = [
    ['a policy that is a list', [allow]],
    ['a policy that is a number', 7],
    ['no statement', { Version: '2012-10-17' }],
    ['an empty list of statements', policy()],
    ['a statement that is no object', { Version: '2012-10-17', Statement: ['Allow'] }],
    ['another version', { Version: '2024-01-01', Statement: [allow] }],
    ['a version that is no text', { Version: 2012, Statement: [allow] }],
    ['an unknown element of the policy', { Statement: [allow], Note: 'x' }],
    ['an unknown element of a statement', policy({ ...allow, Comment: 'x' })],
    ['an element in other case', policy({ effect: 'Allow', Action: '*', Resource: '*' })],
    ['another effect', policy({ ...allow, Effect: 'allow' })],
    ['no effect', policy({ Action: '*', Resource: '*' })],
    ['no action', policy({ Effect: 'Allow', Resource: '*' })],
    ['no resource', policy({ Effect: 'Allow', Action: '*' })],
    ['Action and NotAction', policy({ ...allow, NotAction: 'iam:*' })],
    ['Resource and NotResource', policy({ ...allow, NotResource: 'arn:aws:s3:::b' })],
    ['an action that is no text', policy({ ...allow, Action: [1] })],
    ['a resource that is no text', policy({ ...allow, Resource: { a: 'b' } })],
    ['a condition that is a list', policy({ ...allow, Condition: [] })],
    ['a condition operator that is no object', policy({ ...allow, Condition: { Bool: 'true' } })],
    ['a condition value that is null', policy({ ...allow, Condition: { Bool: { k: null } } })],
    ['a condition value that is an object', policy({ ...allow, Condition: { Bool: { k: {} } } })],
    ['a principal in an identity policy', policy({ ...allow, Principal: '*' })],
    [
      'a key twice',
      '{"Statement":[{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}]}',
    ],
    [
      'a condition key twice, in two cases',
      policy({ ...allow, Condition: { StringEquals: { 'aws:a': 'x', 'AWS:A': 'y' } } }),
    ],
    [
      'a number too large to be read exactly',
      '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"k":12345678901234567890}}}}',
    ],
    [
      'Statement twice',
      '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}],"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
    ],
    [
      'Id twice',
      '{"Id":"a","Id":"b","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    ],
    [
      'Version twice',
      '{"Version":"2012-10-17","Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    ],
  ];

  it.each(broken)('%s', (_name, one) => {
    const { decision, unknown } = ask({ policy: one, context: { 'aws:a': 'x', k: 'true' } });
    expect(decision).toBe('unknown');
    expect(unknown.join()).toMatch(/policy (?:statement \d+|\w+): \S/);
  });

  it.each(broken)('%s, beside a Deny that is sure', (_name, one) => {
    const context = { 'aws:a': 'x', k: 'true' };
    expect(outcome({ policies: [one, policy(deny)], context })).toBe('explicitDeny');
  });
});

describe('reference_policies_elements_principal and _notprincipal', () => {
  const resourcePolicy = (principal: object, effect = 'Allow'): object =>
    policy({ ...principal, Effect: effect, Action: 's3:*', Resource: 'arn:aws:s3:::*' });

  it.each([
    ['part of an ARN', { AWS: 'arn:aws:iam::111122223333:role/*' }, undefined],
    ['a name that is no ARN', { AWS: 'AgentRole' }, undefined],
    ['a canonical user id', { CanonicalUser: '79a59d900b949e55d96a1e698fbaced' }, undefined],
    ['another type', { User: SESSION }, undefined],
    ['any service', { Service: '*' }, 'cloudtrail.amazonaws.com'],
    ['some services', { Service: '*.amazonaws.com' }, 'cloudtrail.amazonaws.com'],
    ['any AWS principal, and a service asks', { AWS: '*' }, 'cloudtrail.amazonaws.com'],
    ['a session of the role that asks', { AWS: SESSION }, ROLE],
  ])('%s', (_name, Principal, principal) => {
    const one = { policies: [], ...(principal && { principal }) };
    expect(outcome({ ...one, resourcePolicy: resourcePolicy({ Principal }) })).toBe('unknown');
    expect(outcome({ ...one, resourcePolicy: resourcePolicy({ Principal }, 'Deny') })).toBe(
      'unknown',
    );
  });

  it.each([
    ['a text other than the star', { Principal: SESSION }],
    ['a list', { Principal: [SESSION] }],
    ['none', {}],
    ['both forms', { Principal: '*', NotPrincipal: { AWS: SESSION } }],
  ])('%s', (_name, principal) => {
    expect(outcome({ policies: [], resourcePolicy: resourcePolicy(principal) })).toBe('unknown');
  });

  it.each([
    ['the session without its role', [SESSION, ROOT]],
    ['the session without its account', [SESSION, ROLE]],
    ['the role without the session', [ROLE, ROOT]],
  ])('NotPrincipal lists %s', (_name, AWS) => {
    const one = resourcePolicy({ NotPrincipal: { AWS } }, 'Deny');
    expect(outcome({ policy: policy(allow), resourcePolicy: one })).toBe('unknown');
  });

  it('NotPrincipal with nobody in it', () => {
    const one = resourcePolicy({ NotPrincipal: {} }, 'Deny');
    expect(outcome({ policy: policy(allow), resourcePolicy: one })).toBe('unknown');
  });

  it('NotPrincipal in a trust policy', () => {
    const trust = { Effect: 'Deny', NotPrincipal: { AWS: ROLE }, Action: 'sts:AssumeRole' };
    const admit = { Effect: 'Allow', Principal: { AWS: SESSION }, Action: 'sts:AssumeRole' };
    const request = { action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/Target' };
    expect(outcome({ ...request, policies: [], resourcePolicy: policy(admit, trust) })).toBe(
      'unknown',
    );
  });
});

describe('reference_policies_evaluation-logic_policy-eval-denyallow: what is not modeled', () => {
  it('a group as the one who asks', () => {
    const principal = 'arn:aws:iam::111122223333:group/staff';
    expect(outcome({ policy: policy(allow), principal })).toBe('unknown');
  });

  it('a federated user without a session policy', () => {
    const principal = 'arn:aws:sts::111122223333:federated-user/ana';
    expect(ask({ policy: policy(allow), principal }).unknown.join()).toMatch(/session policy/);
    expect(outcome({ policy: policy(allow), principal, session: policy(allow) })).toBe('allowed');
    expect(outcome({ policy: policy(deny), principal })).toBe('explicitDeny');
    expect(outcome({ policies: [], principal })).toBe('implicitDeny');
  });

  it('a provider of identities that asks for something else than a role', () => {
    const principal = 'arn:aws:iam::111122223333:oidc-provider/idp.example.com';
    expect(outcome({ policy: policy(allow), principal })).toBe('unknown');
  });

  it('a grant to anyone beside a boundary that does not allow', () => {
    const boundary = policy({ ...allow, Action: 'ec2:*' });
    const resourcePolicy = policy({ ...allow, Principal: '*' });
    expect(outcome({ policies: [], boundary, resourcePolicy })).toBe('unknown');
    expect(outcome({ policies: [], boundary: policy(allow), resourcePolicy })).toBe('allowed');
  });

  it.each([
    ['sts:AssumeRole', 'arn:aws:iam::111122223333:role/Target'],
    ['kms:Decrypt', KEY],
  ])('%s without the policy of the resource', (action, resource) => {
    expect(outcome({ policy: policy(allow), action, resource })).toBe('unknown');
    expect(outcome({ policy: policy(deny), action, resource })).toBe('explicitDeny');
  });

  it('a trust policy with a Resource', () => {
    const resourcePolicy = policy({ ...allow, Principal: { AWS: SESSION } });
    const action = 'sts:AssumeRole';
    const resource = 'arn:aws:iam::111122223333:role/Target';
    expect(outcome({ policies: [], resourcePolicy, action, resource })).toBe('unknown');
  });
});

describe('what is unknown does not matter once something else decides', () => {
  const open = { Bool: { k: 'True' } };
  const openAllow = { ...allow, Condition: open };
  const openDeny = { ...deny, Condition: open };
  const context = { k: 'true' };

  it.each<[string, Partial<Case>, string]>([
    ['a sure Deny beside an open Deny', { policy: policy(deny, openDeny) }, 'explicitDeny'],
    ['a sure Deny beside an open Allow', { policy: policy(openAllow, deny) }, 'explicitDeny'],
    ['a sure Allow beside an open Allow', { policy: policy(openAllow, allow) }, 'allowed'],
    [
      'an open Allow without the boundary',
      { policy: policy(openAllow), boundary: policy({ ...allow, Action: 'ec2:*' }) },
      'implicitDeny',
    ],
    [
      'an open boundary without an Allow',
      { policies: [], boundary: policy(openAllow) },
      'implicitDeny',
    ],
    [
      'an open Allow at a level without one',
      { policy: policy(openAllow), scps: [[]] },
      'implicitDeny',
    ],
    [
      'an open Deny of another action',
      { policy: policy(allow, { ...openDeny, Action: 'ec2:*' }) },
      'allowed',
    ],
    [
      'an open Deny of another resource',
      { policy: policy(allow, { ...openDeny, Resource: 'arn:aws:s3:::other' }) },
      'allowed',
    ],
    [
      'an open condition beside a false one',
      { policy: policy(allow, { ...deny, Condition: { ...open, StringEquals: { k: 'x' } } }) },
      'allowed',
    ],
    ['an open Deny beside an Allow', { policy: policy(allow, openDeny) }, 'unknown'],
    ['an open Deny without an Allow', { policy: policy(openDeny) }, 'unknown'],
    [
      'an open Deny in a control policy',
      { policy: policy(allow), scps: [[policy(allow, openDeny)]] },
      'unknown',
    ],
  ])('%s', (_name, one, expected) => {
    const { decision, unknown } = ask({ ...one, context });
    expect(decision).toBe(expected);
    expect(unknown.length > 0).toBe(expected === 'unknown');
  });
});
