/** Forms of policies and roles as templates see them. */
import { type Form, type FormName, policyForm, roleForm } from '../forms/forms.ts';
import type { NoSuchForm } from '../forms/no-such-form.ts';
import { policyValue } from '../forms/policy-value.ts';
import type { RoleForm, RolePolicyKind } from '../forms/role-value.ts';
import type { View } from './fields.ts';
import { Refusal } from './refusal.ts';

export function formOfPolicy(policy: View<'policy'>, form: FormName): View<'form'> {
  const { kind, name, file, json, role } = policy;
  const made = policyForm(
    { kind: kind as RolePolicyKind, roleId: role.id, roleName: role.name, name, file, json },
    form,
  );
  return viewOf(made, policy.name);
}

/** The whole role if the form holds one; otherwise its permissions. */
export function formOfRole(role: View<'role'>, form: FormName): View<'form'> {
  if (form === 'json' || form === 'yaml' || form === 'cli')
    return formOfPolicy(role.permissions, form);
  return viewOf(roleForm(wholeRole(role), form), role.id);
}

function wholeRole(role: View<'role'>): RoleForm {
  if (!role.trust)
    throw new Refusal(
      `the role ${role.id} has no trust policy, without which it cannot be created`,
      'add policies.trust to the role, or print its permissions with the section `policy`',
    );
  const { ownBoundary, permissions } = role;
  return {
    id: role.id,
    name: role.name,
    trust: policyValue(role.trust.json),
    inline: [{ name: permissions.name, policy: policyValue(permissions.json) }],
    managed: [],
    boundary: ownBoundary
      ? { name: ownBoundary.name, policy: policyValue(ownBoundary.json) }
      : role.boundaryArn,
  };
}

function viewOf(made: Form | NoSuchForm, name: string): View<'form'> {
  if ('message' in made) throw new Refusal(made.message, made.hint);
  const { label, language, ending, text } = made;
  const file = ending === undefined ? undefined : `${name}.${ending}`;
  return { label, lang: language, file, text };
}
