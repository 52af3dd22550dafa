/** Commands for roles and policies: in the order in which AWS takes them, and words that a shell keeps. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { printedCommands } from '../support/printed-commands.ts';
import { workspace } from '../support/workspace.ts';

const READ = '{ Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "*" }';
const KINDS = {
  bucket: ['"arn:aws:s3:::<BUCKET>"', 's3:GetObject'],
  key: ['"arn:aws:kms:eu-west-1:111122223333:key/k"', 'kms:Decrypt'],
  queue: ['"arn:aws:sqs:eu-west-1:111122223333:orders"', 'sqs:SendMessage'],
  topic: ['"arn:aws:sns:eu-west-1:111122223333:orders"', 'sns:Publish'],
  secret: [
    '"arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"',
    'secretsmanager:GetSecretValue',
  ],
  scp: ['[r-ab12, ou-ab12-11111111]', 'ec2:RunInstances'],
  rcp: ['r-ab12', 's3:GetObject'],
  session: ['"arn:aws:iam::111122223333:role/tools/Worker"', 's3:GetObject'],
  endpoint: ['vpce-0123456789abcdef0', 's3:GetObject'],
} as const;
const entries = Object.entries(KINDS).map(([kind, [attachedTo, action]]) => {
  const limits = kind === 'scp' || kind === 'session';
  const who = limits ? '' : 'Principal: "*", ';
  return `  of-${kind}:
    kind: ${kind}
    title: It's the ${kind}
    name: Ana's "${kind}"
    tags: { team: docs }
    attachedTo: ${attachedTo}
    statements: [{ Sid: S, Effect: Deny, ${who}Action: "${action}", Resource: "*" }]
    claims: [{ say: Refuses., every: { action: ${action} }, expect: explicitDeny }]
`;
});
const DATA = `roles:
  worker:
    name: Worker
    title: Worker
    path: /tools/
    maxSessionDuration: 7200
    tags: { team: docs, cost center: "nr 4711" }
    policies:
      trust: { statements: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }
      permissions:
        - { file: one.json, statements: [${READ}] }
        - { file: two.json, statements: [{ Effect: Deny, Action: s3:PutObject, Resource: "*" }] }
      boundary: { file: edge.json, statements: [${READ}] }
      managed: [{ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }, { arn: "arn:aws:iam::<ACCOUNT>:policy/it" }]
policies:
${entries.join('')}placeholders: { <BUCKET>: reports, <ACCOUNT>: "111122223333" }
`;

/** The fence of a region with these words. */
async function printed(words: string): Promise<string> {
  const text = await printedCommands(words, DATA);
  // It parses, whatever the placeholders stand for.
  execFileSync('bash', ['-n'], { input: text });
  return text;
}

/** The words of each call that bash would make, with `aws` taking the place of the tool. */
function callsOf(text: string): string[][] {
  const stand =
    'aws() { printf "%s\\0" "$@" >&3; printf "\\n" >&3; echo id-1; }; sed() { echo json; };';
  const out = execFileSync('bash', ['-c', `exec 3>&1 1>/dev/null; ${stand}\n${text}`]).toString();
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\0').filter(Boolean));
}

const verbs = (calls: readonly (readonly string[])[]): string[] =>
  calls.map(([service, verb]) => `${service} ${verb}`);

describe('the commands of a role', () => {
  it('create it with its path, tags, duration and boundary, then give it its policies', async () => {
    const calls = callsOf(await printed('role-commands role="worker" action="create"'));
    expect(verbs(calls)).toEqual([
      'iam create-policy',
      'iam create-role',
      'iam put-role-policy',
      'iam put-role-policy',
      'iam attach-role-policy',
      'iam attach-role-policy',
    ]);
    expect(calls[1]).toEqual([
      'iam',
      'create-role',
      '--role-name',
      'Worker',
      '--path',
      '/tools/',
      '--max-session-duration',
      '7200',
      '--tags',
      '[{"Key":"team","Value":"docs"},{"Key":"cost center","Value":"nr 4711"}]',
      '--permissions-boundary',
      'id-1',
      '--assume-role-policy-document',
      'file://worker-trust.json',
    ]);
    expect(calls[5]?.at(-1)).toBe('arn:aws:iam::<ACCOUNT>:policy/it');
  });

  it('detach and delete its policies before the role, and its boundary after', async () => {
    const calls = callsOf(await printed('role-commands role="worker" action="delete"'));
    expect(verbs(calls)).toEqual([
      'iam get-role',
      'iam detach-role-policy',
      'iam detach-role-policy',
      'iam delete-role-policy',
      'iam delete-role-policy',
      'iam delete-role',
      'iam list-policy-versions',
      'iam delete-policy-version',
      'iam delete-policy',
    ]);
  });

  it('bring it up to date', async () => {
    const calls = callsOf(await printed('role-commands role="worker" action="update"'));
    expect(verbs(calls)).toEqual([
      'iam update-assume-role-policy',
      'iam put-role-policy',
      'iam put-role-policy',
      'iam attach-role-policy',
      'iam attach-role-policy',
      'iam get-role',
      'iam list-policy-versions',
      'iam delete-policy-version',
      'iam create-policy-version',
      'iam update-role',
      'iam tag-role',
      'iam get-role',
    ]);
  });
});

describe('the commands of a policy that no role holds', () => {
  it.each([
    ['bucket', 'create', ['s3api put-bucket-policy']],
    ['bucket', 'delete', ['s3api delete-bucket-policy']],
    ['key', 'update', ['kms put-key-policy']],
    ['key', 'delete', ['kms put-key-policy']],
    ['queue', 'create', ['sqs get-queue-url', 'sqs set-queue-attributes']],
    ['queue', 'delete', ['sqs get-queue-url', 'sqs set-queue-attributes']],
    ['topic', 'create', ['sns set-topic-attributes']],
    ['secret', 'create', ['secretsmanager put-resource-policy']],
    ['secret', 'delete', ['secretsmanager delete-resource-policy']],
    [
      'scp',
      'create',
      ['organizations create-policy', 'organizations attach-policy', 'organizations attach-policy'],
    ],
    ['scp', 'update', ['organizations list-policies', 'organizations update-policy']],
    [
      'rcp',
      'delete',
      ['organizations list-policies', 'organizations detach-policy', 'organizations delete-policy'],
    ],
    ['session', 'create', ['sts assume-role']],
    ['endpoint', 'create', ['ec2 modify-vpc-endpoint']],
    ['endpoint', 'delete', ['ec2 modify-vpc-endpoint']],
  ])('%s: %s', async (kind, action, expected) => {
    const calls = callsOf(await printed(`policy-commands policy="of-${kind}" action="${action}"`));
    expect(verbs(calls)).toEqual(expected);
  });

  it('keep names as they are, whatever is in them', async () => {
    const calls = callsOf(await printed('policy-commands policy="of-rcp" action="create"'));
    expect(calls[0]).toEqual([
      'organizations',
      'create-policy',
      '--type',
      'RESOURCE_CONTROL_POLICY',
      '--name',
      'Ana\'s "rcp"',
      '--description',
      "It's the rcp",
      '--content',
      'file://of-rcp.json',
      '--tags',
      'Key=team,Value=docs',
      '--query',
      'Policy.PolicySummary.Id',
      '--output',
      'text',
    ]);
    const [found] = callsOf(await printed('policy-commands policy="of-rcp" action="delete"'));
    expect(found).toContain(String.raw`Policies[?Name=='Ana\'s "rcp"'].Id`);
  });

  it('hand the policy of a queue over as one text, whatever is in it', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'S', Resource: String.raw`it's "a\b" $HOME \${$} %s \n`, Note: 'a\nb\tc' },
      ],
    };
    const folder = mkdtempSync(join(tmpdir(), 'queue-'));
    writeFileSync(join(folder, 'of-queue.json'), JSON.stringify(policy, null, '\t'));
    const text = await printed('policy-commands policy="of-queue" action="create"');
    const stand = 'aws() { printf "%s" "${@: -1}" > attributes; echo id-1; }';
    execFileSync('bash', ['--norc', '-eu', '-c', `${stand}\n${text}`], { cwd: folder });
    const attributes: unknown = JSON.parse(readFileSync(join(folder, 'attributes'), 'utf8'));
    rmSync(folder, { recursive: true });
    expect(JSON.parse((attributes as { Policy: string }).Policy)).toEqual(policy);
  });

  it('say what cannot be done, and what to write instead', async () => {
    const test = workspace({
      'data/a.yaml': DATA,
      'out/p.md':
        '# P\n\n<!-- BEGIN permadocs policy-commands policy="of-topic" action="delete" -->\n\n<!-- END permadocs policy-commands -->\n',
    });
    const { problems } = await test.build();
    const [first] = problems.filter(({ file }) => file === 'out/p.md');
    expect(first?.message).toContain('the topic of the policy of-topic cannot be without a policy');
  });
});

it('a policy of an organization is counted as commands hand it over, white space and all', async () => {
  const statements = (flow: boolean): string =>
    Array.from({ length: 45 }, (_, index) =>
      flow
        ? `      - { Sid: S${index}, Effect: Deny, Principal: "*", Action: s3:*, Resource: "*" }\n`
        : `      - Sid: S${index}\n        Effect: Deny\n        Principal: "*"\n        Action: s3:*\n        Resource: "*"\n`,
    ).join('');
  const wrong = async (flow: boolean): Promise<string[]> => {
    const test = workspace({
      'permadocs.yaml': 'claims: { claim/none: off, claim/unproven-statement: off }\n',
      'data/a.yaml': `policies:\n  p:\n    kind: rcp\n    title: P\n    attachedTo: r-ab12\n    statements:\n${statements(flow)}`,
      'out/p.md':
        '# P\n\n<!-- BEGIN permadocs policy-commands policy="p" action="create" -->\n\n<!-- END permadocs policy-commands -->\n',
    });
    const { problems } = await test.build();
    return problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  };
  expect(await wrong(true)).toEqual([]);
  expect(await wrong(false)).toEqual([
    expect.stringMatching(
      /^the policy p has 5\d{3} characters as it is printed, .* quota is 5120$/,
    ),
  ]);
});

describe('the policy section', () => {
  const build = async (words: string) => {
    const test = workspace({
      'data/a.yaml': DATA,
      'out/p.md': `# P\n\n<!-- BEGIN permadocs policy ${words} -->\n\n<!-- END permadocs policy -->\n`,
    });
    const { problems } = await test.build();
    const wrong = problems.filter(({ file }) => file === 'out/p.md').map(({ message }) => message);
    return { page: test.read('out/p.md'), wrong };
  };

  it('prints a policy that no role holds, and one of several', async () => {
    expect((await build('policy="of-bucket"')).page).toContain('```json title="of-bucket.json"');
    expect((await build('role="worker" file="two.json"')).page).toContain(
      '"Action": "s3:PutObject"',
    );
  });

  it('says which it cannot find', async () => {
    expect((await build('role="worker" file="three.json"')).wrong[0]).toContain(
      'has no permissions policy in the file three.json',
    );
    expect((await build('policy="of-buckt"')).wrong[0]).toContain(
      'the data has no policy that no role holds, `of-buckt`',
    );
    expect((await build('')).wrong[0]).toContain('the marker names neither a role nor a policy');
    expect((await build('role="worker" policy="of-bucket"')).wrong[0]).toContain(
      'only one can be printed',
    );
  });
});
