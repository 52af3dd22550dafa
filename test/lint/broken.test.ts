/** Policies that no parser takes: each mistake at its place, in each language; and what is not meant to be copied. */
import { describe, expect, it } from 'vitest';

import { lint } from '../../scripts/lint/lint.ts';
import { AS_OF, fence, on } from '../support/lint-pages.ts';
import { workspace } from '../support/workspace.ts';

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:PutObject"],
      "Resource": "arn:aws:s3:::bucket/*"
    },
    {
      "Effect": "Deny",
      "Action": "s3:DeleteObject",
      "Resource": "*"
    }
  ]
}`;

/** A mistake as a replacement, the first time that it fits, and where it is found. */
const MISTAKES: readonly (readonly [string, string, string, string])[] = [
  ['a trailing comma', '"s3:PutObject"]', '"s3:PutObject",]', '7:48'],
  ['a trailing comma in an object', 'bucket/*"\n', 'bucket/*",\n', '8:42'],
  ['two commas', '"s3:GetObject",', '"s3:GetObject",,', '7:33'],
  ['a comma that is missing in a list', '"s3:GetObject",', '"s3:GetObject"', '7:33'],
  ['a comma that is missing in an object', '"Allow",', '"Allow"', '7:7'],
  ['a comma that is missing between statements', '},\n    {', '}\n    {', '10:5'],
  ['a semicolon', '"Allow",', '"Allow";', '6:24'],
  ['a colon that is missing', '"Effect": "Allow"', '"Effect" "Allow"', '6:16'],
  ['an equals sign', '"Effect": "Allow"', '"Effect" = "Allow"', '6:16'],
  ['one typographic quote', '"Allow"', '"Allow”', '6:17'],
  ['typographic quotes', '"Allow"', '“Allow”', '6:17'],
  ['German quotes', '"Allow"', '„Allow“', '6:17'],
  ['a quote that is missing at the end', '"Allow",', '"Allow,', '6:17'],
  ['a quote that is missing at the beginning', '"Allow"', 'Allow"', '6:17'],
  ['a key whose quote is missing', '"Effect":', '"Effect:', '6:17'],
  ['no quotes', '"Allow"', 'Allow', '6:17'],
  ['a no-break space', '"Effect": "Allow"', '"Effect":\u00A0"Allow"', '6:16'],
  ['a zero-width space', '"Effect": "Allow"', '"Effect":\u200B"Allow"', '6:16'],
  ['a line separator', '"Allow",', '"Allow",\u2028', '6:25'],
  ['an escape that does not exist', 'bucket/*', 'bucket/\\*', '8:40'],
  ['a list that is never closed', 's3:PutObject"]', 's3:PutObject"', '7:17'],
  ['an object that is never closed', '*"\n    },\n    {', '*"\n    ,\n    {', '10:5'],
  ['the outer list never closed', '  ]\n}', '}', '4:16'],
  ['the policy never closed', '  ]\n}', '  ]', '2:1'],
  ['a bracket of the other kind', 's3:PutObject"]', 's3:PutObject"}', '7:17'],
];

const code = (found: readonly string[]): string[] =>
  found.filter((one) => one.includes('lint/broken-policy'));

describe.each(['json', '', 'bash', 'text', 'xml'])('in a fence of "%s"', (language) => {
  it.each(MISTAKES)('%s', async (_, written, broken, place) => {
    const page = fence(language, POLICY.replace(written, broken));
    expect(code(await on(page))).toEqual([`${place} lint/broken-policy`]);
  });

  it('the policy itself', async () => {
    expect(await on(fence(language, POLICY))).toEqual([]);
  });
});

describe('what broke hides no wrong action', () => {
  it.each(
    MISTAKES.filter(
      ([name]) => !/beginning|escape|policy never|two commas|whose quote|equals/.test(name),
    ),
  )('%s', async (_, written, broken) => {
    const page = fence(
      'json',
      POLICY.replace(written, broken).replace('s3:DeleteObject', 's3:DeleteObjekt'),
    );
    expect((await on(page)).join('\n')).toContain('12:17 iam/invalid-action');
  });
});

it('a label above it hides nothing', async () => {
  const page = fence('json', '[AWS CONFIGURATION]', POLICY.replace('"Allow",', '"Allow"'));
  expect(await on(page)).toEqual(['8:7 lint/broken-policy']);
});

it('what seems to be a principal behind a quote too many is one finding', async () => {
  const principal = '"Principal": { "AWS": "<span style="font-style: italic;">user</span>" }';
  const page = fence('bash', POLICY.replace('"Effect": "Deny"', `"Effect": "Deny", ${principal}`));
  expect(await on(page)).toEqual([expect.stringContaining('lint/broken-policy')]);
});

describe('what only JSON refuses is a warning', () => {
  it.each([
    ['single quotes', POLICY.replaceAll('"', "'")],
    ['bare keys', POLICY.replace('"Version"', 'Version')],
  ])('%s', async (_, text) => {
    const { problems } = await lint({
      root: workspace({ 'a.md': fence('json', text) }).root,
      asOf: AS_OF,
    });
    expect(problems.map(({ severity, code: name }) => `${severity} ${name}`)).toEqual([
      'warning lint/broken-policy',
    ]);
    expect(await on(fence('js', text))).toEqual([]);
  });
});

describe('is left alone', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['an ellipsis', fence('json', POLICY.replace('"s3:PutObject"]', '...,]'))],
    ['a comment', fence('json', POLICY.replace('"Allow",', '"Allow", // why\n'))],
    [
      'numbers of notes below the fence',
      fence('json', POLICY.replace('    {', '    { <1>').replace('"Deny",', '"Deny", <2>')),
    ],
    ['a comment without a blank', fence('json', POLICY.replace('"Allow",', '"Allow", #why\n'))],
    ['a comment behind a value', fence('', POLICY.replace('"Allow",', '"Allow" #why\n,'))],
    ['JSON with comments', fence('jsonc', POLICY.replace('"Allow",', '"Allow", // why\n'))],
    ['a label above it', fence('json', '[AWS CONFIGURATION]', POLICY)],
    ['a list that stops', fence('json', '{', '  "Version": "2012-10-17",', '  "Statement": [')],
    [
      'statements with commas between them',
      fence(
        'json',
        '{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" },\n{ "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*" },',
      ),
    ],
    [
      'a bare placeholder',
      fence('json', POLICY.replace('"arn:aws:s3:::bucket/*"', '<BUCKET_ARN>')),
    ],
    ['a template’s value', fence('json', POLICY.replace('"arn:aws:s3:::bucket/*"', '{{ .Arn }}'))],
    [
      'a variable',
      fence('json', POLICY.replace('"arn:aws:s3:::bucket/*"', '${aws_s3_bucket.b.arn}')),
    ],
    [
      'a dictionary of Python',
      fence('python', `policy = ${POLICY.replace('"s3:PutObject"]', '"s3:PutObject",]')}`),
    ],
    [
      'what a function of JavaScript returns',
      fence(
        '',
        `export const handler = async (event) => {`,
        `  return { "policyDocument": ${POLICY.replace('"arn:aws:s3:::bucket/*"', 'event.routeArn')} };`,
        '};',
      ),
    ],
    [
      'what a function of Python returns',
      fence('', 'def handler(event, context):', `  return ${POLICY.replace('"Allow"', 'effect')}`),
    ],
    [
      'a policy document of Terraform',
      fence(
        '',
        'data "aws_iam_policy_document" "queue" {',
        '  statement {',
        '    actions   = ["sqs:SendMessage"]',
        '    resources = ["*"]',
        '  }',
        '}',
      ),
    ],
    [
      'the answer of an API that stops behind what matters',
      fence(
        'json',
        '{',
        '  "RoleName": "app",',
        '  "AssumeRolePolicyDocument": {',
        '    "Version": "2012-10-17",',
        '    "Statement": [{ "Effect": "Deny", "Action": "sts:AssumeRole", "Principal": "*" }]',
      ),
    ],
    ['JSON with a comma at its end, called YAML', fence('yaml', POLICY.replace('"*"', '"*",'))],
    [
      'an expression of JavaScript',
      fence('js', POLICY.replace('"arn:aws:s3:::bucket/*"', '"arn:aws:s3:::" + bucket')),
    ],
    [
      'an object of Terraform',
      fence(
        '',
        `policy = jsonencode(${POLICY.replaceAll('":', '" =').replaceAll(/"(\w+)" =/g, '$1 =')})`,
      ),
    ],
    [
      'a variable in a string of a template',
      fence(
        '',
        `{ "UserData": "echo \\"{ \\\\\\"Value\\\\\\": $VALUE }\\"", "PolicyDocument": ${POLICY} }`,
      ),
    ],
    ['a shell string', fence('bash', `aws iam x --policy "${POLICY.replaceAll('"', '\\"')}"`)],
    [
      'an announced mistake',
      `This does not parse:\n\n${fence('json', POLICY.replace('"Allow",', '"Allow"'))}`,
    ],
  ];
  it.each(cases)('%s', async (_, page) => {
    expect(code(await on(page))).toEqual([]);
  });
});

describe('brackets behind a policy', () => {
  it.each(['}', ']', '}]'])('close nothing: %s', async (surplus) => {
    expect(code(await on(fence('json', `${POLICY}\n${surplus}`)))).toEqual([
      '17:1 lint/broken-policy',
    ]);
  });

  it('close what an excerpt of statements left out', async () => {
    const excerpt = '{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }\n  ]\n}';
    expect(code(await on(fence('json', excerpt)))).toEqual([]);
  });
});

it('a number of a note hides no other mistake', async () => {
  const broken = POLICY.replace('"Allow",', '"Allow"').replace('"Deny",', '"Deny", <1>');
  expect(code(await on(fence('json', broken)))).toEqual(['7:7 lint/broken-policy']);
});

it('a policy whose last brackets are missing is none that stops', async () => {
  const page = fence('json', POLICY.replace('\n  ]\n}', ''));
  expect(code(await on(page))).toEqual(['4:16 lint/broken-policy']);
});

it('a text of a policy that is broken into lines is none that stops', async () => {
  const page = fence(
    'json',
    '{',
    '  "Version": "2012-10-17",',
    '  "Statement": [{',
    '    "Sid": "allow all who are',
    'authorized",',
    '    "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"',
    '  }]',
    '}',
  );
  expect(code(await on(page))).toEqual(['5:12 lint/broken-policy']);
});

describe('a language that takes JSON and more', () => {
  it.each(['yaml', 'yml', 'js', 'javascript', 'jsonc'])(
    '%s: a comma that is missing between statements',
    async (language) => {
      const page = fence(language, POLICY.replace('},\n    {', '}\n    {'));
      expect(code(await on(page))).toEqual(['10:5 lint/broken-policy']);
    },
  );
});

describe('YAML and Terraform', () => {
  it('a comma at the end of a line is part of the value', async () => {
    const page = fence(
      'yaml',
      'Statement:',
      '  - Effect: Allow,',
      '    Action: "s3:GetObject"',
      '    Resource: "*"',
    );
    expect(await on(page)).toContain('3:13 lint/broken-policy');
    expect(
      await on(
        fence('yaml', 'Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }]'),
      ),
    ).toEqual([]);
  });

  it('commas behind quotes leave no YAML', async () => {
    const lines = ['Effect: "Allow",', 'Action: "s3:GetObject",', 'Resource: "*"'];
    const inBlock = fence('yaml', 'Statement:', `  - ${lines.join('\n    ')}`);
    expect(await on(inBlock)).toEqual(['3:20 lint/broken-policy']);
    const inBrackets = fence('yaml', 'Statement: [{', ...lines, '}, *unknown]');
    expect(await on(inBrackets)).toEqual([]);
  });

  it('arguments stand in a statement', async () => {
    const document = (...lines: string[]): string =>
      fence('hcl', 'data "aws_iam_policy_document" "x" {', ...lines, '}');
    expect(await on(document('  actions = ["s3:GetObject"]', '  resources = ["*"]'))).toEqual([
      '3:3 lint/broken-policy',
      '4:3 lint/broken-policy',
    ]);
    expect(
      await on(
        document('  statement {', '    actions = ["s3:GetObject"]', '    resources = ["*"]', '  }'),
      ),
    ).toEqual([]);
  });

  it.each(['text', '', 'hcl'])(
    'a statement without its document is Terraform in a fence of “%s”',
    async (language) => {
      const statement = (action: string): string =>
        fence(
          language,
          '  statement {',
          '    sid    = "logs"',
          '    effect = "Allow"',
          '    principals {',
          '      type        = "Service"',
          '      identifiers = ["logging.s3.amazonaws.com"]',
          '    }',
          `    actions   = ["${action}"]`,
          '    resources = ["arn:aws:s3:::BUCKET/*"]',
          '  }',
        );
      expect(await on(statement('s3:PutObject'))).toEqual([]);
      expect(await on(statement('s3:PutObjekt'))).toEqual(['9:18 iam/invalid-action']);
    },
  );

  it('`type = "*"` is Terraform’s', async () => {
    const page = fence(
      'hcl',
      'data "aws_iam_policy_document" "x" {',
      '  statement {',
      '    actions = ["s3:GetObject"]',
      '    resources = ["arn:aws:s3:::b/*"]',
      '    principals {',
      '      type        = "*"',
      '      identifiers = ["*"]',
      '    }',
      '  }',
      '}',
    );
    expect(await on(page)).toEqual([]);
  });

  it('one line that is not YAML silences nothing but itself', async () => {
    const page = fence(
      'yaml',
      'Name: "a" "b"',
      'Policy:',
      '  Statement:',
      '    - Effect: Allow',
      '      Action: s3:GetObjekt',
      '      Resource: "*"',
      'More: [',
    );
    expect(await on(page)).toEqual(['6:15 iam/invalid-action']);
  });

  it('a shell’s quotes in a here-document', async () => {
    const page = fence(
      'bash',
      'cat > p.json <<EOF',
      POLICY.replace('bucket/*', '${BUCKET:-"my"}/*').replace('s3:DeleteObject', 's3:DeleteObjekt'),
      'EOF',
    );
    expect(await on(page)).toEqual(['13:17 iam/invalid-action']);
  });
});

it('says nothing more of an element that seems to be outside after a bracket that is never closed', async () => {
  const text = [
    '{',
    '  "Version": "2012-10-17",',
    '  "Statement": [',
    '    "Condition": { "Bool": { "aws:SecureTransport": "false" } }',
    '  ]',
    '}',
  ];
  expect(await on(fence('json', ...text))).toEqual(['4:16 lint/broken-policy']);
});

it('a star behind a variable is no comment', async () => {
  const text = POLICY.replace('bucket/*"', '${aws:username}/*"').replace(
    '"s3:PutObject"]',
    '"s3:PutObject",]',
  );
  expect(await on(fence('', text))).toEqual(['7:48 lint/broken-policy']);
});

it('nor of the value behind a quote too many', async () => {
  const text = POLICY.replace('"arn:aws:s3:::bucket/*"', '""arn:aws:s3:::bucket/*""');
  expect(await on(fence('json', text))).toEqual(['8:21 lint/broken-policy']);
});

it('a policy that nests deeper than anyone can read is broken, though JSON has no limit', async () => {
  const deep = `${'['.repeat(70)}"s3:GetObject"${']'.repeat(70)}`;
  const text = `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": ${deep} }] }`;
  expect(await on(fence('json', text))).toEqual(['2:135 lint/broken-policy']);
});
