/** A proof, as those who do not know IAM print it. */
import { plural } from '../../problems/report.ts';
import type { Outcome } from '../model.ts';
import { contextText } from './claim-problems.ts';
import { factText } from './fact-text.ts';
import type { Proof } from './proof.ts';

export function outcomeOf(proof: Proof): Outcome {
  const { index, claim, said, holds, trials, universal } = proof;
  return {
    index,
    say: said,
    expect: claim.expect,
    holds,
    shown: shownBy(proof),
    since: factsOf(proof),
    details: {
      trials: trials.map(({ request, decision, ok }) => ({
        action: request.action,
        resource: request.resource,
        principal: request.principal,
        context: request.context,
        with: contextText(request.context),
        decision: decision.decision,
        decidedBy: decision.decidedBy,
        ok,
      })),
      universal: universal.map(({ context, answer }) => ({ context, ...answer })),
    },
  };
}

/** `proven for every request: explicitDeny by DenyDirectAPIAccess`. */
function shownBy({ claim, holds, trials, universal }: Proof): string {
  const expected = claim.expect ?? (claim.only ? 'nothing else is allowed' : 'never more');
  if (trials.length === 0 && universal.length === 0) return 'not proven';
  if (universal.length > 0) {
    const by = claim.by === undefined ? '' : ` by ${claim.by}`;
    const contexts = universal.length > 1 ? ` in ${universal.length} contexts` : '';
    return holds ? `proven for every request${contexts}: ${expected}${by}` : 'not proven';
  }
  const tested = `tested with ${plural(trials.length, 'request')}`;
  if (!holds) return `${tested}: not shown`;
  const deciders = trials.flatMap(({ decision }) =>
    decision.decidedBy.map(({ policy, sid, index }) => sid ?? `${policy} statement ${index + 1}`),
  );
  const by = deciders.length > 0 ? ` by ${[...new Set(deciders)].join(', ')}` : '';
  return `${tested}: ${expected}${by}`;
}

/** What a proof rests on beside the policies. */
function factsOf({ universal }: Proof): string[] {
  const facts = universal.flatMap(({ answer }) => (answer.answer === 'holds' ? answer.facts : []));
  return [...new Set(facts.map(factText))];
}
