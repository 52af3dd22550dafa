/** Decides whether a JSON document is a policy that the data can represent, and of which kind. */
import type { MapNode, PolicyDocument, PolicyNode } from '../../iam/policy.ts';
import {
  OWN_POLICY_KINDS,
  type OwnPolicyKind,
  ROLE_POLICY_KINDS,
  type RolePolicyKind,
} from '../../data/schema/index.ts';
import { namesPrincipals } from '../../models/iam/policy-sets.ts';

/** A policy of a role, or one that no role holds. */
export type AdoptedKind = RolePolicyKind | OwnPolicyKind;

export const ownKindOf = (kind: AdoptedKind | undefined): OwnPolicyKind | undefined =>
  OWN_POLICY_KINDS.find((one) => one === kind);

export const roleKindOf = (kind: AdoptedKind): RolePolicyKind | undefined =>
  ROLE_POLICY_KINDS.find((one) => one === kind);

/**
 * `trust` if a principal is named, otherwise `permissions`, since a boundary looks like any other
 * policy.
 */
export function rolePolicyKindOf({ statements }: PolicyDocument): RolePolicyKind {
  return statements.some(({ node }) => hasPrincipal(node)) ? 'trust' : 'permissions';
}

/** Why a policy cannot become data; undefined if it can. */
export function policyFlaw(
  document: PolicyDocument,
  context: string,
  asked: AdoptedKind | undefined,
): string | undefined {
  const node = document.node as MapNode;
  const twice = duplicateKey(node);
  if (twice !== undefined) return `\`${twice}\` is defined twice in one object`;
  const version = node.entries.find(({ key }) => key === 'Version')?.value;
  if (version?.kind !== 'scalar' || version.value !== '2012-10-17')
    return 'its Version is not 2012-10-17, the only one that the data supports';
  const other = node.entries.find(({ key }) => key !== 'Version' && key !== 'Statement');
  if (other) return `the policy has the element ${other.key}, which the data does not support`;
  if (document.statements.length === 0) return 'the policy has no statement';
  if (document.statements.some((statement) => statement.node.kind !== 'map'))
    return 'a statement of the policy is not an object';
  const own = ownKindOf(asked);
  if (own) return flawOf(own, document);
  const principals = document.statements.filter(({ node: one }) => hasPrincipal(one));
  if (principals.length > 0) {
    const isTrust = document.statements.every(({ node: one }) => isTrustStatement(one));
    if (!isTrust)
      return 'it names a Principal but is not a trust policy of a role; say what it is: --kind bucket, key, queue, topic, secret, rcp or endpoint';
    if (asked === 'permissions' || asked === 'boundary')
      return `it names a Principal, which a ${asked} policy cannot have`;
    return undefined;
  }
  if (asked === 'trust') return 'it does not name a Principal, which a trust policy needs';
  if (asked === undefined && SCP.test(context))
    return 'the text above mentions service control policies; say what it is: --kind scp, rcp, session or endpoint, or --kind permissions';
  return undefined;
}

/** What keeps a document from being a policy of this kind. */
function flawOf(kind: OwnPolicyKind, { statements }: PolicyDocument): string | undefined {
  const named = statements.filter(({ node }) => hasPrincipal(node)).length;
  if (namesPrincipals(kind) && named < statements.length)
    return `a statement names no Principal, which a policy of the kind ${kind} needs`;
  return !namesPrincipals(kind) && named > 0
    ? `it names a Principal, which a policy of the kind ${kind} cannot have`
    : undefined;
}

const SCP =
  /\bSCPs?\b|\bRCPs?\b|service control polic|resource control polic|session polic|endpoint polic/i;

/** The actions of trust policies, which only decide who can assume the role. */
const ASSUME =
  /^sts:(?:AssumeRole(?:WithWebIdentity|WithSAML)?|TagSession|SetSourceIdentity|SetContext|\*)$/i;

function isTrustStatement(node: PolicyNode): boolean {
  if (!hasPrincipal(node) || valueOf(node, 'Resource') || valueOf(node, 'NotResource'))
    return false;
  const action = valueOf(node, 'Action');
  const values = action?.kind === 'list' ? action.items : action ? [action] : [];
  return (
    values.length > 0 &&
    values.every((one) => one.kind === 'scalar' && ASSUME.test(String(one.value)))
  );
}

function hasPrincipal(node: PolicyNode): boolean {
  return (valueOf(node, 'Principal') ?? valueOf(node, 'NotPrincipal')) !== undefined;
}

function valueOf(node: PolicyNode, key: string): PolicyNode | undefined {
  return node.kind === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}

function duplicateKey(node: PolicyNode): string | undefined {
  if (node.kind === 'scalar') return undefined;
  if (node.kind === 'list') {
    for (const item of node.items) {
      const twice = duplicateKey(item);
      if (twice !== undefined) return twice;
    }
    return undefined;
  }
  const seen = new Set<string>();
  for (const { key, value } of node.entries) {
    if (seen.has(key)) return key;
    seen.add(key);
    const twice = duplicateKey(value);
    if (twice !== undefined) return twice;
  }
  return undefined;
}
