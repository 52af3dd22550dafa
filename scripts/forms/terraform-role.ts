/** A role in Terraform: its policies, the role, and what attaches them. */
import { hclBlock, hclBody, type HclItem, hclText, hclTexts, indented } from './hcl.ts';
import type { PolicyForm } from './policy-value.ts';
import type { RoleForm } from './role-value.ts';
import { documentSource, jsonEncoded } from './terraform.ts';

/** `data` writes each policy as a data source of its own; `jsonencode` where it is used. */
type TerraformStyle = 'data' | 'jsonencode';

/** The role and its policies, in the order in which a reader meets them. */
export function terraformRole(role: RoleForm, style: TerraformStyle): string {
  const local = localName(role.id);
  const sources: string[] = [];
  const policy = (document: PolicyForm, name: string): string => {
    if (style === 'jsonencode') return jsonEncoded(document);
    sources.push(documentSource(document, name));
    return `data.aws_iam_policy_document.${name}.json`;
  };
  const resources: string[] = [];
  const resource = (type: string, name: string, body: readonly HclItem[]): void => {
    resources.push(hclBlock(`resource ${hclText(type)} ${hclText(name)}`, body));
  };
  const trust = policy(role.trust, `${local}_trust`);
  const boundary = role.boundary;
  if (typeof boundary === 'object')
    resource('aws_iam_policy', `${local}_boundary`, [
      text('name', boundary.name),
      { name: 'policy', value: policy(boundary.policy, `${local}_boundary`) },
    ]);
  resource('aws_iam_role', local, [
    text('name', role.name),
    ...(role.path === undefined ? [] : [text('path', role.path)]),
    ...(role.maxSessionDuration === undefined
      ? []
      : [{ name: 'max_session_duration', value: String(role.maxSessionDuration) }]),
    { name: 'assume_role_policy', value: trust },
    ...(typeof boundary === 'string' ? [text('permissions_boundary', boundary)] : []),
    ...(typeof boundary === 'object'
      ? [{ name: 'permissions_boundary', value: `aws_iam_policy.${local}_boundary.arn` }]
      : []),
    ...tags(role.tags),
  ]);
  const names = inlineNames(
    role.id,
    role.inline.map(({ name }) => name),
  );
  for (const [index, one] of role.inline.entries()) {
    const name = names[index] ?? local;
    resource('aws_iam_role_policy', name, [
      text('name', one.name),
      { name: 'role', value: `aws_iam_role.${local}.id` },
      { name: 'policy', value: policy(one.policy, name) },
    ]);
  }
  if (role.managed.length > 0)
    resource('aws_iam_role_policy_attachment', local, [
      { name: 'for_each', value: `toset(${hclTexts(role.managed)})` },
      'blank',
      { name: 'role', value: `aws_iam_role.${local}.name` },
      { name: 'policy_arn', value: 'each.value' },
    ]);
  return [...sources, ...resources].join('\n\n');
}

const text = (name: string, value: string): HclItem => ({ name, value: hclText(value) });

function tags(all: RoleForm['tags']): HclItem[] {
  if (all === undefined || Object.keys(all).length === 0) return [];
  const items = Object.entries(all).map(([key, value]) => text(hclText(key), value));
  return ['blank', { name: 'tags', value: `{\n${indented(hclBody(items), 2)}\n}` }];
}

/**
 * The local names of a role's inline policies, in their order: that of the role if there is one, else
 * also that of the policy, so that they may stand in one module, wherever each is printed.
 */
export function inlineNames(roleId: string, policies: readonly string[]): string[] {
  const local = localName(roleId);
  if (policies.length < 2) return policies.map(() => local);
  const taken = new Set([local, `${local}_trust`, `${local}_boundary`]);
  return policies.map((policy) => {
    const own = localName(policy);
    const name = own.startsWith(`${local}_`) ? own : localName(`${roleId}_${policy}`);
    const free = [name, ...policies.map((_, index) => `${name}_${index + 2}`)];
    const chosen = free.find((one) => !taken.has(one)) ?? name;
    taken.add(chosen);
    return chosen;
  });
}

/** An id as Terraform's community writes names: `s3_readonly`. */
export function localName(id: string): string {
  const name = id.replace(/[^A-Za-z0-9_]/g, '_');
  return /^\d/.test(name) ? `_${name}` : name;
}
