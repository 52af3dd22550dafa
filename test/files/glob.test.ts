import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';

import { beginningOf, globAutomaton, globProblem } from '../../scripts/files/glob.ts';

const isMatch = (glob: string, path: string, dot = false): boolean =>
  globAutomaton([glob], { dot })(path).length > 0;

describe('a glob', () => {
  it.each<[string, string[], string[]]>([
    ['data/**/*.{yaml,yml}', ['data/a.yaml', 'data/x/y/a.yml'], ['data/a.json', 'data/.x/a.yml']],
    ['docs/**', ['docs', 'docs/', 'docs/a', 'docs/a/b'], ['docsx', 'docs/.a']],
    ['**', ['a', 'a/b'], ['.a', 'a/.b']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['ab', 'a/xb']],
    ['*.md', ['a.md'], ['a/b.md', '.md', '.a.md']],
    ['a*', ['a', 'ab'], ['a/b']],
    ['?.md', ['a.md'], ['.md', 'ab.md', '..md']],
    ['[a-c]x[!y]', ['bxz'], ['dxz', 'bxy', 'bx/']],
    ['{docs/**,src}/x', ['docs/a/x', 'src/x'], ['docs', 'src']],
    ['v{1..3}', ['v1', 'v3'], ['v4']],
    ['@(a|b)+(c)', ['ac', 'bccc'], ['a', 'c']],
    ['a\\*\\{b', ['a*{b'], ['axx{b']],
    ['a{b', ['a{b'], ['ab']],
    ['a[b', ['a[b'], ['ab']],
    ['(x)/a', ['(x)/a'], ['x/a']],
  ])('%s means %j and not %j', (glob, those, others) => {
    expect(those.filter((path) => !isMatch(glob, path))).toEqual([]);
    expect(others.filter((path) => isMatch(glob, path))).toEqual([]);
  });

  it('means what picomatch says', () => {
    const part = fc.constantFrom('a', 'b', '.', '*', '?', '[ab]', '[^a]', '{a,b*}', '\\*');
    const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    const globs = fc
      .array(fc.oneof(name, fc.constant('**')), { minLength: 1, maxLength: 3 })
      .map((names) => names.join('/'))
      // Where `**` is not a whole name, and of brackets with a dot, picomatch has rules of its own.
      .filter((glob) => !/[^/]\*\*|\*\*[^/]|^\.\/|[^/ab.]\/\*\*$/.test(glob));
    const paths = fc
      .array(fc.stringMatching(/^[ab.*]{1,4}$/), { minLength: 1, maxLength: 3 })
      .filter((names) => !names.some((one) => /^\.\.?$/.test(one)))
      .map((names) => names.join('/'));
    const differ: unknown[] = [];
    fc.assert(
      fc.property(globs, paths, fc.boolean(), (glob, path, dot) => {
        const expected = picomatch.makeRe(glob, { dot }).test(path);
        if (isMatch(glob, path, dot) !== expected) differ.push([glob, path, dot, expected]);
      }),
      { numRuns: 20_000 },
    );
    expect(differ).toEqual([]);
  });

  it.each([
    ['`*` again and again', '*a', 'a'],
    ['`**` again and again', '**/a*/', 'aa/'],
    ['alternatives in alternatives', '{a,*a}', 'a'],
    ['groups in groups', '*(a|*(a))', 'a'],
  ])('of %s takes a bounded time over a long name', (_, glob, name) => {
    // Each took minutes as a regular expression: that it ends is what is tested.
    expect(isMatch(`${glob.repeat(20)}b`, name.repeat(4000))).toBe(false);
    expect(isMatch(`${glob.repeat(20)}b`, `${name.repeat(4000)}b`)).toBe(true);
  });

  it('that is too long or of a kind that is not read matches nothing, with the reason', () => {
    expect(globProblem('a'.repeat(2000))).toContain('at most');
    expect(globProblem('!(a).md')).toContain('not supported');
    expect(globProblem('\\!(a).md')).toBeUndefined();
    expect(isMatch('!(a).md', 'b.md')).toBe(false);
  });

  it.each([
    ['docs/**/*.md', 'docs', true],
    ['docs/a.md', 'docs/a.md', false],
    ['*.md', '', true],
    ['docs/a*/b', 'docs', true],
    ['a\\*/[x]', 'a*', true],
    ['\\.\\./x-*.yaml', '..', true],
    ['{a,b}/**', '', true],
  ])('%s begins in %s', (glob, base, isGlob) => {
    expect(beginningOf(glob)).toEqual({ base, isGlob });
  });
});
