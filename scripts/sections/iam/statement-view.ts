/** A statement as templates see it: the elements that IAM has, as written, placeholders included. */
import { fromValue } from '../../iam/cases.ts';
import type { PrincipalElement, Statement } from '../../iam/statement.ts';
import type { View } from '../fields.ts';
import { lazily } from '../lazily.ts';

/** What a shared statement and a statement of a policy have in common. */
type Common = Omit<View<'policyStatement'>, 'shared'>;

/** `keyOf` finds a condition key in the data. */
export function statementView(
  json: string,
  keyOf: (id: string) => View<'conditionKey'> | undefined,
): Common {
  let read: Statement | undefined;
  const one = (): Statement => (read ??= readOne(json));
  return lazily(
    { json },
    {
      sid: () => one().sid,
      effect: () => one().effect ?? '',
      actions: () => valuesOf(one().action, false),
      exceptActions: () => valuesOf(one().action, true),
      resources: () => valuesOf(one().resource, false),
      exceptResources: () => valuesOf(one().resource, true),
      principals: () => principalsOf(one().principal, false),
      exceptPrincipals: () => principalsOf(one().principal, true),
      conditions: () =>
        one().conditions.map(({ operator, key, values }) =>
          lazily({ operator, key, values }, { conditionKey: () => keyOf(key) }),
        ),
    },
  );
}

function readOne(json: string): Statement {
  const document = `{ "Version": "2012-10-17", "Statement": [${json}] }`;
  const [statement] = fromValue('statement', document).statements;
  if (!statement) throw new Error('a policy is read with at least one statement');
  return statement;
}

const valuesOf = (patterns: Statement['action'], negated: boolean): readonly string[] =>
  patterns?.negated === negated ? patterns.values : [];

function principalsOf(
  element: PrincipalElement | undefined,
  negated: boolean,
): View<'principal'>[] {
  if (element?.negated !== negated) return [];
  const named = [...element.byType].flatMap(([kind, values]) =>
    values.map((value) => ({ kind, value })),
  );
  return [...(element.anyone ? [{ kind: 'Everyone', value: '*' }] : []), ...named];
}
