/** Findings are told while lint is at work, in an order that does not depend on who was faster. */
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import type { Problem } from '../../scripts/problems/problem.ts';
import { AS_OF, allow, policy } from '../support/lint-pages.ts';
import { run } from '../support/run.ts';
import { workspace } from '../support/workspace.ts';

const STALE = 'Grant `aws-mcp:InvokeMcp`.\n';
const copy = (...more: string[]): string =>
  policy(
    ...['s3:GetObject', 's3:PutObject', 's3:DeleteObject', ...more].map((action) =>
      allow(action, 'arn:aws:s3:::reports/*'),
    ),
  );
const IGNORE = '<!-- permadocs-ignore-next-line lint/drift: of another account -->\n\n';

const pages = (count: number, text: string): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, page) => [`${String(page).padStart(3, '0')}.md`, text]),
  );
const placeOf = ({ file, code }: Problem): string => `${file} ${code}`;

describe('findings as they come', () => {
  it('are told before the last page is read', async () => {
    const test = workspace(pages(100, STALE));
    const told: string[] = [];
    await test.lint({
      asOf: AS_OF,
      onFindings: (problems) => {
        if (told.length === 0) rmSync(test.path('099.md'));
        told.push(...problems.map(placeOf));
      },
    });
    expect(told).toHaveLength(100);
    expect(told).toEqual(told.toSorted());
    expect(told.slice(-2)).toEqual(['098.md lint/stale-action', '099.md page/unreadable']);
  });

  it('are all findings: those of pages in order, then those that compare pages', async () => {
    const told = async (first: string): Promise<string[]> => {
      const found: string[] = [];
      const test = workspace({
        'a.md': first,
        'b.md': copy('s3:GetObjectAcl'),
        'c.md': STALE,
        'd.md': `${IGNORE}${STALE}`,
      });
      const { problems } = await test.lint({
        asOf: AS_OF,
        onFindings: (some) => found.push(...some.map(placeOf)),
      });
      expect(problems.map(placeOf).toSorted()).toEqual(found.toSorted());
      return found;
    };
    const ofPages = ['c.md lint/stale-action', 'd.md lint/stale-action'];
    expect(await told(copy())).toEqual([...ofPages, 'a.md lint/drift', 'd.md lint/unused-ignore']);
    expect(await told(`${IGNORE}${copy()}`)).toEqual([...ofPages, 'd.md lint/unused-ignore']);
  });

  it('are printed in that order, and counted as ever', async () => {
    const test = workspace({ 'a.md': copy(), 'b.md': copy('s3:GetObjectAcl'), 'c.md': STALE });
    const { stdout, stderr, status } = await run(test.root, 'lint', '--as-of', AS_OF);
    const places = [...stdout.matchAll(/^(\w+\.md):\d+:\d+ (\w+)/gm)].map(([, ...at]) => at);
    expect(places).toEqual([
      ['c.md', 'error'],
      ['a.md', 'warning'],
    ]);
    expect(stdout).toMatch(/\n\na\.md/);
    expect(stderr).toBe('1 error, 1 warning\n');
    expect(status).toBe(1);
  });

  it('are sorted by file where a format is read as a whole', async () => {
    const test = workspace({ 'a.md': copy(), 'b.md': copy('s3:GetObjectAcl'), 'c.md': STALE });
    const { stdout } = await run(test.root, 'lint', '--as-of', AS_OF, '--format', 'json');
    const { problems } = JSON.parse(stdout) as { problems: Problem[] };
    expect(problems.map(({ file }) => file)).toEqual(['a.md', 'c.md']);
  });

  it('beyond a baseline are told once, and after --fix only those that are left', async () => {
    const test = workspace({
      'a.md': STALE,
      'b.md': policy(allow('aws-mcp:InvokeMcp'), allow('s3:ListAllMyBuckets')),
    });
    await run(test.root, 'lint', 'a.md', '--baseline', 'base.json', '--update-baseline');
    const known = await run(test.root, 'lint', '--baseline', 'base.json');
    expect(known.stdout.match(/^\w\.md/gm)).toEqual(['b.md']);
    const fixed = await run(test.root, 'lint', '--fix');
    expect(fixed.stdout.match(/^\w\.md/gm)).toEqual(['a.md']);
    expect(fixed.stdout).toContain('fixed b.md');
  });
});
