/** The tutorials as readers meet them: Docusaurus' build of out/, in Chromium. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { launchChromium, serveSite } from './chromium.ts';
import { policies, statements } from './data.ts';
import { count, tutorials } from './tutorials.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));
const DESKTOP: BrowserContextOptions = {
  viewport: { width: 1280, height: 900 },
  permissions: ['clipboard-read', 'clipboard-write'],
  // What moves while it opens cannot be clicked reliably.
  reducedMotion: 'reduce',
};
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  reducedMotion: 'reduce',
};

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  site = await serveSite('build/docusaurus');
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  site?.close();
});

/** A page of the site, and what the browser complains about while it is open. */
async function open(
  path: string,
  device: BrowserContextOptions,
): Promise<{ page: Page; complaints: string[] }> {
  const complaints: string[] = [];
  const page = await (await browser.newContext(device)).newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(`${site.origin}/${path}`, { waitUntil: 'networkidle' });
  return { page, complaints };
}

/** Clicks every summary; returns how many blocks were closed before and show their content after. */
async function openDetails(page: Page): Promise<number> {
  const blocks = await page.locator('article details').all();
  for (const block of blocks) {
    const content = block.locator('> :not(summary)').last();
    expect(await content.isVisible()).toBe(false);
    await block.locator('> summary').click();
    await content.waitFor({ state: 'visible' });
    expect((await content.innerText()).trim()).not.toBe('');
  }
  return blocks.length;
}

/** The anchors of a page; the build minifies, so that quotes may be missing. */
function idsOf(html: string): string[] {
  return [...html.matchAll(/ id=(?:"([^"]*)"|([^\s>]+))/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}

describe.each(tutorials)('$path', (tutorial) => {
  const name = tutorial.path.split('/').at(-1);
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    ({ page, complaints } = await open(tutorial.path, DESKTOP));
  });
  afterAll(() => page?.context().close());

  it('opens every <details>', async () => {
    expect(await openDetails(page)).toBe(count(tutorial, /^ *<details>/gm));
    await page.screenshot({ path: `${screenshots}${name}-desktop.png`, fullPage: true });
  });

  it('shows no marker in its text, its meta tags or its source', async () => {
    const meta = await page
      .locator('meta[content]')
      .evaluateAll((tags) => tags.map((tag) => tag.getAttribute('content')));
    const shown = [await page.title(), ...meta, await page.locator('body').innerText()].join('\n');
    expect(shown.match(/permadocs|\{\/\*|\*\/\}|<!--|^:::/gm)).toBeNull();
    expect((await page.content()).match(/(?:BEGIN|END) permadocs/g)).toBeNull();
  });

  it('gives whoever copies a policy the policy of the data', async () => {
    const blocks = await page.locator('div.language-json').all();
    expect(blocks).toHaveLength(count(tutorial, /^ *```json/gm));
    for (const block of blocks) {
      await block.hover();
      await block.getByRole('button', { name: /copy/i }).click();
      await block.getByRole('button', { name: /copied/i }).waitFor();
      const copied: unknown = JSON.parse(await page.evaluate('navigator.clipboard.readText()'));
      const title = await block.locator('[class*=codeBlockTitle]').allInnerTexts();
      const known =
        title.length > 0
          ? policies.filter(({ file }) => file === title[0]?.trim()).map(({ value }) => value)
          : statements;
      expect(known, title[0]).toContainEqual(copied);
    }
  });

  it('has links that lead somewhere', async () => {
    const links = await page
      .locator('a[href]')
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    const inside = [...new Set(links)].filter((link) => link.startsWith(site.origin));
    expect(inside.length).toBeGreaterThan(tutorials.length);
    for (const link of inside) {
      const { pathname, hash } = new URL(link);
      const response = await page.request.get(link);
      expect(response.status(), link).toBe(200);
      const id = decodeURIComponent(hash.slice(1));
      if (id !== '' && id !== '__docusaurus_skipToContent_fallback')
        expect(idsOf(await response.text()), link).toContain(id);
      expect(pathname).not.toMatch(/\.mdx?$/);
    }
  });

  it('fits a phone: only code and tables are wider than the screen, each in a box that scrolls', async () => {
    const phone = await open(tutorial.path, PHONE);
    await openDetails(phone.page);
    await phone.page.screenshot({ path: `${screenshots}${name}-phone.png`, fullPage: true });
    expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const wide = await phone.page
      .locator('body *:visible')
      .evaluateAll((elements) =>
        elements
          .filter(
            (element) =>
              element.closest('pre, table') === null &&
              element.scrollWidth > element.clientWidth + 1 &&
              ['auto', 'scroll'].includes(getComputedStyle(element).overflowX),
          )
          .map((element) => `${element.tagName} ${element.textContent?.slice(0, 80)}`),
      );
    expect(wide).toEqual([]);
    expect(phone.complaints).toEqual([]);
    await phone.page.context().close();
  });

  it('makes the browser complain about nothing', () => {
    expect(complaints).toEqual([]);
  });
});

describe('the site', () => {
  it('leads from page to page', async () => {
    const { page, complaints } = await open('docs/toolhive/tutorials/aws-sts-integration', DESKTOP);
    const article = page.locator('article');
    await article.getByRole('link', { name: 'Use the Amazon EKS MCP Server' }).click();
    await page.waitForURL('**/tutorials/eks-mcp');
    await article.getByRole('link', { name: 'the security best practices' }).click();
    await page.waitForURL('**/tutorials/aws-sts-integration#security-best-practices');
    const heading = page.getByRole('heading', { name: 'Security best practices', exact: false });
    expect(await heading.first().isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
