/** Policies for any value of their variables: an Allow allows more so, which suits an upper bound. */
import type { EvaluablePolicy, Statement } from '../../iam/statement.ts';

const VARIABLE = /\$\{[^}]*\}/g;

const hasVariable = (text: string): boolean => text.includes('${');

export const forAnyValue = (policy: EvaluablePolicy): EvaluablePolicy =>
  policy.hasVariables ? { ...policy, statements: policy.statements.map(widened) } : policy;

/** The pattern with `*` in place of each variable. */
export const anyValueOf = (pattern: string): string => pattern.replace(VARIABLE, '*');

function widened(statement: Statement): Statement {
  const { effect, resource, conditions } = statement;
  if (effect !== 'Allow') return statement;
  const kept = conditions.filter(({ values }) => !values.some(hasVariable));
  // Without the resource that varies, NotResource leaves out less.
  const values = (resource?.values ?? []).flatMap((one) =>
    resource?.negated === true && hasVariable(one) ? [] : [anyValueOf(one)],
  );
  const any = { negated: false, values: ['*'] };
  const wide = resource && (values.length > 0 ? { ...resource, values } : any);
  return { ...statement, resource: wide, conditions: kept };
}
