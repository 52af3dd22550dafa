import { chmodSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { eject, type EjectResult } from '../../scripts/adopt/eject.ts';
import { withoutMarkers } from '../../scripts/adopt/without-markers.ts';
import { parseRegions } from '../../scripts/pages/regions.ts';
import { Source } from '../../scripts/problems/source.ts';
import { CannotRun } from '../../scripts/problems/cannot-run.ts';
import { DATA, places, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

function run(
  test: TestWorkspace,
  options: Partial<Parameters<typeof eject>[0]> = {},
): Promise<EjectResult> {
  return eject({ root: test.root, paths: [], all: options.paths === undefined, ...options });
}

/** A page's text without the markers of all its regions. */
function ejected(text: string, file = 'a.mdx'): string {
  const source = new Source(file, text);
  const { regions, problems } = parseRegions(source, file.endsWith('x') ? 'mdx' : 'commonmark');
  expect(problems).toEqual([]);
  return withoutMarkers(source, regions);
}

const BEGIN = '{/* BEGIN permadocs policy role="a" */}';
const END = '{/* END permadocs policy */}';

describe('withoutMarkers', () => {
  const cases: Record<string, readonly [string, string]> = {
    'takes the blank lines that the markers needed': [
      `A.\n\n${BEGIN}\n\nText.\n\n${END}\n\nB.\n`,
      'A.\n\nText.\n\nB.\n',
    ],
    'keeps every other blank line': [
      `A.\n\n\n${BEGIN}\n\nOne.\n\nTwo.\n\n${END}\n\n\nB.\n`,
      'A.\n\n\nOne.\n\nTwo.\n\n\nB.\n',
    ],
    'leaves the end of a page as it was': [`${BEGIN}\n\nText.\n\n${END}`, 'Text.'],
    'takes an empty region with one of its blank lines': [
      `A.\n\n${BEGIN}\n\n${END}\n\nB.\n`,
      'A.\n\nB.\n',
    ],
    'takes an empty region at the end': [`A.\n\n${BEGIN}\n\n${END}\n`, 'A.\n\n'],
    'keeps the prefix of a list item': [
      `- A:\n\n  ${BEGIN}\n\n  Text.\n\n  ${END}\n\n- B.\n`,
      '- A:\n\n  Text.\n\n- B.\n',
    ],
    'keeps the mark of a list item': [
      `- ${BEGIN}\n\n  Text.\n\n  ${END}\n\n- B.\n`,
      '- Text.\n\n- B.\n',
    ],
    'keeps the marks of a quote': [
      `> A.\n>\n> ${BEGIN}\n>\n> Text.\n>\n> ${END}\n>\n> B.\n`,
      '> A.\n>\n> Text.\n>\n> B.\n',
    ],
    'keeps the line endings of Windows': [
      `A.\r\n\r\n${BEGIN}\r\n\r\nText.\r\n\r\n${END}\r\n\r\nB.\r\n`,
      'A.\r\n\r\nText.\r\n\r\nB.\r\n',
    ],
    'takes several regions': [
      `${BEGIN}\n\nOne.\n\n${END}\n\nBetween.\n\n${BEGIN}\n\nTwo.\n\n${END}\n`,
      'One.\n\nBetween.\n\nTwo.\n',
    ],
    'leaves a marker in a fence alone': [
      `${BEGIN}\n\nText.\n\n${END}\n\n\`\`\`mdx\n${BEGIN}\n\`\`\`\n`,
      `Text.\n\n\`\`\`mdx\n${BEGIN}\n\`\`\`\n`,
    ],
  };
  it.each(Object.entries(cases))('%s', (_, [before, after]) => {
    expect(ejected(before)).toBe(after);
  });

  it('reads HTML comments in CommonMark', () => {
    expect(
      ejected(
        'A.\n\n<!-- BEGIN permadocs policy role="a" -->\n\nText.\n\n<!-- END permadocs policy -->\n',
        'a.md',
      ),
    ).toBe('A.\n\nText.\n');
  });

  it('undoes what put the markers in, whatever the blocks are', () => {
    const block = fc.constantFrom(
      'Text.',
      '- a\n- b',
      '> q',
      '```json\n{}\n```',
      '| a |\n| - |',
      '## H',
      '<details>\n\nx\n\n</details>',
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(block, fc.boolean()), { minLength: 1, maxLength: 8 }),
        (blocks) => {
          const plain = blocks.map(([text]) => text).join('\n\n');
          const marked = blocks
            .map(([text, isRegion]) => (isRegion ? `${BEGIN}\n\n${text}\n\n${END}` : text))
            .join('\n\n');
          expect(ejected(marked)).toBe(plain);
        },
      ),
    );
  });
});

describe('eject', () => {
  const files = { 'data/a.yaml': DATA, 'package.json': '{}' };

  it('leaves the text of a built page, and names the roles that no page shows any more', async () => {
    const test = workspace({
      ...files,
      'out/a.mdx': policyPage('reader'),
      'out/b.mdx': policyPage('reader'),
    });
    await test.build();
    const text = test.read('out/a.mdx');
    const one = await run(test, { paths: ['out/a.mdx'] });
    expect(one).toMatchObject({ problems: [], written: true, unused: [] });
    expect(one.pages).toMatchObject([{ file: 'out/a.mdx', regions: 1, stale: [] }]);
    expect(test.read('out/a.mdx')).toBe(
      text.replace(/\{\/\* BEGIN.*\n\n/, '').replace(/\n\n\{\/\* END.*/, ''),
    );
    expect(test.read('out/b.mdx')).toContain('BEGIN permadocs');
    const rest = await run(test);
    expect(rest.unused).toEqual([{ role: 'reader', what: 'role', file: 'data/a.yaml' }]);
    expect(test.read('data/a.yaml')).toBe(DATA);
    expect(await run(test)).toMatchObject({ pages: [], written: false });
  });

  it('says which regions were out of date, and keeps them as they stood', async () => {
    const test = workspace({ ...files, 'out/a.mdx': policyPage('reader') });
    await test.build();
    test.write('data/a.yaml', DATA.replace('Sid: ReadObjects', 'Sid: ReadThem'));
    const result = await run(test);
    expect(result.pages).toMatchObject([{ stale: [9] }]);
    expect(test.read('out/a.mdx')).toContain('"Sid": "ReadObjects"');
  });

  it('is a way out even where the data are broken', async () => {
    const test = workspace({ ...files, 'out/a.mdx': policyPage('reader') });
    await test.build();
    test.write('data/a.yaml', 'rolez: {}\n');
    expect(await run(test)).toMatchObject({
      problems: [],
      written: true,
      blind: 'the data or templates have errors',
    });
    expect(test.read('out/a.mdx')).not.toContain('permadocs');
  });

  it('writes nothing with --dry-run, nor where a page cannot be understood or written', async () => {
    const test = workspace({
      ...files,
      'out/a.mdx': policyPage('reader'),
      'out/conflict.mdx': policyPage('reader', '# A\n\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n'),
      'out/torn.mdx': '{/* BEGIN permadocs policy role="reader" */}\n',
    });
    const before = test.read('out/a.mdx');
    const dry = await run(test, { paths: ['out/a.mdx'], dryRun: true });
    expect(dry).toMatchObject({ problems: [], written: false, pages: [{ file: 'out/a.mdx' }] });
    expect(dry.pages[0]?.diff).toContain('-{/* END permadocs policy */}');
    const all = await run(test);
    expect(places(all)).toEqual([
      'out/conflict.mdx:3:1 page/conflict',
      'out/torn.mdx:1:1 marker/unclosed',
    ]);
    expect(all.written).toBe(false);
    chmodSync(test.path('out/a.mdx'), 0o444);
    expect(places(await run(test, { paths: ['out/a.mdx'] }))).toEqual([
      'out/a.mdx:1:1 page/read-only',
    ]);
    expect(test.read('out/a.mdx')).toBe(before);
    await expect(run(test, { paths: ['out/none.mdx'] })).rejects.toThrow(CannotRun);
    await expect(run(test, { paths: [], all: false })).rejects.toThrow(
      'name a page, or use eject --all',
    );
  });

  it('takes a data file for no page', async () => {
    const test = workspace({ ...files, 'out/a.mdx': policyPage('reader') });
    for (const path of ['data/a.yaml', 'package.json'])
      await expect(run(test, { paths: [path] })).rejects.toThrow(
        'does not match any page of this workspace',
      );
    expect(test.read('out/a.mdx')).toContain('BEGIN permadocs');
  });

  it('leaves frozen pages out of --all, and takes them where they are named', async () => {
    const test = workspace({
      ...files,
      'permadocs.yaml': 'frozen: out/**\n',
      'out/a.mdx': policyPage('reader'),
    });
    expect(await run(test)).toMatchObject({ pages: [], written: false });
    expect(await run(test, { paths: ['out/a.mdx'] })).toMatchObject({ written: true });
  });
});
