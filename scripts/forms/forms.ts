/**
 * A policy, or a role with its policies, in the form that a reader uses: JSON, YAML, Terraform,
 * CloudFormation, the AWS CLI. Where a form cannot say the same, that is said instead. How it looks
 * on a page, as a fence or as tabs, is left to sections.
 */
import { cliPolicy } from './cli.ts';
import { attachedPolicy, nameBesideRoles } from './attached-policy.ts';
import { cloudFormationPolicy, cloudFormationRole, notInTemplate } from './cloudformation.ts';
import type { NoSuchForm } from './no-such-form.ts';
import { type PolicyForm, policyValue } from './policy-value.ts';
import type { RoleForm, RolePolicyKind } from './role-value.ts';
import { documentSource, jsonEncoded, notAsDataSource, notInHcl } from './terraform.ts';
import { inlineNames, localName, terraformRole } from './terraform-role.ts';
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

interface Written {
  /** The name of the policy in IAM. */
  readonly name: string;
  /** The policy as JSON, laid out as its page shows it. */
  readonly json: string;
}

interface PolicyOfRole extends Written {
  readonly kind: RolePolicyKind;
  /** The id of the role in the data. */
  readonly roleId: string;
  /** The name of the role in IAM. */
  readonly roleName: string;
  /** The name of its JSON file. */
  readonly file: string;
  /** The names of all inline policies of the role. */
  readonly inline: readonly string[];
  /** Options of `create-role` besides the trust policy. */
  readonly createdWith: () => readonly string[];
}

/** One policy of a role in a form, or why the form cannot hold it. */
export function policyForm(policy: PolicyOfRole, form: FormName): Form | NoSuchForm {
  const { kind, roleId, roleName, name } = policy;
  const value = policyValue(policy.json);
  const make = {
    cloudformation: () => cloudFormationPolicy(kind, roleName, { name, policy: value }),
    cli: () => cliPolicy({ ...policy, policyName: name, createdWith: policy.createdWith() }),
  };
  const named = inlineNames(roleId, policy.inline)[policy.inline.indexOf(name)];
  const id = kind === 'permissions' ? (named ?? roleId) : `${roleId}_${kind}`;
  return (
    refusal([value], form) ??
    formOf(form, plainText(policy, value, id, form) ?? make[form as 'cli']())
  );
}

interface OwnPolicy extends Written {
  readonly id: string;
  /** What it is attached to: `bucket`, `scp`, … */
  readonly kind: string;
  readonly attachedTo: readonly string[];
  /** The commands that write its file and attach it. */
  readonly commands: () => string;
}

/** A policy that no role holds in a form, or why the form cannot hold it. */
export function ownPolicyForm(policy: OwnPolicy, form: FormName): Form | NoSuchForm {
  const value = policyValue(policy.json);
  const refused = refusal([value], form);
  if (refused) return refused;
  const plain = plainText(policy, value, nameBesideRoles(policy), form);
  if (plain !== undefined) return formOf(form, plain);
  if (form === 'cli') return formOf(form, policy.commands());
  const made = attachedPolicy(policy, value);
  return typeof made === 'string' ? formOf(form, made) : made;
}

const formOf = (form: FormName, text: string): Form => ({ form, ...LOOKS[form], text });

/** Commands as a form. */
export const cliForm = (text: string): Form => formOf('cli', text);

/** The policy alone, in the forms that say nothing of what holds it. */
function plainText(
  { json }: Written,
  value: PolicyForm,
  id: string,
  form: FormName,
): string | undefined {
  const local = localName(id);
  switch (form) {
    case 'json':
      return json;
    case 'yaml':
      return yamlText(value);
    case 'terraform':
      return documentSource(value, local);
    case 'terraform-json':
      return `locals {\n  ${local}_policy = ${jsonEncoded(value).replaceAll('\n', '\n  ')}\n}`;
    default:
      return undefined;
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
  return refusal(policies, form) ?? formOf(form, text());
}

const LIMITS: Partial<Record<FormName, (policy: PolicyForm) => NoSuchForm | undefined>> = {
  terraform: notAsDataSource,
  'terraform-json': notInHcl,
  cloudformation: notInTemplate,
};

function refusal(policies: readonly PolicyForm[], form: FormName): NoSuchForm | undefined {
  return policies.map(LIMITS[form] ?? (() => undefined)).find((why) => why !== undefined);
}
