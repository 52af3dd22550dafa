/** Is a policy what IAM accepts, and does it mean something? Runs the checks and turns their findings into problems. */
import { type Problem, problemAt } from '../problems/problem.ts';
import { absentKeyChecks, absentKeySuggestions } from './checks/absent-keys.ts';
import { actionChecks } from './checks/actions.ts';
import { addressChecks, addressSuggestions } from './checks/addresses.ts';
import { conditionChecks } from './checks/conditions.ts';
import { documentChecks } from './checks/document.ts';
import { policyGrammar, statementGrammar } from './checks/grammar.ts';
import { grantChecks } from './checks/grants.ts';
import { keyTypeChecks } from './checks/key-types.ts';
import { keyValueChecks } from './checks/key-values.ts';
import { principalChecks } from './checks/principals.ts';
import {
  type Finding,
  type CheckedPolicy,
  type Removals,
  RESOURCE_KINDS,
  type ResourceKind,
  type PolicyCheck,
  type PolicyKind,
  type StatementCheck,
} from './checks/finding.ts';
import { rcpChecks } from './checks/rcp.ts';
import { reachChecks } from './checks/reach.ts';
import { readWritten } from './written.ts';
import { resourceKindChecks } from './checks/resource-kinds.ts';
import { resourceChecks } from './checks/resources.ts';
import { sidChecks, sidPolicyChecks } from './checks/sids.ts';
import { emptyLists, policySuggestions, suggestions } from './checks/suggestions.ts';
import { trustChecks } from './checks/trust.ts';
import { valueChecks } from './checks/values.ts';
import { variableChecks } from './checks/variables.ts';
import { webIdentityChecks } from './checks/web-identity.ts';
import type { PolicyDocument, PolicyNode } from './policy.ts';
import type { Reference } from './reference.ts';

export {
  POLICY_KINDS,
  type PolicyKind,
  RESOURCE_KINDS,
  type ResourceKind,
} from './checks/finding.ts';

export interface ValidateOptions {
  /** The policy of a bucket, say, is judged as a resource’s and by the rules of buckets. */
  readonly kind: PolicyKind | ResourceKind;
  /** Without it nothing is said about what exists. It must be prepared for the document. */
  readonly reference?: Reference | undefined;
  /** `YYYY-MM-DD`: what is removed later is announced only. Without it, every removal counts. */
  readonly asOf?: string | undefined;
  readonly removals?: Removals | undefined;
  /** Also what works but can be said better; off by default. */
  readonly suggestions?: boolean | undefined;
}

const NO_REMOVALS: Removals = { isKnown: () => false, areErrorsOnly: false };

const POLICY_CHECKS: readonly PolicyCheck[] = [
  ...policyGrammar,
  ...documentChecks,
  ...sidPolicyChecks,
];

const STATEMENT_CHECKS: readonly StatementCheck[] = [
  ...statementGrammar,
  ...sidChecks,
  ...actionChecks,
  ...resourceChecks,
  ...reachChecks,
  ...principalChecks,
  ...trustChecks,
  ...rcpChecks,
  ...resourceKindChecks,
  ...webIdentityChecks,
  ...conditionChecks,
  ...keyTypeChecks,
  ...absentKeyChecks,
  ...valueChecks,
  ...keyValueChecks,
  ...addressChecks,
  ...variableChecks,
  ...grantChecks,
  ...emptyLists,
];

const STATEMENT_SUGGESTIONS: readonly StatementCheck[] = [
  ...suggestions,
  ...addressSuggestions,
  ...absentKeySuggestions,
];

/**
 * Every finding about a policy, in no particular order; each has its place in the source of its own
 * statement and covers whole nodes. Any document is judged, none throws. The checks and their names
 * follow https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 *
 * @example
 * const source = new Source('policy.json', '{ "Statement": [] }');
 * const document = toDocument(source, parseJson(source).node);
 * const problems = validatePolicy(document, { kind: 'identity' });
 * console.log(problems.map(({ code }) => code)); // [ 'iam/missing-statement', 'iam/missing-version' ]
 */
export function validatePolicy(document: PolicyDocument, options: ValidateOptions): Problem[] {
  const { kind, reference, asOf, removals = NO_REMOVALS } = options;
  const resourceKind = RESOURCE_KINDS.find((one) => one === kind);
  const policy: CheckedPolicy = {
    ...readWritten(document),
    kind: resourceKind ? 'resource' : (kind as PolicyKind),
    resourceKind,
    reference,
    asOf,
    removals,
  };
  const [policyChecks, statementChecks] = options.suggestions
    ? [
        [...POLICY_CHECKS, ...policySuggestions],
        [...STATEMENT_CHECKS, ...STATEMENT_SUGGESTIONS],
      ]
    : [POLICY_CHECKS, STATEMENT_CHECKS];
  return Array.from(findingsOf(policy, policyChecks, statementChecks), toProblem);
}

function* findingsOf(
  policy: CheckedPolicy,
  policyChecks: readonly PolicyCheck[],
  statementChecks: readonly StatementCheck[],
): Iterable<Finding> {
  for (const check of policyChecks) yield* check(policy);
  for (const statement of policy.statements) {
    for (const check of statementChecks) yield* check(statement, policy);
  }
}

function toProblem({ code, source, range, ...words }: Finding): Problem {
  return problemAt(code, source, range, words);
}

/**
 * The services that a policy names, for `Reference.prepare`: of its actions, condition keys and ARNs.
 *
 * @example
 * const text = 'Statement: { Action: s3:GetObject, Resource: arn:aws:sqs:*:*:queue }';
 * const source = new Source('policy.yaml', text);
 * console.log([...servicesIn(toDocument(source, parseYaml(source).node))].sort()); // [ 's3', 'sqs' ]
 */
export function servicesIn(document: PolicyDocument): ReadonlySet<string> {
  const services = new Set<string>();
  for (const text of textsOf(document)) {
    const service = serviceOf(text);
    if (service !== undefined) services.add(service);
  }
  return services;
}

/** `s3` of `s3:GetObject`, of `s3:prefix` and of `arn:aws:s3:::bucket`. */
function serviceOf(text: string): string | undefined {
  if (!text.includes(':')) return undefined;
  const [first, , third] = text.toLowerCase().split(':', 3);
  return first === 'arn' ? third : first;
}

/** Every key and every text of a policy, at any depth. */
function* textsOf(document: PolicyDocument): Iterable<string> {
  const open: PolicyNode[] = document.statements.map(({ node }) => node);
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'scalar') {
      if (typeof node.value === 'string') yield node.value;
    } else if (node.kind === 'list') {
      for (const item of node.items) open.push(item);
    } else {
      for (const { key, value } of node.entries) {
        yield key;
        open.push(value);
      }
    }
  }
}
