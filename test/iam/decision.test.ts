/** What a decision says beside its word, and how policies are read: places, duplicates, limits. */
import { describe, expect, it } from 'vitest';

import { type Case, fromValue, runCase } from '../../scripts/iam/cases.ts';
import { evaluate, statementApplies } from '../../scripts/iam/evaluate.ts';
import { parseJson, parseYaml, type Parsed, toDocument } from '../../scripts/iam/parse.ts';
import type { PolicyNode } from '../../scripts/iam/policy.ts';
import { readPolicy } from '../../scripts/iam/statement.ts';
import { Source } from '../../scripts/problems/source.ts';

const OBJECT = 'arn:aws:s3:::example-bucket/report.csv';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/AgentRole/session';
const allow = { Sid: 'AllowAll', Effect: 'Allow', Action: '*', Resource: '*' };
const deny = { Sid: 'DenyAll', Effect: 'Deny', Action: '*', Resource: '*' };
const policy = (...statements: readonly object[]): object => ({
  Version: '2012-10-17',
  Statement: statements,
});
const ask = (rest: Partial<Case>): ReturnType<typeof runCase> =>
  runCase({ action: 's3:GetObject', resource: OBJECT, ...rest });

describe('callers without policies of their own', () => {
  const ROOT = 'arn:aws:iam::111122223333:root';
  const grant = (Principal: unknown, Effect = 'Allow'): object =>
    policy({ Effect, Principal, Action: '*', Resource: '*' });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html
  it('a root user may do all in its account that no SCP and no resource policy denies', () => {
    const asked = { principal: ROOT, policies: [] };
    expect(ask(asked).decision).toBe('allowed');
    expect(ask({ ...asked, boundary: policy({ ...allow, Action: 'ec2:*' }) }).decision).toBe(
      'allowed',
    );
    expect(ask({ ...asked, scps: [[policy({ ...allow, Action: 'ec2:*' })]] }).decision).toBe(
      'implicitDeny',
    );
    expect(ask({ ...asked, resourcePolicy: grant({ AWS: ROOT }, 'Deny') }).decision).toBe(
      'explicitDeny',
    );
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
  it.each(['sts:TagSession', 'sts:SetSourceIdentity'])(
    '%s needs the trust policy too, in the same account',
    (action) => {
      const trust = (Action: string | string[]): object =>
        policy({ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action });
      const asked = {
        action,
        resource: 'arn:aws:iam::111122223333:role/app',
        policy: policy({ ...allow, Action: 'sts:*', Resource: '*' }),
      };
      expect(ask({ ...asked, resourcePolicy: trust('sts:AssumeRole') }).decision).toBe(
        'implicitDeny',
      );
      expect(ask({ ...asked, resourcePolicy: trust(['sts:AssumeRole', action]) }).decision).toBe(
        'allowed',
      );
    },
  );

  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
  it('are not refused by policies that do not apply to them', () => {
    const nothing = policy({ Effect: 'Deny', Action: '*', Resource: '*' });
    const own = { policy: nothing, boundary: nothing, session: nothing };
    expect(ask({ ...own, principal: ROOT }).decision).toBe('allowed');
    expect(ask({ principal: ROOT, scps: [[nothing]] }).decision).toBe('explicitDeny');
    for (const [principal, named] of [
      ['lambda.amazonaws.com', { Service: 'lambda.amazonaws.com' }],
      ['*', '*'],
    ] as const) {
      const asked = { ...own, scps: [[nothing]], principal, resourcePolicy: grant(named) };
      expect(ask(asked).decision).toBe('allowed');
      expect(ask({ ...asked, resourcePolicy: grant(named, 'Deny') }).decision).toBe('explicitDeny');
    }
  });

  it('and elsewhere what the resource policy allows', () => {
    const asked = {
      principal: 'arn:aws:iam::999999999999:root',
      policies: [],
      resourceAccount: '111122223333',
    };
    expect(ask(asked).decision).toBe('implicitDeny');
    expect(ask({ ...asked, resourcePolicy: grant({ AWS: '999999999999' }) }).decision).toBe(
      'allowed',
    );
    expect(ask({ ...asked, resourcePolicy: grant({ AWS: '111122223333' }) }).decision).toBe(
      'implicitDeny',
    );
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
  it('an unsigned request is anyone, in either spelling', () => {
    const asked = { principal: '*', policies: [] };
    expect(ask(asked).decision).toBe('implicitDeny');
    expect(ask({ ...asked, resourcePolicy: grant('*') }).decision).toBe('allowed');
    expect(ask({ ...asked, resourcePolicy: grant({ AWS: '*' }) }).decision).toBe('allowed');
    expect(ask({ ...asked, resourcePolicy: grant({ AWS: '111122223333' }) }).decision).toBe(
      'implicitDeny',
    );
  });
});

describe('decidedBy names the statements that decided', () => {
  it('an Allow, with its policy, Sid and place', () => {
    const other = { ...allow, Sid: 'Other', Action: 'ec2:*' };
    expect(ask({ policy: policy(other, allow) }).decidedBy).toEqual([
      { policy: 'policy', sid: 'AllowAll', index: 1 },
    ]);
  });

  it('a statement without a Sid by its place', () => {
    const { Sid: _sid, ...nameless } = allow;
    expect(ask({ policies: [policy(), policy(nameless)].slice(1) }).decidedBy).toEqual([
      { policy: 'policy', sid: undefined, index: 0 },
    ]);
  });

  it('every Deny that applies, and no Allow beside it', () => {
    const { decision, decidedBy } = ask({
      policies: [policy(allow, deny), policy({ ...deny, Sid: 'DenyS3', Action: 's3:*' })],
    });
    expect(decision).toBe('explicitDeny');
    expect(decidedBy).toEqual([
      { policy: 'policy 1', sid: 'DenyAll', index: 1 },
      { policy: 'policy 2', sid: 'DenyS3', index: 0 },
    ]);
  });

  it('a Deny of a control policy, a boundary or a session policy', () => {
    const policies = {
      policy: policy(allow),
      scps: [[policy(allow)], [policy(allow, deny)]],
      boundary: policy(deny),
      session: policy(deny),
    };
    expect(ask(policies).decidedBy.map((one) => one.policy)).toEqual([
      'scp 2.1',
      'boundary',
      'session',
    ]);
  });

  it('no statement where nothing allowed, and none for GetCallerIdentity', () => {
    expect(ask({ policies: [] })).toMatchObject({ decision: 'implicitDeny', decidedBy: [] });
    expect(ask({ policy: policy(deny), action: 'sts:GetCallerIdentity', resource: '*' })).toEqual({
      decision: 'allowed',
      decidedBy: [],
      notMatched: [],
      unknown: [],
      unstatedKeys: [],
    });
  });

  it('what grants, not the limits that let it pass', () => {
    const limits = { boundary: policy(allow), session: policy(allow), scps: [[policy(allow)]] };
    expect(ask({ policy: policy(allow), ...limits }).decidedBy).toEqual([
      { policy: 'policy', sid: 'AllowAll', index: 0 },
    ]);
  });

  it('both sides between two accounts', () => {
    const resourcePolicy = policy({ ...allow, Sid: 'Share', Principal: { AWS: SESSION } });
    const { decidedBy } = ask({
      policy: policy(allow),
      resourcePolicy,
      resourceAccount: '444455556666',
    });
    expect(decidedBy.map(({ sid }) => sid)).toEqual(['AllowAll', 'Share']);
  });
});

describe('notMatched gives the first reason of each statement that does not apply', () => {
  const reason = (statement: object, rest: Partial<Case> = {}): string =>
    ask({ policy: policy({ ...allow, ...statement }), ...rest }).notMatched[0]?.reason ?? '';

  it('the action comes first', () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'true' } };
    expect(
      reason({ Action: 'ec2:*', Resource: 'arn:aws:s3:::other', Condition }, { context: {} }),
    ).toBe('the action s3:GetObject is not in Action');
  });

  it('NotAction', () => {
    expect(reason({ Action: undefined, NotAction: 's3:*' })).toBe(
      'the action s3:GetObject is in NotAction',
    );
  });

  it('then the resource', () => {
    expect(reason({ Resource: 'arn:aws:s3:::other' })).toBe(
      `the resource ${OBJECT} is not arn:aws:s3:::other`,
    );
    expect(reason({ Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::more'] })).toBe(
      `the resource ${OBJECT} is not in Resource`,
    );
    expect(reason({ Resource: undefined, NotResource: 'arn:aws:s3:::example-bucket/*' })).toBe(
      `the resource ${OBJECT} is in NotResource`,
    );
  });

  it('then the principal', () => {
    const resourcePolicy = policy({ ...allow, Principal: { AWS: `${SESSION}2` } });
    expect(ask({ policies: [], resourcePolicy }).notMatched).toEqual([
      {
        policy: 'resource policy',
        sid: 'AllowAll',
        index: 0,
        reason: `the principal ${SESSION} is not named`,
      },
    ]);
  });

  it.each([
    [
      { BoolIfExists: { 'aws:ViaAWSMCPService': 'false' } },
      { 'aws:ViaAWSMCPService': 'true' },
      'the condition BoolIfExists aws:ViaAWSMCPService "false" is false: the request has "true"',
    ],
    [
      { StringEquals: { 'aws:username': ['ana', 'ben'] } },
      {},
      'the condition StringEquals aws:username "ana", "ben" is false: the key is absent',
    ],
    [
      { StringNotEquals: { 'aws:username': 'ana' } },
      { 'aws:username': 'ana' },
      'the condition StringNotEquals aws:username "ana" is false: the request has "ana"',
    ],
    [
      { Null: { 'aws:username': 'true' } },
      { 'aws:username': 'ana' },
      'the condition Null aws:username "true" is false: the key is present',
    ],
    [
      { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'red' } },
      { 'aws:TagKeys': ['blue', 'grey'] },
      'the condition ForAnyValue:StringEquals aws:TagKeys "red" is false: none of the values "blue", "grey" satisfies it',
    ],
  ] as const)('then the conditions: %j', (Condition, context, words) => {
    expect(reason({ Condition }, { context })).toBe(words);
  });

  it('of several conditions the first that is false', () => {
    const Condition = {
      StringEquals: { 'aws:username': 'ana' },
      Bool: { 'aws:SecureTransport': 'true', 'aws:ViaAWSMCPService': 'true' },
    };
    const context = { 'aws:username': 'ana', 'aws:SecureTransport': 'false' };
    expect(reason({ Condition }, { context })).toMatch(/^the condition Bool aws:SecureTransport/);
  });

  it('statements of every policy are listed, whatever decided', () => {
    const ec2 = { ...allow, Action: 'ec2:*' };
    const { decision, notMatched } = ask({
      policies: [policy(ec2, allow), policy(deny)],
      boundary: policy(ec2),
    });
    expect(decision).toBe('explicitDeny');
    expect(notMatched.map((one) => one.policy)).toEqual(['policy 1', 'boundary']);
  });
});

describe('unstatedKeys names the keys that were looked up and not stated', () => {
  const keys = (Condition: object, context: Case['context'] = {}): readonly string[] =>
    ask({ policy: policy({ ...allow, Condition }), context }).unstatedKeys;

  it('as the policy spells them, once', () => {
    const Condition = {
      Bool: { 'aws:ViaAWSMCPService': 'true' },
      StringEquals: { 'AWS:viaawsmcpservice': 'true' },
    };
    expect(keys(Condition)).toHaveLength(1);
    expect(keys({ Bool: { 'aws:SecureTransport': 'true' } })).toEqual(['aws:SecureTransport']);
  });

  it('a key stated as absent is stated, in any case', () => {
    const Condition = { Null: { 'aws:TokenIssueTime': 'true' } };
    expect(keys(Condition, { 'aws:TokenIssueTime': null })).toEqual([]);
    expect(keys(Condition, { 'AWS:tokenissuetime': null })).toEqual([]);
    expect(keys(Condition)).toEqual(['aws:TokenIssueTime']);
  });

  it('keys of variables, in resources and in conditions', () => {
    const Resource = 'arn:aws:s3:::example-bucket/${aws:username}/*';
    expect(ask({ policy: policy({ ...allow, Resource }), context: {} }).unstatedKeys).toEqual([
      'aws:username',
    ]);
    expect(
      keys({ StringEquals: { k: "${aws:PrincipalTag/Team, 'none'}" } }, { k: 'none' }),
    ).toEqual(['aws:PrincipalTag/Team']);
    expect(
      keys({ StringEqualsIgnoreCase: { k: '${aws:PrincipalTag/Team}' } }, { k: 'none' }),
    ).toEqual(['aws:PrincipalTag/Team']);
  });

  it('not those of a statement about another action or resource', () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
    const others = [
      { ...deny, Action: 'ec2:*', Condition },
      { ...deny, Resource: 'arn:aws:s3:::other', Condition },
    ];
    expect(ask({ policy: policy(allow, ...others), context: {} }).unstatedKeys).toEqual([]);
  });
});

describe('one statement alone, for truth tables', () => {
  it('applies or not, with the reason', () => {
    const guard = fromValue(
      'guard',
      policy({ ...deny, Condition: { BoolIfExists: { 'aws:ViaAWSMCPService': 'false' } } }),
    );
    const states = [null, 'false', 'true'].map((value) =>
      guard.statements.map((statement) =>
        statementApplies(guard, statement, {
          action: 's3:GetObject',
          resource: OBJECT,
          context: { 'aws:ViaAWSMCPService': value },
        }),
      ),
    );
    expect(states.flat().map(({ value }) => value)).toEqual([true, true, false]);
  });
});

describe('policies of control levels that share a name', () => {
  it('are told apart', () => {
    const named = (statement: object): ReturnType<typeof fromValue> =>
      fromValue('FullAccess', policy(statement));
    const request = { action: 's3:GetObject', resource: OBJECT, context: {} };
    const ec2 = named({ ...allow, Action: 'ec2:*' });
    const identity = [named(allow)];
    const decide = (...scps: (typeof identity)[]): string =>
      evaluate(request, { identity, scps }).decision;
    expect(decide([named(allow)], [ec2])).toBe('implicitDeny');
    expect(decide([named(allow)], [named(allow)])).toBe('allowed');
  });
});

const json = (text: string): Parsed => parseJson(new Source('policy.json', text));
const yaml = (text: string): Parsed => parseYaml(new Source('policy.yaml', text));
const at = (text: string, node: PolicyNode | undefined): string | undefined =>
  node && text.slice(node.range.start, node.range.end);
const child = (node: PolicyNode | undefined, key: string): PolicyNode | undefined =>
  node?.kind === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;

describe('JSON becomes nodes with their places', () => {
  it('every key and value knows where it stands', () => {
    const text = '{ "Statement": [\n  { "Effect": "Allow", "Action": ["s3:*"] }\n] }';
    const { node } = json(text);
    expect(at(text, node)).toBe(text);
    const list = child(node, 'Statement');
    const statement = list?.kind === 'list' ? list.items[0] : undefined;
    expect(at(text, statement)).toBe('{ "Effect": "Allow", "Action": ["s3:*"] }');
    expect(at(text, child(statement, 'Effect'))).toBe('"Allow"');
    expect(at(text, child(statement, 'Action'))).toBe('["s3:*"]');
    const [entry] = statement?.kind === 'map' ? statement.entries : [];
    expect(entry && text.slice(entry.keyRange.start, entry.keyRange.end)).toBe('"Effect"');
  });

  it('keeps both of two keys, in order', () => {
    const { node } = json('{"Effect":"Allow","Effect":"Deny"}');
    expect(node?.kind === 'map' && node.entries.map(({ value }) => value)).toMatchObject([
      { value: 'Allow' },
      { value: 'Deny' },
    ]);
  });

  it('takes __proto__, constructor and toString as plain keys', () => {
    const { node } = json('{"__proto__":{"Statement":[]},"constructor":1,"toString":2}');
    expect(node?.kind === 'map' && node.entries.map(({ key }) => key)).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ]);
    const { decision } = ask({
      policy: '{"__proto__":{"a":1},"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    });
    expect(decision).toBe('unknown');
  });

  it('looks up __proto__ and constructor as condition keys like any other', () => {
    const one =
      '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"__proto__":"x","constructor":"y"}}}}';
    const context = Object.fromEntries([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(ask({ policy: one, context }).decision).toBe('allowed');
    expect(ask({ policy: one, context: {} })).toMatchObject({
      decision: 'implicitDeny',
      unstatedKeys: ['__proto__', 'constructor'],
    });
  });

  it.each([
    ['nothing', '', 1, 1],
    ['a comma too many', '{\n  "Statement": [],\n}', 3, 1],
    ['a comment', '{\n  // why\n}', 2, 3],
    ['a missing value', '{"Statement":}', 1, 14],
    ['a missing end', '{"Statement": [', 1, 16],
    ['more behind the end', '{} {}', 1, 4],
    ['single quotes', "{'Statement': []}", 1, 2],
  ])('%s is a problem with its place', (_name, text, line, column) => {
    const { node, problems } = json(text);
    expect(node).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'iam/json-syntax-error', line, column }]);
    expect(problems[0]?.message).toMatch(/^(?:the policy is not valid JSON: [a-z ]+|there is no)/);
  });

  it('refuses a document that would overflow the stack', () => {
    const { node, problems } = json('['.repeat(100_000));
    expect(node).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'iam/json-syntax-error', line: 1, column: 65 }]);
    expect(json(`${'['.repeat(64)}${']'.repeat(64)}`).problems).toEqual([]);
  });
});

describe('YAML becomes the same nodes', () => {
  it('a policy as written in data files', () => {
    const text =
      'Version: 2012-10-17\nStatement:\n  - Effect: Allow\n    Action: s3:*\n    Resource: "*"\n';
    const { node, problems } = yaml(text);
    expect(problems).toEqual([]);
    const source = new Source('policy.yaml', text);
    const read = node && readPolicy('policy', toDocument(source, node));
    expect(read).toMatchObject({
      hasVariables: true,
      statements: [{ effect: 'Allow', action: { values: ['s3:*'] }, defects: [] }],
    });
    expect(at(text, child(node, 'Version'))).toBe('2012-10-17');
  });

  it('keeps both of two keys', () => {
    const { node } = yaml('Effect: Allow\nEffect: Deny\n');
    expect(node?.kind === 'map' && node.entries).toHaveLength(2);
  });

  it('follows aliases, at the place of the alias', () => {
    const text = 'a: &all\n  - s3:*\nb: *all\n';
    const { node, problems } = yaml(text);
    expect(problems).toEqual([]);
    expect(child(node, 'b')).toMatchObject({ kind: 'list', items: [{ value: 's3:*' }] });
    expect(at(text, child(node, 'b'))).toBe('*all');
  });

  it('takes a merge key as a key, which no policy has', () => {
    const { node } = yaml('a: &x\n  Effect: Allow\nb:\n  <<: *x\n');
    const b = child(node, 'b');
    expect(b?.kind === 'map' && b.entries.map(({ key }) => key)).toEqual(['<<']);
  });

  it.each([
    ['a tag of its own', 'a: !Sub x\n'],
    ['an alias of nothing', 'a: *nobody\n'],
    ['a flow without an end', 'a: [1, 2\n'],
    ['a tab as indentation', 'a:\n\tb: 1\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    [
      'aliases that multiply',
      [
        'a0: &a0 [x]',
        ...Array.from(
          { length: 9 },
          (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`,
        ),
      ].join('\n'),
    ],
    ['an alias of what holds it', 'a: &a\n  - *a\n'],
    ['a document that would overflow the stack', '['.repeat(20_000)],
    ['a block that would overflow the stack', `${'- '.repeat(5_000)}x`],
  ])('%s is a problem', (_name, text) => {
    const { node, problems } = yaml(text);
    expect(node).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'iam/json-syntax-error', file: 'policy.yaml' }]);
  });

  it('an empty text holds no policy', () => {
    const { node } = yaml('');
    expect(node).toMatchObject({ kind: 'scalar', value: null });
  });
});
