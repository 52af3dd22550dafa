/** Data that take a policy from files that ship, resolved in memory. */
import { catalogWith, type ShippedFiles } from '../../scripts/sources/sources.ts';
import { Source } from '../../scripts/problems/source.ts';
import { matcher } from '../../scripts/files/walk.ts';
import { policyText } from '../../scripts/sections/policy-text.ts';
import { noted } from './reported.ts';

export function inMemory(files: Readonly<Record<string, string>>): ShippedFiles {
  return {
    source: (file) => {
      const text = files[file];
      return text === undefined
        ? new Source(file, '', `${file} does not exist`)
        : new Source(file, text);
    },
    matching: (globs) => Object.keys(files).filter(matcher(globs)).toSorted(),
  };
}

/** What the role `reader` makes of its permissions, and what is wrong: `file:line:column code message | hint`. */
export function shipped(files: Readonly<Record<string, string>>, permissions: string) {
  const data = new Source(
    'data.yaml',
    `roles:\n  reader:\n    name: R\n    title: R\n    policies:\n      permissions: ${permissions}\n`,
  );
  const { catalog, problems } = catalogWith([data], inMemory(files));
  const role = catalog.get('roles', 'reader');
  const policy = role && catalog.policy(role, 'permissions');
  return {
    policy:
      policy && problems.length === 0
        ? (JSON.parse(policyText(policy.statements)) as { Statement: unknown[] }).Statement
        : undefined,
    text: policy && policyText(policy.statements, policy.policyId),
    problems: noted(problems).map(
      ({ file, line, column, code, message, hint }) =>
        `${file}:${line}:${column} ${code} ${message}${hint === undefined ? '' : ` | ${hint}`}`,
    ),
  };
}
