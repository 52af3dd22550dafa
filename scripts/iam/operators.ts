/** The condition operators: how their names are composed, and what each compares. */
import {
  arn,
  binary,
  bool,
  type Compare,
  dates,
  ignoringCase,
  ipAddress,
  numbers,
  text,
} from './comparisons.ts';
import { memo } from '../memo.ts';

export type OperatorFamily =
  'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IpAddress' | 'Arn' | 'Null';

/** An operator without its qualifier and suffix. */
interface BaseOperator {
  /** In AWS's spelling: `StringEquals`. */
  readonly name: string;
  readonly family: OperatorFamily;
  /**
   * Whether it is negated, like `StringNotEquals`: true if no value matches, and if the key is
   * absent.
   */
  readonly negated: boolean;
  /** Undefined for `Null`, which only tests presence. */
  readonly compare: Compare | undefined;
}

export interface Operator extends BaseOperator {
  readonly qualifier: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
  /** AWS's spelling of the whole operator: `ForAllValues:StringEqualsIfExists`. */
  readonly spelling: string;
}

/** An operator and its negation share a comparison. */
const pair = (name: string, negative: string, compare: Compare): [string, Compare][] => [
  [name, compare],
  [negative, compare],
];
const ordered = (name: string, by: typeof numbers): [string, Compare][] => [
  ...pair(`${name}Equals`, `${name}NotEquals`, by.Equals),
  [`${name}LessThan`, by.LessThan],
  [`${name}LessThanEquals`, by.LessThanEquals],
  [`${name}GreaterThan`, by.GreaterThan],
  [`${name}GreaterThanEquals`, by.GreaterThanEquals],
];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const FAMILIES: Readonly<
  Record<OperatorFamily, readonly (readonly [name: string, compare: Compare | undefined])[]>
> = {
  String: [
    ...pair('StringEquals', 'StringNotEquals', text(false)),
    ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', ignoringCase),
    ...pair('StringLike', 'StringNotLike', text(true)),
  ],
  Numeric: ordered('Numeric', numbers),
  Date: ordered('Date', dates),
  Bool: [['Bool', bool]],
  Binary: [['BinaryEquals', binary]],
  IpAddress: pair('IpAddress', 'NotIpAddress', ipAddress),
  Arn: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'].map((name) => [name, arn]),
  Null: [['Null', undefined]],
};

const OPERATORS: ReadonlyMap<string, BaseOperator> = new Map(
  (Object.keys(FAMILIES) as OperatorFamily[]).flatMap((family) =>
    FAMILIES[family].map(([name, compare]) => [
      name.toLowerCase(),
      { name, family, negated: name.includes('Not'), compare },
    ]),
  ),
);

/** The operators of a family, for hints. */
export const operatorsOf = (family: OperatorFamily): readonly string[] =>
  FAMILIES[family].map(([name]) => name);

export const OPERATOR_NAMES: readonly string[] = (
  Object.keys(FAMILIES) as OperatorFamily[]
).flatMap(operatorsOf);

const QUALIFIERS = { forallvalues: 'ForAllValues', foranyvalue: 'ForAnyValue' } as const;

/** Proofs ask for the same few operators a hundred thousand times. */
const operators = memo<string, { readonly operator: Operator | undefined }>(1000);

/** Parses an operator in any case; undefined if it does not exist. */
export const readOperator = (written: string): Operator | undefined =>
  operators(written, () => ({ operator: operatorOf(written) })).operator;

function operatorOf(written: string): Operator | undefined {
  const lower = written.toLowerCase();
  const colon = lower.indexOf(':');
  const rest = lower.slice(colon + 1);
  const ifExists = rest.endsWith('ifexists');
  const base = OPERATORS.get(ifExists ? rest.slice(0, -'ifexists'.length) : rest);
  if (!base) return undefined;
  const suffix = ifExists ? 'IfExists' : '';
  if (colon === -1)
    return { ...base, qualifier: undefined, ifExists, spelling: `${base.name}${suffix}` };
  const prefix = lower.slice(0, colon);
  if (prefix !== 'forallvalues' && prefix !== 'foranyvalue') return undefined;
  const qualifier = QUALIFIERS[prefix];
  return { ...base, qualifier, ifExists, spelling: `${qualifier}:${base.name}${suffix}` };
}
