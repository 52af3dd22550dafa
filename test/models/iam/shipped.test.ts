import { describe, expect, it } from 'vitest';

import { type TestWorkspace, workspace } from '../../support/workspace.ts';

const CONFIG = 'claims: { claim/none: off }\nplaceholders: { "<BUCKET>": example }\n';

function role(policies: string, more = ''): string {
  return `roles:\n  reader:\n    name: Reader\n    title: Reader\n    policies:\n      permissions: ${policies}\n${more}`;
}

async function problems(test: TestWorkspace): Promise<string[]> {
  const { problems: found } = await test.check();
  return found.map(
    ({ file, line, column, code, message }) => `${file}:${line}:${column} ${code} ${message}`,
  );
}

const READ =
  '{ statements: [{ Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::<BUCKET>/*" }] }';

describe('what code needs', () => {
  const of = (policy: string, requires: string, more = '') =>
    problems(
      workspace({
        'permadocs.yaml': CONFIG,
        'data/a.yaml': role(policy, `    requires:\n      - ${requires}\n${more}`),
        'src/a.py':
          's3 = boto3.client("s3")\ns3.get_object()\n\ns3.put_object()\ns3.put_object()\n',
      }),
    );

  it('is reported if it is never allowed, with both places', async () => {
    expect(await of(READ, "{ from: 'src/*.py', preset: boto3 }")).toEqual([
      'data/a.yaml:6:7 requires/not-granted s3:PutObject is never allowed, and src/a.py:4 and src/a.py:5 need it',
    ]);
  });

  it('is silent if some request is allowed', async () => {
    expect(await of(READ, '{ actions: [s3:GetObject] }')).toEqual([]);
  });

  it('may be asked on a resource', async () => {
    expect(await of(READ, '{ actions: [s3:GetObject], resource: "arn:aws:s3:::other/a" }')).toEqual(
      [
        expect.stringContaining(
          'requires/not-granted s3:GetObject is never allowed on arn:aws:s3:::other/a',
        ),
      ],
    );
    expect(
      await of(READ, '{ actions: [s3:GetObject], resource: "arn:aws:s3:::<BUCKET>" }'),
    ).toEqual([expect.stringContaining('requires/not-granted s3:GetObject is never allowed on')]);
  });

  it('is not granted by an Allow whose resources the action does not take', async () => {
    const dead = READ.replace('"s3:GetObject"', '["s3:GetObject", "s3:ListBucket"]');
    const both = '{ actions: [s3:GetObject, s3:ListBucket] }';
    expect(await of(dead, both)).toContainEqual(
      expect.stringContaining(
        'requires/not-granted s3:ListBucket is never allowed (s3:ListBucket takes accesspoint or bucket, and arn:aws:s3:::example/* is object',
      ),
    );
    const alive = dead
      .replace('Resource: "arn', 'Resource: ["arn:aws:s3:::<BUCKET>", "arn')
      .replace('/*" }', '/*"] }');
    expect(await of(alive, both)).toEqual([]);
  });

  it('is a warning if the resource that it names is allowed in part', async () => {
    const part = READ.replace('/*', '/public/*');
    expect(
      await of(part, '{ actions: [s3:GetObject], resource: "arn:aws:s3:::<BUCKET>/*" }'),
    ).toEqual([
      expect.stringMatching(
        /requires\/conditional s3:GetObject is allowed on \S+ only in part: on arn:aws:s3:::example\/public\/\S*, and not on arn:aws:s3:::example\/[^p]/,
      ),
    ]);
  });

  it('names only the keys that matter', async () => {
    const two = `{ statements: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } }, { Effect: Allow, Action: "s3:PutObject", Resource: "*", Condition: { StringEquals: { "aws:PrincipalTag/team": x } } }] }`;
    const [found] = await of(two, '{ actions: [s3:GetObject] }');
    expect(found).toContain('aws:SecureTransport');
    expect(found).not.toContain('PrincipalTag');
  });

  it('says what is wrong with a list at the list, with a way out that fits', async () => {
    const test = workspace({
      'permadocs.yaml': CONFIG,
      'data/a.yaml': role(
        READ,
        "    requires:\n      - { actions: [s3:GetObject, s3:HeadObject, s3:Get*] }\n      - { from: a.rb, match: { service: s4, pattern: '(?<action>[A-Z]\\w+)' } }\n",
      ),
      'a.rb': 'GetObject\n',
    });
    const { problems: found } = await test.check();
    expect(
      found.map(({ message, hint, file, line }) => [
        `${file}:${line}`,
        message.replace(/ \(.*/, ''),
        hint,
      ]),
    ).toEqual([
      [
        'data/a.yaml:8',
        '`HeadObject` is not an action of s3',
        'this is a call, and what allows it is `s3:GetObject`',
      ],
      ['data/a.yaml:8', 's3:Get* is a pattern, and not an action', 'name the actions one by one'],
      ['data/a.yaml:9', 'there is no service `s4`', 'did you mean `s3`?'],
    ]);
  });

  it('is a warning if it depends on more than the resource, and settled by a scenario', async () => {
    const guarded = `{ statements: [{ Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::<BUCKET>/*", Condition: { Bool: { "aws:SecureTransport": "true" } } }] }`;
    expect(await of(guarded, '{ actions: [s3:GetObject] }')).toEqual([
      expect.stringMatching(
        /requires\/conditional s3:GetObject is allowed only under conditions: with aws:SecureTransport "?\[?"true".*, and not with aws:SecureTransport /,
      ),
    ]);
    const scenarios = 'scenarios:\n  tls: [{ aws:SecureTransport: "true" }]\n';
    expect(await of(guarded, '{ actions: [s3:GetObject], scenario: tls }', scenarios)).toEqual([]);
  });

  it('may be of a group that the role has nothing of, or all of', async () => {
    const push = '{ actions: [s3:PutObject, s3:DeleteObject], optional: push }';
    const both = `{ actions: [s3:GetObject] }\n      - ${push}`;
    expect(await of(READ, both)).toEqual([]);
    const some = READ.replace('"s3:GetObject"', '["s3:GetObject", "s3:PutObject"]');
    expect(await of(some, both)).toEqual([
      expect.stringContaining(
        'requires/not-granted s3:DeleteObject, of the group push, is never allowed',
      ),
    ]);
  });

  it('is not guessed where a name is not that of an action', async () => {
    expect(
      await of(READ, '{ actions: [s3:GetObject, s3:GetObjekt, nothing:Get, "s3:Get*"] }'),
    ).toEqual([
      expect.stringContaining('requires/unmapped `GetObjekt` is not an action of s3'),
      expect.stringContaining('requires/unmapped there is no service `nothing`'),
      expect.stringContaining('requires/unmapped s3:Get* is a pattern, and not an action'),
    ]);
  });

  it('leaves nothing allowed that nobody asks for', async () => {
    const more = READ.replace('"s3:GetObject"', '["s3:GetObject", "s3:DeleteObject"]');
    expect(await of(more, '{ actions: [s3:GetObject] }')).toEqual([
      expect.stringContaining(
        'requires/unasked reader allows s3:DeleteObject, and no requirement asks for it',
      ),
    ]);
  });

  const PUT = '{ Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::<BUCKET>/*" }';
  const CALLS = "{ from: 'src/*.py', preset: boto3 }";
  const heldBy = (managed: string, permissions = READ) =>
    of(`${permissions}\n      managed:\n        - ${managed}`, CALLS);
  const ARN = 'arn:aws:iam::aws:policy/Writer';

  it('may be granted by any of several policies', async () => {
    const two = `\n        - ${READ}\n        - { statements: [${PUT}] }`;
    expect(await of(two, CALLS)).toEqual([]);
    expect(await of(`${two}`, '{ actions: [s3:GetObject] }')).toEqual([
      expect.stringMatching(/^data\/a\.yaml:8:\d+ requires\/unasked reader allows s3:PutObject/),
    ]);
  });

  it('may be granted, or refused, by a managed policy', async () => {
    expect(await heldBy(`{ arn: "${ARN}", document: { statements: [${PUT}] } }`)).toEqual([]);
    const refusal = PUT.replace('Allow', 'Deny');
    expect(
      await heldBy(
        `{ arn: "${ARN}", document: { statements: [${refusal}] } }`,
        `[${READ}, { file: put.json, statements: [${PUT}] }]`,
      ),
    ).toContainEqual(expect.stringContaining('requires/not-granted s3:PutObject is never allowed'));
  });

  it('is not asked of what a managed policy allows to others', async () => {
    const all = '{ Effect: Allow, Action: ["s3:PutObject", "s3:DeleteObject"], Resource: "*" }';
    expect(await heldBy(`{ arn: "${ARN}", document: { statements: [${all}] } }`)).toEqual([]);
  });

  it('is one warning if a managed policy that was not read may grant it', async () => {
    expect(await heldBy(`{ arn: "${ARN}" }`)).toEqual([
      'data/a.yaml:7:7 requires/unknown it cannot be decided whether reader allows s3:PutObject, which its code needs: what arn:aws:iam::aws:policy/Writer says was not read',
    ]);
    const test = workspace({
      'permadocs.yaml': CONFIG,
      'data/a.yaml': role(
        `${READ}\n      managed: [{ arn: "${ARN}" }]`,
        '    requires: [{ actions: [s3:GetObject, s3:PutObject, s3:DeleteObject] }]\n',
      ),
    });
    const found = (await test.check()).problems;
    expect(found.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      expect.stringMatching(/^warning .* allows s3:PutObject, s3:DeleteObject, which/),
    ]);
  });

  it('is an error if the policy cannot be decided', async () => {
    const open = READ.replace(
      '"arn:aws:s3:::<BUCKET>/*"',
      '"arn:aws:s3:::<BUCKET>/*", Condition: { Bool: { "aws:SecureTransport": "True" } }',
    );
    expect(await of(open, '{ actions: [s3:GetObject] }')).toContainEqual(
      expect.stringContaining(
        'requires/unknown it cannot be decided whether s3:GetObject is allowed',
      ),
    );
  });
});

describe('a policy that is the same as one that ships', () => {
  const shipped = (resource: string, action = '"s3:GetObject"') =>
    `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": ${action}, "Resource": "${resource}" }] }`;
  const of = (file: string, relation: string) =>
    problems(
      workspace({
        'permadocs.yaml': CONFIG,
        'data/a.yaml': role(
          READ.replace(
            '] }',
            `], sameAs: { from: deploy/iam.json, values: { name: <BUCKET> }, relation: ${relation} } }`,
          ),
        ),
        'deploy/iam.json': file,
      }),
    );

  it('is compared by access, and not by words', async () => {
    expect(
      await of(shipped('arn:aws:s3:::${name}/*', '["s3:GetObject", "s3:getobject"]'), 'equal'),
    ).toEqual([]);
  });

  it('fails with a request that the two decide differently', async () => {
    expect(await of(shipped('arn:aws:s3:::${name}/public/*'), 'equal')).toEqual([
      expect.stringMatching(
        /^data\/a\.yaml:6:\d+ source\/differs the permissions policy of reader allows s3:GetObject.*, and deploy\/iam\.json does not: s3:GetObject on arn:aws:s3:::example\/.* is allowed here and implicitDeny there$/,
      ),
    ]);
    expect(await of(shipped('arn:aws:s3:::${name}/*', '"s3:*"'), 'equal')).toEqual([
      expect.stringContaining('does not allow s3:'),
    ]);
  });

  it('may be within it, or cover it', async () => {
    expect(await of(shipped('arn:aws:s3:::${name}*'), 'within')).toEqual([]);
    expect(await of(shipped('arn:aws:s3:::${name}*'), 'covers')).toEqual([
      expect.stringContaining('source/differs'),
    ]);
    expect(await of(shipped('arn:aws:s3:::${name}/public/*'), 'covers')).toEqual([]);
  });

  it('may be one of several, or one that no role holds', async () => {
    const same = (name: string) => `sameAs: { from: ${name}, values: { name: <BUCKET> } }`;
    const list = `\n        - ${READ.replace('] }', `], ${same('deploy/a.json')} }`)}\n        - ${READ.replace(
      '{ statements',
      `{ file: other.json, ${same('deploy/b.json')}, statements`,
    )}`;
    const bucket = `policies:
  store:
    kind: bucket
    title: Store
    statements: [{ Effect: Allow, Principal: { AWS: "111122223333" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::<BUCKET>/*" }]
    sameAs: { from: deploy/bucket.json }
`;
    const test = workspace({
      'permadocs.yaml': CONFIG,
      'data/a.yaml': role(list),
      'data/b.yaml': bucket,
      'deploy/a.json': shipped('arn:aws:s3:::${name}/*'),
      'deploy/b.json': shipped('arn:aws:s3:::${name}/public/*'),
      'deploy/bucket.json':
        '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": { "AWS": "444455556666" }, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example/*" } }',
    });
    expect(await problems(test)).toEqual([
      expect.stringMatching(
        /^data\/a\.yaml:8:\d+ source\/differs the permissions policy other\.json of reader allows s3:GetObject/,
      ),
      expect.stringMatching(
        /^data\/b\.yaml:6:\d+ source\/differs the policy store .* by arn:aws:iam::\d{12}:/,
      ),
    ]);
  });
});
