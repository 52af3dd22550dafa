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
export { diffPolicies, type PolicyChanges } from './diff/policies.ts';
export type { ClaimChange } from './diff/claims.ts';
export type { DiffJson, PolicyJson, RowJson } from './diff/json.ts';
export { build, check } from './build/pipeline.ts';
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
