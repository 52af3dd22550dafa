/**
 * A policy, or a role with its policies, in the form that a reader uses: JSON, YAML, Terraform,
 * CloudFormation, the AWS CLI. Where a form cannot say the same, that is said instead. How it looks
 * on a page, as a fence or as tabs, is left to sections.
 */
import { cliPolicy } from './cli.ts';
import { cloudFormationPolicy, cloudFormationRole, notInTemplate } from './cloudformation.ts';
import type { NoSuchForm } from './no-such-form.ts';
import { type PolicyForm, policyValue } from './policy-value.ts';
import type { RoleForm, RolePolicyKind } from './role-value.ts';
import { documentSource, jsonEncoded, notAsDataSource, notInHcl } from './terraform.ts';
import { localName, terraformRole } from './terraform-role.ts';
import { yamlText } from './yaml-text.ts';

export type FormName = 'json' | 'yaml' | 'terraform' | 'terraform-json' | 'cloudformation' | 'cli';

/** A form as text, with what a fence needs. */
export interface Form {
  readonly form: FormName;
  /** What readers call it: the label of its tab. */
  readonly label: string;
  /** The language of its fence. */
  readonly language: string;
  /** The ending of its file; undefined if it is not a file. */
  readonly ending: string | undefined;
  readonly text: string;
}

const LOOKS: Readonly<Record<FormName, Omit<Form, 'form' | 'text'>>> = {
  json: { label: 'JSON', language: 'json', ending: 'json' },
  yaml: { label: 'YAML', language: 'yaml', ending: 'yaml' },
  terraform: { label: 'Terraform', language: 'hcl', ending: 'tf' },
  'terraform-json': { label: 'Terraform (jsonencode)', language: 'hcl', ending: 'tf' },
  cloudformation: { label: 'CloudFormation', language: 'yaml', ending: 'yaml' },
  cli: { label: 'AWS CLI', language: 'bash', ending: undefined },
};

interface PolicyOfRole {
  readonly kind: RolePolicyKind;
  /** The id of the role in the data. */
  readonly roleId: string;
  /** The name of the role in IAM. */
  readonly roleName: string;
  /** The name of the policy in IAM. */
  readonly name: string;
  /** The name of its JSON file. */
  readonly file: string;
  /** The policy as JSON, laid out as its page shows it. */
  readonly json: string;
}

/** One policy of a role in a form, or why the form cannot hold it. */
export function policyForm(policy: PolicyOfRole, form: FormName): Form | NoSuchForm {
  const value = policyValue(policy.json);
  return refusal([value], form) ?? { form, ...LOOKS[form], text: policyText(policy, value, form) };
}

function policyText(policy: PolicyOfRole, value: PolicyForm, form: FormName): string {
  const { kind, roleId, roleName, name, file, json } = policy;
  const local = localName(kind === 'permissions' ? roleId : `${roleId}_${kind}`);
  switch (form) {
    case 'json':
      return json;
    case 'yaml':
      return yamlText(value);
    case 'terraform':
      return documentSource(value, local);
    case 'terraform-json':
      return `locals {\n  ${local}_policy = ${jsonEncoded(value).replaceAll('\n', '\n  ')}\n}`;
    case 'cloudformation':
      return cloudFormationPolicy(kind, roleName, { name, policy: value });
    case 'cli':
      return cliPolicy({ kind, roleName, policyName: name, file, json });
  }
}

/** A whole role in a form that holds one: Terraform or CloudFormation. */
export function roleForm(
  role: RoleForm,
  form: 'terraform' | 'terraform-json' | 'cloudformation',
): Form | NoSuchForm {
  const policies = [role.trust, ...role.inline.map(({ policy }) => policy)];
  if (typeof role.boundary === 'object') policies.push(role.boundary.policy);
  const text = {
    terraform: () => terraformRole(role, 'data'),
    'terraform-json': () => terraformRole(role, 'jsonencode'),
    cloudformation: () => cloudFormationRole(role),
  }[form];
  return refusal(policies, form) ?? { form, ...LOOKS[form], text: text() };
}

const LIMITS: Partial<Record<FormName, (policy: PolicyForm) => NoSuchForm | undefined>> = {
  terraform: notAsDataSource,
  'terraform-json': notInHcl,
  cloudformation: notInTemplate,
};

function refusal(policies: readonly PolicyForm[], form: FormName): NoSuchForm | undefined {
  return policies.map(LIMITS[form] ?? (() => undefined)).find((why) => why !== undefined);
}
