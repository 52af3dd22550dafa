/** Names of actions in HTML, in MDX, in cells and in lists. */
import { describe, expect, it } from 'vitest';

import { find, on } from '../support/lint-pages.ts';

const unknown = (at: string): string[] => [`${at} lint/unknown-action`];

describe('an unknown action', () => {
  it.each<[string, string, string, string[]]>([
    [
      'in <code> of a cell',
      'a.md',
      '<table>\n<tr><td><code>s3:HeadObject</code></td></tr>\n</table>\n',
      unknown('2:15'),
    ],
    [
      'in a cell',
      'a.md',
      '<table>\n<tr><th>Permission</th></tr>\n<tr><td> s3:HeadObject </td></tr>\n</table>\n',
      unknown('3:10'),
    ],
    [
      'in <code> of a sentence',
      'a.md',
      'The role needs <code>s3:HeadObject</code>.\n',
      unknown('1:22'),
    ],
    [
      'in <code> with attributes',
      'a.md',
      'The role needs <code class="iam">s3:HeadObject</code>.\n',
      unknown('1:34'),
    ],
    ['in <li>', 'a.md', '<ul>\n<li><code>s3:HeadObject</code></li>\n</ul>\n', unknown('2:11')],
    [
      'in a cell of Markdown',
      'a.md',
      '| Action | Why |\n| --- | --- |\n| s3:HeadObject | to read |\n',
      unknown('3:3'),
    ],
    [
      'as an item of a list',
      'a.md',
      'The role needs these permissions:\n\n- s3:GetObject\n- s3:HeadObject\n',
      unknown('4:3'),
    ],
    ['in <code> of MDX', 'a.mdx', 'The role needs <code>s3:HeadObject</code>.\n', unknown('1:16')],
    [
      'in a literal of MDX',
      'a.mdx',
      'The role needs <code>{`s3:HeadObject`}</code>.\n',
      unknown('1:16'),
    ],
    [
      'in a cell of MDX',
      'a.mdx',
      '<table>\n  <tbody>\n    <tr>\n      <td><code>s3:HeadObject</code></td>\n    </tr>\n  </tbody>\n</table>\n',
      unknown('4:11'),
    ],
  ])('%s', async (_, name, page, expected) => {
    expect(await on(page, name)).toEqual(expected);
  });
});

describe('is left alone', () => {
  it.each<[string, string]>([
    ['an action that exists', 'The role needs <code>s3:GetObject</code>.\n'],
    [
      'a table of actions that exist',
      '<table>\n<tr><th>Permission</th></tr>\n<tr><td>s3:GetObject</td><td><code>ec2:DescribeInstances</code></td></tr>\n</table>\n',
    ],
    ['a call', 'The client calls <code>s3:HeadObject</code> first.\n'],
    [
      'a cell in a table of something else',
      '| Event | When |\n| --- | --- |\n| s3:HeadObject | read |\n',
    ],
    [
      'a plain name that may be newer than the data',
      'The role needs these permissions:\n\n- swf:CreateAction\n',
    ],
    ['a name in a sentence that is not set as code', 'The policy grants s3:HeadObject to all.\n'],
    ['other words in <code>', 'Set <code>level:Debug</code> and <code>true</code>.\n'],
    ['<code> that is never closed', 'The role needs <code>a role.\n\ns3:Head\n'],
    ['struck out', 'The role needs <del><code>s3:HeadObject</code></del>.\n'],
  ])('%s', async (_, page) => {
    expect(await on(page)).toEqual([]);
  });
});

it('a stale name in <code> is found as in a code span', async () => {
  const page = 'The `aws-mcp` namespace defines actions, such as <code>CallReadOnlyTool</code>.\n';
  expect((await find({ 'a.md': page })).join()).toContain('lint/stale-name');
});
