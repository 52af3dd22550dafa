/** Cedar’s extension types, and what its engine says of their constants. */
import { memo } from '../memo.ts';
import type { CedarEngine } from './engine.ts';
import type { Expr } from './parse.ts';
import { walk } from './scope.ts';

export type ExtensionKind = 'Ip' | 'Decimal' | 'Datetime' | 'Duration';

/** The functions that make a value of a text. */
const CONSTRUCTORS: ReadonlyMap<string, ExtensionKind> = new Map([
  ['ip', 'Ip'],
  ['decimal', 'Decimal'],
  ['datetime', 'Datetime'],
  ['duration', 'Duration'],
]);

interface Method {
  /** What it is called on. */
  readonly on: ExtensionKind;
  readonly gives: ExtensionKind | 'Bool' | 'Long';
}

const METHODS: ReadonlyMap<string, Method> = new Map([
  ...named('Decimal', 'Bool', 'lessThan', 'lessThanOrEqual', 'greaterThan', 'greaterThanOrEqual'),
  ...named('Ip', 'Bool', 'isIpv4', 'isIpv6', 'isLoopback', 'isMulticast', 'isInRange'),
  ...named('Datetime', 'Datetime', 'offset', 'toDate'),
  ...named('Datetime', 'Duration', 'durationSince', 'toTime'),
  ...named('Duration', 'Long', 'toMilliseconds', 'toSeconds', 'toMinutes', 'toHours', 'toDays'),
]);

function named(
  on: ExtensionKind,
  gives: Method['gives'],
  ...names: readonly string[]
): (readonly [string, Method])[] {
  return names.map((name) => [name, { on, gives }] as const);
}

/** A call of a function of an extension. */
interface Call {
  readonly name: string;
  readonly args: readonly Expr[];
  /** Undefined of a function that makes a value. */
  readonly method: Method | undefined;
  readonly gives: Method['gives'];
}

/** Undefined if it is another expression. */
export function callIn(expr: Expr): Call | undefined {
  const [[name, args] = ['', undefined]] = Object.entries(expr) as [string, unknown][];
  if (!Array.isArray(args)) return undefined;
  const method = METHODS.get(name);
  const gives = method?.gives ?? CONSTRUCTORS.get(name);
  return gives && { name, args: args as readonly Expr[], method, gives };
}

/** `ip("10.0.0.0/8")`: its text; undefined if it is not a value made of a constant. */
export function constantText(expr: Expr): string | undefined {
  const call = callIn(expr);
  const [arg] = call?.method ? [] : (call?.args ?? []);
  return arg && 'Value' in arg && typeof arg.Value === 'string' ? arg.Value : undefined;
}

/** Whether nothing of the request is in an expression. */
export function isClosed(expr: Expr): boolean {
  let isOpen = false;
  walk(expr, (one) => {
    isOpen ||= 'Var' in one || 'Slot' in one;
    // JSON does not keep such a number, so that the engine would be asked of another.
    isOpen ||= 'Value' in one && typeof one.Value === 'number' && !Number.isSafeInteger(one.Value);
  });
  return !isOpen;
}

/** What a condition without anything of the request comes to. */
type ClosedAnswer = 'true' | 'false' | { readonly error: string };

/** Asks the engine about such a condition. */
export type Ask = (condition: Expr) => ClosedAnswer;

const MOST = 1000;
const answers = memo<string, { readonly answer: ClosedAnswer }>(MOST);

export const asking =
  (engine: Pick<CedarEngine, 'isAuthorized'>): Ask =>
  (condition) =>
    answers(JSON.stringify(condition), () => ({ answer: answerOf(engine, condition) })).answer;

const NOBODY = { type: 'Nobody', id: '' };

function answerOf(engine: Pick<CedarEngine, 'isAuthorized'>, condition: Expr): ClosedAnswer {
  const answer = engine.isAuthorized({
    principal: NOBODY,
    action: { type: 'Action', id: '' },
    resource: NOBODY,
    context: {},
    entities: [],
    policies: {
      staticPolicies: {
        asked: {
          effect: 'permit',
          principal: { op: 'All' },
          action: { op: 'All' },
          resource: { op: 'All' },
          conditions: [{ kind: 'when', body: condition }],
        },
      },
    },
  });
  if (answer.type === 'failure') return { error: answer.errors[0]?.message ?? 'it does not parse' };
  const { decision, diagnostics } = answer.response;
  const [error] = diagnostics.errors;
  return error ? { error: cleaned(error.error.message) } : decision === 'allow' ? 'true' : 'false';
}

const cleaned = (message: string): string =>
  message.replace(/^(?:error while evaluating (?:policy )?`[^`]*`(?: extension function)?: )+/, '');

/** What a reader fills in: `<YOUR_IP>`, `x.x.x.x`, `YYYY-MM-DD`, `MY_RANGE`. */
const FILLED_IN = /[<>{}$…?]|\.\.\.|^[A-Z][A-Z_ -]+$|\b(?:[Yy]our|YYYY|MM|DD|HH|[xX]{1,3})\b/;

/** Why a function refuses its constant text; undefined if it takes it, or readers fill it in. */
export function refusedText(expr: Expr, ask: Ask): string | undefined {
  if (FILLED_IN.test(constantText(expr) ?? '')) return undefined;
  const answer = ask({ '==': { left: expr, right: expr } });
  return typeof answer === 'string' ? undefined : answer.error;
}
