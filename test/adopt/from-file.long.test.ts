import { describe, expect, it } from 'vitest';

import { run } from '../support/run.ts';
import { places, workspace } from '../support/workspace.ts';

const policy = (action: string): string => `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": ${action},
      "Resource": "arn:aws:s3:::reports/*"
    }
  ]
}`;

const page = (text: string): string =>
  `---\ndescription: A page.\n---\n\n# Reader\n\nAttach:\n\n\`\`\`json title="reader.json"\n${text}\n\`\`\`\n`;

const files = (shipped: string) => ({
  'permadocs.yaml': '{}\n',
  'out/a.mdx': page(policy('"s3:GetObject"')),
  'deploy/iam.json': `${shipped}\n`,
});

describe('adopt --from', () => {
  it('lets a page follow the file that has its policy', async () => {
    const test = workspace(files(policy('"s3:GetObject"')));
    const { stdout, status } = await run(
      test.root,
      'adopt',
      'out/a.mdx',
      '--from',
      'deploy/iam.json',
    );
    expect(stdout).toContain('adopted out/a.mdx:9');
    expect(status).toBe(0);
    expect(test.read('data/roles/reader.yaml')).toMatch(
      /permissions:\n\s+file: reader\.json\n\s+from: deploy\/iam\.json\n/,
    );
    expect(test.read('out/a.mdx')).toContain('edit deploy/iam.json');
    expect(places(await test.check())).toEqual([]);
  });

  const TERRAFORM = (resource: string): string =>
    `data "aws_iam_policy_document" "reader" {\n  statement {\n    sid       = "Read"\n    effect    = "Allow"\n    actions   = ["s3:GetObject"]\n    resources = ${resource}\n  }\n}\n`;

  it('derives what the variables of the file stand for from the page', async () => {
    const resource = '["arn:${data.aws_partition.p.partition}:s3:::${var.bucket}/*"]';
    const test = workspace({
      ...files(''),
      'out/a.mdx': page(policy('"s3:GetObject"').replace('reports', '<BUCKET>')),
      'infra/main.tf': TERRAFORM(resource),
    });
    const { status } = await run(test.root, 'adopt', 'out/a.mdx', '--from', 'infra/main.tf');
    expect(status).toBe(0);
    expect(test.read('data/roles/reader.yaml')).toMatch(
      /from: infra\/main\.tf\n\s+values:\n\s+data\.aws_partition\.p\.partition: aws\n\s+var\.bucket: <BUCKET>\n/,
    );
    expect(places(await test.check())).toEqual([]);
  });

  it('derives nothing where a text can be divided in several ways, or lists a value twice', async () => {
    for (const resource of [
      '["arn:aws:s3:::${var.a}${var.b}/*"]',
      '["arn:aws:${var.a}:::${var.a}/*"]',
    ]) {
      const test = workspace({ ...files(''), 'infra/main.tf': TERRAFORM(resource) });
      const refused = await run(test.root, 'adopt', 'out/a.mdx', '--from', 'infra/main.tf');
      expect([refused.status, refused.stdout + refused.stderr]).toEqual([
        2,
        expect.stringContaining('no page shows what its variables stand for'),
      ]);
    }
  });

  it('holds the page to the access of a file that is written otherwise', async () => {
    const test = workspace(files(policy('["s3:GetObject", "s3:getobject"]')));
    await run(test.root, 'adopt', 'out/a.mdx', '--from', 'deploy/iam.json');
    const data = test.read('data/roles/reader.yaml');
    expect(data).toContain('statements:');
    expect(data).toMatch(/sameAs:\n\s+from: deploy\/iam\.json\n/);
    expect(places(await test.check())).toEqual([]);
  });

  it('adopts nothing if the file has another access, or cannot be read', async () => {
    const test = workspace(files(policy('"s3:*"')));
    const other = await run(test.root, 'adopt', 'out/a.mdx', '--from', 'deploy/iam.json');
    expect([other.status, other.stderr]).toEqual([
      2,
      expect.stringContaining(
        'no policy on these pages has the access of the one at deploy/iam.json',
      ),
    ]);
    const missing = await run(test.root, 'adopt', 'out/a.mdx', '--from', 'deploy/none.json');
    expect([missing.status, missing.stdout + missing.stderr]).toEqual([
      2,
      expect.stringContaining('deploy/none.json does not exist'),
    ]);
  });
});
