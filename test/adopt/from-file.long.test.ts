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
