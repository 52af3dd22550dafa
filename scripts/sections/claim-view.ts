/** A claim as pages print it: the sentence, the decision, and what was tested. */
import type { Claim } from '../data/schema/index.ts';
import { codeSpan } from '../markdown/escape.ts';
import type { ContextValues } from '../iam/context.ts';
import { Markdown } from '../markdown/markdown.ts';
import type { View } from './fields.ts';

const DECISIONS: Readonly<Record<Claim['expect'], string>> = {
  allowed: 'allowed',
  explicitDeny: 'explicitly denied',
  implicitDeny: 'implicitly denied',
  denied: 'denied',
};

/** `contextsOf` gives the contexts of a scenario, `sidOf` the Sid of a shared statement. */
export function claimView(
  claim: Claim,
  contextsOf: (scenario: string) => readonly ContextValues[] | undefined,
  sidOf: (statement: string) => string | undefined,
): View<'claim'> {
  const requests = claim.requests.map(requestWords).join('; ');
  const contexts = claim.scenario === undefined ? [] : (contextsOf(claim.scenario) ?? []);
  const parts = [
    requests,
    ...(contexts.length > 0 ? [`with ${contexts.map(contextWords).join('; and with ')}`] : []),
    ...(claim.principal === undefined ? [] : [`asked by ${codeSpan(claim.principal)}`]),
    ...[claim.alsoAttached ?? []]
      .flat()
      .map((id) => `with ${codeSpan(sidOf(id) ?? id)} attached as well`),
  ];
  const tested = new Markdown(`${parts.join(', ')}.`);
  return { say: claim.say, decision: DECISIONS[claim.expect], tested };
}

function requestWords({ action, resource, context }: Claim['requests'][number]): string {
  const actions = [action].flat().map((name) => codeSpan(name));
  const resources = [resource ?? []].flat().filter((name) => name !== '*');
  const on =
    resources.length > 0 ? ` on ${resources.map((name) => codeSpan(name)).join(', ')}` : '';
  const having = context === undefined ? '' : ` with ${contextWords(context)}`;
  return `${actions.join(', ')}${on}${having}`;
}

function contextWords(context: ContextValues): string {
  return Object.entries(context)
    .map(([key, value]) => {
      const state =
        value === null
          ? 'absent'
          : [value]
              .flat()
              .map((one) => codeSpan(one))
              .join(', ');
      return `${codeSpan(key)} ${state}`;
    })
    .join(', ');
}
