/** What a build promises of any page, as properties. */
import fc from 'fast-check';
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';

import { DATA, workspace } from '../support/workspace.ts';

/** What real pages are made of; R is where a region may stand. */
const PIECES = [
  'Text with `code`, *emphasis* and a [link](https://a.b).',
  '## A heading',
  '- one\n- two\n  - three\n\n    deeper\n- four',
  '1. first\n\n   R\n\n2. second\n\n   - nested\n\n     R\n\n3. third',
  '> quoted\n>\n> R\n>\n> more',
  '- item\n\n  R\n\n- item\n\n  > both\n  >\n  > R',
  ':::note\n\nR\n\n:::',
  ':::tip Title\n\nText.\n\n:::',
  '<details>\n<summary>Sum</summary>\n\nR\n\n</details>',
  '<Tabs>\n<TabItem value="a">\n\nR\n\n</TabItem>\n<TabItem value="b">\n\nText.\n\n</TabItem>\n</Tabs>',
  '| a | b |\n| --- | --- |\n| `c` | d \\| e |',
  '```json\n{ "a": 1 }\n```',
  '````md\n```mdx\n{/* BEGIN permadocs policy role="no" */}\n```\n````',
  '~~~bash\necho {a} <b>\n~~~',
  '- list\n\n  ```yaml\n  a: b\n  ```',
  'R',
  '{/* a comment */}',
  'A line with trailing blanks.  \nAnd another.',
  'Non\u00A0breaking, \u2028 separated, naïve, 日本語.',
  "import A from 'a';",
  '***',
  'Hard\\\nbreak and `multi\nline` code.',
];
const HEADS = [
  '---\ntitle: x\ndescription: y\n---\n\n# T\n\nIntro.',
  '+++\ntitle = "x"\n+++\n\nIntro.',
  'Intro.',
];

const region = (role: string): string =>
  `{/* BEGIN permadocs policy role="${role}" */}\n\n{/* END permadocs policy */}`;

/** The page with a region at each R, indented and quoted as the R is. */
function pageOf(head: string, pieces: readonly string[]): string {
  return `${[head, ...pieces].join('\n\n')}\n`.replace(/^([> \t]*)R$/gm, (_, prefix: string) =>
    region('reader')
      .split('\n')
      .map((line) => (line === '' ? prefix.trimEnd() : prefix + line))
      .join('\n'),
  );
}

/** What stands outside regions: everything but the lines between a BEGIN and its END. */
function outside(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(
      /(BEGIN permadocs policy role="reader"[^\n]*\n)[^]*?(\n[^\n]*END permadocs policy)/g,
      '$1$2',
    );
}

/** What a page is once Prettier changes it no more; undefined if it never gets there. */
async function settled(
  text: string,
  format: (text: string) => Promise<string>,
): Promise<string | undefined> {
  for (let [round, before] = [0, text]; round < 4; round += 1) {
    const after = await format(before).catch(() => undefined);
    if (after === undefined || after === before) return after;
    before = after;
  }
  return undefined;
}

const pages = fc.record({
  head: fc.constantFrom(...HEADS),
  pieces: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }),
});

describe('any page', () => {
  it('keeps each byte outside its regions, builds to the same twice, and check agrees', async () => {
    const test = workspace({ 'data/a.yaml': DATA });
    const variants = fc.record({
      eol: fc.constantFrom('\n', '\r\n'),
      bom: fc.boolean(),
      tail: fc.constantFrom('', '\n', '\n\n  ', '\u00ff'),
    });
    await fc.assert(
      fc.asyncProperty(pages, variants, async ({ head, pieces }, { eol, bom, tail }) => {
        const text = (bom ? '\uFEFF' : '') + pageOf(head, pieces).replaceAll('\n', eol);
        const before = Buffer.concat([Buffer.from(text), Buffer.from(tail, 'latin1')]);
        test.write('out/a.mdx', before);
        const built = await test.build({ force: true });
        if (built.problems.some(({ severity }) => severity === 'error')) {
          expect(test.bytes('out/a.mdx').equals(before)).toBe(true);
          return;
        }
        const after = test.bytes('out/a.mdx');
        expect(outside(after)).toBe(outside(before));
        expect((await test.build()).changes).toEqual([]);
        expect((await test.check()).changes).toEqual([]);
        expect(test.bytes('out/a.mdx').equals(after)).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  it.each<prettier.Options>([
    {},
    { tabWidth: 4 },
    { proseWrap: 'always', printWidth: 60 },
    { useTabs: true },
  ])('that Prettier was content with before (%j) it is content with after', async (options) => {
    const test = workspace({
      'data/a.yaml': DATA,
      '.prettierrc': JSON.stringify(options),
      'templates/policy.hbs':
        '---\ndescription: x\nparams: { role: { type: role } }\n---\n\nThe role {{role.name}} comes with a policy that grants what the text beside it says, and nothing that it does not say.\n\n{{fence role.permissions.json title=role.permissions.file}}\n\n- one point\n- another\n',
    });
    const format = (text: string): Promise<string> =>
      prettier.format(text, { ...options, parser: 'mdx' });
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(pages, async ({ head, pieces }) => {
        const text = await settled(pageOf(head, pieces), format);
        fc.pre(text !== undefined);
        test.write('out/a.mdx', text);
        const built = await test.build({ force: true });
        fc.pre(!built.problems.some(({ severity }) => severity === 'error'));
        compared += 1;
        const after = test.read('out/a.mdx');
        expect(await format(after)).toBe(after);
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(20);
  });
});
