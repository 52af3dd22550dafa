/**
 * Proofs over all requests; the face of this room. It answers four questions: whether every request in
 * a space gets a decision, whether some request does, what two policy sets decide differently, and what
 * an element of a policy is for. Claims, wording and reading files are left to callers.
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
  policiesIn,
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
