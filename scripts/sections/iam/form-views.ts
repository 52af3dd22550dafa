/** Forms of policies and roles as templates see them. */
import {
  cliForm,
  type Form,
  type FormName,
  ownPolicyForm,
  policyForm,
  roleForm,
} from '../../forms/forms.ts';
import type { NoSuchForm } from '../../forms/no-such-form.ts';
import { policyValue } from '../../forms/policy-value.ts';
import type { InlinePolicy, RoleForm, RolePolicyKind } from '../../forms/role-value.ts';
import { writtenFile } from '../../forms/cli.ts';
import type { View } from '../fields.ts';
import { ownPolicyCommands } from './own-commands.ts';
import { Refusal } from '../refusal.ts';
import { createdWith, wholeRoleCommands } from './role-commands.ts';

export function formOfPolicy(policy: View<'policy'>, form: FormName): View<'form'> {
  const { kind, name, file, json, role, ownPolicy } = policy;
  if (role)
    return viewOf(
      policyForm(
        {
          kind: kind as RolePolicyKind,
          roleId: role.id,
          roleName: role.name,
          inline: role.policies.flatMap((one) => (one.kind === 'permissions' ? one.name : [])),
          createdWith: () => createdWith(role),
          name,
          file,
          json,
        },
        form,
      ),
      name,
    );
  if (!ownPolicy) throw new Error(`a policy is held by a role or by nobody: ${name}`);
  const { id, attachedTo } = ownPolicy;
  const commands = (): string =>
    `${writtenFile(file, json)}\n\n${ownPolicyCommands(ownPolicy, 'create')}`;
  const own = { id, kind: ownPolicy.kind, name: ownPolicy.name, attachedTo, json, commands };
  return viewOf(ownPolicyForm(own, form), name);
}

/** Whether the form holds a role with all that belongs to it. */
export const isWholeRole = (form: FormName): boolean => form !== 'json' && form !== 'yaml';

/** The whole role if the form holds one; otherwise each of its policies that are defined for it. */
export function formsOfRole(role: View<'role'>, form: FormName): View<'form'>[] {
  if (form === 'json' || form === 'yaml') {
    const { trust, ownBoundary, inline } = role;
    const documents = [...(trust ? [trust] : []), ...(ownBoundary ? [ownBoundary] : []), ...inline];
    return documents.map((policy) => formOfPolicy(policy, form));
  }
  if (form === 'cli') return [viewOf(cliForm(wholeRoleCommands(role)), role.id)];
  return [viewOf(roleForm(wholeRole(role), form), role.id)];
}

function wholeRole(role: View<'role'>): RoleForm {
  if (!role.trust)
    throw new Refusal(
      `the role ${role.id} has no trust policy, without which it cannot be created`,
      'add policies.trust to the role, or print its permissions with the section `policy`',
    );
  const { ownBoundary, maxSessionDuration, tags } = role;
  return {
    id: role.id,
    name: role.name,
    path: role.path,
    maxSessionDuration: maxSessionDuration === undefined ? undefined : Number(maxSessionDuration),
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    trust: policyValue(role.trust.json),
    inline: role.inline.map(inlinePolicy),
    managed: role.managed.map(({ arn }) => arn),
    boundary: ownBoundary ? inlinePolicy(ownBoundary) : role.boundaryArn,
  };
}

const inlinePolicy = ({ name, json }: View<'policy'>): InlinePolicy => ({
  name,
  policy: policyValue(json),
});

function viewOf(made: Form | NoSuchForm, name: string): View<'form'> {
  if ('message' in made) throw new Refusal(made.message, made.hint);
  const { label, language, ending, text } = made;
  const file = ending === undefined ? undefined : `${name}.${ending}`;
  return { label, lang: language, file, text };
}
