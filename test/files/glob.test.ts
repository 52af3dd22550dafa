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
