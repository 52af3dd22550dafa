import { describe, expect, it } from 'vitest';

import { shipped } from '../support/shipped.ts';

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*" },
    { "Sid": "List", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::a" }
  ]
}
`;

describe('a JSON file that ships', () => {
  it('gives a policy, or one statement of it', () => {
    expect(shipped({ 'iam.json': POLICY }, '{ from: iam.json }').policy).toMatchObject([
      { Sid: 'Read' },
      { Sid: 'List' },
    ]);
    expect(
      shipped({ 'iam.json': POLICY }, "{ statements: [{ from: 'iam.json#/Statement/1' }] }").policy,
    ).toMatchObject([{ Sid: 'List' }]);
  });

  it('gives a policy that is a text of another document', () => {
    const plan = JSON.stringify({ values: { policy: POLICY } });
    expect(
      shipped({ 'plan.json': plan }, "{ from: 'plan.json#/values/policy' }").policy,
    ).toMatchObject([{ Sid: 'Read' }, { Sid: 'List' }]);
  });

  it('is refused with the way out if the place leads nowhere or to something else', () => {
    const of = (permissions: string) => shipped({ 'iam.json': POLICY }, permissions).problems;
    expect(of("{ from: 'iam.json#/Statment' }")).toEqual([
      'data.yaml:6:28 source/not-found iam.json has no `Statment` there | did you mean `Statement`?',
    ]);
    expect(of("{ from: 'iam.json#Statement' }")).toEqual([
      expect.stringContaining('begin it with a slash: iam.json#/Statement'),
    ]);
    expect(of("{ statements: [{ from: 'iam.json#/Statement' }] }")).toEqual([
      expect.stringContaining('source/not-a-policy this is one statement of the list'),
    ]);
    expect(of("{ from: 'iam.json#/Version' }")).toEqual([
      expect.stringContaining('iam.json:2:14 source/not-a-policy this is not a policy'),
    ]);
    expect(of('{ from: other.json }')).toEqual([
      expect.stringContaining('source/unreadable other.json does not exist'),
    ]);
    expect(of('{ from: iam.json, values: { bucket: b } }')).toEqual([
      expect.stringContaining('source/unused-value the policy has no variable `bucket`'),
    ]);
    expect(shipped({ 'iam.json': '{ "a": }' }, '{ from: iam.json }').problems).toEqual([
      expect.stringContaining('iam.json:1:8 source/syntax the file is not valid JSON'),
    ]);
  });

  it('may have comments if its name says so', () => {
    const text = `// Shipped.\n${POLICY.replace('arn:aws:s3:::a" }', 'arn:aws:s3:::a", }')}`;
    expect(shipped({ 'iam.jsonc': text }, '{ from: iam.jsonc }').policy).toHaveLength(2);
    expect(shipped({ 'iam.json': text }, '{ from: iam.json }').policy).toBeUndefined();
  });

  it('keeps its `Id`, and refuses what no page could show', () => {
    const first = '{\n  "Version"';
    const withId = POLICY.replace(first, '{\n  "Id": "of-${bucket}",\n  "Version"');
    expect(
      shipped({ 'iam.json': withId }, '{ from: iam.json, values: { bucket: <BUCKET> } }').text,
    ).toContain('"Version": "2012-10-17",\n  "Id": "of-<BUCKET>",\n  "Statement"');
    const of = (head: string) =>
      shipped({ 'iam.json': POLICY.replace(first, head) }, '{ from: iam.json }').problems;
    expect(of('{\n  "Statments": [],\n  "Version"')).toEqual([
      'iam.json:2:3 source/not-a-policy `Statments` is not an element of a policy, and IAM refuses a policy that has it | did you mean `Statement`?',
    ]);
    expect(of('{\n  "Statement": [],\n  "Version"')).toEqual([
      'iam.json:4:3 source/not-a-policy the policy has `Statement` twice, and readers of JSON disagree on which counts | write one list of all statements',
    ]);
  });

  it('keeps policy variables, and names other variables', () => {
    const file = POLICY.replace('a/*', '${bucket}/${aws:username}');
    expect(shipped({ 'iam.json': file }, '{ from: iam.json }').problems).toEqual([
      expect.stringContaining(
        'iam.json:4:79 source/unresolved the value of ${bucket} is not known',
      ),
    ]);
    expect(
      shipped({ 'iam.json': file }, '{ from: iam.json, values: { bucket: <BUCKET> } }').policy,
    ).toMatchObject([{ Resource: 'arn:aws:s3:::<BUCKET>/${aws:username}' }, {}]);
  });

  it('says that variables are plain text in an old version of the language', () => {
    const file = POLICY.replace('a/*', 'a/${aws:username}').replace('2012-10-17', '2008-10-17');
    expect(shipped({ 'iam.json': file }, '{ from: iam.json }').problems).toEqual([
      expect.stringContaining('iam.json:2:14 source/unresolved its variables are plain text'),
    ]);
  });

  it('keeps what is on one line on one line', () => {
    expect(shipped({ 'iam.json': POLICY }, '{ from: iam.json }').text).toContain(
      '      "Sid": "Read",\n      "Effect": "Allow",',
    );
  });
});

describe('a template of CloudFormation', () => {
  const template = `Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource:
                  - !Sub arn:\${AWS::Partition}:s3:::\${Bucket}/\${!aws:username}
                  - !GetAtt Other.Arn
                  - Fn::Sub: ["\${Arn}/*", { Arn: !GetAtt [Third, Arn] }]
                  - !Join ["", [!Ref Prefix, "/x"]]
---
a: 1
`;
  const place = 'stack.yaml#doc=1/Resources/Reader/Properties/Policies/0/PolicyDocument';

  it('is printed with the values that the data give', () => {
    const values =
      '{ AWS::Partition: aws, Bucket: <B>, Other.Arn: "arn:o", Third.Arn: "arn:t", Prefix: "arn:p" }';
    const { policy, problems } = shipped(
      { 'stack.yaml': template },
      `{ from: '${place}', values: ${values} }`,
    );
    expect(problems).toEqual([]);
    expect(policy).toEqual([
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: ['arn:aws:s3:::<B>/${aws:username}', 'arn:o', 'arn:t/*', 'arn:p/x'],
      },
    ]);
  });

  it('names each function without a value at its line', () => {
    const { problems } = shipped({ 'stack.yaml': template }, `{ from: '${place}' }`);
    expect(problems.map((one) => one.replace(/ \|.*/, ''))).toEqual([
      'stack.yaml:13:26 source/unresolved the value of ${AWS::Partition} is not known',
      'stack.yaml:13:26 source/unresolved the value of ${Bucket} is not known',
      'stack.yaml:14:29 source/unresolved the value of !GetAtt Other.Arn is not known',
      'stack.yaml:15:58 source/unresolved the value of !GetAtt Third.Arn is not known',
      'stack.yaml:16:38 source/unresolved the value of !Ref Prefix is not known',
    ]);
  });

  it('is an error where only a deployment knows', () => {
    const text = 'Statement:\n  - Effect: Allow\n    Action: !If [A, a, b]\n    Resource: "*"\n';
    expect(shipped({ 'a.yaml': text }, '{ from: a.yaml }').problems).toEqual([
      expect.stringContaining('a.yaml:3:17 source/unresolved the result of !If is not known'),
    ]);
  });

  it('needs to know which of several documents is meant', () => {
    expect(
      shipped({ 'stack.yaml': template }, "{ from: 'stack.yaml#/Resources' }").problems,
    ).toEqual([
      'data.yaml:6:28 source/not-found stack.yaml has 2 documents | say which, from 1: stack.yaml#doc=1/Resources',
    ]);
  });
});

describe('files that something else renders', () => {
  it('are refused with the file to point at', () => {
    expect(
      shipped({ 'a.yaml': '{{- if .Values.x }}\nStatement: []\n{{- end }}\n' }, '{ from: a.yaml }')
        .problems,
    ).toEqual([
      expect.stringMatching(/^a\.yaml:1:\d+ source\/syntax the file is a template.*helm/),
    ]);
    expect(
      shipped(
        {
          'b.yaml':
            'Statement:\n  - Effect: Allow\n    Action: s3:GetObject\n    Resource: "arn:aws:s3:::{{ .Values.bucket }}"\n',
        },
        '{ from: b.yaml }',
      ).problems,
    ).toEqual([
      expect.stringContaining('b.yaml:4:15 source/unresolved the value comes from a template'),
    ]);
    expect(
      shipped({ 'kustomization.yaml': 'resources: []\n' }, '{ from: kustomization.yaml }').problems,
    ).toEqual([expect.stringContaining('a kustomization is not a policy before it is built')]);
  });
});

describe('a template of CloudFormation', () => {
  const template = (resource: string, more = '') => `Parameters:
  Bucket: { Type: String, Default: reports }
  Other: { Type: String }
  Names: { Type: CommaDelimitedList, Default: 'arn:aws:s3:::a, arn:aws:s3:::b' }
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:${more}
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: ${resource}
`;
  const at = '#/Resources/Policy/Properties/PolicyDocument';
  const of = (resource: string) =>
    shipped({ 'stack.yaml': template(resource) }, `{ from: 'stack.yaml${at}' }`);

  it('has the defaults of its parameters, unless the data state a value', () => {
    expect(of('!Sub "arn:aws:s3:::${Bucket}/*"').policy).toMatchObject([
      { Resource: 'arn:aws:s3:::reports/*' },
    ]);
    expect(of('!Ref Names').policy).toMatchObject([
      { Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::b'] },
    ]);
    expect(of('!Ref Other').problems).toEqual([
      expect.stringContaining(
        'the value of !Ref Other is not known, and the parameter Other has no default',
      ),
    ]);
  });

  it('leaves out what is AWS::NoValue', () => {
    expect(of('["arn:aws:s3:::b/*", !Ref "AWS::NoValue"]').policy).toMatchObject([
      { Resource: ['arn:aws:s3:::b/*'] },
    ]);
  });

  it('may have its policy as a text, whose lines are those of the file', () => {
    const text = `Resources:
  Policy:
    PolicyDocument: !Sub |
      {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow", "Action": "s3:GetObject",
          "Resource": "arn:\${AWS::Partition}:s3:::b/\${!aws:username}/*"
        }]
      }
`;
    const from = "from: 'stack.yaml#/Resources/Policy/PolicyDocument'";
    expect(
      shipped({ 'stack.yaml': text }, `{ ${from}, values: { 'AWS::Partition': aws } }`).policy,
    ).toEqual([
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/${aws:username}/*' },
    ]);
    const plain = text.replace('!Sub ', '').replace('${!aws', '${aws');
    expect(shipped({ 'stack.yaml': plain }, `{ ${from} }`).problems).toEqual([
      expect.stringMatching(
        /^stack\.yaml:8:23 source\/unresolved the value of \$\{AWS::Partition\}/,
      ),
    ]);
  });
});

describe('a policy of YAML', () => {
  it('may have merge keys', () => {
    const file =
      'x: &x { Effect: Allow, Resource: "*" }\nStatement:\n  - <<: *x\n    Action: s3:GetObject\n    Resource: arn:aws:s3:::b/*\n';
    expect(shipped({ 'a.yaml': file }, '{ from: a.yaml }').policy).toEqual([
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
    ]);
  });

  it('is not found by a Sid that two statements have, or by a number that is too large', () => {
    const statement =
      '{ "Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }';
    const file = `{ "Version": "2012-10-17", "Statement": [${statement}, ${statement}] }`;
    for (const step of ['A', '7'])
      expect(shipped({ 'a.json': file }, `{ from: 'a.json#/Statement/${step}' }`).problems).toEqual(
        [
          expect.stringContaining(
            `source/not-found a.json has no \`${step}\` there | there are: 0 (A), 1 (A)`,
          ),
        ],
      );
  });
});

describe('what only a deployment of a template tells', () => {
  const of = (resource: string, values = '') =>
    shipped(
      {
        's.yaml': `Resources:\n  P:\n    PolicyDocument:\n      Version: "2012-10-17"\n      Statement:\n        - Effect: Allow\n          Action: s3:GetObject\n          Resource: ${resource}\n`,
      },
      `{ from: 's.yaml#/Resources/P/PolicyDocument'${values} }`,
    );

  it.each(['!ImportValue bucket-arn', '!FindInMap [M, !Ref "AWS::Region", b]', '!If [C, a, b]'])(
    'is stated under its own name, as the hint writes it: %s',
    (resource) => {
      const [problem = ''] = of(resource).problems;
      const hint = /(values: \{.*\})$/.exec(problem)?.[1];
      expect(of(resource, `, ${hint}`).policy).toMatchObject([{ Resource: '<PLACEHOLDER>' }]);
    },
  );

  it('is taken from the deployed policy where a text cannot stand for it', () => {
    expect(of('!If [C, { a: b }, c]').problems).toEqual([
      expect.stringContaining('save what `aws iam get-role-policy` prints as policy.json'),
    ]);
  });
});
