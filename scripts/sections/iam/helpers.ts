/** The helpers for IAM's policies. */
import { ROLE_POLICY_KINDS, type RolePolicyKind } from '../../data/schema/index.ts';
import type { FormName } from '../../forms/forms.ts';
import { codeSpan } from '../../markdown/escape.ts';
import { Fragment, type View } from '../fields.ts';
import type { Helper } from '../model.ts';
import { Refusal } from '../refusal.ts';
import { formOfPolicy, formsOfRole, isWholeRole } from './form-views.ts';
import { ownPolicyCommands } from './own-commands.ts';
import type { CommandAction } from './policy-commands.ts';
import { roleCommands } from './role-commands.ts';
import { truthTable } from './truth-table.ts';
import type { Views } from './views.ts';

export const IAM_HELPERS: Readonly<Record<string, Helper>> = {
  forms: {
    description:
      'A policy in forms that readers use: `json`, `yaml`, `terraform`, `terraform-json`, `cloudformation`, `cli`.',
    params: ['policy', 'text[]'],
    hash: {},
    returns: 'form[]',
    run: ([policy, as]: readonly [View<'policy'>, readonly FormName[]]) =>
      as.map((form) => formOfPolicy(policy, form)),
  },
  roleForms: {
    description:
      'A role with all its policies: in the forms that hold a role as one text, in `json` and `yaml` as one text for each policy.',
    params: ['role', 'text[]'],
    hash: { action: 'text' },
    returns: 'form[]',
    run: (
      [role, as]: readonly [View<'role'>, readonly FormName[]],
      { action }: { readonly action?: string },
    ) => {
      if (action !== undefined && action !== 'create')
        throw new Refusal(
          `as="${as.join(',')}" describes the role, so that there is nothing to ${action}`,
          'write as="cli" or action="create"',
        );
      return as.flatMap((form) => formsOfRole(role, form));
    },
  },
  hasWholeRole: {
    description:
      'Whether one of the forms holds a whole role: `terraform`, `terraform-json`, `cloudformation`, `cli`.',
    params: ['text[]'],
    hash: {},
    returns: 'boolean',
    run: ([as]: readonly [readonly FormName[]]) => as.some(isWholeRole),
  },
  policy: {
    description: 'A role’s policy of a kind: permissions, trust or boundary.',
    params: ['role', 'text'],
    hash: {},
    returns: 'policy',
    run: ([role, kind]: readonly [View<'role'>, RolePolicyKind]) => ofKind(role, kind),
  },
  document: {
    description:
      'The policy that a marker names: `policy`, or `role` with its `kind` and, of several, its `file`.',
    params: [],
    hash: { role: 'role', policy: 'ownPolicy', kind: 'text', file: 'text' },
    returns: 'policy',
    run: (
      _: readonly never[],
      hash: {
        readonly role?: View<'role'>;
        readonly policy?: View<'ownPolicy'>;
        readonly kind?: string;
        readonly file?: string;
      },
    ) => documentOf(hash),
  },
  commands: {
    description:
      'The AWS CLI commands that create, update or delete a role with its policies; or that put a policy where it is attached (`create`), replace it (`update`), or take it away (`delete`). Only inside a fence.',
    params: ['role|ownPolicy', 'text'],
    hash: {},
    returns: 'fragment',
    run: ([of, action]: readonly [View<'role'> | View<'ownPolicy'>, CommandAction]) =>
      new Fragment('inline' in of ? roleCommands(of, action) : ownPolicyCommands(of, action)),
  },
  truthTable: {
    description:
      'A computed table of what a statement does to a request, for each state of a condition key; `compare` adds a second statement.',
    params: ['statement', 'conditionKey'],
    hash: { compare: 'statement' },
    returns: 'truthTable',
    run: (
      [statement, key]: readonly [View<'statement'>, View<'conditionKey'>],
      hash: { readonly compare?: View<'statement'> },
    ) => truthTable(statement, key, hash.compare),
  },
  names: {
    description: 'The ids of a list as code, joined as in a sentence: `a`, `b` and `c`.',
    params: ['action[]|conditionKey[]'],
    hash: {},
    returns: 'fragment',
    run: ([list]: readonly (readonly { id: string }[])[]) =>
      new Fragment(sentence((list ?? []).map(({ id }) => codeSpan(id)))),
  },
  actionsOf: {
    description:
      'The actions of a service, or of an IAM prefix, that a role is allowed, as a list.',
    params: ['role', 'service|code|text'],
    hash: {},
    returns: 'code[]',
    run: ([role, service]: readonly [View<'role'>, View<'service'> | string]) => {
      const prefix = typeof service === 'string' ? service : service.id;
      return role.actions.filter((action) => action.split(':', 1)[0] === prefix);
    },
  },
  accessMatrix: {
    description:
      'What roles may do in each scenario, decided by the evaluator: rows of actions or of groups (`Read=s3:GetObject s3:ListBucket`), separated by commas.',
    params: ['role[]'],
    hash: { scenarios: 'scenario[]', actions: 'text' },
    returns: 'accessMatrix',
    run: (
      [roles]: readonly [readonly View<'role'>[]],
      hash: { readonly scenarios?: readonly View<'scenario'>[]; readonly actions?: string },
      views: Pick<Views, 'accessMatrix'>,
    ) => views.accessMatrix(roles, hash.scenarios, hash.actions),
  },
  permissions: {
    description:
      'What the permissions of a role allow, as a table: each action with its access level as AWS lists it, and its resources.',
    params: ['role'],
    hash: {},
    returns: 'permissionTable',
    run: ([role]: readonly [View<'role'>], _: unknown, views: Pick<Views, 'permissionTable'>) =>
      views.permissionTable(role),
  },
};

function ofKind(role: View<'role'>, kind: RolePolicyKind): View<'policy'> {
  const policy = role[kind];
  if (policy) return policy;
  throw new Refusal(
    `the role ${role.id} has no ${kind} policy`,
    `add policies.${kind} to the role, or choose another kind`,
  );
}

/** What commands need of a view, read once, since views are lazy. */
interface Named {
  readonly role?: View<'role'> | undefined;
  readonly policy?: View<'ownPolicy'> | undefined;
  readonly kind?: string | undefined;
  readonly file?: string | undefined;
}

function documentOf({ role, policy, kind = 'permissions', file }: Named): View<'policy'> {
  if (policy && role)
    throw new Refusal(
      'the marker names a role and a policy, and only one can be printed',
      'keep `role` for a policy of the role, or `policy` for one that no role holds',
    );
  if (policy) return policy.document;
  if (!role)
    throw new Refusal(
      'the marker names neither a role nor a policy',
      'write role="…" with the id of a role, or policy="…" with that of an entry of `policies`',
    );
  const known = ROLE_POLICY_KINDS.find((one) => one === kind) ?? 'permissions';
  if (file === undefined) return ofKind(role, known);
  const candidates = role.policies.filter((one) => one.kind === known);
  const found = candidates.find((one) => one.file === file);
  if (found) return found;
  throw new Refusal(
    `the role ${role.id} has no ${known} policy in the file ${file}`,
    candidates.length > 0
      ? `its files are: ${candidates.map((one) => one.file).join(', ')}`
      : `add policies.${known} to the role, or choose another kind`,
  );
}

function sentence(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
