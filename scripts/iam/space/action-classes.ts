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
import { textClasses } from './text-classes.ts';

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
  for (const service of index.services) {
    const own = [...(byService.get(service) ?? []), ...anywhere];
    const isNamed = question.byName.has(service);
    if (own.length === 0 && !question.byLevel && !isNamed) {
      place([], { lower: `${service}:`, access: [] })?.services.push(service);
      continue;
    }
    const known = new Map<string, Draft | undefined>();
    for (const action of index.actionsOf(service).values()) {
      const matched = matching(own, action.lower);
      const key = `${isNamed ? action.lower : ''} ${action.access.join()} ${matched.join()}`;
      if (!known.has(key)) known.set(key, place(matched, action));
      known.get(key)?.listed.push(action.name);
    }
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
    try {
      const found = textClasses(
        asked.map((one) => globOf(one)),
        {
          among: [service === undefined ? ANY_NAME : namesOf(service)],
          states: BUDGETS.textStates,
          groupOf: (glob) => lists.indexOf(lists[glob] ?? ''),
          accept: (name) =>
            service === undefined
              ? !literal.has(serviceOf(name)) && index.action(name) === undefined
              : !isKnown(name),
        },
      );
      for (const { text, matched } of found)
        place(
          matched.flatMap((at) => asked[at] ?? []),
          text,
        );
    } catch (error) {
      if (!(error instanceof OverBudget)) throw error;
      open = `actions that AWS has not published: ${error.message}`;
    }
  }
  return open;
}

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
