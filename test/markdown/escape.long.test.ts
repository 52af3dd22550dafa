import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Nodes } from 'mdast';
import prettier from 'prettier';
import { describe, expect, it } from 'vitest';

import { codeSpan, escapeMarkup, escapeProse, fencedCode } from '../../scripts/markdown/escape.ts';
import { Markdown } from '../../scripts/markdown/markdown.ts';
import { meaningOf } from '../../scripts/markdown/meaning.ts';
import { type Flavor, parsePage } from '../../scripts/markdown/page-tree.ts';

const FLAVORS: readonly Flavor[] = ['commonmark', 'mdx'];

/** Text as data may hold it: mostly what Markdown, MDX and directives give a meaning to. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '{',
        '}',
        '|',
        '*',
        '_',
        '`',
        '~',
        '#',
        '+',
        '-',
        '=',
        '!',
        '[',
        ']',
        '(',
        ')',
        '\\',
        '&',
        '$',
        ':',
        ';',
        '@',
        '/',
        '.',
        '"',
        "'",
        '%',
        '^',
        ',',
      ),
      fc.constantFrom(
        ' ',
        ' ',
        '\n',
        'a',
        'B',
        '1',
        '1.',
        '2)',
        'import',
        'export',
        'www.',
        'http://',
        'https://x.y',
        'm@x.org',
        '&amp;',
        '&#42;',
        ':::note',
        ':name',
        '${aws:username}',
        '---',
        '===',
        '<div>',
        '</p>',
        '[x]: y',
        '[^1]',
        'é',
      ),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

/** What readers see of a tree, provided that it is one paragraph of nothing but text. */
function onlyText(markdown: string, flavor: Flavor): string {
  const [paragraph, ...others] = parsePage(markdown, flavor).children;
  if (!paragraph) return '';
  expect(others).toEqual([]);
  expect(paragraph.type).toBe('paragraph');
  return shown(paragraph);
}

/** GFM makes a link of whatever looks like an address, escaped or not; it shows the same text. */
function shown(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (!['paragraph', 'link', 'mdxJsxTextElement'].includes(node.type)) return `<${node.type}>`;
  return 'children' in node ? node.children.map((child) => shown(child as Nodes)).join('') : '';
}

const fold = (text: string): string => text.replace(/[ \t\r\n\f\v]+/g, ' ').trim();

describe('escapeProse', () => {
  it.each(FLAVORS)('shows any text as it is, in %s', (flavor) => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(onlyText(escapeProse(text), flavor)).toBe(fold(text));
      }),
      { numRuns: 3000 },
    );
  });

  it.each(FLAVORS)('shows any text as it is in the middle of a paragraph, in %s', (flavor) => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(fold(onlyText(`See ${escapeProse(text)} there.`, flavor))).toBe(
          fold(`See ${fold(text)} there.`),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves ordinary prose without a backslash', () => {
    for (const text of [
      'The role (read-only) costs 5% - at most.',
      'Use it; "really". What? Yes!',
      'A + B = C, and/or D #5',
    ]) {
      expect(escapeProse(text)).toBe(text);
    }
  });

  it('keeps a paragraph that begins with import or export from being a module', () => {
    expect(escapeProse('import things')).toBe('&#105;mport things');
    expect(escapeProse('export&,')).toBe('&#101;xport\\&,');
    expect(escapeProse('exported things')).toBe('exported things');
  });

  it.each(FLAVORS)('survives Prettier at any width, in %s', async (flavor) => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.integer({ min: 10, max: 60 }), async (text, printWidth) => {
        const escaped = `Some words first, ${escapeProse(text)}, then more words.`;
        const parser = flavor === 'mdx' ? 'mdx' : 'markdown';
        const formatted = await prettier.format(escaped, {
          parser,
          proseWrap: 'always',
          printWidth,
        });
        const meaning = meaningOf(escaped, flavor);
        expect(meaning, escaped).toHaveProperty('shows');
        expect(meaningOf(formatted, flavor), formatted).toEqual(meaning);
      }),
      { numRuns: 400 },
    );
  });
});

describe('codeSpan', () => {
  it.each(FLAVORS)('shows any line as code, in %s', (flavor) => {
    fc.assert(
      fc.property(
        hostile.filter((text) => text.trim() !== ''),
        (text) => {
          const line = text.replace(/\s*\r?\n\s*/g, ' ');
          const tree = fromMarkdown(codeSpan(text));
          expect(tree.children[0]).toMatchObject({
            type: 'paragraph',
            children: [{ type: 'inlineCode', value: line }],
          });
          expect(parsePage(`x ${codeSpan(text)} y`, flavor).children).toHaveLength(1);
        },
      ),
    );
  });

  it('protects pipes in a table cell, even inside code', () => {
    const table = `| a | b |\n| - | - |\n| ${codeSpan('x | y', 'cell')} | c |\n`;
    expect(JSON.stringify(parsePage(table, 'mdx'))).toContain('"value":"x | y"');
  });
});

describe('fencedCode', () => {
  it('is longer than any fence in the text', () => {
    const text = 'a\n```\nb\n````\nc';
    expect(parsePage(fencedCode(text, 'md'), 'mdx').children).toMatchObject([
      { type: 'code', value: text },
    ]);
  });
});

describe('escapeMarkup', () => {
  it('shows any text in an element, in MDX', () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => text.trim() !== ''),
        (text) => {
          const [paragraph] = parsePage(`<summary>${escapeMarkup(text)}</summary>`, 'mdx').children;
          expect(shown(paragraph as Nodes)).toBe(fold(text));
        },
      ),
    );
  });

  it('leaves no character of HTML behind', () => {
    expect(escapeMarkup('<a href="x">&</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;');
  });
});

describe('Markdown of data', () => {
  const render = (source: string, place: 'prose' | 'cell' = 'prose'): string =>
    new Markdown(source).render(place, (url) => url);

  it('keeps code, emphasis and links', () => {
    expect(render('Use `s3:*`, *really*, **now**: [guide](https://example.com/a).')).toBe(
      'Use `s3:*`, *really*, **now**: [guide](https://example.com/a).',
    );
  });

  it('escapes everything else', () => {
    expect(render('# No heading <b>x</b> {y}')).toBe('\\# No heading \\<b>x\\</b> \\{y\\}');
    expect(render('- no list')).toBe('\\- no list');
  });

  it('keeps paragraphs in prose and folds them in a table cell', () => {
    expect(render('one\ntwo\n\nthree | four')).toBe('one two\n\nthree \\| four');
    expect(render('one\n\n`a|b`', 'cell')).toBe('one `a\\|b`');
  });

  it.each(FLAVORS)('never breaks a page, in %s', (flavor) => {
    fc.assert(
      fc.property(hostile, (text) => {
        const tree = parsePage(`${render(text)}\n`, flavor);
        expect(tree.children.every((node) => node.type === 'paragraph')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
