/** The access matrix: actions against scenarios, each cell decided by the evaluator. */
import { codeSpan, escapeInline } from '../../markdown/escape.ts';
import type { ContextValues } from '../../iam/context.ts';
import { evaluate, type Outcome } from '../../iam/evaluate.ts';
import { globMatches } from '../../iam/glob.ts';
import type { EvaluablePolicy, Patterns } from '../../iam/statement.ts';
import { Markdown } from '../../markdown/markdown.ts';
import type { View } from '../fields.ts';
import { Refusal } from '../refusal.ts';

/** A role with what decides its requests; placeholders have their example values. */
export interface MatrixRole {
  readonly id: string;
  readonly title: string;
  /** What the role is given, as far as it is known. */
  readonly permissions: readonly EvaluablePolicy[];
  readonly boundary: EvaluablePolicy | undefined;
  readonly principal: string;
  /** The resources that claims of the role name for an action. */
  readonly claimed: ReadonlyMap<string, readonly string[]>;
}

export interface MatrixScenario {
  readonly id: string;
  readonly title: string;
  readonly contexts: readonly ContextValues[];
}

/** A row: its label, and the actions that its cells are about. */
interface Row {
  readonly label: Markdown;
  readonly actions: readonly string[];
}

/**
 * The matrix of roles and scenarios. `actions` is as a marker writes it: actions separated by commas,
 * or groups such as `Read=s3:GetObject s3:ListBucket`; without it, every action that the roles'
 * permissions name.
 */
export function accessMatrix(
  roles: readonly MatrixRole[],
  scenarios: readonly MatrixScenario[],
  actions: string | undefined,
): View<'accessMatrix'> {
  const rows = actions === undefined ? namedRows(roles) : actions.split(',').map(rowOf);
  if (rows.length === 0)
    throw new Refusal(
      'the policies name no action without a wildcard',
      'name the rows: actions="s3:GetObject, s3:PutObject"',
    );
  if (scenarios.length === 0)
    throw new Refusal(
      'no claim of the roles has a scenario',
      'name the columns: scenarios="direct-call", an id of `scenarios`',
    );
  const resources = (action: string): string[] => resourcesOf(action, roles);
  return {
    columns: roles.flatMap((role) =>
      scenarios.map(({ title }) => ({
        title: roles.length > 1 ? `${role.title}: ${title}` : capital(title),
      })),
    ),
    rows: rows.map((row) => ({
      label: row.label,
      cells: roles.flatMap((role) =>
        scenarios.map((scenario) => ({
          decision: cell(role, scenario, row.actions, resources),
        })),
      ),
    })),
  };
}

function namedRows(roles: readonly MatrixRole[]): Row[] {
  const named = roles.flatMap(({ permissions }) =>
    statementsOf(permissions).flatMap(({ effect, action }) =>
      effect === 'Allow' && action?.negated === false ? action.values : [],
    ),
  );
  return [...new Set(named)].filter((action) => !/[*?]/.test(action)).map(rowOf);
}

function rowOf(text: string): Row {
  const [, label, actions = ''] = /^(?:([^=]*)=)?([^=]*)$/.exec(text) ?? [];
  const names = actions.trim().split(/\s+/).filter(Boolean);
  const wrong = names.find((name) => !/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(name));
  if (wrong !== undefined || names.length === 0)
    throw new Refusal(
      `\`${text.trim()}\` is not an action, and not a group of actions`,
      'write actions="s3:GetObject, Change objects=s3:PutObject s3:DeleteObject"',
    );
  const words =
    label === undefined
      ? names.map((name) => codeSpan(name)).join(', ')
      : escapeInline(label.trim());
  return { label: new Markdown(words), actions: names };
}

/**
 * Resources to ask about: those that the roles are granted the action on, an example for each
 * wildcard; if no role is, those that claims name for it.
 */
function resourcesOf(action: string, roles: readonly MatrixRole[]): string[] {
  const granted = roles.flatMap(({ permissions }) =>
    statementsOf(permissions).flatMap(({ effect, action: of, resource }) =>
      effect === 'Allow' && resource?.negated === false && names(of, action) ? resource.values : [],
    ),
  );
  const claimed = roles.flatMap((role) => role.claimed.get(action) ?? []);
  const found = granted.length > 0 ? granted : claimed;
  const examples = found.map((one) => (one === '*' ? one : one.replaceAll(/[*?]/g, 'example')));
  return examples.length > 0 ? [...new Set(examples)] : ['*'];
}

const names = (patterns: Patterns | undefined, action: string): boolean =>
  patterns?.negated === false &&
  patterns.values.some((one) => globMatches(one.toLowerCase(), action.toLowerCase()));

const WORDS: Readonly<Record<Exclude<Outcome, 'unknown'>, string>> = {
  allowed: 'allowed',
  explicitDeny: 'denied',
  implicitDeny: 'denied',
};

function cell(
  { id, permissions, boundary, principal }: MatrixRole,
  scenario: MatrixScenario,
  actions: readonly string[],
  resources: (action: string) => readonly string[],
): string {
  const words = new Set<string>();
  for (const action of actions)
    for (const resource of resources(action))
      for (const context of scenario.contexts) {
        const request = { principal, action, resource, context };
        const { decision, unknown } = evaluate(request, { identity: permissions, boundary });
        if (decision === 'unknown')
          throw new Refusal(
            `whether ${id} allows ${action} in the scenario ${scenario.id} cannot be decided: ${unknown[0] ?? ''}`,
            'leave the action or the scenario out',
          );
        words.add(WORDS[decision]);
      }
  return words.size > 1 ? 'in part' : ([...words][0] ?? '');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const statementsOf = (policies: readonly EvaluablePolicy[]): EvaluablePolicy['statements'] =>
  policies.flatMap(({ statements }) => statements);
