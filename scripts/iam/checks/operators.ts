/** Condition operators: a name taken apart. */

export type OperatorFamily =
  'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IpAddress' | 'Arn' | 'Null';

export interface Operator {
  /** In AWS's spelling, without qualifier and suffix: `StringEquals`. */
  readonly name: string;
  readonly family: OperatorFamily;
  readonly qualifier: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
  readonly negated: boolean;
}

const COMPARISONS = [
  'Equals',
  'NotEquals',
  'LessThan',
  'LessThanEquals',
  'GreaterThan',
  'GreaterThanEquals',
] as const;

const FAMILIES: Readonly<Record<OperatorFamily, readonly string[]>> = {
  String: [
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ],
  Numeric: COMPARISONS.map((name) => `Numeric${name}`),
  Date: COMPARISONS.map((name) => `Date${name}`),
  Bool: ['Bool'],
  Binary: ['BinaryEquals'],
  IpAddress: ['IpAddress', 'NotIpAddress'],
  Arn: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
  Null: ['Null'],
};

const OPERATORS: ReadonlyMap<string, { name: string; family: OperatorFamily }> = new Map(
  (Object.keys(FAMILIES) as OperatorFamily[]).flatMap((family) =>
    FAMILIES[family].map((name) => [name.toLowerCase(), { name, family }] as const),
  ),
);

export const OPERATOR_NAMES: readonly string[] = Object.values(FAMILIES).flat();

/**
 * Takes an operator apart; undefined when there is none of that name. IAM does not mind the case.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function readOperator(text: string): Operator | undefined {
  const { qualifier, rest } = splitQualifier(text);
  if (rest === undefined) return undefined;
  const ifExists = rest.endsWith('ifexists');
  const known = OPERATORS.get(ifExists ? rest.slice(0, -'ifexists'.length) : rest);
  if (!known) return undefined;
  return { ...known, qualifier, ifExists, negated: known.name.includes('Not') };
}

/** The operators of a family, for hints. */
export const operatorsOf = (family: OperatorFamily): readonly string[] => FAMILIES[family];

function splitQualifier(text: string): {
  qualifier: Operator['qualifier'];
  rest: string | undefined;
} {
  const lower = text.toLowerCase();
  const colon = lower.indexOf(':');
  if (colon === -1) return { qualifier: undefined, rest: lower };
  const rest = lower.slice(colon + 1);
  switch (lower.slice(0, colon)) {
    case 'forallvalues':
      return { qualifier: 'ForAllValues', rest };
    case 'foranyvalue':
      return { qualifier: 'ForAnyValue', rest };
    default:
      return { qualifier: undefined, rest: undefined };
  }
}
