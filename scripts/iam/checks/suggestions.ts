/** What works but can be said better; asked for with `suggestions`. The empty lists that match nothing are always reported. */
import type { IamCode } from '../../problems/iam-codes.ts';
import { globMatches } from '../glob.ts';
import type { PolicyNode } from '../policy.ts';
import {
  type Finding,
  found,
  type CheckedPolicy,
  type PolicyCheck,
  type StatementCheck,
} from './finding.ts';
import { type WrittenCondition, type WrittenStatement, type Text } from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html */
export const emptyLists: readonly StatementCheck[] = [emptyElements, emptyConditions];
export const suggestions: readonly StatementCheck[] = [
  emptySid,
  emptyConditionObject,
  redundantActions,
  redundantResources,
  wildcardServices,
  nullQualifiers,
  presencePatterns,
  stringPatternsOfArns,
];
export const policySuggestions: readonly PolicyCheck[] = [redundantStatements];

function* emptyElements(statement: WrittenStatement): Iterable<Finding> {
  for (const { key, value } of statement.elements.values()) {
    const code = emptyCode(key, value);
    if (!code) continue;
    yield found(
      code,
      statement,
      value.range,
      key.startsWith('Not')
        ? `\`${key}\` is empty, so it leaves nothing out`
        : `\`${key}\` is empty, so the statement matches nothing`,
      `fill it, or remove the statement`,
    );
  }
}

function emptyCode(key: string, value: PolicyNode): IamCode | undefined {
  const empty = value.kind === 'list' && value.items.length === 0;
  switch (key) {
    case 'Action':
    case 'NotAction':
      return empty ? 'iam/empty-array-action' : undefined;
    case 'Resource':
    case 'NotResource':
      return empty ? 'iam/empty-array-resource' : undefined;
    case 'Principal':
    case 'NotPrincipal':
      if (value.kind !== 'map') return undefined;
      if (value.entries.length === 0) return 'iam/empty-object-principal';
      return value.entries.every(
        (entry) => entry.value.kind === 'list' && !entry.value.items.length,
      )
        ? 'iam/empty-array-principal'
        : undefined;
    default:
      return undefined;
  }
}

function* emptyConditions(statement: WrittenStatement): Iterable<Finding> {
  for (const condition of statement.conditions) {
    if (condition.node.kind !== 'list' || condition.node.items.length > 0) continue;
    yield found(
      emptyConditionCode(condition),
      statement,
      condition.node.range,
      `\`${condition.key.value}\` is compared with no value at all`,
      'name the values, or remove the key',
    );
  }
}

function emptyConditionCode({ operator }: WrittenCondition): IamCode {
  if (operator?.qualifier === 'ForAllValues') return 'iam/empty-array-condition-forallvalues';
  if (operator?.qualifier === 'ForAnyValue') return 'iam/empty-array-condition-foranyvalue';
  return operator?.ifExists ? 'iam/empty-array-condition-ifexists' : 'iam/empty-array-condition';
}

function* emptySid(statement: WrittenStatement): Iterable<Finding> {
  const value = statement.elements.get('Sid')?.value;
  if (value?.kind !== 'scalar' || value.value !== '') return;
  yield found('iam/empty-sid-value', statement, value.range, 'the id is empty', 'remove `Sid`');
}

function* emptyConditionObject(statement: WrittenStatement): Iterable<Finding> {
  const value = statement.elements.get('Condition')?.value;
  if (value?.kind !== 'map') return;
  const empty = [value, ...value.entries.map((entry) => entry.value)].filter(
    (node) => node.kind === 'map' && node.entries.length === 0,
  );
  for (const { range } of empty) {
    yield found(
      'iam/empty-object-condition',
      statement,
      range,
      'the condition is empty, so it restricts nothing',
      'remove it',
    );
  }
}

/** More patterns of one list are not compared with all of it. */
const MOST_PATTERNS = 500;

function* redundantActions({ actions, ...statement }: WrittenStatement): Iterable<Finding> {
  const lower = actions.map(({ value, range }) => ({ value: value.toLowerCase(), range }));
  yield* redundant('iam/redundant-action', statement, lower);
}

function* redundantResources({ resources, ...statement }: WrittenStatement): Iterable<Finding> {
  yield* redundant('iam/redundant-resource', statement, resources);
}

function* redundant(
  code: IamCode,
  where: Pick<WrittenStatement, 'source'>,
  texts: readonly Text[],
): Iterable<Finding> {
  // Only patterns cover others, and of equal texts the first: long lists stay quick.
  const patterns = texts.filter(({ value }) => /[*?]/.test(value)).slice(0, MOST_PATTERNS);
  const first = new Map<string, Text>();
  for (const text of texts) {
    const same = first.get(text.value);
    if (!same) first.set(text.value, text);
    const other =
      same ??
      patterns.find(
        (candidate) => candidate.value !== text.value && globMatches(candidate.value, text.value),
      );
    if (!other) continue;
    yield found(
      code,
      where,
      text.range,
      `"${text.value}" is already covered by "${other.value}"`,
      'remove it',
    );
  }
}

function* wildcardServices(statement: WrittenStatement): Iterable<Finding> {
  for (const { value, range } of statement.actions) {
    const colon = value.indexOf(':');
    if (colon === -1 || !/[*?]/.test(value.slice(0, colon))) continue;
    yield found(
      'iam/wildcard-in-service-name',
      statement,
      range,
      `"${value}" stands for actions of every service whose name fits`,
      'name each service',
    );
  }
}

function* nullQualifiers(statement: WrittenStatement): Iterable<Finding> {
  for (const { operator, operatorText } of statement.conditions) {
    if (operator?.family !== 'Null' || !operator.qualifier) continue;
    yield found(
      'iam/null-with-qualifier',
      statement,
      operatorText.range,
      '`Null` asks whether the key is there, so a set operator adds nothing',
      'write `Null`',
    );
  }
}

function* presencePatterns(statement: WrittenStatement): Iterable<Finding> {
  for (const { operator, key, values } of statement.conditions) {
    const [only] = values;
    if (operator?.name !== 'StringLike' || operator.qualifier || operator.ifExists) continue;
    if (values.length !== 1 || only?.value !== '*') continue;
    yield found(
      'iam/equivalent-to-null-false',
      statement,
      only.range,
      `this only asks whether \`${key.value}\` is there`,
      `write \`"Null": { "${key.value}": "false" }\``,
    );
  }
}

function* stringPatternsOfArns(
  statement: WrittenStatement,
  policy: CheckedPolicy,
): Iterable<Finding> {
  for (const { operator, operatorText, key, values } of statement.conditions) {
    if (operator?.family !== 'String' || !operator.name.endsWith('Like')) continue;
    if (policy.reference?.conditionKey(key.value)?.type !== 'ARN') continue;
    if (!values.some(({ value }) => /[*?]/.test(value))) continue;
    yield found(
      'iam/string-like-operator-with-arn-condition-keys',
      statement,
      operatorText.range,
      `\`${key.value}\` holds an ARN, and a wildcard of \`${operator.name}\` crosses its colons`,
      `use \`${operator.negated ? 'ArnNotLike' : 'ArnLike'}\``,
    );
  }
}

function* redundantStatements(policy: CheckedPolicy): Iterable<Finding> {
  const seen = new Set<string>();
  for (const statement of policy.statements) {
    const text = textOf(statement);
    if (text !== undefined && seen.has(text)) {
      yield found(
        'iam/redundant-statement',
        statement,
        statement.node.range,
        'an earlier statement says the same',
        'remove one of the two',
      );
    }
    if (text !== undefined) seen.add(text);
  }
}

/** What a statement says, without its id and its order; undefined when it is malformed. */
function textOf({ elements, ...statement }: WrittenStatement): string | undefined {
  if (elements.size === 0) return undefined;
  const sorted = (values: readonly string[]): string[] => values.toSorted();
  return JSON.stringify([
    sorted([...elements.keys()].filter((key) => key !== 'Sid')),
    statement.effect,
    sorted(statement.actions.map(({ value }) => value)),
    sorted(statement.resources.map(({ value }) => value)),
    sorted(statement.principals.map(({ type, value }) => `${type}\n${value.value}`)),
    sorted(
      statement.conditions.map(({ operatorText, key, values }) =>
        JSON.stringify([operatorText.value, key.value, sorted(values.map(({ value }) => value))]),
      ),
    ),
  ]);
}
