/** Facts that the data add or change: what is proven under them is promised under a condition. */
import type { Fact } from '../../../iam/space/index.ts';
import type { ClaimChange } from '../../claim-change.ts';
import type { SideFacts } from './ground.ts';

export function factChanges({ before, after }: SideFacts): ClaimChange[] {
  const known = new Set(before.map(factText));
  const kept = new Set(after.map(factText));
  const gone = before.filter((fact) => !kept.has(factText(fact)));
  return after
    .filter((fact) => !known.has(factText(fact)))
    .map((fact): ClaimChange => {
      const old = gone.find(({ key }) => key === fact.key);
      return {
        policy: fact.key,
        say: factText(fact),
        change: old ? 'fact changed' : 'fact added',
        before: old ? factText(old) : null,
        after: factText(fact),
      };
    });
}

/** `aws:CalledViaAWSMCP is present only if aws:ViaAWSMCPService is "true"`. */
export function factText(fact: Fact): string {
  if ('onlyWith' in fact) {
    const others = Object.entries(fact.onlyWith).map(
      ([key, test]) => `${key} is ${JSON.stringify(test)}`,
    );
    return `${fact.key} is present only if ${others.join(' and ')}`;
  }
  if ('onlyOn' in fact) {
    const { services = [], actions = [] } = fact.onlyOn;
    return `${fact.key} is present only on ${[...services, ...actions].join(', ')}`;
  }
  return `${fact.key} is fixed by who calls`;
}
