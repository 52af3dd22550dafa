/** Regions where MkDocs has its text: in lists indented by four, in admonitions and in tabs. */
import { symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import prettier from 'prettier';
import { describe, expect, it } from 'vitest';

import { DATA, places, type TestWorkspace, workspace } from '../support/workspace.ts';

const BEGIN = '<!-- BEGIN permadocs policy role="writer" -->';
const END = '<!-- END permadocs policy -->';
const LISTS = 'Templates: `*a*` is not emphasis.\n\n- x_y\n  - z\n\n    1. one';

/** A page of MkDocs, with the workspace's own Prettier set to its width. */
function mkdocs(page: string, tabWidth = 4): TestWorkspace {
  const test = workspace({
    '.prettierrc': JSON.stringify({ tabWidth }),
    'data/a.yaml': DATA,
    'templates/lists.hbs': `---\ndescription: Lists.\n---\n${LISTS}\n`,
    'node_modules/.keep': '',
    'out/a.md': page,
  });
  symlinkSync(resolve('node_modules/prettier'), test.path('node_modules/prettier'));
  return test;
}

const region = (indent: string, section = BEGIN): string =>
  [section, '', END.replace('policy', section.includes('lists') ? 'lists' : 'policy')]
    .map((line) => line && indent + line)
    .join('\n');
const onPage = (result: Parameters<typeof places>[0]): string[] =>
  places(result).filter((place) => place.startsWith('out/'));

const LIST_REGION = '<!-- BEGIN permadocs lists -->';

describe('regions of MkDocs', () => {
  it.each([
    ['a list item', `- a\n\n${region('    ')}\n\n- b\n`],
    ['a numbered item', `1. a\n\n${region('    ')}\n\n2. b\n`],
    ['a list in an item', `1. a\n\n${region('    ', LIST_REGION)}\n\n2. b\n`],
    ['an admonition', `!!! note "A title"\n\n${region('    ')}\n\nText.\n`],
    ['a list in a tab', `=== "A"\n\n${region('    ', LIST_REGION)}\n\n=== "B"\n\n    b\n`],
    ['an admonition in a tab', `=== "A"\n\n    ??? tip\n\n${region('        ')}\n`],
  ])('are built in %s, and stay as Prettier leaves them', async (_, page) => {
    const test = mkdocs(page);
    expect(await prettier.check(page, { parser: 'markdown', tabWidth: 4 })).toBe(true);
    expect(onPage(await test.build())).toEqual([]);
    const built = test.read('out/a.md');
    expect(await prettier.format(built, { parser: 'markdown', tabWidth: 4 })).toBe(built);
    expect(onPage(await test.check())).toEqual([]);
    const between = /-->\n([^]*?)<!-- END/.exec(built)?.[1] ?? '';
    expect(between.trim()).not.toBe('');
    expect(built.replace(between, '\n' + (page.match(/\n( *)<!-- END/)?.[1] ?? ''))).toBe(page);
  });

  it('hold text as it is formatted elsewhere', async () => {
    const test = mkdocs(
      `=== "A"\r\n\r\n${region('    ', LIST_REGION).replaceAll('\n', '\r\n')}\r\n`,
    );
    await test.build();
    const text = LISTS.replace('  - z\n\n    1. one', '    - z\n\n        1. one');
    expect(test.read('out/a.md')).toContain(
      text
        .split('\n')
        .map((line) => line && `    ${line}`)
        .join('\r\n'),
    );
  });

  it('warn where Prettier would move the text and not the markers', async () => {
    const page = `- a\n\n${region('    ')}\n`;
    const test = mkdocs(page, 2);
    expect(onPage(await test.build())).toEqual(['out/a.md:3:5 marker/moved-by-prettier']);
    test.write('.prettierignore', 'out/\n');
    expect(onPage(await test.check())).toEqual([]);
  });
});
