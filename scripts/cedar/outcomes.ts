/**
 * What the condition of a policy can come to, from types and constants alone: true, false, another
 * type, or an error. It never guesses: what is not certain can come to anything.
 */
import type { AttributeType } from './model.ts';
import {
  type Ask,
  callIn,
  constantText,
  type ExtensionKind,
  isClosed,
  refusedText,
} from './extensions.ts';
import type { Expr, PolicyJson } from './parse.ts';
import { entityIn, uidText } from './scope.ts';

type Kind = 'true' | 'false' | 'SetOfValues' | Exclude<AttributeType, 'Bool'> | ExtensionKind;

/** No kind at all: it always errors. */
interface Outcome {
  readonly can: ReadonlySet<Kind>;
  /** Set if it may error: the expression to blame, and why. */
  readonly error?: Blame | undefined;
}

interface Blame {
  readonly why: string;
  /** The expression that errors. */
  readonly expr: Expr;
}

export type Verdict =
  | { readonly kind: 'may-hold' }
  | { readonly kind: 'never-holds'; readonly why: string }
  | (Blame & { readonly kind: 'always-errors' | 'errors-or-fails' });

/** The type of an attribute of a variable. */
export type TypeOf = (variable: string, attribute: string) => AttributeType;

interface Knowledge {
  readonly typeOf: TypeOf;
  /** What the engine says of conditions that have nothing of a request. */
  readonly ask: Ask;
  /** The values that paths always have. */
  readonly constants: ReadonlyMap<string, string>;
}

/** What the conditions of a policy can come to. */
export function verdictOn({ conditions }: PolicyJson, known: Knowledge): Verdict {
  const clash = conflict(
    conditions.flatMap(({ kind, body }) => (kind === 'when' ? conjuncts(body) : [])),
    known.constants,
  );
  if (clash !== undefined) return { kind: 'never-holds', why: clash };
  for (const [index, { kind, body }] of conditions.entries()) {
    const outcome = asBool(evaluate(body, known), body);
    const passes = kind === 'when' ? 'true' : 'false';
    if (outcome.can.has(passes)) continue;
    const { error } = outcome;
    if (error)
      return {
        kind: outcome.can.size === 0 && index === 0 ? 'always-errors' : 'errors-or-fails',
        ...error,
      };
    return {
      kind: 'never-holds',
      why: `the condition of \`${kind}\` is always ${kind === 'when' ? 'false' : 'true'}`,
    };
  }
  return { kind: 'may-hold' };
}

/** The operands that must all be true. */
function conjuncts(expr: Expr): Expr[] {
  return '&&' in expr && 'left' in expr['&&']
    ? [...conjuncts(expr['&&'].left), ...conjuncts(expr['&&'].right)]
    : [expr];
}

/** Two equalities of the same path with different constants, or one with another than it has. */
function conflict(
  all: readonly Expr[],
  constants: ReadonlyMap<string, string>,
): string | undefined {
  const equal = new Map<string, string>();
  for (const one of all) {
    if (!('==' in one) || !('left' in one['=='])) continue;
    const { left, right } = one['=='];
    const [path, value] = [pathOf(left), constantOf(right)];
    if (path === undefined || value === undefined) continue;
    const fixed = constants.get(path);
    if (fixed !== undefined && fixed !== value)
      return `\`${path}\` is always ${fixed} here, and never ${value}`;
    const earlier = equal.get(path);
    if (earlier !== undefined && earlier !== value)
      return `\`${path}\` cannot be both ${earlier} and ${value}`;
    equal.set(path, value);
  }
  return undefined;
}

/** `principal.claim_act.sub` of nested accesses to a variable. */
export function pathOf(expr: Expr): string | undefined {
  if ('Var' in expr) return String(expr.Var);
  if (!('.' in expr) || !('attr' in expr['.'])) return undefined;
  const { left, attr } = expr['.'];
  const base = pathOf(left);
  return base === undefined ? undefined : `${base}.${attr}`;
}

/** A literal as Cedar writes it. */
export function constantOf(expr: Expr): string | undefined {
  if (!('Value' in expr)) return undefined;
  const value = expr.Value as unknown;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return JSON.stringify(value);
  const entity = entityIn(value);
  return entity && uidText(entity);
}

const set = (...kinds: readonly Kind[]): ReadonlySet<Kind> => new Set(kinds);
const BOTH = set('true', 'false');
const ANY: Outcome = { can: set('any') };
const NOTHING = set();

const only = (kind: Kind): Outcome => ({ can: set(kind) });
const fails = (expr: Expr, why: string): Outcome => ({ can: NOTHING, error: { why, expr } });

const WORDS: Readonly<Record<Kind, string>> = {
  true: 'a Bool',
  false: 'a Bool',
  String: 'a String',
  Long: 'a Long',
  Set: 'a Set',
  SetOfValues: 'a Set of values that are not entities',
  Record: 'a Record',
  Entity: 'an entity',
  Ip: 'an IP address',
  Decimal: 'a decimal',
  Datetime: 'a datetime',
  Duration: 'a duration',
  any: 'anything',
};

/** The first kind, if it is certain that none of the kinds is among those wanted. */
function misfit({ can }: Outcome, ...wanted: readonly Kind[]): string | undefined {
  if (can.has('any') || can.size === 0) return undefined;
  const kinds = [...can];
  return kinds.some((kind) => wanted.includes(kind)) ? undefined : WORDS[kinds[0] ?? 'any'];
}

function asBool(outcome: Outcome, expr: Expr): Outcome {
  const { can, error } = outcome;
  if (can.has('any')) return { can: BOTH, error };
  const bools = [...can].filter((kind) => kind === 'true' || kind === 'false');
  const wrong = misfit(outcome, 'true', 'false');
  return wrong === undefined
    ? { can: new Set(bools), error }
    : fails(expr, `it needs a Bool, and this is ${wrong}`);
}

interface Pair {
  readonly left: Expr;
  readonly right: Expr;
}

function evaluate(expr: Expr, known: Knowledge): Outcome {
  const run = (one: Expr): Outcome => evaluate(one, known);
  const [[operator, operands] = ['', undefined]] = Object.entries(expr) as [string, unknown][];
  switch (operator) {
    case 'Value':
      return literal(operands);
    case 'Var':
      return only(operands === 'context' ? 'Record' : 'Entity');
    case 'Set':
      return setOf((operands as readonly Expr[]).map(run));
    case 'Record':
      return first(Object.values(operands as Record<string, Expr>).map(run)) ?? only('Record');
    case '.':
      return attribute(expr, operands as { left: Expr; attr: string }, known);
    case 'has': {
      const { left } = operands as { left: Expr };
      return operation(
        expr,
        [run(left)],
        BOTH,
        ['Entity', 'Record'],
        '`has` needs an entity or a record',
      );
    }
    case '!': {
      const { arg } = operands as { arg: Expr };
      const { can, error } = asBool(run(arg), arg);
      const flipped = [...can].map((kind) => (kind === 'true' ? 'false' : 'true'));
      return { can: new Set<Kind>(flipped), error };
    }
    case '&&':
    case '||':
      return connective(operator, operands as Pair, run);
    case 'if-then-else': {
      const parts = operands as { if: Expr; then: Expr; else: Expr };
      const test = asBool(run(parts.if), parts.if);
      const branches = [
        ...(test.can.has('true') ? [run(parts.then)] : []),
        ...(test.can.has('false') ? [run(parts.else)] : []),
      ];
      return {
        can: new Set(branches.flatMap(({ can }) => [...can])),
        error: test.error ?? branches.find(({ error }) => error)?.error,
      };
    }
    case '==':
    case '!=':
      return equality(operator, operands as Pair, run);
    case 'in': {
      const { left, right } = operands as Pair;
      const [a, b] = [run(left), run(right)];
      const wrong = misfit(a, 'Entity') ?? misfit(b, 'Entity', 'Set');
      if (wrong !== undefined)
        return fails(
          expr,
          `\`in\` compares entities, and ${misfit(a, 'Entity') === undefined ? 'its right side' : 'its left side'} is ${wrong}`,
        );
      return operation(expr, [a, b], BOTH);
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordering(expr, operator, operands as Pair, run);
    case '+':
    case '-':
    case '*':
      return binary(
        expr,
        operands as Pair,
        run,
        set('Long'),
        ['Long'],
        `\`${operator}\` needs numbers`,
      );
    case 'like':
      return operation(
        expr,
        [run((operands as { left: Expr }).left)],
        BOTH,
        ['String'],
        '`like` needs a String',
      );
    case 'contains':
    case 'containsAll':
    case 'containsAny': {
      const { left, right } = operands as Pair;
      const base = run(left);
      const wrong = misfit(base, 'Set', 'SetOfValues');
      if (wrong !== undefined)
        return fails(expr, `\`${operator}\` needs a Set before it, and this is ${wrong}`);
      return operation(expr, [base, run(right)], BOTH);
    }
    case 'is':
      return operation(
        expr,
        [run((operands as { left: Expr }).left)],
        BOTH,
        ['Entity'],
        '`is` needs an entity',
      );
    default:
      return called(expr, run, known.ask);
  }
}

function literal(value: unknown): Outcome {
  if (typeof value === 'boolean') return only(value ? 'true' : 'false');
  if (typeof value === 'string') return only('String');
  if (typeof value === 'number') return only('Long');
  if (Array.isArray(value)) return setOf(value.map(literal));
  if (entityIn(value)) return only('Entity');
  return ANY;
}

/** The first outcome that is certainly an error. */
const first = (all: readonly Outcome[]): Outcome | undefined =>
  all.find(({ can }) => can.size === 0);

function setOf(items: readonly Outcome[]): Outcome {
  const values = items.every((one) => misfit(one, 'Entity') !== undefined);
  return first(items) ?? only(values && items.length > 0 ? 'SetOfValues' : 'Set');
}

/** All operands are evaluated; each must be of a kind wanted, if any are. */
function operation(
  expr: Expr,
  operands: readonly Outcome[],
  can: ReadonlySet<Kind>,
  wanted: readonly Kind[] = [],
  needs = '',
): Outcome {
  const broken = first(operands);
  if (broken) return broken;
  const wrong = wanted.length === 0 ? undefined : operands.map((one) => misfit(one, ...wanted));
  const kind = wrong?.find((one) => one !== undefined);
  if (kind !== undefined) return fails(expr, `${needs}, and this is ${kind}`);
  return { can, error: operands.find(({ error }) => error)?.error };
}

function binary(
  expr: Expr,
  { left, right }: Pair,
  run: (one: Expr) => Outcome,
  can: ReadonlySet<Kind>,
  wanted: readonly Kind[],
  needs: string,
): Outcome {
  return operation(expr, [run(left), run(right)], can, wanted, needs);
}

/** What is in an order: numbers, dates and durations, each among themselves. */
const ORDERED = ['Long', 'Datetime', 'Duration'] as const;

function ordering(
  expr: Expr,
  operator: string,
  { left, right }: Pair,
  run: (one: Expr) => Outcome,
): Outcome {
  const [a, b] = [run(left), run(right)];
  const needs = `\`${operator}\` compares numbers, dates or durations`;
  const whole = operation(expr, [a, b], BOTH, ORDERED, needs);
  if (whole.can.size === 0 || a.can.has('any') || b.can.has('any')) return whole;
  const isOfOneKind = ORDERED.some((kind) => a.can.has(kind) && b.can.has(kind));
  const [one, other] = [a, b].map(({ can }) => WORDS[[...can][0] ?? 'any']);
  return isOfOneKind
    ? whole
    : fails(expr, `${needs} of one type, and these are ${one} and ${other}`);
}

/** A call of a function of an extension. */
function called(expr: Expr, run: (one: Expr) => Outcome, ask: Ask): Outcome {
  const call = callIn(expr);
  if (!call) return ANY;
  const { name, args, method, gives } = call;
  const text = constantText(expr);
  if (text !== undefined) {
    const refused = refusedText(expr, ask);
    return refused === undefined ? only(gives as ExtensionKind) : fails(expr, refused);
  }
  const [first, ...others] = args.map(run);
  if (!first) return ANY;
  const can = gives === 'Bool' ? BOTH : set(gives);
  const wanted = method?.on ?? 'String';
  const own = operation(expr, [first], can, [wanted], `\`${name}\` needs ${WORDS[wanted]}`);
  if (own.can.size === 0) return own;
  const whole = operation(expr, [first, ...others], can);
  if (gives !== 'Bool' || whole.can.size === 0 || !isClosed(expr)) return whole;
  const answer = ask(expr);
  return typeof answer === 'string' ? only(answer) : fails(expr, answer.error);
}

function attribute(
  expr: Expr,
  { left, attr }: { readonly left: Expr; readonly attr: string },
  known: Knowledge,
): Outcome {
  const base = evaluate(left, known);
  const whole = operation(
    expr,
    [base],
    NOTHING,
    ['Entity', 'Record'],
    `\`.${attr}\` needs an entity or a record`,
  );
  if (whole.error && misfit(base, 'Entity', 'Record') !== undefined) return whole;
  if (base.can.size === 0) return base;
  const type = 'Var' in left ? known.typeOf(String(left.Var), attr) : 'any';
  return { can: type === 'Bool' ? BOTH : set(type), error: base.error };
}

function connective(
  operator: '&&' | '||',
  { left, right }: Pair,
  run: (one: Expr) => Outcome,
): Outcome {
  const [stops, goesOn]: readonly [Kind, Kind] =
    operator === '&&' ? ['false', 'true'] : ['true', 'false'];
  const a = asBool(run(left), left);
  const b = a.can.has(goesOn) ? asBool(run(right), right) : undefined;
  const can = new Set<Kind>([...(a.can.has(stops) ? [stops] : []), ...(b ? b.can : [])]);
  return { can, error: a.error ?? b?.error };
}

function equality(
  operator: '==' | '!=',
  { left, right }: Pair,
  run: (one: Expr) => Outcome,
): Outcome {
  const [a, b] = [run(left), run(right)];
  const whole = operation(left, [a, b], BOTH);
  if (whole.can.size === 0) return whole;
  const answer = (isEqual: boolean): Outcome => ({
    can: set(isEqual === (operator === '==') ? 'true' : 'false'),
    error: whole.error,
  });
  const [one, other] = [constantOf(left), constantOf(right)];
  if (one !== undefined && other !== undefined) return answer(one === other);
  const groups = (outcome: Outcome): string[] =>
    [...outcome.can].map((kind) => WORDS[kind === 'SetOfValues' ? 'Set' : kind]);
  const isUnknown = a.can.has('any') || b.can.has('any');
  return isUnknown || groups(a).some((kind) => groups(b).includes(kind)) ? whole : answer(false);
}
