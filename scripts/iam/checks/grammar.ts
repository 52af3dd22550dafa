/** Which elements there are, which of them belong together, and what each may hold. */
import type { MapEntry, PolicyNode } from '../policy.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import {
  type Finding,
  found,
  type CheckedPolicy,
  type PolicyCheck,
  type PolicyKind,
  type StatementCheck,
} from './finding.ts';
import {
  firstOf,
  POLICY_ELEMENTS,
  STATEMENT_ELEMENTS,
  VERSIONS,
  type WrittenStatement,
} from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export const policyGrammar: readonly PolicyCheck[] = [topLevel, version];
export const statementGrammar: readonly StatementCheck[] = [
  statementShape,
  unknownElements,
  exclusiveElements,
  effect,
  missingElements,
];

/** The elements around the statements, and that there is a statement. */
function* topLevel(policy: CheckedPolicy): Iterable<Finding> {
  const { node } = policy;
  if (node.kind !== 'map') {
    yield found(
      'iam/data-type-mismatch',
      policy,
      node.range,
      `a policy is an object, and this is ${shapeOf(node)}`,
    );
    return;
  }
  for (const entry of node.entries) {
    if (isOneOf(POLICY_ELEMENTS, entry.key)) yield* topLevelShape(policy, entry);
    else yield unknownElement(policy, entry, POLICY_ELEMENTS, 'policy');
  }
  if (policy.statements.length === 0) {
    yield found(
      'iam/missing-statement',
      policy,
      firstOf(node, 'Statement')?.value.range ?? node.range,
      'the policy has no statement, so it says nothing',
      'add `"Statement": [{ "Effect": …, "Action": …, "Resource": … }]`',
    );
  }
}

function* topLevelShape(policy: CheckedPolicy, { key, value }: MapEntry): Iterable<Finding> {
  const expected = key === 'Statement' ? 'an object or a list of objects' : 'a text';
  const fits =
    key === 'Statement' ? value.kind !== 'scalar' : value.kind === 'scalar' && isText(value);
  if (!fits) yield wrongShape(policy, key, expected, value);
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_id.html
  if (key === 'Id' && isAttachedToIdentities(policy.kind)) {
    yield {
      ...found(
        'iam/invalid-policy-element',
        policy,
        value.range,
        '`Id` belongs in policies of resources; in a policy of this kind it has no effect',
        'remove it',
      ),
      severity: 'warning',
    };
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
function* version(policy: CheckedPolicy): Iterable<Finding> {
  if (policy.node.kind !== 'map') return;
  const entry = firstOf(policy.node, 'Version');
  if (!entry) {
    yield found(
      'iam/missing-version',
      policy,
      policy.node.range,
      'the policy names no version, so the language of 2008 applies, which knows no variables',
      'add `"Version": "2012-10-17"`',
    );
  } else if (entry.value.kind === 'scalar' && isText(entry.value)) {
    const value = String(entry.value.value);
    if (!isOneOf(VERSIONS, value)) {
      yield found(
        'iam/invalid-version',
        policy,
        entry.value.range,
        `there is no version "${value}" of the policy language`,
        'write `"Version": "2012-10-17"`',
      );
    }
  }
}

/** What each element may hold. */
function* statementShape(statement: WrittenStatement): Iterable<Finding> {
  if (statement.node.kind !== 'map') {
    yield wrongShape(statement, 'Statement', 'an object', statement.node);
    return;
  }
  for (const { key, value } of statement.elements.values()) {
    switch (key) {
      case 'Sid':
      case 'Effect':
        if (!isText(value)) yield wrongShape(statement, key, 'a text', value);
        break;
      case 'Action':
      case 'NotAction':
      case 'Resource':
      case 'NotResource':
        yield* textOrTexts(statement, key, value);
        break;
      case 'Condition':
        yield* conditionShape(statement, value);
        break;
    }
  }
}

function* textOrTexts(
  statement: WrittenStatement,
  key: string,
  value: PolicyNode,
): Iterable<Finding> {
  const parts = value.kind === 'list' ? value.items : [value];
  for (const part of parts) {
    if (!isText(part)) yield wrongShape(statement, key, 'a text or a list of texts', part);
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html */
function* conditionShape(statement: WrittenStatement, value: PolicyNode): Iterable<Finding> {
  if (value.kind !== 'map') {
    yield wrongShape(statement, 'Condition', 'an object of operators', value);
    return;
  }
  for (const operator of value.entries) {
    if (operator.value.kind !== 'map') {
      yield wrongShape(statement, operator.key, 'an object of keys and values', operator.value);
      continue;
    }
    for (const { key, value: values } of operator.value.entries) {
      for (const part of values.kind === 'list' ? values.items : [values]) {
        if (part.kind === 'scalar' && part.value !== null) continue;
        yield found(
          'iam/invalid-condition-data-type',
          statement,
          part.range,
          `\`${key}\` is compared with ${shapeOf(part)}, and IAM refuses that`,
          'write a text, a number, a boolean, or a list of these',
        );
      }
    }
  }
}

function* unknownElements(statement: WrittenStatement): Iterable<Finding> {
  for (const entry of statement.elements.values()) {
    if (!isOneOf(STATEMENT_ELEMENTS, entry.key)) {
      yield unknownElement(statement, entry, STATEMENT_ELEMENTS, 'statement');
    }
  }
}

function* exclusiveElements(statement: WrittenStatement): Iterable<Finding> {
  for (const name of ['Action', 'Resource', 'Principal']) {
    const second = statement.elements.get(`Not${name}`);
    if (!second || !statement.elements.has(name)) continue;
    yield found(
      'iam/unsupported-element-combination',
      statement,
      second.keyRange,
      `a statement cannot have both \`${name}\` and \`Not${name}\``,
      `keep one of the two, or write two statements`,
    );
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html */
function* effect(statement: WrittenStatement): Iterable<Finding> {
  if (statement.node.kind !== 'map') return;
  const entry = statement.elements.get('Effect');
  if (!entry) {
    yield found(
      'iam/missing-effect',
      statement,
      statement.node.range,
      'the statement neither allows nor denies',
      'add `"Effect": "Allow"` or `"Effect": "Deny"`',
    );
  } else if (isText(entry.value) && statement.effect !== 'Allow' && statement.effect !== 'Deny') {
    yield found(
      'iam/invalid-effect',
      statement,
      entry.value.range,
      `the effect is "${statement.effect ?? ''}", and there are only \`Allow\` and \`Deny\``,
      didYouMean(statement.effect ?? '', ['Allow', 'Deny'], 'write `"Allow"` or `"Deny"`'),
    );
  }
}

function* missingElements(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  if (statement.node.kind !== 'map') return;
  const has = (name: string): boolean =>
    statement.elements.has(name) || statement.elements.has(`Not${name}`);
  if (!has('Action')) {
    yield found(
      'iam/missing-action',
      statement,
      statement.node.range,
      'the statement has no `Action`, so it is about nothing',
      'add `"Action": […]`',
    );
  }
  if (!has('Resource') && (isAttachedToIdentities(policy.kind) || policy.kind === 'rcp')) {
    yield found(
      'iam/missing-resource',
      statement,
      statement.node.range,
      'the statement has no `Resource`, and policies of this kind need one',
      'add `"Resource": "*"` or the ARNs',
    );
  }
}

/** Policies that apply to whom they are attached. */
export function isAttachedToIdentities(kind: PolicyKind): boolean {
  return kind === 'identity' || kind === 'boundary' || kind === 'session' || kind === 'scp';
}

function unknownElement(
  where: CheckedPolicy | WrittenStatement,
  { key, keyRange }: MapEntry,
  elements: readonly string[],
  owner: string,
): Finding {
  return found(
    'iam/invalid-policy-element',
    where,
    keyRange,
    `a ${owner} has no element \`${key}\`, and IAM refuses what it does not know`,
    didYouMean(key, elements, `the elements are ${elements.join(', ')}`),
  );
}

function wrongShape(
  where: CheckedPolicy | WrittenStatement,
  key: string,
  expected: string,
  node: PolicyNode,
): Finding {
  return found(
    'iam/data-type-mismatch',
    where,
    node.range,
    `\`${key}\` takes ${expected}, and this is ${shapeOf(node)}`,
  );
}

function shapeOf(node: PolicyNode): string {
  if (node.kind !== 'scalar') return node.kind === 'map' ? 'an object' : 'a list';
  if (node.value === null) return 'null';
  return typeof node.value === 'string' ? 'a text' : `a ${typeof node.value}`;
}

const isText = (node: PolicyNode): boolean =>
  node.kind === 'scalar' && typeof node.value === 'string';

const isOneOf = (names: readonly string[], name: string): boolean => names.includes(name);
