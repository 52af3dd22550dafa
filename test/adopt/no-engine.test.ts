/** Cedar’s engine is an optional peer: without it, what does not need it is adopted all the same. */
import { expect, it, vi } from 'vitest';

import { fence } from '../support/lint-pages.ts';
import { run } from '../support/run.ts';
import { workspace } from '../support/workspace.ts';

vi.mock('../../scripts/cedar/engine.ts', async (original) => ({
  ...(await original<object>()),
  loadEngine: () => undefined,
}));

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::example-bucket/*"
    }
  ]
}`;
const PERMIT = 'permit (principal, action == Action::"call_tool", resource);';

it('leaves pages with Cedar policies, says what to install, and goes on with the others', async () => {
  const test = workspace({
    'permadocs.yaml': 'pages: docs/*.md\n',
    'docs/a.md': `# Calling tools\n\n${fence('cedar', PERMIT)}\n${fence('text', PERMIT)}\n`,
    'docs/b.md': `# Reading a bucket\n\n${fence('json', POLICY)}\n`,
  });
  const { status, stdout, stderr } = await run(test.root, 'adopt', '--all');
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^left docs\/a\.md:3: Cedar’s engine, .* is not installed\nleft docs\/a\.md:/m,
  );
  expect(stdout).toContain('adopted docs/b.md:3 as reading-a-bucket');
  expect(stdout + stderr).toContain(
    'docs/a.md:3:1 error adopt/refused Cedar’s engine, which reads these policies, is not installed; 1 more fence left as well\n',
  );
  expect(stdout + stderr).toContain(
    '  hint: run `npm install --save-dev @cedar-policy/cedar-wasm`, then adopt\n',
  );
});
