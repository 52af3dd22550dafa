import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globbySync } from 'globby';
import jsTokens from 'js-tokens';
import { analyse } from 'scslre';
import { describe, expect, it } from 'vitest';

import * as goneWords from '../scripts/reading/gone-words.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Every literal of a regular expression in the program. */
const patterns = globbySync('scripts/**/*.ts', { cwd: root }).flatMap((file) =>
  [...jsTokens(readFileSync(`${root}/${file}`, 'utf8'))]
    .filter((token) => token.type === 'RegularExpressionLiteral')
    .map((token) => {
      const end = token.value.lastIndexOf('/');
      return { file, source: token.value.slice(1, end), flags: token.value.slice(end + 1) };
    }),
);

describe('the regular expressions of the program', () => {
  it('are found', () => {
    expect(patterns.length).toBeGreaterThan(200);
  });

  it.each(patterns)('$file /$source/ takes no more than linear time', ({ source, flags }) => {
    const { reports } = analyse({ source, flags });
    expect(
      reports.map(({ type, exponential, character: { pick } }) => ({ type, exponential, pick })),
    ).toEqual([]);
  });
});

describe('the words of a removal, which are put together', () => {
  const composed = Object.entries(goneWords).map(([name, { source, flags }]) => ({
    name,
    source,
    flags,
  }));

  it.each(composed)('$name takes no more than linear time', ({ source, flags }) => {
    const { reports } = analyse({ source, flags });
    expect(reports.map(({ type, character: { pick } }) => ({ type, pick }))).toEqual([]);
  });
});
