import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';

import { globAutomaton } from '../../scripts/files/glob.ts';

describe('a glob', () => {
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
        if (globAutomaton([glob], { dot })(path).length > 0 !== expected)
          differ.push([glob, path, dot, expected]);
      }),
      { numRuns: 20_000 },
    );
    expect(differ).toEqual([]);
  });
});
