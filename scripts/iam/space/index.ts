/**
 * The room for proofs over all requests, seen from outside. Four questions: does every request of a
 * space get this decision, does some, what do two policy sets decide differently, and what is an
 * element of a policy for. Claims, wording and reading files are left to those who ask.
 */
export {
  ActionIndex,
  actionIndex,
  type ActionIndexData,
  type AddedAction,
  readActionIndex,
} from './action-index.ts';
export type { StatementPlace } from './compile.ts';
export {
  type ActionWords,
  areEqual,
  type Change,
  type CompareOptions,
  comparePolicies,
  type Comparison,
  type Row,
  type SideWords,
} from './compare.ts';
export {
  decide,
  type IdentityPolicies,
  type PolicySet,
  type SpaceDecision,
  type SpaceOutcome,
  type SpaceRequest,
} from './decide.ts';
export {
  type Element,
  type ElementPlace,
  elementRole,
  type ElementRole,
  withoutElement,
} from './elements.ts';
export type { Reason } from './explore.ts';
export { type Fact, FACTS } from './facts.ts';
export { type Knowledge, knowledgeOf, servicesAsked } from './knowledge.ts';
export {
  type EveryAnswer,
  type Expectation,
  findSome,
  proveEvery,
  type ProofOptions,
  type SomeAnswer,
  type Witness,
  withAnything,
} from './prove.ts';
export type { Choice, KeyTest, PrincipalTest, Space } from './space.ts';
export type { CallerWords, KeyWords, ResourceWords } from './words.ts';
