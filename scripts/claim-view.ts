/** A claim as pages print it: the sentence, the decision, and what was tested. */
import type { Claim } from './claims.ts';
import { codeSpan } from './escape.ts';
import type { ContextValues } from './iam/context.ts';
import { Markdown } from './markdown.ts';
import type { View } from './shapes.ts';

const DECISIONS: Readonly<Record<Claim['expect'], string>> = {
  allowed: 'allowed',
  explicitDeny: 'explicitly denied',
  implicitDeny: 'implicitly denied',
  denied: 'denied',
};

/** `contextsOf` gives the contexts of a scenario. */
export function claimView(
  claim: Claim,
  contextsOf: (scenario: string) => readonly ContextValues[] | undefined,
): View<'claim'> {
  const contexts = (claim.scenario === undefined ? undefined : contextsOf(claim.scenario)) ?? [{}];
  const requests = claim.requests.map((request) => {
    const actions = [request.action]
      .flat()
      .map((action) => codeSpan(action))
      .join(', ');
    const resources = [request.resource ?? []]
      .flat()
      .filter((resource) => resource !== '*')
      .map((resource) => codeSpan(resource));
    const states = contexts
      .map((context) => contextWords({ ...context, ...request.context }))
      .filter((words) => words !== '');
    return `${actions}${resources.length > 0 ? ` on ${resources.join(', ')}` : ''}${states.length > 0 ? `, with ${states.join('; and with ')}` : ''}`;
  });
  const who = claim.principal === undefined ? '' : `, asked by ${codeSpan(claim.principal)}`;
  const beside = [claim.alsoAttached ?? []].flat();
  const attached =
    beside.length > 0
      ? `, with ${beside.map((id) => codeSpan(id)).join(' and ')} attached as well`
      : '';
  return {
    say: claim.say,
    decision: DECISIONS[claim.expect],
    tested: new Markdown(`${requests.join('. ')}${who}${attached}.`),
  };
}

function contextWords(context: ContextValues): string {
  return Object.entries(context)
    .map(
      ([key, value]) =>
        `${codeSpan(key)} ${
          value === null
            ? 'absent'
            : [value]
                .flat()
                .map((one) => codeSpan(one))
                .join(', ')
        }`,
    )
    .join(' and ');
}
