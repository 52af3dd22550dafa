import { describe, expect, it } from 'vitest';

import { DATA, places, policyPage, workspace } from '../support/workspace.ts';

const ESC = String.fromCharCode(27);
const files = { 'data/a.yaml': DATA, 'out/a.mdx': policyPage('reader') };

describe('characters that nobody sees', () => {
  it.each([
    ['a NUL', '"a\\0b"'],
    ['an escape', `"a\\e[2J"`],
    ['a carriage return', '"a\\rb"'],
    ['a change of direction', '"a\\u202eb"'],
    ['an isolate', '"a\\u2066b"'],
    ['a C1 control', '"a\\u009bb"'],
    ['an escape as it is', `'a${ESC}[2J'`],
  ])('%s in a text is data/invalid at its place, warm or cold', async (_, title) => {
    const test = workspace({ ...files, 'node_modules/.keep': '' });
    await test.build();
    test.write('data/a.yaml', DATA.replace('title: Reader', `title: ${title}`));
    const first = await test.build();
    expect(places(first)).toHaveLength(1);
    expect(places(first)[0]).toMatch(/^data\/a\.yaml:4:1\d data\/invalid$/);
    expect(first.problems[0]?.message).toMatch(/contains the invisible character \\/);
    expect(places(await test.check())).toEqual(places(first));
  });

  it('in a key, a comment of the configuration or a template are found too', async () => {
    const test = workspace({
      ...files,
      'data/b.yaml': 'placeholders: { "<A\\u202eB>": x }\n',
      'templates/own.hbs': `---\ndescription: x\n---\n\na${ESC}b\n`,
    });
    expect(places(await test.build())).toEqual([
      'data/b.yaml:1:17 data/invalid',
      'templates/own.hbs:5:2 template/syntax',
    ]);
  });

  it('are not those of other languages: joiners, marks and line ends', async () => {
    const title = 'नमस्ते क्‍ष ‘é’ 👩‍💻';
    const test = workspace({
      ...files,
      'data/a.yaml': DATA.replace('title: Reader', `title: ${title}`).replaceAll('\n', '\r\n'),
    });
    expect((await test.build()).problems).toEqual([]);
  });
});
