/** The helpers of templates: their parameters, results and implementations, as plain functions. */
import { codeSpan, escapeInline, escapeProse, fencedCode } from '../markdown/escape.ts';
import type { RolePolicyKind } from '../data/schema/index.ts';
import { shellWord } from '../problems/shell-word.ts';
import { type CedarForm, languageOf } from './cedar-text.ts';
import { Refusal } from './refusal.ts';
import { Fragment, type View } from './fields.ts';
import type { Views } from './views.ts';
import { truthTable } from './truth-table.ts';

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
  policy: {
    description: 'A role’s policy of a kind: permissions, trust or boundary.',
    params: ['role', 'text'],
    hash: {},
    returns: 'policy',
    run: ([role, kind]: readonly [View<'role'>, RolePolicyKind]) => {
      const policy = role[kind];
      if (policy) return policy;
      throw new Refusal(
        `the role ${role.id} has no ${kind} policy`,
        `add policies.${kind} to the role, or choose another kind`,
      );
    },
  },
  cedarFence: {
    description:
      'A fence with Cedar policies: `as` is `cedar`, or `json`, `yaml` or `kubernetes` for a configuration of ToolHive.',
    params: ['cedar', 'text'],
    hash: { title: 'text', meta: 'text' },
    returns: 'fragment',
    run: (
      [cedar, as]: readonly [View<'cedar'>, CedarForm],
      hash: Readonly<Record<string, string | undefined>>,
    ) =>
      new Fragment(
        fencedCode(
          cedar.forms.find(({ form }) => form === as)?.text ?? '',
          languageOf(as),
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
