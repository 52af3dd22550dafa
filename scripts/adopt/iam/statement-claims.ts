/**
 * Drafts claims about one statement of a permissions policy or boundary, by evaluating requests.
 */
import type { Decision } from '../../iam/evaluate.ts';
import type { Statement } from '../../iam/statement.ts';
import { type ClaimDraft, isRefused, stated } from './claim-draft.ts';
import { actionsOf, type Asked, changesLike, type IamFacts, resourcesFor } from './requests.ts';
import { say } from './sentences.ts';
import { findContext, holdsIn, type Search, type Stated, type Trial } from './trial.ts';

/** A statement and what is needed to ask about it. */
interface Inquiry {
  readonly search: Search;
  readonly statement: Statement;
  readonly facts: IamFacts;
  readonly session: string;
  readonly decided: (decision: Decision) => boolean;
}

function ask(
  { search, session, statement }: Inquiry,
  { action, resource = '*' }: Asked,
  wanted: (decision: Decision) => boolean,
  broken = false,
): Trial | undefined {
  const question = { principal: session, action, resource };
  return findContext(search, question, statement, wanted, broken);
}

/**
 * Claims for what a statement allows or denies; requests found to be allowed are added to
 * `granted`.
 */
export function statementClaims(inquiry: Inquiry, granted: Asked[]): ClaimDraft[] {
  const { statement } = inquiry;
  const isAllow = statement.effect === 'Allow';
  const found = bestRequest(inquiry, isAllow ? [] : granted);
  if (!found) return [];
  const { asked, context } = found;
  const actions = isAllow ? [asked.action, ...othersLike(inquiry, found)] : [asked.action];
  const expect = isAllow ? 'allowed' : 'explicitDeny';
  const claims = [claim(actions, asked.resource, [context], expect, statement.sid)];
  if (!isAllow) return claims;
  granted.push(asked);
  return [...claims, ...refusals(inquiry, asked, granted.length === 1)];
}

interface DecidedRequest {
  readonly asked: Asked;
  readonly context: Stated;
}

/** A request that the statement decides, preferably alone. */
function bestRequest(inquiry: Inquiry, before: readonly Asked[]): DecidedRequest | undefined {
  const { statement, facts, decided } = inquiry;
  const names = before.map(({ action }) => action);
  const candidates = [
    ...before,
    ...actionsOf(statement, names, facts).flatMap((action) =>
      resourcesFor(action, statement, facts),
    ),
  ];
  let best: DecidedRequest | undefined;
  for (const asked of candidates) {
    const trial = ask(inquiry, asked, decided);
    if (!trial) continue;
    if (trial.decision.decidedBy.length === 1) return { asked, context: trial.context };
    best ??= { asked, context: trial.context };
  }
  return best;
}

/** Other actions that the statement names and that it allows in the same request. */
function othersLike(inquiry: Inquiry, { asked, context }: DecidedRequest): string[] {
  const { statement, facts, decided } = inquiry;
  const named = statement.action?.negated === false ? statement.action.values : [];
  return named.filter(
    (action) =>
      !/[*?]/.test(action) &&
      action !== asked.action &&
      facts.reference.action(action) !== undefined &&
      resourcesFor(action, statement, facts).some(({ resource }) => resource === asked.resource) &&
      isSame(ask(inquiry, { ...asked, action }, decided)?.context, context),
  );
}

/**
 * Refused requests: the same one with a condition that does not hold, and, for the role's first
 * claim, one with an action that is not granted.
 */
function refusals(inquiry: Inquiry, asked: Asked, isFirst: boolean): ClaimDraft[] {
  const { statement, facts } = inquiry;
  const claims: ClaimDraft[] = [];
  const broken = statement.conditions.length > 0 ? ask(inquiry, asked, isRefused, true) : undefined;
  if (broken) {
    const contexts = [broken.context, ...otherStates(inquiry, asked, broken.context)];
    claims.push(claim([asked.action], asked.resource, contexts, 'implicitDeny'));
  }
  const changes = isFirst ? changesLike(asked.action, facts) : [];
  for (const action of changes.filter((one) => statement.action?.values.includes(one) !== true)) {
    const [other] = resourcesFor(action, statement, facts);
    const trial = other && ask(inquiry, other, isRefused);
    if (trial) return [...claims, claim([action], other.resource, [trial.context], 'implicitDeny')];
  }
  return claims;
}

/**
 * The refused request with the first key that a condition tests in its other state. AWS leaves some
 * keys out where people expect `false`, so that a claim about one of the two says too little.
 */
function otherStates(
  { search, session, statement }: Inquiry,
  { action, resource = '*' }: Asked,
  context: Stated,
): Stated[] {
  const question = { principal: session, action, resource };
  const key = Object.keys(context).find((name) =>
    statement.conditions.some((one) => one.key.toLowerCase() === name.toLowerCase()),
  );
  const tests = statement.conditions.filter((one) => one.key.toLowerCase() === key?.toLowerCase());
  if (key === undefined) return [];
  const other = context[key] === null ? falseOf(tests) : null;
  const found = other === undefined ? [] : [{ ...context, [key]: other }];
  return found.filter((one) => holdsIn(search, question, one, isRefused));
}

/** What a Boolean key has if it is not absent and its condition does not hold. */
function falseOf(conditions: Statement['conditions']): string | undefined {
  const bool = conditions.find(({ operator }) => /^Bool(?:IfExists)?$/.test(operator));
  return bool && (bool.values.includes('true') ? 'false' : 'true');
}

function claim(
  actions: readonly string[],
  resource: string | undefined,
  contexts: readonly Stated[],
  expect: ClaimDraft['expect'],
  by?: string,
): ClaimDraft {
  const [action = ''] = actions;
  return {
    say: say(actions, resource, contexts, expect),
    requests: contexts.map((context) => ({
      action: actions.length === 1 ? action : actions,
      ...(resource === undefined ? {} : { resource }),
      ...stated(context),
    })),
    expect,
    ...(by === undefined ? {} : { by }),
  };
}

const isSame = (a: Stated | undefined, b: Stated): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
