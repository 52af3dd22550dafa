/** Policy variables: `${aws:username}`, with a default `${aws:username, 'anonymous'}`, and the escapes `${*}` `${?}` `${$}`. */
import type { IamCode } from '../../problems/iam-codes.ts';
import { type Finding, found, type CheckedPolicy, type StatementCheck } from './finding.ts';
import { type WrittenCondition, type WrittenStatement, type Text } from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
export const variableChecks: readonly StatementCheck[] = [
  variablesInResources,
  variablesInConditions,
  variablesElsewhere,
];

export interface Variable {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** What stands between the braces. */
  readonly body: string;
  readonly closed: boolean;
}

/** The variables of a text, in order; an unclosed one runs to the next one or to the end. */
export function variablesOf(text: string): Variable[] {
  const variables: Variable[] = [];
  for (let start = text.indexOf('${'); start !== -1;) {
    const next = text.indexOf('${', start + 2);
    const brace = text.indexOf('}', start + 2);
    const closed = brace !== -1 && (next === -1 || brace < next);
    const end = closed ? brace + 1 : next === -1 ? text.length : next;
    variables.push({ start, end, body: text.slice(start + 2, closed ? brace : end), closed });
    start = next;
  }
  return variables;
}

/** The text with a `*` for each variable: a value not known yet. */
export function withoutVariables(text: string): string {
  let result = '';
  let from = 0;
  for (const { start, end } of variablesOf(text)) {
    result += `${text.slice(from, start)}*`;
    from = end;
  }
  return result + text.slice(from);
}

function* variablesInResources(
  statement: WrittenStatement,
  policy: CheckedPolicy,
): Iterable<Finding> {
  for (const resource of statement.resources) yield* variableProblems(resource, statement, policy);
}

function* variablesInConditions(
  statement: WrittenStatement,
  policy: CheckedPolicy,
): Iterable<Finding> {
  for (const condition of statement.conditions) {
    for (const value of condition.values) {
      if (!value.value.includes('${')) continue;
      if (takesVariables(condition)) yield* variableProblems(value, statement, policy);
      else {
        yield found(
          'iam/invalid-variable-for-operator',
          statement,
          value.range,
          `\`${condition.operatorText.value}\` does not resolve variables, so "${value.value}" is compared as it stands`,
          'use a string or ARN operator, or write the value',
        );
      }
    }
  }
}

/** Bool: AWS's pages contradict each other, so it passes. An unknown operator has its own finding. */
function takesVariables({ operator }: WrittenCondition): boolean {
  return operator === undefined || ['String', 'Arn', 'Bool'].includes(operator.family);
}

function* variablesElsewhere(statement: WrittenStatement): Iterable<Finding> {
  const texts = [...statement.actions, ...statement.principals.map(({ value }) => value)];
  for (const { value, range } of texts) {
    if (!variablesOf(value).some(({ body }) => body.includes(':'))) continue;
    yield found(
      'iam/variable-unsupported-in-element',
      statement,
      range,
      `"${value}" holds a variable, and none is resolved here`,
      'variables work in `Resource` and in the values of `Condition`',
    );
  }
}

function* variableProblems(
  text: Text,
  statement: WrittenStatement,
  policy: CheckedPolicy,
): Iterable<Finding> {
  for (const variable of variablesOf(text.value)) {
    const problem = problemOf(variable);
    if (problem) {
      yield found(problem.code, statement, text.range, problem.message, problem.hint);
    } else if (policy.version !== '2012-10-17' && isVariable(variable.body)) {
      yield found(
        'iam/variable-unsupported-in-version',
        statement,
        text.range,
        `\`\${${variable.body}}\` is plain text in a policy of ${policy.version === undefined ? 'no version' : `version ${policy.version}`}`,
        'set `"Version": "2012-10-17"`',
      );
      return;
    }
  }
}

function problemOf({
  body,
  closed,
}: Variable): { code: IamCode; message: string; hint: string } | undefined {
  const comma = body.indexOf(',');
  const name = comma === -1 ? body : body.slice(0, comma);
  if (!closed) {
    return {
      code: 'iam/missing-brace-in-variable',
      message: `the variable \`\${${body}\` is not closed, so it is plain text`,
      hint: 'add the closing brace',
    };
  }
  if (name.trim() === '') {
    return {
      code: 'iam/empty-variable',
      message: 'a variable without a name resolves to nothing',
      hint: 'name the key, for example `${aws:username}`, or write `${$}` for a dollar sign',
    };
  }
  if (/\s/.test(name)) {
    return {
      code: 'iam/unsupported-space-in-variable',
      message: `the variable \`\${${body}}\` has a space in its name, so it is not resolved`,
      hint: `write \`\${${name.replace(/\s+/g, '')}${body.slice(name.length)}}\``,
    };
  }
  if (comma !== -1 && !isQuoted(body.slice(comma + 1).trim())) {
    const value = body.slice(comma + 1).replace(/['"]/g, '');
    return {
      code: 'iam/missing-quote-in-variable',
      message: `the default of \`\${${body}}\` does not stand in single quotes`,
      hint: `write \`\${${name}, '${value.trim()}'}\``,
    };
  }
  return undefined;
}

const isQuoted = (text: string): boolean =>
  text.length >= 2 && text.startsWith("'") && text.endsWith("'");

/** A name with a service, or an escape; `${BUCKET}` is somebody else's placeholder. */
function isVariable(body: string): boolean {
  return body.includes(':') || body === '*' || body === '?' || body === '$';
}
