/** Policies of a size, as Markdown. */
import { describe, expect, it } from 'vitest';

import { run } from '../support/run.ts';
import { workspace } from '../support/workspace.ts';

describe('Markdown', () => {
  it('fits a comment, whatever is compared', async () => {
    const many = (name: string): string =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: Array.from({ length: 60 }, (_, at) => ({
          Sid: `${name}${at}`,
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${name.repeat(40)}${at}/*`,
          Condition: { StringEquals: { 'aws:SourceVpc': `${name.repeat(200)}${at}` } },
        })),
      });
    const { root } = workspace({ 'old.json': many('a'), 'new.json': many('b') });
    const { stdout } = await run(root, 'diff', 'old.json', 'new.json', '--format', 'markdown');
    expect(stdout.length).toBeLessThan(65_536);
    expect(stdout).toContain('more rows');
  });
});
