/** The words of permadocs: one style for messages and hints, plain English, American spelling. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import jsTokens from 'js-tokens';
import { describe, expect, it } from 'vitest';

import { CODES } from '../../scripts/problems/codes.ts';
import { hintFlaw } from '../support/words.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');

/** Files below a folder, relative to the root. */
const below = (folder: string, extension: RegExp): string[] =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => extension.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);

const SOURCES = below('scripts', /\.(?:ts|mjs)$/);
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...below('docs', /\.md$/),
];

describe('the texts of problem codes', () => {
  it.each(Object.entries(CODES))('%s: a title without a period, and sentences', (_, words) => {
    expect(words.title).toMatch(/^(?:[A-Z“]|`|aws:|iam:|permadocs\.yaml)/);
    expect(words.title).not.toMatch(/\.$/);
    expect(words.explain).toMatch(/^(?:[A-Z“]|`|permadocs\b).*[.`”]$/s);
  });
});

describe('hints', () => {
  it.each([
    'write `a`',
    '`a` is the name',
    'Prettier formats it',
    'ReadObjects does not apply',
    'a …',
  ])('may read: %s', (hint) => {
    expect(hintFlaw(hint, 'marker/malformed')).toBeUndefined();
  });

  it.each(['Write `a`', 'write `a`.', 'Keep one of them.'])('must not read: %s', (hint) => {
    expect(hintFlaw(hint, 'marker/malformed')).toBeDefined();
  });
});

/** British forms of words that this field uses. */
const BRITISH =
  /\b(?:colour|behaviour|favour|neighbour|honour|licence|catalogue|artefact|defence|centre|whilst|grey|misspelt)\w*|\b(?:modelled|labelled|travelled|signalled)\b|\b\w*(?:recogni|organi|normali|summari|generali|speciali|minimi|maximi|capitali|initiali|seriali|authori|categori|optimi|prioriti)s(?:e[sd]?|ing|ations?)\b|\banalys(?:e[sd]?|ing)\b/i;

describe('the spelling is American', () => {
  it.each([...SOURCES, ...PAGES, ...below('templates', /\.hbs$/)])('in %s', (file) => {
    expect(BRITISH.exec(read(file))?.[0]).toBeUndefined();
  });
});

/** Habits of translated English, with what to write instead. */
const SWEPT: readonly (readonly [RegExp, string])[] = [
  [/(?<!\b[Tt]here )\bis no (?!longer\b|such\b)[a-z]/, 'is not a'],
  [/\bis none of\b/, 'must be one of'],
  [/(?<!\bas it )\bstands\b(?! for\b)/, 'is'],
  [/\bis there (?:twice|already)\b/, 'is given twice, already exists'],
  [/\b[Ww]hoever\b/, 'anyone who'],
  [/\b(?:tells|is told)\b/, 'says, reports'],
  [/\bnobody can tell\b/, 'cannot be decided'],
  [/\bany more\b/, 'anymore'],
  [/\bmend(?:s|ed)?\b/, 'fix'],
];

/** The texts of a source file: string literals of several words. */
const textsIn = (file: string): string[] =>
  [...jsTokens(read(file))]
    .filter(({ type }) => type === 'StringLiteral' || type.includes('Template'))
    .map(({ value }) => value)
    .filter((value) => /\w \w+ /.test(value));

describe('messages are idiomatic', () => {
  it.each(SOURCES)('in %s', (file) => {
    const found = textsIn(file).flatMap((text) =>
      SWEPT.filter(([pattern]) => pattern.test(text)).map(
        ([pattern, better]) => `${pattern.exec(text)?.[0]} (write: ${better}) in ${text}`,
      ),
    );
    expect(found).toEqual([]);
  });
});
