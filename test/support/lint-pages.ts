/** Pages for the tests of lint: what it finds in a tree, or on one page. */
import { workspace } from './workspace.ts';
import type { LintOptions } from '../../scripts/lint/options.ts';

export const AS_OF = '2026-11-01';

/** `file:line:column code` of what lint finds in a tree. */
export async function find(
  files: Readonly<Record<string, string>>,
  options: Partial<LintOptions> = {},
): Promise<string[]> {
  const test = workspace(files);
  const { problems } = await test.lint({ asOf: AS_OF, ...options });
  return problems.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);
}

/** `line:column code` of what lint finds on a page. */
export async function on(page: string, name = 'a.md'): Promise<string[]> {
  const found = await find({ [name]: page });
  return found.map((text) => text.replace(`${name}:`, ''));
}

export const fence = (language: string, ...lines: string[]): string =>
  ['```' + language, ...lines, '```', ''].join('\n');

/** A policy of these statements in a JSON fence. */
export const policy = (...statements: string[]): string =>
  fence(
    'json',
    '{',
    '  "Version": "2012-10-17",',
    '  "Statement": [',
    `    ${statements.join(',\n    ')}`,
    '  ]',
    '}',
  );

export const allow = (action: string, resource = '*'): string =>
  `{ "Effect": "Allow", "Action": "${action}", "Resource": "${resource}" }`;
