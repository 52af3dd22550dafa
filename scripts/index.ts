/** The library: exports only. */
export { CannotRun } from './problems/cannot-run.ts';
export { type Code, CODES, type Severity } from './problems/codes.ts';
export { type Case, fromValue as policyFromValue, runCase } from './iam/cases.ts';
export type { ContextValues } from './iam/context.ts';
export {
  type Decision,
  evaluate,
  type Outcome,
  type Policies,
  type Request,
  type StatementRef,
} from './iam/evaluate.ts';
export { parseJson, parseYaml, toDocument } from './iam/parse.ts';
export type { PolicyDocument, PolicyNode } from './iam/policy.ts';
export { type Additions, loadReference, type Reference } from './iam/reference.ts';
export { type EvaluablePolicy, readPolicy } from './iam/statement.ts';
export {
  type PolicyKind,
  servicesIn,
  validatePolicy,
  type ValidateOptions,
} from './iam/validate.ts';
export { actionIndex, type ActionIndex, type ActionIndexData } from './iam/space/action-index.ts';
export {
  type ActionWords,
  type Change,
  type CompareOptions,
  comparePolicies,
  type Comparison,
  type Row,
  type SideWords,
} from './iam/space/compare.ts';
export type {
  IdentityPolicies,
  PolicySet,
  SpaceDecision,
  SpaceOutcome,
  SpaceRequest,
} from './iam/space/decide.ts';
export {
  type Element,
  type ElementPlace,
  elementRole,
  type ElementRole,
} from './iam/space/elements.ts';
export type { Fact } from './iam/space/facts.ts';
export { type Knowledge, knowledgeOf } from './iam/space/knowledge.ts';
export {
  type EveryAnswer,
  findSome,
  type ProofOptions,
  proveEvery,
  type SomeAnswer,
  type Witness,
} from './iam/space/prove.ts';
export type { Expectation } from './iam/space/met.ts';
export type { Choice, KeyTest, PrincipalTest, Space } from './iam/space/space.ts';
export type { CallerWords, KeyWords, ResourceWords } from './iam/space/words.ts';
export { diffPolicies, type PolicyChanges } from './diff/policies.ts';
export type { ClaimChange } from './models/claim-change.ts';
export type { DiffJson, PolicyJson, RowJson } from './diff/json-output.ts';
export { build, check } from './build/build.ts';
export type {
  BuildOptions,
  BuildResult,
  Overwritten,
  PageChange,
  RegionChange,
} from './build/build-options.ts';
export type {
  ClaimPlace,
  EntryPlace,
  Explanation,
  ListedKind,
  ListedRow,
  Place,
  RegionPlace,
} from './explain/json-output.ts';
export { lint } from './lint/lint.ts';
export type { LintOptions, LintResult } from './lint/options.ts';
export type { Baseline } from './lint/baseline.ts';
export type { Problem } from './problems/problem.ts';
export { Source } from './problems/source.ts';
