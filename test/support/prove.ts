/** Proves the claims of data files given as text. */
import { expect } from 'vitest';

import { loadCatalog } from '../../scripts/data/catalog.ts';
import { checkReferences } from '../../scripts/data/references/index.ts';
import { Source } from '../../scripts/problems/source.ts';
import { prove, type ProveOptions, type Proven } from '../../scripts/models/iam/prove.ts';
import { noted } from './reported.ts';

export interface ProvenText extends Proven {
  /** `line:column code: message (hint)` of each problem. */
  readonly found: readonly string[];
}

export async function proveText(
  text: string,
  options: Partial<ProveOptions> = {},
): Promise<ProvenText> {
  const { catalog, problems } = loadCatalog([new Source('a.yaml', text)]);
  const known = { asOf: undefined, placeholders: {}, exists: () => false };
  expect([...problems, ...checkReferences(catalog, known)]).toEqual([]);
  const proven = await prove(catalog, { asOf: undefined, placeholders: {}, ...options });
  const found = noted(proven.problems).map(
    ({ line, column, code, message, hint }) =>
      `${line}:${column} ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
  return { ...proven, found };
}

/** A role of these policies and claims, each a list of YAML lines in flow style. */
export function roleOf(parts: {
  readonly permissions?: readonly string[];
  readonly trust?: readonly string[];
  readonly boundary?: readonly string[];
  readonly claims: readonly string[];
  readonly more?: string;
}): string {
  const policy = (kind: 'permissions' | 'trust' | 'boundary'): string =>
    parts[kind]
      ? `      ${kind}:\n        statements:\n${parts[kind].map((one) => `          - ${one}\n`).join('')}`
      : '';
  return `roles:
  tested:
    name: TestedRole
    title: Tested
    policies:
${policy('permissions')}${policy('trust')}${policy('boundary')}    claims:
${parts.claims.map((one) => `      - ${one}\n`).join('')}${parts.more ?? ''}`;
}
