/**
 * CloudFormation: `AWS::IAM::Role` and what belongs to it. Source: the template reference of
 * `AWS::IAM::Role`, `AWS::IAM::RolePolicy` and `AWS::IAM::ManagedPolicy`.
 */
import type { PolicyForm, PolicyMap, PolicyValue } from './policy-value.ts';
import type { InlinePolicy, RoleForm, RolePolicyKind } from './role-value.ts';
import type { NoSuchForm } from './no-such-form.ts';
import { yamlText } from './yaml-text.ts';

/** What a template cannot say of a policy: CloudFormation resolves `{{resolve:…}}` in every text. */
export function notInTemplate(policy: PolicyForm): NoSuchForm | undefined {
  if (!JSON.stringify(policy).includes('{{resolve:')) return undefined;
  return {
    message: 'CloudFormation reads `{{resolve:` as a dynamic reference',
    hint: 'use as="json"',
  };
}

/** Resources of a template, by logical id. */
type Resources = { readonly [logicalId: string]: PolicyMap };

export const template = (resources: Resources): string => yamlText({ Resources: resources });

/** The role with everything that belongs to it. */
export function cloudFormationRole(role: RoleForm): string {
  const id = logicalId(role.name);
  const { boundary } = role;
  const own = typeof boundary === 'object' ? managedPolicy(boundary) : undefined;
  return template({
    ...(own && { [`${id}Boundary`]: own }),
    [id]: resource('AWS::IAM::Role', {
      RoleName: role.name,
      Path: role.path,
      MaxSessionDuration: role.maxSessionDuration,
      AssumeRolePolicyDocument: role.trust,
      ManagedPolicyArns: role.managed.length > 0 ? role.managed : undefined,
      PermissionsBoundary: typeof boundary === 'object' ? { Ref: `${id}Boundary` } : boundary,
      Policies:
        role.inline.length > 0
          ? role.inline.map(({ name, policy }) => ({ PolicyName: name, PolicyDocument: policy }))
          : undefined,
      Tags: tags(role.tags),
    }),
  });
}

function tags(all: RoleForm['tags']): PolicyValue | undefined {
  const list = Object.entries(all ?? {}).map(([Key, Value]) => ({ Key, Value }));
  return list.length > 0 ? list : undefined;
}

/** One policy of a role, as a resource that can be put beside the role. */
export function cloudFormationPolicy(
  kind: RolePolicyKind,
  roleName: string,
  { name, policy }: InlinePolicy,
): string {
  const id = logicalId(roleName);
  if (kind === 'boundary') return template({ [`${id}Boundary`]: managedPolicy({ name, policy }) });
  if (kind === 'trust')
    return template({
      [id]: resource('AWS::IAM::Role', { RoleName: roleName, AssumeRolePolicyDocument: policy }),
    });
  const own = logicalId(name);
  return template({
    [own === id ? `${own}Policy` : own]: resource('AWS::IAM::RolePolicy', {
      PolicyName: name,
      RoleName: roleName,
      PolicyDocument: policy,
    }),
  });
}

const managedPolicy = ({ name, policy }: InlinePolicy): PolicyMap =>
  resource('AWS::IAM::ManagedPolicy', { ManagedPolicyName: name, PolicyDocument: policy });

export function resource(
  type: string,
  properties: Readonly<Record<string, PolicyValue | undefined>>,
): PolicyMap {
  const given = Object.entries(properties).filter((pair): pair is [string, PolicyValue] => {
    return pair[1] !== undefined;
  });
  return { Type: type, Properties: Object.fromEntries(given) };
}

/** Logical ids have letters and digits only: `s3-readonly-permissions` is `S3ReadonlyPermissions`. */
export function logicalId(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return words.map((word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`).join('');
}
