/** Proves the claims of data files given as text. */
import { expect } from 'vitest';

import { loadCatalog } from '../../scripts/data/catalog.ts';
import { checkReferences } from '../../scripts/data/references/index.ts';
import { Source } from '../../scripts/problems/source.ts';
import { prove, type ProveOptions, type Proven } from '../../scripts/proof/prove.ts';
import type { CedarDecision } from '../../scripts/cedar/decide.ts';
import type { Trial } from '../../scripts/models/iam/examples.ts';
import type { UniversalProof } from '../../scripts/models/iam/universal.ts';
import type { Outcome } from '../../scripts/models/model.ts';
import { noted } from './reported.ts';

/** A claim, with what each model says of how it was shown. */
interface ProvenClaim extends Outcome {
  readonly trials: readonly (Trial['request'] & {
    readonly decision: Trial['decision']['decision'];
    readonly decidedBy: Trial['decision']['decidedBy'];
    readonly ok: boolean;
  })[];
  readonly universal: readonly (Pick<UniversalProof, 'context'> & UniversalProof['answer'])[];
  readonly decisions: readonly CedarDecision[];
}

export interface ProvenText extends Proven {
  /** Every claim, with its details as its own fields. */
  readonly claims: readonly ProvenClaim[];
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
  return { ...proven, claims: claimsOf(proven), found };
}

export const claimsOf = ({ models }: Proven): ProvenClaim[] =>
  models.flatMap(({ holders }) =>
    holders.flatMap(({ outcomes }) =>
      outcomes.map((one) => ({ ...one, ...one.details }) as ProvenClaim),
    ),
  );

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
