/** Pages of a size that only work in proportion to it gets through. */
import { describe, expect, it } from 'vitest';

import { AS_OF, allow, fence } from '../support/lint-pages.ts';
import { workspace } from '../support/workspace.ts';

const NAME = 'aws-mcp:InvokeMcp';
const many = (count: number, text: string): string => text.repeat(count);

describe('a large page', () => {
  it.each<[string, string, number]>([
    ['of paragraphs', many(2000, `The role needs \`${NAME}\`.\n\n`), 2000],
    ['of one paragraph without an end', `${many(2000, `the role has ${NAME} and `)}\n`, 2000],
    ['of one table', `| a |\n| --- |\n${many(2000, `| \`${NAME}\` |\n`)}`, 2000],
    ['of one fence', fence('text', many(4000, `use ${NAME} here\n`)), 4000],
    ['of one line in a fence', fence('json', many(4000, `"${NAME}", `)), 4000],
    [
      'of one fence with policies',
      fence('json', '[', many(2000, `${allow('s3:GetObjekt')},\n`), ']'),
      2000,
    ],
    [
      'of one fence of YAML',
      fence('yaml', many(1000, '- Effect: Allow\n  Action: s3:GetObjekt\n  Resource: !Sub "*"\n')),
      1000,
    ],
    [
      'of here-documents',
      fence(
        'bash',
        many(500, 'cat <<EOF\nEffect: Allow\nAction: s3:GetObjekt\nResource: "*"\nEOF\n'),
      ),
      500,
    ],
    ['of policies', many(1000, `${fence('json', allow('s3:GetObjekt'))}\n`), 1000],
    ['of comments', many(3000, '<!-- BEGIN permadoc x -->\n\n'), 3000],
    [
      'of ignored blocks',
      many(2000, `<!-- permadocs-ignore-next-line lint/stale-action: x -->\n\n${NAME}\n\n`),
      0,
    ],
    ['of words that begin a removal', `${NAME} ${many(60_000, 'not ')}\n`, 1],
    ['of colons', `${NAME} ${many(60_000, 'a:')}\n`, 1],
    ['of one word', `${NAME} ${many(200_000, 'a')}\n`, 1],
    ['of braces', fence('json', many(3000, '{"Statement":[{"Effect":"Allow","Action":')), 0],
    [
      'of Terraform that never ends',
      fence('hcl', many(3000, 'data "aws_iam_policy_document" "x" {\n')),
      0,
    ],
  ])('%s', async (_, page, expected) => {
    const test = workspace({ 'a.md': page });
    const { problems } = await test.lint({
      asOf: AS_OF,
      rules: ['lint/stale-action', 'lint/unknown-marker', 'iam/*'],
    });
    expect(problems).toHaveLength(expected);
  });
});
