/** Is a JSON document a policy that the data can hold, and of which kind? */
import type { MapNode, PolicyDocument, PolicyNode } from '../iam/policy.ts';
import type { RolePolicyKind } from '../data/schema/index.ts';

/** `trust` where a principal is named, else `permissions`: a boundary looks like any other policy. */
export function rolePolicyKindOf({ statements }: PolicyDocument): RolePolicyKind {
  return statements.some(({ node }) => hasPrincipal(node)) ? 'trust' : 'permissions';
}

/** Why a policy stays on the page as it is; undefined where it can become data. */
export function policyFlaw(
  document: PolicyDocument,
  context: string,
  asked: RolePolicyKind | undefined,
): string | undefined {
  const node = document.node as MapNode;
  const twice = duplicateKey(node);
  if (twice !== undefined) return `\`${twice}\` stands twice in one object`;
  const version = node.entries.find(({ key }) => key === 'Version')?.value;
  if (version?.kind !== 'scalar' || version.value !== '2012-10-17')
    return 'its Version is not 2012-10-17, and the data have no other';
  const other = node.entries.find(({ key }) => key !== 'Version' && key !== 'Statement');
  if (other) return `the policy has the element ${other.key}, which the data cannot hold`;
  if (document.statements.length === 0) return 'the policy has no statement';
  if (document.statements.some((statement) => statement.node.kind !== 'map'))
    return 'a statement of the policy is no object';
  const principals = document.statements.filter(({ node: one }) => hasPrincipal(one));
  if (principals.length > 0) {
    const isTrust = document.statements.every(({ node: one }) => isTrustStatement(one));
    if (!isTrust)
      return 'it names a Principal and is no trust policy of a role: policies of resources are not in the data';
    if (asked === 'permissions' || asked === 'boundary')
      return `it names a Principal, which a ${asked} policy has not`;
    return undefined;
  }
  if (asked === 'trust') return 'it names no Principal, which a trust policy does';
  if (asked === undefined && SCP.test(context))
    return 'the text above speaks of service control policies; --kind permissions adopts it all the same';
  return undefined;
}

const SCP =
  /\bSCPs?\b|\bRCPs?\b|service control polic|resource control polic|session polic|endpoint polic/i;

/** The actions of trust policies: only they are about who may become the role. */
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
