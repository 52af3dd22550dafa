/**
 * What ToolHive makes of the numbers in tokens and arguments. Its documentation says a Long of a whole
 * number and a decimal of another; its code decides by Go's type, and Go reads every number of JSON as
 * a float64. So tokens and arguments give decimals. Only `exp`, `iat` and `nbf` of a caller without a
 * token are a Long.
 *
 * Source: stacklok/toolhive at e25de16, `convertToCedarValueAtDepth` and `convertFloatToCedar` in
 * pkg/authz/authorizers/cedar/entity.go, `extractResourceAndArguments` in pkg/mcp/parser.go,
 * `LocalUserMiddleware` in pkg/auth/local.go; and cedar-go 1.8.0, `NewDecimalFromFloat` in
 * types/decimal.go, which cuts off and does not round.
 */
import type { CedarRequest, Misfit } from './decide.ts';

/** What whole numbers become. */
export type Numbers = 'long' | 'decimal';

/** A request with its numbers as Cedar’s engine gets them. */
export function withNumbers(request: CedarRequest, numbers: Numbers): CedarRequest {
  const { principal, resource, context } = request;
  const made = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    recordOf(values, numbers);
  return {
    ...request,
    principal: { ...principal, attributes: made(principal.attributes) },
    resource: { ...resource, attributes: made(resource.attributes) },
    context: made(context),
  };
}

/** ToolHive leaves out what it has no Cedar value for. */
const recordOf = (
  values: Readonly<Record<string, unknown>>,
  numbers: Numbers,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const made = valueOf(value, numbers);
      return made === undefined ? [] : [[name, made] as const];
    }),
  );

function valueOf(value: unknown, numbers: Numbers): unknown {
  if (typeof value === 'number')
    return numbers === 'long' && Number.isInteger(value) ? value : decimalOf(value);
  if (Array.isArray(value))
    return value.map((one) => valueOf(one, numbers)).filter((one) => one !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  return recordOf(value as Readonly<Record<string, unknown>>, numbers);
}

function decimalOf(value: number): object | undefined {
  const arg = decimalText(value);
  return arg === undefined ? undefined : { __extn: { fn: 'decimal', arg } };
}

/** A decimal has four digits after its point, and all of it, without the point, is an int64. */
const [SCALE, BEYOND] = [10_000, 2 ** 63];

/** The decimal that ToolHive makes of a number: `0.0002` of 0.0003; undefined if it makes none. */
export function decimalText(value: number): string | undefined {
  // The same product of floats that Go works out.
  const units = Math.trunc(value * SCALE);
  if (!Number.isFinite(units) || units >= BEYOND || units < -BEYOND) return undefined;
  const digits = BigInt(Math.abs(units)).toString().padStart(5, '0');
  const text = `${digits.slice(0, -4)}.${digits.slice(-4).replace(/0{1,3}$/, '')}`;
  return units < 0 ? `-${text}` : text;
}

/** Every number in a value, the explicit values of Cedar’s extensions aside, which are texts. */
export function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

/** What is wrong with a number; whole ones that are a Long need not be decimals. */
export function misfitOfNumber(value: number, numbers: Numbers | undefined): Misfit | undefined {
  if (Number.isInteger(value)) {
    if (!Number.isSafeInteger(value))
      return { wrong: `${value} is more than JSON keeps of a whole number` };
    if (numbers !== 'decimal' || decimalText(value) !== undefined) return undefined;
    return {
      wrong: `ToolHive makes no decimal of ${value}, which is too large, and leaves the attribute out`,
      hint: 'leave the attribute out',
    };
  }
  if (/^-?\d+\.\d{1,4}$/.test(String(value)) && decimalText(value) !== undefined) return undefined;
  const made = decimalText(value);
  return {
    wrong: `a decimal of Cedar cannot hold ${value}`,
    hint:
      made === undefined
        ? 'leave the attribute out, as ToolHive does'
        : `write ${made}, which is what ToolHive makes of it`,
  };
}
