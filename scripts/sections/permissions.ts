/** The permissions of a role as a table: what it may do, on what, and what for. */
import { codeSpan } from '../markdown/escape.ts';
import { Markdown } from '../markdown/markdown.ts';
import type { View } from './fields.ts';
import type { Levels } from './levels.ts';

interface Permission {
  readonly action: string;
  /** On what, in Markdown. */
  readonly on: string;
  readonly why: Markdown | undefined;
}

/**
 * One row for each action of each Allow statement, in the order of the policy. `whyOf` says what an
 * action is for; without an answer for any of them there is no such column.
 */
export function permissionTable(
  statements: readonly View<'policyStatement'>[],
  whyOf: (action: string) => Markdown | undefined,
  levels: Levels,
): View<'permissionTable'> {
  const rows = statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => permissionsOf(statement, whyOf));
  const hasWhy = rows.some(({ why }) => why !== undefined);
  const columns = ['Action', 'Access level', 'Resource', ...(hasWhy ? ['Why'] : [])];
  return {
    columns: columns.map((title) => ({ title })),
    rows: rows.map(({ action, on, why }) => {
      const cells = [
        new Markdown(codeSpan(action)),
        new Markdown(levelText(levels.of(action))),
        new Markdown(on),
        ...(hasWhy ? [why ?? new Markdown('')] : []),
      ];
      return { cells: cells.map((text) => ({ text })) };
    }),
  };
}

function permissionsOf(
  { actions, exceptActions, resources, exceptResources }: View<'policyStatement'>,
  whyOf: (action: string) => Markdown | undefined,
): Permission[] {
  const on = exceptResources.length > 0 ? `all but ${codes(exceptResources)}` : codes(resources);
  if (exceptActions.length === 0)
    return actions.map((action) => ({ action, on, why: whyOf(action) }));
  return [{ action: '*', on, why: new Markdown(`All but ${codes(exceptActions)}.`) }];
}

const codes = (values: readonly string[]): string =>
  values.map((value) => codeSpan(value)).join(', ');

/** “Read”, “List and Read”; what AWS does not list has none. */
function levelText(levels: readonly string[]): string {
  if (levels.length === 5) return 'all';
  if (levels.length === 0) return 'not listed by AWS';
  return [levels.slice(0, -1).join(', '), levels.at(-1)].filter(Boolean).join(' and ');
}
