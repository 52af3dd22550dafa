/**
 * What code needs, against what the role allows: granted is an action of which some request is
 * allowed, on the resource and in the scenario that the requirement names.
 */
import { type Catalog, type Entry, placeIn } from '../../data/catalog.ts';
import { actionsIn } from '../../data/references/removed-actions.ts';
import type { RequiredAction } from '../../data/shipped.ts';
import { keyRangeOf } from '../../data/yaml-places.ts';
import { globMatches } from '../../iam/glob.ts';
import type { Action, Reference } from '../../iam/reference.ts';
import { wrongResource } from '../../iam/resource-match.ts';
import { findSome, proveEvery, type Witness } from '../../iam/space/prove.ts';
import type { Space } from '../../iam/space/space.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';
import { contextText } from './claim-problems.ts';
import type { HolderGround } from './ground.ts';
import { setOfPart } from './policy-sets.ts';
import { inContext, toSpace } from './spaces.ts';

/** The services of actions that roles need, for the reference to prepare. */
export const servicesOfRequired = (required: readonly RequiredAction[]): string[] =>
  required.map(({ action }) => action.slice(0, action.indexOf(':')).toLowerCase());

export function requiredProblems(ground: HolderGround, reference: Reference): Problem[] {
  const { catalog, holder: role, policies } = ground;
  if (role.kind !== 'roles') return [];
  const required = catalog.required(role);
  if (required.length === 0) return [];
  const needs = grouped(required);
  const judged = needs.map((need) => {
    const action = knownAction(need.action, reference);
    return { need, answer: action ? judge(ground, need, action, reference) : undefined };
  });
  const granted = new Set(
    judged.flatMap(({ need, answer }) =>
      answer === 'granted' || (answer && 'only' in answer) ? (need.requirement.optional ?? []) : [],
    ),
  );
  const wanted = judged.flatMap(({ need, answer }) => {
    const { optional } = need.requirement;
    // A group of which the role has nothing is for other readers.
    const isOthers = optional !== undefined && !granted.has(optional);
    return !answer || answer === 'granted' || isOthers ? [] : [{ need, answer }];
  });
  const { unread } = policies;
  const elsewhere = unread.length > 0 ? wanted.filter(({ answer }) => mayBeElsewhere(answer)) : [];
  return [
    ...judged.flatMap(({ need, answer }) => (answer ? [] : unmapped(need, reference))),
    ...wanted
      .filter((one) => !elsewhere.includes(one))
      .map(({ need, answer }) => problemOf(role, need, answer)),
    ...(elsewhere.length > 0
      ? [
          unreadProblem(
            role,
            elsewhere.map(({ need }) => need),
            unread,
          ),
        ]
      : []),
    ...unasked(catalog, role, needs),
  ];
}

/** An action that one requirement needs, with every place that says so. */
interface Need extends RequiredAction {
  readonly places: readonly RequiredAction[];
}

function grouped(required: readonly RequiredAction[]): Need[] {
  const needs = new Map<string, RequiredAction[]>();
  for (const one of required) {
    const key = `${one.index} ${one.action.toLowerCase()}`;
    needs.set(key, [...(needs.get(key) ?? []), one]);
  }
  return [...needs.values()].flatMap((places) => {
    const [first] = places;
    return first ? [{ ...first, places }] : [];
  });
}

/** `?:GetObject` and `s3:Get*` are not known. */
function knownAction(name: string, reference: Reference): Action | undefined {
  const colon = name.indexOf(':');
  if (colon === -1 || !reference.hasService(name.slice(0, colon))) return undefined;
  return reference.action(name);
}

type Answer =
  | 'granted'
  | { readonly never: string | undefined; readonly where: string }
  | { readonly unknown: string; readonly where: string }
  | { readonly only: Witness; readonly not: Witness; readonly where: string };

function judge(
  ground: HolderGround,
  { requirement }: Need,
  action: Action,
  reference: Reference,
): Answer {
  const { catalog, holder, policies, substitute, knowledge } = ground;
  const set = setOfPart(holder, 'permissions', policies);
  const resources =
    requirement.resource === undefined ? [undefined] : [requirement.resource].flat();
  const contexts = catalog.contexts(requirement.scenario) ?? [undefined];
  let open: Answer = 'granted';
  for (const resource of resources) {
    const on = resource === undefined ? '' : ` on ${resource}`;
    const wrong =
      resource === undefined ? undefined : wrongResource(action, substitute(resource), reference);
    if (wrong !== undefined) return { never: wrong, where: on };
    for (const context of contexts) {
      const base: Space = toSpace(
        { action: action.name, ...(resource === undefined ? {} : { resource }) },
        substitute,
      );
      const space = context ? inContext(base, context, substitute) : base;
      if (typeof space === 'string') continue;
      const where = `${on}${requirement.scenario === undefined ? '' : ` in the scenario ${requirement.scenario}`}`;
      const some = findSome(set, space, 'allowed', knowledge);
      if (some.answer === 'unknown')
        return { unknown: some.reasons.map(({ reason }) => reason).join('; '), where };
      if (some.answer === 'invalid') return { unknown: some.reason, where };
      if (some.answer !== 'yes') return { never: undefined, where };
      const narrow = { ...space, resource: some.request.resource };
      const every = proveEvery(set, narrow, 'allowed', knowledge, { isVerdict: true });
      if (every.answer === 'fails') open = { only: some, not: every, where };
    }
  }
  return open;
}

/** Whether a managed policy that was not read may allow it, or allow it without conditions. */
const mayBeElsewhere = (answer: Exclude<Answer, 'granted'>): boolean =>
  // An action that no resource of this kind takes is allowed by no policy.
  'never' in answer ? answer.never === undefined : 'only' in answer;

/** One problem for all that such policies may allow. */
function unreadProblem(
  role: Entry<'roles'>,
  needs: readonly Need[],
  unread: readonly string[],
): Problem {
  const names = [...new Set(needs.map(({ action }) => action))];
  const shown = names.slice(0, MOST_PLACES).join(', ');
  const more = names.length > MOST_PLACES ? ` and ${names.length - MOST_PLACES} more` : '';
  const range = keyRangeOf(role.file, ['roles', role.id, 'policies', 'managed']);
  return problemAt('requires/unknown', role.file.source, range, {
    message: `it cannot be decided whether ${role.id} allows ${shown}${more}, which its code needs: what ${unread.join(' and ')} says was not read`,
    hint: 'give the managed policy a `document`',
    severity: 'warning',
  });
}

function problemOf(role: Entry<'roles'>, need: Need, answer: Exclude<Answer, 'granted'>): Problem {
  const { action, requirement } = need;
  const { source } = role.file;
  const path = ['roles', role.id, 'policies', 'permissions'];
  const range = role.value.policies.permissions
    ? keyRangeOf(role.file, path)
    : placeIn(role, ['requires', need.index]);
  const group = requirement.optional === undefined ? '' : `, of the group ${requirement.optional},`;
  const who = `${placesOf(need)} ${need.places.length > 1 ? 'need' : 'needs'} it`;
  if ('unknown' in answer)
    return problemAt('requires/unknown', source, range, {
      message: `it cannot be decided whether ${action}${group} is allowed${answer.where}: ${answer.unknown}; ${who}`,
      hint: 'name the `scenario` in which the code runs, or write the policy so that it can be decided',
    });
  if ('only' in answer) {
    const { only, not } = answer;
    return problemAt('requires/conditional', source, range, {
      message: `${action}${group} is allowed${answer.where} only under conditions: with ${contextText(only.request.context)}, and not with ${contextText(not.request.context)}; ${who}`,
      hint:
        requirement.scenario === undefined
          ? 'name the `scenario` in which the code runs'
          : 'state the keys in the scenario, or widen the policy',
    });
  }
  const why = answer.never === undefined ? '' : ` (${answer.never})`;
  return problemAt('requires/not-granted', source, range, {
    message: `${action}${group} is never allowed${answer.where}${why}, and ${who}`,
    hint:
      requirement.optional === undefined
        ? 'allow it, or mark the requirement `optional` if only some readers need it'
        : 'allow it: the role has other actions of the group',
  });
}

const MOST_PLACES = 3;

function placesOf({ places }: Need): string {
  const all = places.map(
    ({ source, range }) => `${source.file}:${source.position(range.start).line}`,
  );
  const different = [...new Set(all)];
  const rest = different.length - MOST_PLACES;
  const shown = different.slice(0, MOST_PLACES);
  const last = rest > 0 ? `${rest} more` : shown.pop();
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : (last ?? '');
}

function unmapped({ action, call, places, source, range }: Need, reference: Reference): Problem {
  const [service = '', name = ''] = action.split(':', 2);
  const more = places.length > 1 ? ` (${places.length} times)` : '';
  const written = call ?? name;
  const isKnown = reference.hasService(service);
  const close = isKnown
    ? didYouMean(
        action,
        reference.actions(service).map((one) => one.name),
      )
    : didYouMean(service, reference.services);
  const message = action.includes('*')
    ? `${action} is a pattern, and not an action`
    : service === '?'
      ? `nothing in the file says which service \`${written}\` belongs to`
      : isKnown
        ? `\`${written}\` is not an action of ${service} (data of ${reference.date})`
        : `there is no service \`${service}\` (data of ${reference.date})`;
  const ways = `list its actions under \`actions\`, and the name under \`ignore\`: [${written}]`;
  return problemAt('requires/unmapped', source, range, {
    message: `${message}${more}`,
    hint:
      service === '?'
        ? 'add `service` to the requirement'
        : close === undefined
          ? ways
          : `${close}; or ${ways}`,
  });
}

/** What the role's own policies allow by name, and nothing asks for; managed ones are for others, too. */
function unasked(catalog: Catalog, role: Entry<'roles'>, needs: readonly Need[]): Problem[] {
  const asked = needs.map(({ action }) => action.toLowerCase());
  const own = catalog.policiesOf(role).filter(({ kind }) => kind === 'permissions');
  const statements = own.flatMap((policy) => policy.statements);
  return statements.flatMap((placed) => {
    if (placed.node.get('Effect') !== 'Allow') return [];
    return actionsIn(placed.node, ['Action']).flatMap(({ value, range: [start, end] }) => {
      const pattern = value.toLowerCase();
      const isAsked = asked.some((name) => globMatches(pattern, name));
      if (isAsked || pattern === 'sts:getcalleridentity') return [];
      return problemAt(
        'requires/unasked',
        placed.file.source,
        { start, end },
        {
          message: `${role.id} allows ${value}, and no requirement asks for it`,
          hint: 'remove it from the policy, or add what needs it to `requires`',
        },
      );
    });
  });
}
