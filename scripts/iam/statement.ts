/**
 * Policies in the form that evaluation needs, derived from the written form. A statement with a
 * defect is never skipped; its effect on a decision is unknown.
 */
import type { PolicyDocument } from './policy.ts';
import { readWritten, type WrittenStatement } from './written.ts';

export interface Patterns {
  /** Whether it is `NotAction` or `NotResource`. */
  readonly negated: boolean;
  readonly values: readonly string[];
}

export interface PrincipalElement {
  /** Whether it is `NotPrincipal`. */
  readonly negated: boolean;
  /** Whether it contains `"*"`, that is, anyone. */
  readonly anyone: boolean;
  /** The names by type: AWS, Service, Federated, CanonicalUser. */
  readonly byType: ReadonlyMap<string, readonly string[]>;
}

export interface Condition {
  /** As written: `ForAllValues:StringEqualsIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface Statement {
  /** From 0. */
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny' | undefined;
  readonly action: Patterns | undefined;
  readonly resource: Patterns | undefined;
  readonly principal: PrincipalElement | undefined;
  readonly conditions: readonly Condition[];
  /** Why the statement cannot be evaluated. */
  readonly defects: readonly string[];
}

export interface EvaluablePolicy {
  /** Names the policy in a decision. */
  readonly name: string;
  /**
   * Variables are replaced only in version 2012-10-17; without a Version, the older language
   * applies.
   */
  readonly hasVariables: boolean;
  readonly statements: readonly Statement[];
}

/**
 * Reads a document into the form that {@link evaluate} takes; `name` identifies the policy in decisions.
 * Defects of the document itself count as defects of each statement.
 *
 * @example
 * const source = new Source('policy.yaml', 'Statement: { Effect: Maybe }');
 * const policy = readPolicy('mine', toDocument(source, parseYaml(source).node));
 * console.log(policy.statements[0].defects[0]); // Effect is neither Allow nor Deny
 */
export function readPolicy(name: string, document: PolicyDocument): EvaluablePolicy {
  const written = readWritten(document);
  const statements = written.statements.map((statement, index) =>
    evaluable(statement, index, written.defects),
  );
  // A policy without statements gets a placeholder one, so that its effect is unknown.
  if (statements.length === 0)
    statements.push({ ...EMPTY, defects: [...written.defects, 'the policy has no statement'] });
  return { name, hasVariables: written.version === '2012-10-17', statements };
}

const EMPTY: Statement = {
  index: 0,
  sid: undefined,
  effect: undefined,
  action: undefined,
  resource: undefined,
  principal: undefined,
  conditions: [],
  defects: [],
};

function evaluable(
  written: WrittenStatement,
  index: number,
  documentDefects: readonly string[],
): Statement {
  const { sid, effect, elements, actions, resources, conditions, defects } = written;
  const patterns = (name: string, texts: WrittenStatement['actions']): Patterns | undefined =>
    elements.has(name) || elements.has(`Not${name}`)
      ? { negated: !elements.has(name), values: texts.map(({ value }) => value) }
      : undefined;
  return {
    index,
    sid,
    effect: effect === 'Allow' || effect === 'Deny' ? effect : undefined,
    action: patterns('Action', actions),
    resource: patterns('Resource', resources),
    principal: principalOf(written),
    conditions: conditions.map(({ operatorText, key, values }) => ({
      operator: operatorText.value,
      key: key.value,
      values: values.map(({ value }) => value),
    })),
    defects: [...documentDefects, ...defects],
  };
}

function principalOf({ elements, principals }: WrittenStatement): PrincipalElement | undefined {
  if (!elements.has('Principal') && !elements.has('NotPrincipal')) return undefined;
  const byType = new Map<string, string[]>();
  for (const { type, value } of principals) {
    if (type === undefined) continue;
    byType.set(type, [...(byType.get(type) ?? []), value.value]);
  }
  return {
    negated: !elements.has('Principal'),
    anyone: principals.some(({ type }) => type === undefined),
    byType,
  };
}

/** A policy without statements, for a side that has none. */
export const noPolicy = (name: string): EvaluablePolicy => ({
  name,
  hasVariables: true,
  statements: [],
});
