/** `--fix` on generated policies, in each layout. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fix } from '../support/fix.ts';
import { fence } from '../support/lint-pages.ts';

const lines = (prefix: string, text: string): string => text.replace(/^(?=.)/gm, prefix);

describe('--fix', () => {
  const action = fc.constantFrom(
    'aws-mcp:InvokeMcp',
    'aws-mcp:*',
    'aws-portal:ViewUsage',
    's3:GetObject',
    'eks-mcp:InvokeMcp',
    '*',
  );
  const anyStatement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.oneof(action, fc.array(action, { minLength: 1, maxLength: 4 })),
    Resource: fc.constant('*'),
  });
  const isStale = (name: string): boolean => /^aws-(?:mcp|portal):/.test(name);
  type Statement = { Effect: string; Action: string | string[]; Resource: string };

  function mended(statements: readonly Statement[]): readonly Statement[] {
    const kept = statements.flatMap((one) => {
      if (one.Effect === 'Deny') return [one];
      const left = [one.Action].flat().filter((name) => !isStale(name));
      if (left.length === 0) return [];
      return [{ ...one, Action: typeof one.Action === 'string' ? one.Action : left }];
    });
    // A policy that would be left without statements stays whole, but for its lists.
    return kept.length > 0 ? kept : statements;
  }

  it('leaves any policy valid, with what is in force, in the layout that it had', async () => {
    const layout = fc.record({
      indent: fc.constantFrom<string | number>(0, 1, 2, 4, '\t'),
      prefix: fc.constantFrom('', '> ', '   ', '  > '),
      ending: fc.constantFrom('\n', '\r\n'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStatement, { minLength: 1, maxLength: 4 }),
        layout,
        async (statements, { indent, prefix, ending }) => {
          const lead = prefix.startsWith(' ') ? '1. a\n\n' : '';
          const page = (body: readonly Statement[]): string => {
            const json = JSON.stringify({ Version: '2012-10-17', Statement: body }, null, indent);
            const text = `${lead}${lines(prefix, fence('json', ...json.split('\n')))}\nThe end.\n`;
            return text.replaceAll('\n', ending);
          };
          expect(await fix(page(statements))).toBe(page(mended(statements)));
        },
      ),
      { numRuns: 100 },
    );
  });
});
