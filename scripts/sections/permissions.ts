/** The permissions of a role as a table: what it may do, on what, and what for. */
import type { RequirementData } from '../data/schema/index.ts';
import type { RequiredAction } from '../data/shipped.ts';
import { globMatches } from '../iam/glob.ts';
import { codeSpan, escapeInline } from '../markdown/escape.ts';
import { Markdown } from '../markdown/markdown.ts';
import type { View } from './fields.ts';
import { alwaysRefused, type Refuses } from './always-refused.ts';
import type { Levels } from './levels.ts';

/** What says why a role is allowed something. */
interface Purposes {
  /** What an action is for by itself. */
  readonly whyOf: (action: string) => Markdown | undefined;
  /** What the code of the role needs, with the reason that the data give. */
  readonly required: readonly Pick<RequiredAction, 'action' | 'requirement'>[];
}

interface Permission {
  readonly action: string;
  /** On what, in Markdown. */
  readonly on: string;
  readonly why: Markdown | undefined;
  /** The optional groups that need it; none if it is needed in any case, or by nothing. */
  readonly groups: readonly string[];
}

/**
 * One row for each action of each Allow statement, in the order of the policies, unless a Deny refuses it
 * always; the same row is printed once. Why it is allowed is
 * the reason of what needs it, or what the action is for; without an answer for any of them there is
 * no such column. Which group needs it is a column if there are groups.
 */
export function permissionTable(
  statements: readonly View<'policyStatement'>[],
  purposes: Purposes,
  levels: Levels,
): View<'permissionTable'> {
  const refuses = alwaysRefused(statements);
  const rows = statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => permissionsOf(statement, purposes, refuses))
    .filter(({ action, on }, index, all) => {
      return index === all.findIndex((one) => one.action === action && one.on === on);
    });
  const hasWhy = rows.some(({ why }) => why !== undefined);
  const hasGroups = purposes.required.some(({ requirement }) => requirement.optional !== undefined);
  const columns = [
    'Action',
    'Access level',
    'Resource',
    ...(hasWhy ? ['Why'] : []),
    ...(hasGroups ? ['Needed for'] : []),
  ];
  return {
    columns: columns.map((title) => ({ title })),
    rows: rows.map(({ action, on, why, groups }) => {
      const cells = [
        new Markdown(codeSpan(action)),
        new Markdown(levelText(levels.of(action))),
        new Markdown(on),
        ...(hasWhy ? [why ?? new Markdown('')] : []),
        ...(hasGroups ? [new Markdown(groups.map(escapeInline).join(', ') || 'always')] : []),
      ];
      return { cells: cells.map((text) => ({ text })) };
    }),
  };
}

function permissionsOf(
  { actions, exceptActions, resources, exceptResources }: View<'policyStatement'>,
  { whyOf, required }: Purposes,
  refuses: Refuses,
): Permission[] {
  const onFor = (action: string): string | undefined => {
    const everywhere = exceptResources.length > 0;
    const left = (everywhere ? ['*'] : resources).filter((one) => !refuses(action, one));
    if (left.length === 0) return undefined;
    return everywhere ? `all but ${codes(exceptResources)}` : codes(left);
  };
  const needsIn = (isAllowed: (action: string) => boolean) =>
    required.filter(({ action }) => isAllowed(action)).map(({ requirement }) => requirement);
  if (exceptActions.length === 0)
    return actions.flatMap((action) => {
      const on = onFor(action);
      if (on === undefined) return [];
      const needs = needsIn((needed) => isMatched(action, needed));
      return { action, on, why: reasonOf(needs) ?? whyOf(action), groups: groupsOf(needs) };
    });
  const on = onFor('*');
  if (on === undefined) return [];
  const needs = needsIn((needed) => !exceptActions.some((one) => isMatched(one, needed)));
  const why = new Markdown(`All but ${codes(exceptActions)}.`);
  return [{ action: '*', on, why, groups: groupsOf(needs) }];
}

const isMatched = (pattern: string, action: string): boolean =>
  globMatches(pattern.toLowerCase(), action.toLowerCase());

function reasonOf(needs: readonly RequirementData[]): Markdown | undefined {
  const reasons = [...new Set(needs.flatMap(({ reason }) => reason?.source ?? []))];
  return reasons.length === 0 ? undefined : new Markdown(reasons.join(' '));
}

/** What something always needs is not for a group. */
const groupsOf = (needs: readonly RequirementData[]): string[] =>
  needs.every(({ optional }) => optional !== undefined)
    ? [...new Set(needs.flatMap(({ optional }) => optional ?? []))]
    : [];

const codes = (values: readonly string[]): string =>
  values.map((value) => codeSpan(value)).join(', ');

/** “Read”, “List and Read”; what AWS does not list has none. */
function levelText(levels: readonly string[]): string {
  if (levels.length === 5) return 'all';
  if (levels.length === 0) return 'not listed by AWS';
  return [levels.slice(0, -1).join(', '), levels.at(-1)].filter(Boolean).join(' and ');
}
