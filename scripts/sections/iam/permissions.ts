/** The permissions of a role as a table: what it may do, on what, and what for. */
import type { RequirementData } from '../../data/schema/index.ts';
import type { RequiredAction } from '../../data/shipped.ts';
import { globMatches } from '../../iam/glob.ts';
import { codeSpan, escapeInline } from '../../markdown/escape.ts';
import { Markdown } from '../../markdown/markdown.ts';
import type { View } from '../fields.ts';
import { actionsOf, type Extent, meet, overlap, resourcesOf } from './extents.ts';
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
  readonly action: Extent;
  /** On what. */
  readonly on: readonly Extent[];
  readonly why: Markdown | undefined;
  /** The optional groups that need it; none if it is needed in any case, or by nothing. */
  readonly groups: readonly string[];
  readonly isConditional: boolean;
}

type Statement = View<'policyStatement'>;

interface Policies {
  /** Of all policies that are attached. */
  readonly statements: readonly Statement[];
  /** Of the permissions boundary, if there is one. */
  readonly boundary: readonly Statement[] | undefined;
}

/**
 * One row for each action of each Allow statement, in the order of the policies, as far as the boundary
 * allows it and no Deny refuses it always; the same row is printed once. Why it is allowed is
 * the reason of what needs it, or what the action is for; without an answer for any of them there is
 * no such column. Which group needs it is a column if there are groups. What else limits the rows is
 * said in the note.
 */
export function permissionTable(
  policies: Policies,
  purposes: Purposes,
  levels: Levels,
): View<'permissionTable'> {
  const { statements, boundary } = policies;
  const refuses = alwaysRefused([...statements, ...(boundary ?? [])]);
  const limits = boundary?.filter(isAllow).map(limitOf) ?? [NO_LIMIT];
  const all = statements
    .filter(isAllow)
    .flatMap((statement) => permissionsOf(statement, limits, purposes, refuses));
  const rows = all.filter((one, index) => index === all.findIndex((two) => isSame(one, two)));
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
        new Markdown(patternText(action.is)),
        new Markdown(levelText(levelsOf(action, levels))),
        new Markdown(on.map(resourceText).join(', ')),
        ...(hasWhy ? [why ?? new Markdown('')] : []),
        ...(hasGroups ? [new Markdown(groups.map(escapeInline).join(', ') || 'always')] : []),
      ];
      return { cells: cells.map((text) => ({ text })) };
    }),
    note: noteOf(policies, all),
  };
}

const isAllow = ({ effect }: Statement): boolean => effect === 'Allow';

/** What a statement of the boundary lets through. */
interface Limit {
  readonly actions: readonly Extent[];
  readonly resources: readonly Extent[];
  readonly isConditional: boolean;
}

const EVERYTHING: readonly Extent[] = [{ is: ['*'], except: [] }];
const NO_LIMIT: Limit = { actions: EVERYTHING, resources: EVERYTHING, isConditional: false };

const limitOf = (statement: Statement): Limit => ({
  actions: actionsOf(statement),
  resources: resourcesOf(statement),
  isConditional: statement.conditions.length > 0,
});

function permissionsOf(
  statement: Statement,
  limits: readonly Limit[],
  { whyOf, required }: Purposes,
  refuses: Refuses,
): Permission[] {
  const found = new Map<string, Permission>();
  for (const asked of actionsOf(statement))
    for (const limit of limits)
      for (const allowed of limit.actions) {
        const action = meetOfActions(asked, allowed);
        if (!action) continue;
        const on = resourcesOf(statement)
          .flatMap((one) => limit.resources.flatMap((other) => meet(one, other) ?? []))
          .filter(({ is }) => !action.is.some((a) => is.some((r) => refuses(a, r))));
        if (on.length === 0) continue;
        const key = JSON.stringify(action);
        const known = found.get(key);
        const needs = required
          .filter((one) => isMatched(action, one.action))
          .map(({ requirement }) => requirement);
        const name = action.is.length === 1 ? (action.is[0] ?? '') : '';
        const but = action.except.length > 0 ? `All but ${codes(action.except)}.` : undefined;
        const isConditional = statement.conditions.length > 0 || limit.isConditional;
        found.set(key, {
          action,
          on: distinct([...(known?.on ?? []), ...on]),
          why: but === undefined ? (reasonOf(needs) ?? whyOf(name)) : new Markdown(but),
          groups: groupsOf(needs),
          isConditional: isConditional || known?.isConditional === true,
        });
      }
  return [...found.values()];
}

const isSame = (one: Permission, two: Permission): boolean =>
  JSON.stringify([one.action, one.on]) === JSON.stringify([two.action, two.on]);

const distinct = (extents: readonly Extent[]): Extent[] => [
  ...new Map(extents.map((one) => [JSON.stringify(one), one])).values(),
];

/** IAM takes actions in any case; the spelling of the role's own policy is kept where it is there. */
function meetOfActions(asked: Extent, allowed: Extent): Extent | undefined {
  const met = meet(folded(asked), folded(allowed));
  const written = [allowed, asked].flatMap(({ is, except }) => [...is, ...except]);
  const spelled = new Map(written.map((one) => [one.toLowerCase(), one]));
  const respell = (one: string): string => spelled.get(one) ?? one;
  return met && { is: met.is.map(respell), except: met.except.map(respell) };
}

const folded = ({ is, except }: Extent): Extent => ({
  is: is.map((one) => one.toLowerCase()),
  except: except.map((one) => one.toLowerCase()),
});

const isMatched = ({ is, except }: Extent, action: string): boolean => {
  const matches = (pattern: string): boolean =>
    globMatches(pattern.toLowerCase(), action.toLowerCase());
  return is.every(matches) && !except.some(matches);
};

/** `s3:*Object`, or both patterns where neither says it alone. */
const patternText = ([first = '', ...rest]: readonly string[]): string =>
  rest.length === 0 ? codeSpan(first) : `${codeSpan(first)} as far as it is ${codes(rest)}`;

function resourceText({ is, except }: Extent): string {
  if (except.length === 0) return patternText(is);
  const others = codes(except);
  return is.join() === '*' ? `all but ${others}` : `${patternText(is)} but ${others}`;
}

const levelsOf = ({ is }: Extent, levels: Levels): readonly string[] => {
  const [first = [], ...rest] = is.map((pattern) => levels.of(pattern));
  return first.filter((level) => rest.every((others) => others.includes(level)));
};

/** What the rows leave open: conditions, Denies that refuse some requests, and the boundary. */
function noteOf(
  { statements, boundary }: Policies,
  rows: readonly Permission[],
): Markdown | undefined {
  const sentences = [];
  const conditional = rows.filter(({ isConditional }) => isConditional);
  if (conditional.length > 0)
    sentences.push(
      `The policies allow ${conditional.length === rows.length ? 'this' : 'some of this'} only under the conditions that they state.`,
    );
  const denies = [...statements, ...(boundary ?? [])].filter(
    (one) => one.effect === 'Deny' && rows.some((row) => isTouched(row, one)),
  );
  const names = [...new Set(denies.flatMap(({ sid }) => sid ?? []))];
  const isOne = denies.length === 1;
  const named = names.length > 0 && denies.every(({ sid }) => sid !== undefined);
  if (denies.length > 0)
    sentences.push(
      `${isOne ? (named ? 'The' : 'A') : named ? 'The' : 'Some'} Deny ${isOne ? 'statement' : 'statements'}${named ? ` ${codes(names)}` : ''} ${isOne ? 'refuses' : 'refuse'} some of these requests.`,
    );
  if (boundary) sentences.push('What the permissions boundary does not allow is left out.');
  return sentences.length > 0 ? new Markdown(sentences.join(' ')) : undefined;
}

const isTouched = ({ action, on }: Permission, deny: Statement): boolean =>
  actionsOf(deny).some((one) => overlap(folded(action), folded(one))) &&
  resourcesOf(deny).some((one) => on.some((other) => overlap(one, other)));

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
