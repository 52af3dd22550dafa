/** A claim as pages print it: the sentence, how it was proven or tested, and for which requests. */
import { ANYTHING } from '../../data/schema/claim.ts';
import type { Claim } from '../../data/schema/index.ts';
import { codeSpan } from '../../markdown/escape.ts';
import type { ContextValues } from '../../iam/context.ts';
import { Markdown } from '../../markdown/markdown.ts';
import type { View } from '../fields.ts';
import { principalWords, spaceWords, stateWords } from './space-words.ts';

const DECISIONS: Readonly<Record<NonNullable<Claim['expect']>, string>> = {
  allowed: 'allowed',
  explicitDeny: 'explicitly denied',
  implicitDeny: 'implicitly denied',
  denied: 'denied',
  admits: 'admitted by the policy itself',
  delegates: 'left to the account of the caller',
};

/** What is needed besides the claim to word it. */
interface ClaimWords {
  /** The number of the claim within its role, from 1. */
  readonly number: number;
  readonly contextsOf: (scenario: string) => readonly ContextValues[] | undefined;
  readonly titleOf: (scenario: string) => string | undefined;
  readonly sidOf: (statement: string) => string | undefined;
  readonly roleName: (role: string) => string | undefined;
}

export function claimView(claim: Claim, words: ClaimWords): View<'claim'> {
  const { scenario, expect = 'denied', only, within, requests } = claim;
  const contexts = scenario === undefined ? [] : (words.contextsOf(scenario) ?? []);
  const isProven = requests.length === 0;
  const tests = requests.reduce(
    (sum, { action, resource }) => sum + [action].flat().length * [resource ?? '*'].flat().length,
    0,
  );
  const tried = tests * Math.max(1, contexts.length);
  return {
    number: String(words.number),
    say: claim.say,
    decision: only
      ? 'nothing else is allowed'
      : within === undefined
        ? decisionWords(claim, DECISIONS[expect])
        : 'never more',
    proof: isProven
      ? 'Proven for every request.'
      : `Tested with ${tried === 1 ? 'one request' : `${tried} requests`}.`,
    requests: new Markdown(subject(claim, words)),
    channel: scenario === undefined ? 'any' : (words.titleOf(scenario) ?? scenario),
  };
}

function decisionWords({ policy }: Claim, decision: string): string {
  return policy === 'trust' && decision === 'allowed' ? 'admitted' : decision;
}

function subject(claim: Claim, words: ClaimWords): string {
  const { requests, every, only, within, principal, alsoAttached } = claim;
  const attached = [alsoAttached ?? []].flat();
  const beside = attached.map((id) =>
    id === ANYTHING
      ? 'no matter what else is attached'
      : `with ${codeSpan(words.sidOf(id) ?? id)} attached as well`,
  );
  const about = [
    ...requests.map(requestWords),
    ...(every ? [spaceWords(every)] : []),
    ...(only ?? []).map(spaceWords),
    ...(within === undefined ? [] : [`all that ${codeSpan(words.roleName(within) ?? within)} may`]),
  ].join('; ');
  const by = principal === undefined ? [] : [`by ${principalWords(principal)}`];
  return [about, ...by, ...beside].join(', ');
}

function requestWords({ action, resource, context }: Claim['requests'][number]): string {
  const actions = [action].flat().map((name) => codeSpan(name));
  const resources = [resource ?? []].flat().filter((name) => name !== '*');
  const on =
    resources.length > 0 ? ` on ${resources.map((name) => codeSpan(name)).join(', ')}` : '';
  const states = Object.entries(context ?? {}).map(([key, value]) => stateWords(key, value));
  const having = states.length > 0 ? ` with ${states.join(', ')}` : '';
  return `${actions.join(', ')}${on}${having}`;
}
