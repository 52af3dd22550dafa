/**
 * What code needs, against what the role allows: granted is an action of which some request is
 * allowed, on the resource and in the scenario that the requirement names.
 */
import { isAnswered } from '../../iam/caller-identity.ts';
import { type Catalog, type Entry, placeIn } from '../../data/catalog.ts';
import { actionsIn } from '../../data/references/removed-actions.ts';
import type { RequiredAction } from '../../data/shipped.ts';
import { keyRangeOf } from '../../data/yaml-places.ts';
import { globMatches } from '../../iam/glob.ts';
import { actionsOfCall, callHint } from '../../iam/operations.ts';
import type { Action, Reference } from '../../iam/reference.ts';
import { fitOf, wrongResource } from '../../iam/resource-match.ts';
import { policiesIn, type PolicySet } from '../../iam/space/decide.ts';
import { findSome, proveEvery, type Witness } from '../../iam/space/prove.ts';
import type { Space } from '../../iam/space/space.ts';
import type { Patterns } from '../../iam/statement.ts';
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
    ...judged.flatMap(({ need, answer }) => (answer ? [] : unmapped(role, need, reference))),
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
  | {
      /** Why not, if the reason is not that nothing allows it. */
      readonly never: string | undefined;
      /** Whether another policy could allow it. */
      readonly isOpen: boolean;
      readonly where: string;
    }
  | { readonly unknown: string; readonly where: string }
  | { readonly only: Witness; readonly not: Witness; readonly where: string };

function judge(
  ground: HolderGround,
  { requirement, action: asked }: Need,
  action: Action,
  reference: Reference,
): Answer {
  const { catalog, holder, policies, substitute, knowledge } = ground;
  if (actionsOfCall(asked)?.length === 0) return 'granted';
  const set = setOfPart(holder, 'permissions', policies);
  const resources =
    requirement.resource === undefined ? [undefined] : [requirement.resource].flat();
  const contexts = catalog.contexts(requirement.scenario) ?? [undefined];
  let open: Answer = 'granted';
  for (const resource of resources) {
    const on = resource === undefined ? '' : ` on ${resource}`;
    const wrong =
      resource === undefined ? undefined : wrongResource(action, substitute(resource), reference);
    if (wrong !== undefined) return { never: wrong, isOpen: false, where: on };
    const dead = resource === undefined ? deadResources(set, action, reference) : undefined;
    for (const context of contexts) {
      const base: Space = toSpace(
        {
          action: action.name,
          ...(resource === undefined ? {} : { resource }),
          ...(dead ? { resource: { not: dead.patterns } } : {}),
        },
        substitute,
      );
      const space = context ? inContext(base, context, substitute) : base;
      if (typeof space === 'string') continue;
      const where = `${on}${requirement.scenario === undefined ? '' : ` in the scenario ${requirement.scenario}`}`;
      const some = findSome(set, space, 'allowed', knowledge);
      if (some.answer === 'unknown')
        return { unknown: some.reasons.map(({ reason }) => reason).join('; '), where };
      if (some.answer === 'invalid') return { unknown: some.reason, where };
      if (some.answer !== 'yes') return { never: dead?.why, isOpen: true, where };
      // Which resource it is about is the author's to say: one is enough unless it is stated.
      const narrow = resource === undefined ? { ...space, resource: some.request.resource } : space;
      const every = proveEvery(set, narrow, 'allowed', knowledge, { isVerdict: true });
      if (every.answer === 'fails') open = { only: some, not: every, where };
    }
  }
  return open;
}

/** Resources for which the action is allowed and never asked: a grant of no use. */
function deadResources(
  set: PolicySet,
  action: Action,
  reference: Reference,
): { readonly patterns: readonly string[]; readonly why: string } | undefined {
  const allowing = policiesIn(set)
    .flatMap(({ statements }) => statements)
    .filter(({ effect, action: pattern }) => effect === 'Allow' && isAbout(pattern, action.name))
    .flatMap(({ resource }) => (resource && !resource.negated ? resource.values : []));
  const dead = [...new Set(allowing)].flatMap((pattern) => {
    const fit = fitOf(action, pattern, reference);
    return fit.fits ? [] : [{ pattern, fit }];
  });
  const [first] = dead;
  if (!first) return undefined;
  const takes =
    first.fit.takes.length === 0
      ? 'takes no resource, so only `*` reaches it'
      : `takes ${first.fit.takes.join(' or ')}, and ${first.pattern} is ${first.fit.is.join(' or ')}`;
  return {
    patterns: dead.map(({ pattern }) => pattern),
    why: `${action.name} ${takes} (data of ${reference.date})`,
  };
}

const isAbout = (pattern: Patterns | undefined, name: string): boolean =>
  pattern !== undefined &&
  pattern.values.some((value) => globMatches(value.toLowerCase(), name.toLowerCase())) !==
    pattern.negated;

/** Whether a managed policy that was not read may allow it, or allow it without conditions. */
const mayBeElsewhere = (answer: Exclude<Answer, 'granted'>): boolean =>
  // An action that no resource of this kind takes is allowed by no policy.
  'never' in answer ? answer.isOpen : 'only' in answer;

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
    const [here, there] = differences(only.request, not.request);
    const isPart = only.request.resource !== not.request.resource;
    return problemAt('requires/conditional', source, range, {
      message: `${action}${group} is allowed${answer.where} only ${isPart ? 'in part' : 'under conditions'}: ${here}, and not ${there}; ${who}`,
      hint: isPart
        ? 'widen the policy, or state the `resource` that the code works on'
        : requirement.scenario === undefined
          ? 'name the `scenario` in which the code runs'
          : 'state the keys in the scenario, or widen the policy',
    });
  }
  const why = answer.never === undefined ? '' : ` (${answer.never})`;
  return problemAt('requires/not-granted', source, range, {
    message: `${action}${group} is never allowed${answer.where}${why}, and ${who}`,
    hint:
      answer.never !== undefined && answer.isOpen
        ? 'allow it on what it takes'
        : requirement.optional === undefined
          ? 'allow it, or mark the requirement `optional` if only some readers need it'
          : 'allow it: the role has other actions of the group',
  });
}

/** Two requests in words, as far as they differ. */
function differences(
  a: Witness['request'],
  b: Witness['request'],
): readonly [here: string, there: string] {
  const keys = Object.keys({ ...a.context, ...b.context }).filter(
    (key) => JSON.stringify(a.context[key] ?? null) !== JSON.stringify(b.context[key] ?? null),
  );
  const words = ({ resource, context }: Witness['request']): string => {
    const stated = Object.fromEntries(keys.map((key) => [key, context[key] ?? null]));
    const on = a.resource === b.resource ? [] : [`on ${resource}`];
    return [...on, ...(keys.length > 0 ? [`with ${contextText(stated)}`] : [])].join(' ');
  };
  return [words(a), words(b)];
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

function unmapped(
  role: Entry<'roles'>,
  { action, call: named, places, source, range, index, requirement }: Need,
  reference: Reference,
): Problem {
  const [service = '', name = ''] = action.split(':', 2);
  const more = places.length > 1 ? ` (${places.length} times)` : '';
  const written = named ?? name;
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
  const ways = `list the actions that it needs under \`actions\` of another requirement, and the name under \`ignore\`: [${written}]`;
  const call = callHint(action);
  const isListed = requirement.actions !== undefined;
  const hint =
    service === '?'
      ? 'add `service` to the requirement'
      : action.includes('*')
        ? 'name the actions one by one'
        : isListed
          ? (call ?? close ?? 'correct it, or remove it from the list')
          : close === undefined
            ? ways
            : `${close.replace(/\?$/, '?')} Or ${ways}`;
  // A service that the data name is wrong there, and not in the code.
  const isStated = !isKnown && (requirement.match?.service ?? requirement.service) === service;
  if (isStated) {
    const path = requirement.match?.service === undefined ? ['service'] : ['match', 'service'];
    const at = placeIn(role, ['requires', index, ...path]);
    return problemAt('requires/unmapped', role.file.source, at, {
      message,
      hint: close ?? 'name the prefix of its actions',
    });
  }
  return problemAt('requires/unmapped', source, range, { message: `${message}${more}`, hint });
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
      if (isAsked || isAnswered(pattern)) return [];
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
