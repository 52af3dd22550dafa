/**
 * Truth tables: what a statement does to a request, for each state of a condition key. Computed, never
 * typed by hand.
 */
import { codeSpan } from '../../markdown/escape.ts';
import { fromValue } from '../../iam/cases.ts';
import { statementApplies } from '../../iam/evaluate.ts';
import type { Condition, EvaluablePolicy, Statement } from '../../iam/statement.ts';
import { Markdown } from '../../markdown/markdown.ts';
import { Refusal } from '../refusal.ts';
import type { View } from '../fields.ts';

/** A value that no policy uses. */
const OTHER = 'any-other-value';

export function truthTable(
  statement: View<'statement'>,
  key: View<'conditionKey'>,
  compare: View<'statement'> | undefined,
): View<'truthTable'> {
  const [first, second] = [readOne(statement), compare && readOne(compare)];
  const written = [first, second].flatMap(
    (one) => one?.statement.conditions.filter((condition) => isAbout(condition, key)) ?? [],
  );
  if (written.length === 0)
    throw new Refusal(
      `the statement ${statement.id} has no condition on ${key.id}`,
      'name a key that its Condition uses',
    );
  const isBool = key.type === 'Bool';
  const values = isBool
    ? ['true', 'false']
    : [
        ...new Set([
          ...written.flatMap((condition) =>
            condition.operator === 'Null' ? [] : condition.values,
          ),
          ...key.values,
        ]),
      ];
  const states: (string | null)[] = [null, ...values, ...(isBool ? [] : [OTHER])];
  const applies = (one: ReturnType<typeof readOne>, state: string | null): string => {
    const truth = statementApplies(one.policy, onlyAbout(one.statement, key), {
      action: 's3:GetObject',
      resource: '*',
      context: { [key.id]: state },
    });
    if (truth.value === 'unknown')
      throw new Refusal(
        `whether ${statement.id} applies cannot be decided for ${key.id} ${state ?? 'absent'}: ${truth.reason}`,
      );
    const happens = one.statement.effect === 'Deny' ? 'denied' : 'allowed';
    return truth.value ? happens : `not ${happens}`;
  };
  return {
    key: key.id,
    statement: operatorOf(first.statement, key),
    compare: second && operatorOf(second.statement, key),
    rows: states.map((state) => ({
      state: new Markdown(
        state === null ? 'absent' : state === OTHER ? 'any other value' : codeSpan(state),
      ),
      applies: applies(first, state),
      compare: second ? applies(second, state) : '',
    })),
  };
}

function readOne(view: View<'statement'>): { policy: EvaluablePolicy; statement: Statement } {
  const policy = fromValue(view.id, `{ "Version": "2012-10-17", "Statement": [${view.json}] }`);
  const [statement] = policy.statements;
  if (!statement) throw new Error('a policy is read with at least one statement');
  return { policy, statement };
}

/** The statement with only its conditions on the key, since the table shows nothing else. */
function onlyAbout(statement: Statement, key: View<'conditionKey'>): Statement {
  const everything = { negated: false, values: ['*'] };
  return {
    ...statement,
    action: everything,
    resource: everything,
    principal: undefined,
    conditions: statement.conditions.filter((condition) => isAbout(condition, key)),
  };
}

/**
 * The operator and values, such as `BoolIfExists "true"`, which distinguish two statements on the
 * same key.
 */
function operatorOf(statement: Statement, key: View<'conditionKey'>): string {
  return statement.conditions
    .filter((condition) => isAbout(condition, key))
    .map(
      ({ operator, values }) =>
        `${operator} ${values.map((value) => JSON.stringify(value)).join(', ')}`,
    )
    .join(' and ');
}

const isAbout = (condition: Condition, key: View<'conditionKey'>): boolean =>
  condition.key.toLowerCase() === key.id.toLowerCase();
