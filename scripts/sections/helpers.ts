/** The helpers of templates: their parameters, results and implementations, as plain functions. */
import { codeSpan, escapeInline, escapeProse, fencedCode } from '../markdown/escape.ts';
import { ROLE_POLICY_KINDS, type RolePolicyKind } from '../data/schema/index.ts';
import { shellWord } from '../problems/shell-word.ts';
import { ownPolicyCommands } from './iam/own-commands.ts';
import type { CommandAction } from './iam/policy-commands.ts';
import { type CedarForm, languageOf } from './cedar/text.ts';
import { Refusal } from './refusal.ts';
import { Fragment, type View } from './fields.ts';
import type { Views } from './iam/views.ts';
import type { FormName } from '../forms/forms.ts';
import { formOfPolicy, formsOfRole, isWholeRole } from './iam/form-views.ts';
import { roleCommands } from './iam/role-commands.ts';
import { isJsx, tabbed } from './tabs.ts';
import { truthTable } from './iam/truth-table.ts';

export interface Helper {
  readonly description: string;
  /** Types of the positional arguments; alternatives are separated by `|`. */
  readonly params: readonly string[];
  /** Types of the named arguments, all of them optional. */
  readonly hash: Readonly<Record<string, string>>;
  readonly returns: string;
  readonly run: (args: never, hash: never, views: never) => unknown;
}

export const HELPERS: Readonly<Record<string, Helper>> = {
  fence: {
    description:
      'A fenced code block; `title` and `meta` go into its info string. Without a `title`, `file` is used; an empty `title` means no title.',
    params: ['json|code|text'],
    hash: { lang: 'text', title: 'text|code', file: 'code', meta: 'text' },
    returns: 'fragment',
    run: ([text]: readonly string[], hash: Readonly<Record<string, string | undefined>>) =>
      new Fragment(
        fencedCode(
          text ?? '',
          infoWord(hash['lang'] ?? 'json'),
          title(hash['title'] ?? hash['file']),
          infoLine(hash['meta']),
        ),
      ),
  },
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
  fences: {
    description:
      'A fence for each form; several become tabs, as `tabs` in permadocs.yaml says, one for each label. `title` replaces the file name of one fence alone.',
    params: ['form[]'],
    hash: { title: 'text|code', meta: 'text' },
    returns: 'fragment',
    run: (
      [forms]: readonly [readonly View<'form'>[]],
      hash: Readonly<Record<string, string | undefined>>,
      views: Pick<Views, 'tabs' | 'hasJsx'>,
    ) => {
      const bodies = new Map<string, string[]>();
      for (const { label, lang, file, text } of forms) {
        const named = title((forms.length === 1 ? hash['title'] : undefined) ?? file);
        const fence = fencedCode(text, lang, named, infoLine(hash['meta']));
        bodies.set(label, [...(bodies.get(label) ?? []), fence]);
      }
      const panes = [...bodies].map(([label, fences]) => ({ label, body: fences.join('\n\n') }));
      const [only] = panes;
      if (only && panes.length === 1) return new Fragment(only.body);
      views.hasJsx ||= isJsx(views.tabs);
      return new Fragment(tabbed(panes, views.tabs));
    },
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
  cedarFence: {
    description:
      'A fence with Cedar policies: `as` is `cedar`, or `json`, `yaml` or `kubernetes` for a configuration of ToolHive.',
    params: ['cedar', 'text'],
    hash: { language: 'text', title: 'text', meta: 'text' },
    returns: 'fragment',
    run: (
      [cedar, as]: readonly [View<'cedar'>, CedarForm],
      hash: Readonly<Record<string, string | undefined>>,
    ) =>
      new Fragment(
        fencedCode(
          cedar.forms.find(({ form }) => form === as)?.text ?? '',
          languageOf(as, infoLine(hash['language'])),
          title(hash['title']),
          infoLine(hash['meta']),
        ),
      ),
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
  heading: {
    description: 'A heading of the given level.',
    params: ['integer', 'text'],
    hash: {},
    returns: 'fragment',
    run: ([level, text]: readonly [number, string]) => {
      if (level > 6)
        throw new Refusal(`a heading of level ${level} does not exist`, 'choose a smaller level');
      return new Fragment(`${'#'.repeat(level)} ${escapeProse(text)}`);
    },
  },
  code: {
    description: 'Text as a code span.',
    params: ['text|code'],
    hash: {},
    returns: 'code',
    run: ([text]: readonly string[]) => text,
  },
  link: {
    description: 'A link with a label.',
    params: ['text', 'text'],
    hash: {},
    returns: 'fragment',
    run: ([label, url]: readonly string[]) =>
      new Fragment(`[${escapeInline(label ?? '')}](${url})`),
  },
  names: {
    description: 'The ids of a list as code, joined as in a sentence: `a`, `b` and `c`.',
    params: ['action[]|conditionKey[]'],
    hash: {},
    returns: 'fragment',
    run: ([list]: readonly (readonly { id: string }[])[]) =>
      new Fragment(sentence((list ?? []).map(({ id }) => codeSpan(id)))),
  },
  values: {
    description: 'A list of values as code, joined with commas.',
    params: ['code[]'],
    hash: {},
    returns: 'fragment',
    run: ([list]: readonly (readonly string[])[]) =>
      new Fragment((list ?? []).map((value) => codeSpan(value, 'cell')).join(', ')),
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
  only: {
    description: 'Whether a list has this value and no other.',
    params: ['code[]|text[]', 'text|code'],
    hash: {},
    returns: 'boolean',
    run: ([list, value]: readonly [readonly string[], string]) =>
      list.length === 1 && list[0] === value,
  },
  includes: {
    description: 'Whether a list has a value.',
    params: ['code[]', 'text|code'],
    hash: {},
    returns: 'boolean',
    run: ([list, value]: readonly [readonly string[], string]) => list.includes(value),
  },
  shell: {
    description: 'A word of a shell command, quoted if necessary. Only inside a fence.',
    params: ['text|code'],
    hash: {},
    returns: 'fragment',
    run: ([word]: readonly string[]) => new Fragment(commandWord(word ?? '')),
  },
  is: {
    description: 'Whether two texts are equal.',
    params: ['text|code', 'text|code'],
    hash: {},
    returns: 'boolean',
    run: ([a, b]: readonly string[]) => a === b,
  },
  add: {
    description: 'The sum of two numbers.',
    params: ['integer', 'integer'],
    hash: {},
    returns: 'integer',
    run: ([a, b]: readonly [number, number]) => a + b,
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

function commandWord(word: string): string {
  if (/[\r\n]/.test(word)) throw new Refusal('a word of a shell command contains a line break');
  if (word.startsWith('-'))
    throw new Refusal(`\`${word}\` begins with -, so a shell command would read it as an option`);
  return shellWord(word);
}

function title(text: string | undefined): string | undefined {
  return text === undefined ? undefined : infoLine(text)?.replaceAll('"', '&quot;');
}

/** An info string is a single line, and backticks would end it. */
function infoLine(text: string | undefined): string | undefined {
  if (text !== undefined && /[`\r\n]/.test(text)) {
    throw new Refusal(
      'the info string of a fence cannot contain backticks or line breaks',
      'remove them from `title` and `meta`',
    );
  }
  return text;
}

function infoWord(text: string): string {
  if (/^[\w+#.-]+$/.test(text)) return text;
  throw new Refusal(`\`${text}\` is not a valid fence language`);
}
