/** Policies that stand for themselves, in files and in pages: of which kind they are, as a set of one. */
import { type EvaluablePolicy, noPolicy } from '../iam/statement.ts';
import type { PolicySet } from '../iam/space/index.ts';

type DocumentKind = 'identity' | 'trust' | 'resource';

/** Who is named at all is in the policy of a resource, or of a role if only STS is about it. */
export function kindOf(policies: readonly (EvaluablePolicy | undefined)[]): DocumentKind {
  const statements = policies.flatMap((policy) => policy?.statements ?? []);
  if (!statements.some(({ principal }) => principal !== undefined)) return 'identity';
  const isTrust = statements.every(
    ({ action, resource }) =>
      resource === undefined && action?.values.every((one) => /^sts:/i.test(one)) === true,
  );
  return isTrust ? 'trust' : 'resource';
}

export function setOf(kind: DocumentKind, policy: EvaluablePolicy | undefined): PolicySet {
  const given = policy ?? noPolicy('policy');
  return kind === 'identity' ? { kind, identity: [given] } : { kind, policy: given };
}
