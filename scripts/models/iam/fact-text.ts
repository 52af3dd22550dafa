/** A fact about contexts that cannot occur, in words. */
import type { Fact } from '../../iam/space/facts.ts';

export function factText(fact: Fact): string {
  if ('onlyWith' in fact) {
    const [[key = '', value] = []] = Object.entries(fact.onlyWith);
    return `${fact.key} is present only with ${key} ${JSON.stringify(value)} (${fact.source})`;
  }
  if ('onlyOn' in fact) {
    const { services = [], actions = [] } = fact.onlyOn;
    return `${fact.key} is present only on ${[...services, ...actions].join(', ')} (${fact.source})`;
  }
  return `${fact.key} is fixed by who calls (${fact.source})`;
}
