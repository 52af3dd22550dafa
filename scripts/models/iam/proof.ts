/** What was shown of a claim, and how. */
import type { Holder } from '../../data/catalog.ts';
import type { Claim } from '../../data/schema/index.ts';
import type { Trial } from './examples.ts';
import type { UniversalProof } from './universal.ts';

export interface Proof {
  /** The id of the role, or of the policy that no role holds. */
  readonly role: string;
  readonly holder: Holder;
  /** Which of its claims, from 0. */
  readonly index: number;
  readonly claim: Claim;
  /** Its sentence, with the names in it filled in. */
  readonly said: string;
  readonly holds: boolean;
  /** Of a claim about examples: each request. */
  readonly trials: readonly Trial[];
  /** Of a claim about every request: one proof for each context of its scenario. */
  readonly universal: readonly UniversalProof[];
}
