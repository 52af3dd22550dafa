import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globbySync } from 'globby';
import { expect, it } from 'vitest';

import { CODES } from '../../scripts/index.ts';
import { HELPERS } from '../../scripts/sections/helpers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What may be written in the braces of a template, and the keys of its front matter. */
const CALLABLE = new Set([...Object.keys(HELPERS), 'if', 'unless', 'each', 'else']);
const FRONT_MATTER = ['description', 'params'];

it('a text about templates names helpers that exist only', () => {
  const texts = Object.entries(CODES)
    .filter(([code]) => code.startsWith('template/'))
    .flatMap(([, { explain }]) => explain);
  const named = texts.flatMap((text) => [...text.matchAll(/`([a-z]+)`/gi)].map(([, name]) => name));
  expect(named).toContain('fence');
  expect(named.filter((one = '') => !CALLABLE.has(one) && !FRONT_MATTER.includes(one))).toEqual([]);
});

it('a hint of the template checks calls helpers that exist only', () => {
  const called = globbySync('scripts/sections/*.ts', { cwd: root, absolute: true }).flatMap(
    (file) =>
      // Comments may write {{x}}; what is printed is in quotes.
      [...readFileSync(file, 'utf8').matchAll(/^[^*]*?['`].*$/gm)].flatMap(([line]) =>
        [...line.matchAll(/\{\{#?([a-z]+)\b/gi)].map(([, name]) => name),
      ),
  );
  expect(called).toContain('fence');
  expect(called.filter((one = '') => !CALLABLE.has(one))).toEqual([]);
});
