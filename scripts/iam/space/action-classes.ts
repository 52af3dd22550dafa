/**
 * Splits actions, both listed and unpublished ones, into classes that no statement or space
 * distinguishes.
 */
import { globMatches } from '../glob.ts';
import { type ActionIndex, type ListedAction, serviceOf } from './action-index.ts';
import { BUDGETS, OverBudget } from './budgets.ts';
import {
  type Glob,
  globOf,
  NAME_LETTER,
  NAME_RUN,
  SERVICE_LETTER,
  SERVICE_RUN,
} from './glob-tokens.ts';
import { type TextClass, textClasses } from './text-classes.ts';

export interface ActionClass {
  /** What the signature said about its actions. */
  readonly signature: string;
  /** The patterns in question that match its actions. */
  readonly matched: ReadonlySet<string>;
  /** Listed actions by name, in AWS's spelling. */
  readonly listed: readonly string[];
  /** Services whose actions are all in the class; their names are not in `listed`. */
  readonly services: readonly string[];
  /** An action that is not listed, if the class includes such. */
  readonly unlisted: string | undefined;
  /** One action of the class, a listed one if possible. */
  readonly sample: string;
}

export interface ActionQuestion {
  /** Patterns of actions, lower case, in any order. */
  readonly patterns: ReadonlySet<string>;
  /** Actions with equal signatures form one class; undefined if the action does not count. */
  readonly signature: (
    matched: ReadonlySet<string>,
    action: { readonly lower: string; readonly access: readonly string[] },
  ) => string | undefined;
  /** Patterns with equal names here are in the same lists, so that it does not matter which matches. */
  readonly listsOf: (pattern: string) => string;
  /** Services whose actions differ by their names; those of others by patterns and levels only. */
  readonly byName: ReadonlySet<string>;
  /** Whether access levels matter. */
  readonly byLevel: boolean;
  /** Whether the service of an action matters beyond the patterns that match it. */
  readonly byService: boolean;
}

export interface ActionClasses {
  readonly classes: readonly ActionClass[];
  /** Why some names that AWS has not published may be missing. */
  readonly open: string | undefined;
}

interface Draft {
  readonly matched: ReadonlySet<string>;
  readonly listed: string[];
  readonly services: string[];
  unlisted: string | undefined;
}

/** Matches every action. */
const isEverything = (pattern: string): boolean => /^\*+(?::\*+)?$/.test(pattern);
const isWild = (text: string): boolean => /[*?]/.test(text);

export function actionClasses(question: ActionQuestion, index: ActionIndex): ActionClasses {
  const patterns = [...question.patterns].filter((one) => one === '*' || one.includes(':'));
  const everything = patterns.filter(isEverything);
  const others = patterns.filter((one) => !isEverything(one));
  const byService = groupByService(others);
  const anywhere = others.filter((one) => isWild(serviceOf(one)));
  const drafts = new Map<string, Draft>();
  const place = (matched: readonly string[], action: Named): Draft | undefined => {
    const all = new Set([...everything, ...matched]);
    const signature = question.signature(all, action);
    if (signature === undefined) return undefined;
    const draft = drafts.get(signature) ?? {
      matched: all,
      listed: [],
      services: [],
      unlisted: undefined,
    };
    drafts.set(signature, draft);
    return draft;
  };
  // Thousands of actions have the same levels and patterns: their class is worked out once.
  const placed = new Map<string, Draft | undefined>();
  const placeOnce = (group: Group, isNamed: boolean): Draft | undefined => {
    const { first, matched } = group;
    const name = isNamed ? first.lower : question.byService ? serviceOf(first.lower) : '';
    const key = `${name} ${first.access.join()} ${matched.join()}`;
    if (!placed.has(key)) placed.set(key, place(matched, first));
    return placed.get(key);
  };
  for (const service of index.services) {
    const own = [...(byService.get(service) ?? []), ...anywhere];
    const isNamed = question.byName.has(service);
    if (own.length === 0 && !question.byLevel && !isNamed) {
      const first = { lower: `${service}:`, access: [] };
      placeOnce({ first, matched: [], names: [] }, false)?.services.push(service);
      continue;
    }
    const groups = groupsOf(index, service, own, isNamed);
    const joined = new Map<Draft, Group[]>();
    for (const group of groups) {
      const draft = placeOnce(group, isNamed);
      if (draft) joined.set(draft, [...(joined.get(draft) ?? []), group]);
    }
    for (const [draft, all] of joined) for (const name of inOrder(all)) draft.listed.push(name);
  }
  const open = placeUnlisted(question, byService, anywhere, index, (matched, name) => {
    const draft = place(matched, { lower: name, access: [] });
    if (draft) draft.unlisted ??= name;
  });
  return {
    classes: [...drafts].map(([signature, draft]) => finished(signature, draft, index)),
    open,
  };
}

function groupByService(patterns: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const pattern of patterns) {
    const service = serviceOf(pattern);
    const group = groups.get(service);
    if (group) group.push(pattern);
    else groups.set(service, [pattern]);
  }
  return groups;
}

type Named = Pick<ListedAction, 'lower' | 'access'>;

/** Actions of a service that no question tells apart: by levels, patterns, and names if those matter. */
interface Group {
  readonly first: Named;
  readonly matched: readonly string[];
  /** Each with its place among the actions of the service. */
  readonly names: readonly (readonly [at: number, name: string])[];
}

/** The questions about a workspace mostly differ in the patterns of one service. */
const grouped = new WeakMap<ActionIndex, Map<string, readonly Group[]>>();

function groupsOf(
  index: ActionIndex,
  service: string,
  patterns: readonly string[],
  isNamed: boolean,
): readonly Group[] {
  const known = grouped.get(index) ?? new Map<string, readonly Group[]>();
  grouped.set(index, known);
  const key = `${service} ${isNamed} ${patterns.join(' ')}`;
  const earlier = known.get(key);
  if (earlier) return earlier;
  const groups = new Map<string, Group & { names: [number, string][] }>();
  for (const [at, action] of [...index.actionsOf(service).values()].entries()) {
    const matched = matching(patterns, action.lower);
    const groupKey = `${isNamed ? action.lower : ''} ${action.access.join()} ${matched.join()}`;
    const group = groups.get(groupKey);
    if (group) group.names.push([at, action.name]);
    else groups.set(groupKey, { first: action, matched, names: [[at, action.name]] });
  }
  const made = [...groups.values()];
  if (known.size >= MOST_GROUPED) known.clear();
  known.set(key, made);
  return made;
}

/** Services × lists of patterns: some rounds of all services. */
const MOST_GROUPED = 10_000;

function inOrder([first, ...others]: readonly Group[]): readonly string[] {
  const names = [first, ...others].flatMap((group) => group?.names ?? []);
  const sorted = others.length === 0 ? names : names.toSorted(([a], [b]) => a - b);
  return sorted.map(([, name]) => name);
}

const matching = (patterns: readonly string[], name: string): string[] =>
  patterns.filter((one) => one === name || (isWild(one) && globMatches(one, name)));

/**
 * A name for each set of patterns that an unpublished action can match, service by service, so that
 * the patterns of one do not multiply with those of another. Answers why that was too much.
 */
function placeUnlisted(
  { listsOf }: ActionQuestion,
  byService: ReadonlyMap<string, readonly string[]>,
  anywhere: readonly string[],
  index: ActionIndex,
  place: (matched: readonly string[], name: string) => void,
): string | undefined {
  const literal = new Set([...byService.keys()].filter((service) => !isWild(service)));
  let open: string | undefined;
  for (const service of [undefined, ...literal]) {
    const listed = service === undefined ? undefined : index.actionsOf(service);
    const own = service === undefined ? [] : (byService.get(service) ?? []);
    const isKnown = (name: string): boolean => listed?.has(name) === true || index.isGone(name);
    const asked = [...own.filter((one) => isWild(one) || !isKnown(one)), ...anywhere];
    const lists = asked.map(listsOf);
    const groups = lists.map((list) => lists.indexOf(list));
    const found = unlistedNames(index, service, asked, groups, literal);
    if (typeof found === 'string') open = found;
    else
      for (const { text, matched } of found)
        place(
          matched.flatMap((at) => asked[at] ?? []),
          text,
        );
  }
  return open;
}

const named = new WeakMap<ActionIndex, Map<string, readonly TextClass[] | string>>();

/** Names that AWS has not published, of one service or of all but the `literal` ones; or why not. */
function unlistedNames(
  index: ActionIndex,
  service: string | undefined,
  patterns: readonly string[],
  groups: readonly number[],
  literal: ReadonlySet<string>,
): readonly TextClass[] | string {
  const known = named.get(index) ?? new Map<string, readonly TextClass[] | string>();
  named.set(index, known);
  const among = service ?? [...literal].toSorted().join();
  const key = `${service === undefined} ${among} ${patterns.join()} ${groups.join()}`;
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier;
  const listed = service === undefined ? undefined : index.actionsOf(service);
  let found: readonly TextClass[] | string;
  try {
    found = textClasses(
      patterns.map((one) => globOf(one)),
      {
        among: [service === undefined ? ANY_NAME : namesOf(service)],
        states: BUDGETS.textStates,
        groupOf: (glob) => groups[glob] ?? 0,
        accept: (name) =>
          service === undefined
            ? !literal.has(serviceOf(name)) && index.action(name) === undefined
            : !(listed?.has(name) === true || index.isGone(name)),
      },
    );
  } catch (error) {
    if (!(error instanceof OverBudget)) throw error;
    found = `actions that AWS has not published: ${error.message}`;
  }
  if (known.size >= MOST_NAMED) known.clear();
  known.set(key, found);
  return found;
}

const MOST_NAMED = 2_000;

const ANY_NAME: Glob = {
  tokens: [SERVICE_LETTER, SERVICE_RUN, ':'.charCodeAt(0), NAME_LETTER, NAME_RUN],
};

const namesOf = (service: string): Glob => ({
  tokens: [...globOf(`${service}:`, { wildcards: false }).tokens, NAME_LETTER, NAME_RUN],
});

function finished(signature: string, draft: Draft, index: ActionIndex): ActionClass {
  const { matched, listed, services, unlisted } = draft;
  const service = ['s3', 'ec2', 'iam'].find((one) => services.includes(one)) ?? services[0];
  const first = service === undefined ? undefined : sampleOf(index.actionsOf(service).values());
  return {
    signature,
    matched,
    listed,
    services,
    unlisted,
    sample: listed[0] ?? first ?? unlisted ?? '',
  };
}

/** A well-known kind of action reads better than the first in the alphabet. */
function sampleOf(actions: Iterable<ListedAction>): string | undefined {
  const names = [...actions].map(({ name }) => name);
  return names.find((name) => /:(?:GetObject|DescribeInstances|ListRoles)$/.test(name)) ?? names[0];
}
