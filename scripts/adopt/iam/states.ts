/** Values to try for a condition key in a request: those that satisfy a condition, and others. */
import type { Condition } from '../../iam/statement.ts';
import { beforeLastPart } from '../../models/iam/mutations.ts';

/** A value in a request's context; null means that the key is absent. */
export type State = string | readonly string[] | null;

const OTHER = 'some-other-value';
/** The value of policy variables in a request. */
const VARIABLE = 'example';

/**
 * Values of a key worth trying. Conditions in `wanted` are satisfied first; all conditions are
 * about the key.
 */
export function statesOf(wanted: readonly Condition[], all: readonly Condition[]): State[] {
  const states = [
    ...wanted.flatMap(satisfying),
    null,
    ...all.flatMap(satisfying),
    ...all.flatMap(violating),
    VARIABLE,
    ...all.flatMap(nearMisses),
  ];
  return [...new Map(states.map((state) => [JSON.stringify(state), state])).values()];
}

const OPERATOR = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(?:IfExists)?$/;

/** Values with which a condition probably holds; the evaluator decides. */
function satisfying({ operator, values }: Condition): State[] {
  const [, set, base = ''] = OPERATOR.exec(operator) ?? [];
  if (base === 'Null') return values.includes('true') ? [null] : ['true', OTHER];
  const single = values.flatMap((value) => examples(base, value)).slice(0, 3);
  return set === undefined ? single : single.map((value) => [value]);
}

/** Values with which a condition probably does not hold. */
function violating({ operator, values }: Condition): State[] {
  const [, set, base = ''] = OPERATOR.exec(operator) ?? [];
  if (base === 'Null') return values.includes('true') ? ['true', OTHER] : [null];
  if (base === 'Bool') return values.map((value) => (value === 'true' ? 'false' : 'true'));
  const others = /^(?:Numeric|Date|IpAddress|NotIpAddress|Arn)/.test(base)
    ? values.flatMap((value) => examples(OPPOSITE[base] ?? base, value)).slice(0, 1)
    : [OTHER, ...values.slice(0, 1)];
  return set === undefined ? others : others.map((value) => [value]);
}

/**
 * Values that share all but their last part with a value of a set. No upper bound can state what a
 * set holds, so only a refused request notices when the condition takes more values.
 */
function nearMisses({ operator, values }: Condition): State[] {
  if (!/^For(?:All|Any)Values?:String(?!Not)/.test(operator)) return [];
  const prefixes = values.map(beforeLastPart).filter((prefix) => prefix !== '');
  return prefixes.map((prefix) => [prefix + VARIABLE]);
}

const OPPOSITE: Readonly<Record<string, string>> = {
  NumericEquals: 'NumericNotEquals',
  NumericNotEquals: 'NumericEquals',
  NumericLessThan: 'NumericGreaterThan',
  NumericLessThanEquals: 'NumericGreaterThan',
  NumericGreaterThan: 'NumericLessThan',
  NumericGreaterThanEquals: 'NumericLessThan',
  DateEquals: 'DateGreaterThan',
  DateNotEquals: 'DateEquals',
  DateLessThan: 'DateGreaterThan',
  DateLessThanEquals: 'DateGreaterThan',
  DateGreaterThan: 'DateLessThan',
  DateGreaterThanEquals: 'DateLessThan',
  IpAddress: 'NotIpAddress',
  NotIpAddress: 'IpAddress',
  ArnEquals: 'ArnNotEquals',
  ArnLike: 'ArnNotLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/** At most one example for a value in a policy; none for a variable, whose value is unknown. */
function examples(base: string, value: string): string[] {
  if (value.includes('${')) return [];
  if (base.startsWith('Numeric')) {
    const number = Number(value);
    if (!Number.isFinite(number)) return [];
    if (/GreaterThan$|NotEquals$/.test(base)) return [String(number + 1)];
    return [String(base.endsWith('LessThan') ? number - 1 : number)];
  }
  if (/^Date(?:GreaterThan$|NotEquals$)/.test(base)) return ['2999-01-01T00:00:00Z'];
  if (base === 'DateLessThan') return ['2000-01-01T00:00:00Z'];
  if (base === 'IpAddress') return [value.replace(/\/\d+$/, '')];
  if (base === 'NotIpAddress') return [value.includes(':') ? '2001:db8:ffff::1' : '192.0.2.200'];
  if (base.startsWith('ArnNot')) return ['arn:aws:iam::444455556666:role/SomeOtherRole'];
  if (base.startsWith('StringNot')) return [OTHER];
  return [/Like$|^Arn/.test(base) ? fillWildcards(value) : value];
}

/** A text that matches the pattern. Variables that a role's session can have are kept. */
export function fillWildcards(text: string): string {
  const pattern = text.replace(/\$\{(?!aws:user(?:name|id)\})[\w:/.-]+\}/gi, VARIABLE);
  const parts = pattern.split(':');
  if (parts[0] !== 'arn' || parts.length < 6) return filled(pattern);
  const fills = ['', 'aws', 's3', 'us-east-1', '111122223333'];
  return parts
    .map((part, index) => (part === '*' && fills[index] ? fills[index] : filled(part)))
    .join(':');
}

const filled = (text: string): string => text.replace(/\*+/g, 'example').replaceAll('?', 'a');
