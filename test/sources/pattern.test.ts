import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compilePattern } from '../../scripts/sources/pattern.ts';

function found(pattern: string, line: string): string[] {
  const compiled = compilePattern(pattern);
  if ('wrong' in compiled) throw new Error(compiled.wrong);
  return compiled
    .find(line)
    .map((groups) => [...groups].map(([name, { text }]) => `${name}=${text}`).join(' '));
}

const wrong = (pattern: string): string => {
  const compiled = compilePattern(pattern);
  return 'wrong' in compiled ? compiled.wrong : 'fine';
};

/** Patterns from parts that JavaScript understands alike. */
const pattern = fc
  .array(
    fc.tuple(
      fc.constantFrom('a', 'b', '\\w', '[ab]', '[^a]', '.', '(?:a|bc)', '\\.', '(?:ab)'),
      fc.constantFrom('', '*', '+', '?', '{1,2}', '+?', '*?'),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.map(([atom, many]) => atom + many).join(''));

describe('patterns for calls', () => {
  it('find what JavaScript finds', () => {
    fc.assert(
      fc.property(
        pattern,
        pattern,
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', '.'), maxLength: 12 }),
        (before, inside, line) => {
          const text = `${before}(?<action>${inside})`;
          const expected = [...line.matchAll(new RegExp(text, 'g'))]
            .filter(([whole]) => whole !== '')
            .map(({ groups }) => `action=${groups?.['action'] ?? ''}`);
          fc.pre(!new RegExp(text).test(''));
          expect(found(text, line)).toEqual(expected);
        },
      ),
    );
  });

  it('have groups, places and classes', () => {
    expect(
      found(
        String.raw`\b(?<service>ssm|s3)\.(?<action>[A-Z]\w+)\(`,
        'x = s3.GetObject(ssm.GetParameter(',
      ),
    ).toEqual(['service=s3 action=GetObject', 'service=ssm action=GetParameter']);
    expect(found('^(?<action>a+)$', 'aaa')).toEqual(['action=aaa']);
    expect(found('^(?<action>a+)$', 'aab')).toEqual([]);
  });

  it('take time that grows with the line, however they are written', () => {
    const compiled = compilePattern('(?<action>a*a*a*a*a*a*a*a*a*b)');
    if ('wrong' in compiled) throw new Error(compiled.wrong);
    expect(compiled.find('a'.repeat(2000))).toEqual([]);
  });

  it('are refused if they could not be', () => {
    expect(wrong('(a)\\1')).toBe('it refers back to a group');
    expect(wrong('(a+)+')).toBe('it has a quantifier inside of another');
    expect(wrong('(?=a)b')).toBe('it looks ahead or behind, or has flags');
    expect(wrong('(a')).toBe('a group is not closed');
    expect(wrong('a)')).toBe('a ) closes nothing');
    expect(wrong('[a')).toBe('a [ is not closed');
    expect(wrong('a{1,500}')).toContain('more than 100 times');
    expect(wrong('*a')).toBe('* repeats nothing');
    expect(wrong('(?<a>x)(?<a>y)')).toBe('two groups are named a');
    expect(wrong('\\p')).toBe('there is no escape \\p');
    expect(wrong('a\\')).toBe('it ends in a backslash');
  });
});
