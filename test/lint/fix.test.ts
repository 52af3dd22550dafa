/** `--fix` removes what was reported from Allow statements in JSON, and touches nothing else. */
import { describe, expect, it } from 'vitest';

import { fix } from '../support/fix.ts';
import { AS_OF, fence, policy } from '../support/lint-pages.ts';
import { workspace } from '../support/workspace.ts';

const MIXED = '["aws-mcp:InvokeMcp", "s3:GetObject"]';
const statement = (actions: string, effect = 'Allow'): string =>
  `{ "Effect": "${effect}", "Action": ${actions}, "Resource": "*" }`;
const STALE = statement('"aws-mcp:InvokeMcp"');
const GOOD = statement('["s3:GetObject"]');
const lines = (prefix: string, text: string): string => text.replace(/^(?=.)/gm, prefix);

describe('--fix', () => {
  it.each<[string, string, string]>([
    [
      'CRLF',
      policy(statement(MIXED)).replaceAll('\n', '\r\n'),
      policy(GOOD).replaceAll('\n', '\r\n'),
    ],
    ['a quote', lines('> ', policy(STALE, GOOD, STALE)), lines('> ', policy(GOOD))],
    [
      'a list',
      `1. a\n\n${lines('   ', policy(GOOD, STALE))}`,
      `1. a\n\n${lines('   ', policy(GOOD))}`,
    ],
    [
      'a quote in a list',
      `- a\n\n${lines('  > ', policy(STALE, GOOD))}`,
      `- a\n\n${lines('  > ', policy(GOOD))}`,
    ],
    [
      'tildes',
      `~~~json\n[${GOOD}]\n{"Statement":[${STALE},${GOOD}]}\n~~~\n`,
      `~~~json\n[${GOOD}]\n{"Statement":[${GOOD}]}\n~~~\n`,
    ],
    [
      'a page in a fence',
      `\`\`\`\`md\n${policy(STALE, GOOD)}\`\`\`\`\n`,
      `\`\`\`\`md\n${policy(GOOD)}\`\`\`\`\n`,
    ],
    [
      'indented code',
      `A:\n\n${lines('    ', policy(STALE, GOOD).split('\n').slice(1, -2).join('\n'))}\n`,
      `A:\n\n${lines('    ', policy(GOOD).split('\n').slice(1, -2).join('\n'))}\n`,
    ],
    [
      'tabs',
      fence(
        'json',
        '{"Statement":[{',
        '\t"Effect": "Allow",',
        '\t"Action": [',
        '\t\t"aws-mcp:*",',
        '\t\t"s3:GetObject"',
        '\t],',
        '\t"Resource": "*"',
        '}]}',
      ),
      fence(
        'json',
        '{"Statement":[{',
        '\t"Effect": "Allow",',
        '\t"Action": [',
        '\t\t"s3:GetObject"',
        '\t],',
        '\t"Resource": "*"',
        '}]}',
      ),
    ],
    [
      'a here-document',
      fence('bash', 'cat <<EOF', `{"Statement":[${STALE},${GOOD}]}`, 'EOF'),
      fence('bash', 'cat <<EOF', `{"Statement":[${GOOD}]}`, 'EOF'),
    ],
    [
      'the same twice',
      policy(statement('["aws-mcp:InvokeMcp", "s3:GetObject", "aws-mcp:InvokeMcp"]')),
      policy(GOOD),
    ],
    [
      'a byte order mark, no end of line',
      `\uFEFF${policy(STALE, GOOD).trimEnd()}`,
      `\uFEFF${policy(GOOD).trimEnd()}`,
    ],
    [
      'an Allow beside a Deny',
      policy(statement(MIXED, 'Deny'), statement(MIXED)),
      policy(statement(MIXED, 'Deny'), GOOD),
    ],
  ])('mends %s', async (_, before, after) => {
    expect(await fix(before)).toBe(after);
  });

  it.each<[string, string]>([
    ['a Deny', policy(statement(MIXED, 'Deny'))],
    ['NotAction', policy(`{ "Effect": "Allow", "NotAction": ${MIXED}, "Resource": "*" }`)],
    ['a policy that would be empty', policy(STALE, STALE)],
    ['a fragment', fence('json', statement(MIXED))],
    [
      'comments in it',
      fence('jsonc', `{"Statement":[{"Effect":"Allow",// c\n"Action":${MIXED},"Resource":"*"}]}`),
    ],
    [
      'YAML',
      fence(
        'yaml',
        'Statement:',
        '  - { Effect: Allow, Action: [aws-mcp:InvokeMcp, "s3:*"], Resource: "*" }',
      ),
    ],
    [
      'HCL',
      fence(
        'hcl',
        'policy = jsonencode({',
        `  Statement = [{ Effect = "Allow", Action = ${MIXED}, Resource = "*" }]`,
        '})',
      ),
    ],
    ['a diff', fence('diff', ` {"Statement":[${STALE},`, `+${GOOD}]}`)],
    [
      'escaped quotes',
      fence(
        'bash',
        `x "{${'"Statement":['.replaceAll('"', '\\"')}${STALE.replaceAll('"', '\\"')},${GOOD.replaceAll('"', '\\"')}]}"`,
      ),
    ],
    ['what a heading calls removed', `## Removed actions\n\n${policy(statement(MIXED))}`],
    ['what stands under Before', `**Before:**\n\n${policy(statement(MIXED))}`],
    [
      'what a comment ignores',
      `<!-- permadocs-ignore-next-line lint/stale-action: the old one -->\n\n${policy(statement(MIXED))}`,
    ],
    [
      'a region',
      `<!-- BEGIN permadocs policy role="x" -->\n\n${policy(statement(MIXED))}\n<!-- END permadocs policy -->\n`,
    ],
  ])('leaves %s', async (_, page) => {
    expect(await fix(page)).toBe(page);
  });

  it('leaves what is going to be removed later', async () => {
    const page = policy(STALE, GOOD);
    expect(await fix(page, '2026-01-01')).toBe(page);
  });

  it('leaves what is off, or was not asked for', async () => {
    const page = policy(STALE, GOOD);
    const off = workspace({
      'a.md': page,
      'permadocs.yaml': 'lint: { rules: { lint/stale-action: off } }\n',
    });
    await off.lint({ asOf: AS_OF, fix: true });
    expect(off.read('a.md')).toBe(page);
    const test = workspace({ 'a.md': page });
    await test.lint({ asOf: AS_OF, fix: true, rules: ['lint/drift'] });
    expect(test.read('a.md')).toBe(page);
  });
});
