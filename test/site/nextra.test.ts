/** The same pages through Nextra's compiler: its remark and rehype plugins, its highlighter. */
import { compileMdx } from 'nextra/compile';
import { evaluate } from 'nextra/evaluate';
import { createElement, type ElementType } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, describe, expect, it } from 'vitest';

import { policies } from './data.ts';
import { remarkNextraTitles } from './remark-nextra-titles.ts';
import { count, tutorials } from './tutorials.ts';

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

/** What a browser would show of highlighted code. */
function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

describe.each(tutorials)('$path', (tutorial) => {
  let html: string;
  beforeAll(async () => {
    const code = await compileMdx(tutorial.text, {
      filePath: tutorial.file,
      mdxOptions: { remarkPlugins: [remarkNextraTitles] },
    });
    const page = evaluate(code) as { default: ElementType };
    html = renderToStaticMarkup(createElement(page.default, { components: {} }));
  });

  it('shows no marker, and every <details>', () => {
    expect(html.match(/permadocs|\{\/\*|\*\/\}/g)).toBeNull();
    expect(html.match(/<details>/g) ?? []).toHaveLength(count(tutorial, /^<details>/gm));
  });

  it('shows the policies of the data under their titles', () => {
    const blocks = [...html.matchAll(/<pre[^>]*data-filename="([^"]+\.json)"[^>]*>(.*?)<\/pre>/gs)];
    expect(blocks).toHaveLength(count(tutorial, /^```json title=/gm));
    for (const [, title, code = ''] of blocks)
      expect(
        policies.filter(({ file }) => file === title).map(({ value }) => value),
      ).toContainEqual(JSON.parse(textOf(code)));
  });
});
