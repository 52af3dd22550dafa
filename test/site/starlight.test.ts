/** The same pages built by Starlight: its asides, its code blocks, its directives. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { launchChromium, serveSite } from './chromium.ts';
import { policies, statements } from './data.ts';
import { count, tutorials } from './tutorials.ts';

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  site = await serveSite('build/starlight');
  browser = await launchChromium();
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  site?.close();
});

describe.each(tutorials)('$path', (tutorial) => {
  beforeAll(async () => {
    await page.goto(`${site.origin}/${tutorial.path}/`);
  });

  it('shows no marker', async () => {
    expect((await page.content()).match(/(?:BEGIN|END) permadocs/g)).toBeNull();
    expect((await page.locator('main').innerText()).match(/\{\/\*|\*\/\}|^:::/gm)).toBeNull();
  });

  it('shows every admonition, and opens every <details>', async () => {
    const text = await page.locator('main').innerText();
    for (const [, words = ''] of tutorial.text.matchAll(/^:::\w+\n\n([^\n.`[]+)/gm))
      expect(text).toContain(words);
    const summaries = await page.locator('main .sl-markdown-content summary').all();
    expect(summaries).toHaveLength(count(tutorial, /^<details>/gm));
    for (const summary of summaries) {
      await summary.click();
      expect(await summary.locator('~ *').last().isVisible()).toBe(true);
    }
  });

  it('copies the policies of the data', async () => {
    const copied = await page
      .locator('figure:has(pre[data-language=json]) button[data-code]')
      .evaluateAll((buttons) => buttons.map((button) => button.dataset['code'] ?? ''));
    expect(copied).toHaveLength(count(tutorial, /^```json/gm));
    const known = [...statements, ...policies.map(({ value }) => value)];
    // Expressive Code writes line ends as U+007F, so that HTML minifiers leave them alone.
    for (const code of copied)
      expect(known).toContainEqual(JSON.parse(code.replaceAll('\u007F', '\n')));
  });
});
