/**
 * Splits the actions of a question into classes: by statements, spaces, facts, and kinds of calls.
 */
import { isAnswered } from '../caller-identity.ts';
import { globMatches } from '../glob.ts';
import { RCP_SERVICES, rcpCoversAction } from '../rcp.ts';
import { type ActionClass, actionClasses, type ActionClasses } from './action-classes.ts';
import { type ActionIndex, serviceOf } from './action-index.ts';
import { callKind } from './callers.ts';
import type { PolicySet } from './decide.ts';
import { elementTruth, type Entry, prepare } from './entries.ts';
import type { Fact } from './facts.ts';
import { actionChoice, ASSUME, type Space, textList } from './space.ts';

/** What actions are split by. */
export interface ActionSplit {
  readonly sets: readonly PolicySet[];
  readonly entries: readonly Entry[];
  /** The space and all exceptions, at any depth. */
  readonly spaces: readonly Space[];
  readonly facts: readonly Fact[];
  readonly hasCallers: boolean;
}

/** Classes of the actions in the space. */
export function questionActions(split: ActionSplit, index: ActionIndex): ActionClasses {
  const patterns = new Set<string>();
  for (const { statement } of split.entries)
    for (const pattern of statement.action?.values ?? []) patterns.add(pattern.toLowerCase());
  for (const space of split.spaces) for (const pattern of patternsOf(space)) patterns.add(pattern);
  for (const fact of split.facts)
    if ('onlyOn' in fact) for (const pattern of placesOf(fact)) patterns.add(pattern);
  if (hasRcp(split)) {
    patterns.add('kms:retiregrant');
    for (const service of RCP_SERVICES) patterns.add(`${service}:*`);
  }
  if (split.sets.some(({ kind }) => kind === 'trust'))
    for (const action of ASSUME) patterns.add(action);
  return actionClasses(
    {
      patterns,
      listsOf: (pattern) => listsOf(split, pattern),
      byName: new Set(['sts', ...(split.hasCallers ? ['kms'] : [])]),
      byService: hasRcp(split) || split.spaces.some(({ service }) => service !== undefined),
      byLevel: split.spaces.some(({ access }) => access !== undefined),
      signature: (matched, action) => signatureOf(split, matched, action),
    },
    index,
  );
}

const hasRcp = ({ entries }: ActionSplit): boolean => entries.some(({ role }) => role === 'rcp');

function signatureOf(
  split: ActionSplit,
  matched: ReadonlySet<string>,
  { lower, access }: { readonly lower: string; readonly access: readonly string[] },
): string | undefined {
  if (!split.sets.every((set) => isAsked(set, lower))) return undefined;
  const isWild = access.length === 0 && isGrantedAnywhere(split, matched);
  const inSpaces = split.spaces.map((space) => isInSpace(space, matched, lower, access, isWild));
  if (inSpaces[0] === false) return undefined;
  const entries = split.entries.map(({ statement }) => elementTruth(statement.action, matched)[0]);
  const facts = split.facts.map(
    (fact) => !('onlyOn' in fact) || placesOf(fact).some((one) => matched.has(one)),
  );
  const call = split.hasCallers ? `${callKind(lower)} ${lower.startsWith('kms:')}` : '';
  const covered = hasRcp(split) ? String(rcpCoversAction(lower).value) : '';
  const parts = [inSpaces.map(Number).join(''), entries.join(''), facts.map(Number).join('')];
  return [...parts, call, covered].join(' ');
}

/** Statements, spaces and facts that list a pattern of actions. */
function listsOf(split: ActionSplit, pattern: string): string {
  const isWild = /[*?]/.test(serviceOf(pattern));
  const entries = split.entries.map(({ statement: { action } }) =>
    Number(action !== undefined && prepare(action).patterns.has(pattern)),
  );
  // A service is compared with the name itself, not by its pattern.
  const spaces = split.spaces.map(({ action }) =>
    Number(action !== undefined && actionChoice(action).texts.includes(pattern)),
  );
  const facts = split.facts.map((fact) =>
    Number('onlyOn' in fact && placesOf(fact).includes(pattern)),
  );
  return [isWild, entries.join(''), spaces.join(''), facts.join('')].join(' ');
}

/** Whether an Allow reaches actions of any service: a wildcard for the service, or NotAction. */
function isGrantedAnywhere({ entries }: ActionSplit, matched: ReadonlySet<string>): boolean {
  return entries.some(({ statement: { effect, action } }) => {
    if (effect === 'Deny' || !action) return false;
    if (action.negated) return elementTruth(action, matched) !== 'no';
    const { patterns } = prepare(action);
    return [...matched].some(
      (one) => patterns.has(one) && (one === '*' || /[*?]/.test(serviceOf(one))),
    );
  });
}

/** Whether the space of this number has actions of a class; the question's own is number 0. */
export const isInClass = (space: number, { signature }: ActionClass): boolean =>
  signature[space] === '1';

/** Whether the fact of this number lets its key be present on actions of a class. */
export const isFactMet = (fact: number, { signature }: ActionClass): boolean =>
  signature.split(' ')[2]?.[fact] === '1';

/** Whether policies of this kind decide the action at all. */
function isAsked(set: PolicySet, action: string): boolean {
  if (isAnswered(action)) return false;
  if (set.kind === 'rcp') return true;
  const isTrust = set.kind === 'trust' || (set.kind === 'both' && set.policyKind === 'trust');
  if (isTrust) return ASSUME.includes(action);
  if (set.kind === 'resource' || set.kind === 'both') return !ASSUME.includes(action);
  return callKind(action) !== 'web identity' && callKind(action) !== 'saml';
}

/** Patterns of actions in a space, without those of its exceptions. */
function patternsOf({ action, service }: Space): readonly string[] {
  return [
    ...(action === undefined ? [] : actionChoice(action).texts),
    ...(service === undefined ? [] : textList(service).map((one) => `${one.toLowerCase()}:*`)),
  ];
}

function isInSpace(
  space: Space,
  matched: ReadonlySet<string>,
  name: string,
  access: readonly string[],
  isWild: boolean,
): boolean {
  if (space.action !== undefined) {
    const { texts, negated } = actionChoice(space.action);
    if (texts.some((text) => matched.has(text)) === negated) return false;
  }
  if (space.service !== undefined) {
    const services = textList(space.service).map((one) => one.toLowerCase());
    if (!services.some((service) => globMatches(service, serviceOf(name)))) return false;
  }
  if (space.access === undefined) return true;
  const levels = textList(space.access).map((level) => level.toLowerCase());
  return access.length === 0
    ? isWild
    : access.some((level) => levels.includes(level.toLowerCase()));
}

function placesOf(fact: Extract<Fact, { onlyOn: unknown }>): readonly string[] {
  const { services = [], actions = [] } = fact.onlyOn;
  return [...services.map((one) => `${one}:*`), ...actions].map((one) => one.toLowerCase());
}
