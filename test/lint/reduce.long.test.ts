import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { knowledgeOf } from '../../scripts/lint/knowledge.ts';
import { wordsOf } from '../../scripts/lint/words.ts';
import { readPage } from '../../scripts/lint/read.ts';
import { reduce } from '../../scripts/lint/reduce.ts';
import { LINTER } from '../../scripts/models/iam/lint/linter.ts';
import type { PagePolicy } from '../../scripts/models/iam/lint/page.ts';
import { MODELS } from '../../scripts/models/models.ts';
import { toPage } from '../../scripts/pages/page.ts';
import type { Flavor } from '../../scripts/markdown/page-tree.ts';
import { allow, on, policy } from '../support/lint-pages.ts';

const words = wordsOf(MODELS, (await knowledgeOf(MODELS, undefined)).names);

const bad = policy(allow('s3:GetObjekt'));
const PIECES = [
  bad,
  policy(allow('s3:GetObject', 'arn:aws:s3:::b/*')),
  bad.replace(/^(?=.)/gm, '  ').replace(/^/, '- Save this:\n\n'),
  'Do not use this, it is wrong:',
  'This is the policy of MinIO:',
  'What the policy above grants is no longer granted.',
  '## Alibaba Cloud',
  '## Another heading',
  'A heading\n===',
  'Plain text with `code` and *emphasis*, and a [link][ref].',
  '[ref]: https://a.b "Effect"',
  'Text about the Effect of something.',
  '- one\n- two',
  '<details>\n<summary>More</summary>',
  '</details>',
  ':::note',
  ':::',
  '1. First:\n\n   {/* BEGIN permadocs policy role="a" */}\n\n   ```json\n   { "Effect": "Allow" }\n   ```\n\n   {/* END permadocs policy */}\n\n2. Second',
  '| a | b |\n| --- | --- |\n| c | d |',
  '```bash\naws iam list-roles\n```',
  '{/* BEGIN permadocs policy role="a" */}\n\n```json\n{ "Effect": "Allow", "Action": "s3:No" }\n```\n\n{/* END permadocs policy */}',
];
const TEXT = Array.from({ length: 12 }, (_, index) => `Paragraph ${index} says nothing of note.`);

const policiesOf = (page: ReturnType<typeof readPage>): readonly PagePolicy[] =>
  (page?.as(LINTER).policies ?? []) as readonly PagePolicy[];

describe('a page that is read in part', () => {
  it.each<Flavor>(['mdx', 'commonmark'])(
    'gives rules what the whole page gives them, in %s',
    (flavor) => {
      let reduced = 0;
      const whole = { ...words, needsAll: () => true };
      fc.assert(
        fc.property(
          fc.array(
            fc.oneof(
              { weight: 2, arbitrary: fc.constantFrom(...PIECES) },
              fc.constantFrom(...TEXT),
            ),
            { maxLength: 30 },
          ),
          fc.constantFrom('\n', '\r\n'),
          (pieces, eol) => {
            const text = `---\ntitle: A page\n---\n\n${pieces.join('\n\n')}\n`
              .replaceAll('\n', eol)
              .replace(/\{\/\* (.*) \*\/\}/g, flavor === 'mdx' ? '{/* $1 */}' : '<!-- $1 -->');
            const page = toPage('a.mdx', Buffer.from(text), flavor, false);
            if (reduce(page.source, flavor, words.isOfInterest, words.needsAll) !== undefined)
              reduced += 1;
            const seen = (one: ReturnType<typeof readPage>) =>
              policiesOf(one).map(({ fence, node, ...policyOf }) => [
                policyOf.syntax,
                fence.toPage(node.range.start),
                fence.toPage(node.range.end - 1),
                page.source.text.slice(fence.range.start, fence.range.end),
                fence.section,
                fence.context,
                fence.sequel,
              ]);
            expect(seen(readPage(page, words))).toEqual(seen(readPage(page, whole)));
          },
        ),
        { numRuns: Number(process.env['REDUCE_RUNS'] ?? 600) },
      );
      expect(reduced).toBeGreaterThan(50);
    },
  );

  it('names the same place as ever', async () => {
    const filler = TEXT.map((text) => `${text}\n\n`).join('');
    expect(await on(`# A\n\n${filler}${bad}\n${filler}`)).toEqual(['31:36 iam/invalid-action']);
    expect(await on(`# A\n\n${filler}${bad}\n${filler}\`aws-mcp:InvokeMcp\`\n`)).toEqual([
      '31:36 iam/invalid-action',
      '60:1 lint/stale-action',
    ]);
  });
});
