/**
 * Searches for a request with a wanted decision. Every condition key that matters is stated in it.
 */
import type { Catalog } from '../../data/catalog.ts';
import { type Decision, evaluate, type Policies } from '../../iam/evaluate.ts';
import type { Condition, EvaluablePolicy, Statement } from '../../iam/statement.ts';
import type { Substitute } from '../../data/role-policies.ts';
import { unstatedKeys } from '../../models/iam/unstated-keys.ts';
import { type State, statesOf } from './states.ts';
import type { PolicySet } from '../../iam/space/decide.ts';

export type Stated = Readonly<Record<string, State>>;

/** The request, as written in a claim. */
interface Question {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
}

export interface Trial {
  readonly context: Stated;
  readonly decision: Decision;
}

export interface Search {
  readonly catalog: Catalog;
  readonly policies: Policies;
  /** The same policies before placeholders are replaced. */
  readonly written: readonly EvaluablePolicy[];
  readonly substitute: Substitute;
  /** How many contexts may still be tried; once used up, no claim is found. */
  readonly budget: { left: number };
}

/**
 * Searches for a context in which the decision is `wanted`. For keys of `statement`, values that
 * satisfy it are tried first, or last if it is to be `broken`. The context found states every key
 * that the decision depends on. `statement` must be one of `written`.
 */
export function findContext(
  { catalog, policies, written, substitute, budget }: Search,
  question: Question,
  statement: Statement,
  wanted: (decision: Decision) => boolean,
  broken = false,
): Trial | undefined {
  const conditions = written.flatMap(({ statements }) =>
    statements.flatMap((one) => one.conditions),
  );
  /** An address range cannot be in a request, but the example for its placeholder can. */
  const plain = (condition: Condition): Condition => ({
    ...condition,
    values: condition.values.map(substitute),
  });
  const nameOf = (key: string): string =>
    conditions.find((one) => substitute(one.key).toLowerCase() === key.toLowerCase())?.key ?? key;
  const withAbsent = (context: Stated, keys: readonly string[]): Stated => ({
    ...context,
    ...Object.fromEntries(keys.map((key) => [nameOf(key), null])),
  });
  const search = (context: Stated): Trial | undefined => {
    if (budget.left-- <= 0) return undefined;
    const asked = requestOf(question, context, substitute);
    const decision = evaluate(asked, policies);
    const isWanted = wanted(decision);
    const open = isWanted
      ? unstatedKeys(catalog, asked, setOf(policies), decision.unstatedKeys).map(({ key }) => key)
      : decision.unstatedKeys;
    const [key] = open;
    if (key === undefined) return isWanted ? { context, decision } : undefined;
    // Usually no other key needs to be present, and assuming so settles many keys at once.
    const bare = isWanted && open.length > 1 ? search(withAbsent(context, open)) : undefined;
    if (bare) return bare;
    const isAbout = (condition: Condition): boolean =>
      substitute(condition.key).toLowerCase() === key.toLowerCase();
    const about = conditions.filter(isAbout);
    const states = statesOf(
      [...statement.conditions.filter(isAbout), ...statement.conditions.filter(isAbout).map(plain)],
      [...about, ...about.map(plain)],
    );
    const name = nameOf(key);
    for (const state of broken ? states.toReversed() : states) {
      const found = search({ ...context, [name]: state });
      if (found) return found;
    }
    return undefined;
  };
  return search({});
}

/** Whether the request gets the wanted decision in this context, which says all that it depends on. */
export function holdsIn(
  { catalog, policies, substitute }: Search,
  question: Question,
  context: Stated,
  wanted: (decision: Decision) => boolean,
): boolean {
  const asked = requestOf(question, context, substitute);
  const decision = evaluate(asked, policies);
  return (
    wanted(decision) &&
    unstatedKeys(catalog, asked, setOf(policies), decision.unstatedKeys).length === 0
  );
}

function requestOf(question: Question, context: Stated, substitute: Substitute) {
  const substituted = (state: State): State =>
    state === null ? null : typeof state === 'string' ? substitute(state) : state.map(substitute);
  return {
    principal: substitute(question.principal),
    action: question.action,
    resource: substitute(question.resource),
    context: Object.fromEntries(
      Object.entries(context).map(([key, state]) => [substitute(key), substituted(state)]),
    ),
  };
}

const setOf = ({ identity, boundary, resource }: Policies): PolicySet =>
  resource ? { kind: 'trust', policy: resource } : { kind: 'identity', identity, boundary };
