/** A parsed policy → what is wrong with it: by its model if there is one, and by types and constants. */
import { didYouMean } from '../problems/did-you-mean.ts';
import type { Code, Severity } from '../problems/codes.ts';
import { type CedarModel, hasAttribute, typeOfAttribute } from './model.ts';
import { constantOf, pathOf, verdictOn, type TypeOf, type Verdict } from './outcomes.ts';
import type { CedarEngine } from './engine.ts';
import { type Ask, asking, constantText, refusedText } from './extensions.ts';
import type { CedarPolicy, Expr } from './parse.ts';
import { actionsOf, askedActions, entityIn, typesIn, typesOf, uidText, walk } from './scope.ts';
import { placeOf, type Token } from './tokens.ts';

export interface CedarFinding {
  readonly code: Extract<Code, `cedar/${string}`>;
  /** Offsets in the text that the policy was read from, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly severity?: Severity | undefined;
}

/** What is known beside the policy. */
export interface Surroundings {
  readonly engine: Pick<CedarEngine, 'isAuthorized'>;
  /** Undefined: nothing is known of its entities and actions. */
  readonly model: CedarModel | undefined;
  /**
   * The entities that are loaded beside it: their types, and the attributes that they add; undefined
   * if they are not known.
   */
  readonly entities:
    { readonly types: readonly string[]; readonly attributes: readonly string[] } | undefined;
}

/** Everything that is certainly wrong with a policy. */
export function checkPolicy(policy: CedarPolicy, around: Surroundings): CedarFinding[] {
  const { model } = around;
  const head = { start: policy.start, end: policy.start + effectOf(policy).length };
  const at = (place: { start: number; end: number } | undefined) =>
    place ? { start: policy.start + place.start, end: policy.start + place.end } : head;
  const known = model
    ? [...unknownTypes(policy, model, around, at), ...actionProblems(policy, model, at)]
    : [];
  const mismatched = model && known.length === 0 ? mismatch(policy, model, at) : [];
  const ask = asking(around.engine);
  const verdict = verdictOn(policy.json, {
    typeOf: typesFrom(policy, model),
    ask,
    constants: constantsFrom(policy, model),
  });
  const refused = refusedConstants(policy, ask, at);
  const isSaid = 'expr' in verdict && constantText(verdict.expr) !== undefined;
  const judged = [
    ...mismatched,
    ...refused,
    ...(isSaid && refused.length > 0 ? [] : verdictProblems(policy, verdict, model, at)),
  ];
  const attributes = model ? unknownAttributes(policy, model, around, at) : [];
  const missing = attributes.filter(
    ({ start }) => !judged.some((one) => one.start <= start && start < one.end),
  );
  return [...known, ...judged, ...missing];
}

type At = (place: { start: number; end: number } | undefined) => { start: number; end: number };

const effectOf = ({ json }: CedarPolicy): string => json.effect;

function unknownTypes(
  policy: CedarPolicy,
  model: CedarModel,
  { entities }: Surroundings,
  at: At,
): CedarFinding[] {
  const types = [...model.entityTypes.keys()];
  const own = entities?.types ?? [];
  const seen = new Set<string>();
  return typesIn(policy.json).flatMap(({ type, isParent }) => {
    if (types.includes(type) || own.includes(type) || seen.has(type)) return [];
    seen.add(type);
    const near = didYouMean(type, types);
    // What something is in may be an entity that is loaded beside the policy.
    if (isParent && entities === undefined && near === undefined) return [];
    const names = type
      .split('::')
      .flatMap((name, index) => (index === 0 ? [name] : [':', ':', name]));
    return [
      {
        code: 'cedar/unknown-entity-type' as const,
        ...at(placeOf(policy.tokens, ...wordsOf(names))),
        message: `${model.name} has no entity type \`${type}\`, so the policy never applies`,
        hint: near ?? `entity types are: ${types.join(', ')}`,
      },
    ];
  });
}

/** The tokenizer reads `::` as one token. */
const wordsOf = (names: readonly string[]): string[] =>
  names.join(' ').replaceAll(': :', '::').split(' ');

function actionProblems(policy: CedarPolicy, model: CedarModel, at: At): CedarFinding[] {
  const ids = [...model.actions.keys()];
  const asked = ids.filter((id) => model.actions.get(id)?.neverAsked === undefined);
  const all = actionsOf(policy.json);
  const isOfOthers = all.some((uid) => asked.includes(uidText(uid)));
  return all.flatMap((uid): CedarFinding[] => {
    const id = uidText(uid);
    const action = model.actions.get(id);
    const place = at(placeOf(policy.tokens, '::', JSON.stringify(uid.id)));
    if (!action)
      return [
        {
          code: 'cedar/unknown-action' as const,
          ...place,
          message: `${model.name} has no action \`${id}\`, so the policy never applies to it`,
          hint: didYouMean(id, asked) ?? `actions are: ${asked.join(', ')}`,
        },
      ];
    if (action.neverAsked === undefined) return [];
    return [
      {
        code: 'cedar/action-never-asked' as const,
        ...place,
        message: `a policy on \`${id}\` has no effect: ${action.neverAsked}`,
        hint: `${isOfOthers ? 'take it out of the list' : 'remove the policy'}; what it was to allow follows from the others`,
      },
    ];
  });
}

/** The head names a type that none of its actions is asked on. */
function mismatch(policy: CedarPolicy, model: CedarModel, at: At): CedarFinding[] {
  if (actionsOf(policy.json).length === 0) return [];
  const actions = askedActions(policy.json, model);
  if (actions.length === 0) return [];
  return (['principal', 'resource'] as const).flatMap((variable) => {
    if (policy.json[variable].op !== '==' && policy.json[variable].op !== 'is') return [];
    const possible = actions.flatMap(([, one]) =>
      variable === 'principal' ? one.principals : one.resources,
    );
    const [type] = typesOf(policy.json, variable, model);
    if (type === undefined || possible.includes(type)) return [];
    const names = actionsOf(policy.json).map(({ id }) => `\`${id}\``);
    return [
      {
        code: 'cedar/never-holds' as const,
        ...at(placeOf(policy.tokens, ...type.split('::').join(' :: ').split(' '))),
        message: `the policy never applies: the ${variable} of ${names.join(', ')} is never a \`${type}\``,
        hint:
          possible.length === 0
            ? 'name another action'
            : `write a \`${[...new Set(possible)].join('` or `')}\`, or another action`,
      },
    ];
  });
}

function unknownAttributes(
  policy: CedarPolicy,
  model: CedarModel,
  { entities }: Surroundings,
  at: At,
): CedarFinding[] {
  const found = new Map<string, CedarFinding>();
  const look = (variable: string, name: string, isTest: boolean): void => {
    const key = `${variable}.${name}`;
    if (found.has(key) || isKnown(policy, model, entities, variable, name)) return;
    const instead = model.instead(variable, name);
    const place =
      placeOf(policy.tokens, variable, isTest ? 'has' : '.', name) ??
      placeOf(policy.tokens, variable, undefined, JSON.stringify(name));
    found.set(key, {
      code: 'cedar/unknown-attribute',
      ...at(place),
      message: `${model.name} sets no attribute \`${name}\` on \`${variable}\`: ${isTest ? 'this is never true' : 'reading it errors, and the policy is skipped'}`,
      hint:
        model.isRemade && entities?.attributes.includes(name) === true
          ? `what is loaded of the ${variable} does not count, since each request makes it anew`
          : instead === undefined
            ? attributesHint(policy, model, variable, name)
            : `write \`${instead}\``,
    });
  };
  for (const { body } of policy.json.conditions)
    walk(body, (expr) => {
      if ('has' in expr && 'attr' in expr.has && 'Var' in expr.has.left) {
        const name = [expr.has.attr].flat()[0];
        if (name !== undefined) look(String(expr.has.left.Var), name, true);
      }
      if ('.' in expr && 'attr' in expr['.'] && 'Var' in expr['.'].left)
        look(String(expr['.'].left.Var), expr['.'].attr, false);
    });
  return [...found.values()];
}

function attributesHint(
  policy: CedarPolicy,
  model: CedarModel,
  variable: string,
  name: string,
): string {
  const named = attributesOf(policy, model, variable).flatMap((one) => [
    ...Object.keys(one.named),
    ...one.prefixes.map((prefix) => `${prefix}<name>`),
  ]);
  return didYouMean(name, named) ?? `attributes are: ${[...new Set(named)].join(', ') || 'none'}`;
}

/** The attributes of each thing that a variable can be. */
function attributesOf({ json }: CedarPolicy, model: CedarModel, variable: string) {
  if (variable === 'context') {
    return askedActions(json, model).map(([, action]) => action.context);
  }
  if (variable !== 'principal' && variable !== 'resource') return [];
  return typesOf(json, variable, model).flatMap(
    (type) => model.entityTypes.get(type)?.attributes ?? [],
  );
}

function isKnown(
  policy: CedarPolicy,
  model: CedarModel,
  entities: Surroundings['entities'],
  variable: string,
  name: string,
): boolean {
  const possible = attributesOf(policy, model, variable);
  if (possible.length === 0) return true;
  // What requests make anew has nothing of what is loaded.
  if (!model.isRemade && entities?.attributes.includes(name) === true) return true;
  return possible.some((one) => hasAttribute(one, name));
}

/** The type of an attribute, if all things that the variable can be agree on it. */
function typesFrom(policy: CedarPolicy, model: CedarModel | undefined): TypeOf {
  return (variable, name) => {
    if (!model) return 'any';
    const types = new Set(
      attributesOf(policy, model, variable).map((one) => typeOfAttribute(one, name)),
    );
    const [type = 'any'] = types;
    return types.size === 1 ? type : 'any';
  };
}

/** The values that attributes of the resource always have, if its type is certain. */
function constantsFrom(
  { json }: CedarPolicy,
  model: CedarModel | undefined,
): ReadonlyMap<string, string> {
  const [type, ...others] = model ? typesOf(json, 'resource', model) : [];
  if (!model?.constants || type === undefined || others.length > 0) return new Map();
  const { resource } = json;
  const uid = resource.op === '==' && 'entity' in resource ? resource.entity : undefined;
  const id = uid && (entityIn(uid) ?? (uid as { readonly id: string })).id;
  return new Map(
    Object.entries(model.constants(type, id)).map(([name, value]) => [
      `resource.${name}`,
      JSON.stringify(value),
    ]),
  );
}

/** `ip("300.1.1.1")`: wherever it is, it errors when it is reached, and nobody means that. */
function refusedConstants(policy: CedarPolicy, ask: Ask, at: At): CedarFinding[] {
  const findings = new Map<string, CedarFinding>();
  for (const { body } of policy.json.conditions)
    walk(body, (expr) => {
      const text = constantText(expr);
      if (text === undefined) return;
      const [name = ''] = Object.keys(expr);
      const written = `${name}(${JSON.stringify(text)})`;
      const why = findings.has(written) ? undefined : refusedText(expr, ask);
      if (why === undefined) return;
      findings.set(written, {
        code: 'cedar/invalid-constant',
        ...at(
          placeOf(policy.tokens, name, '(', JSON.stringify(text), ')') ??
            placeOf(policy.tokens, name, '('),
        ),
        message: `\`${written}\` is an error, so that Cedar skips the policy when it gets there: ${why}`,
        hint: EXAMPLES[name],
      });
    });
  return [...findings.values()];
}

const EXAMPLES: Readonly<Record<string, string>> = {
  ip: 'write an address or a range: `ip("10.0.0.1")`, `ip("10.0.0.0/8")`',
  decimal: 'write one to four digits after a point: `decimal("1.0")`',
  datetime: 'write a date, or a date with a time and its zone: `datetime("2026-01-31T00:00:00Z")`',
  duration: 'write units from days to milliseconds, in this order: `duration("1d2h30m")`',
};

function verdictProblems(
  policy: CedarPolicy,
  verdict: Verdict,
  model: CedarModel | undefined,
  at: At,
): CedarFinding[] {
  const isForbid = policy.json.effect === 'forbid';
  if (verdict.kind === 'may-hold') return [];
  if (verdict.kind === 'never-holds')
    return [
      {
        code: 'cedar/never-holds',
        ...at(undefined),
        message: `this \`${policy.json.effect}\` never applies: ${verdict.why}`,
        hint: 'correct the condition, or remove the policy',
      },
    ];
  const when =
    verdict.kind === 'always-errors' ? 'always errors' : 'errors whenever it could apply';
  const so = isForbid ? 'it forbids nothing' : 'it permits nothing';
  const refused = model?.name === 'ToolHive' ? '; ToolHive then refuses the whole request' : '';
  return [
    {
      code: 'cedar/always-errors',
      ...at(placeOfExpr(verdict.expr, policy.tokens)),
      message: `this \`${policy.json.effect}\` ${when}: ${verdict.why}. Cedar skips a policy that errors, so ${so}${refused}`,
      hint: rewritten(verdict.expr, model) ?? 'compare values of the same type',
    },
  ];
}

/** Where an expression is, found by the path or constant that it begins with. */
function placeOfExpr(
  expr: Expr,
  tokens: readonly Token[],
): { start: number; end: number } | undefined {
  const [[operator, operands] = ['', undefined]] = Object.entries(expr) as [string, unknown][];
  const { left, arg } = (operands ?? {}) as { left?: Expr; arg?: Expr };
  const base = left ?? arg;
  const path = base && pathOf(base);
  if (path === undefined) return base ? placeOfExpr(base, tokens) : undefined;
  const words = path.split('.').flatMap((word, index) => (index === 0 ? [word] : ['.', word]));
  const place =
    operator === '.'
      ? placeOf(tokens, ...words)
      : placeOf(
          tokens,
          ...words,
          ...(/^[a-zA-Z]+$/.test(operator) && operator.startsWith('contains') ? ['.'] : []),
          operator,
        );
  if (!place || operator !== 'in') return place ?? placeOf(tokens, ...words);
  const rest = tokens.filter(({ start }) => start >= place.end);
  const close = rest[0]?.text === '[' ? rest.find(({ text }) => text === ']') : rest[0];
  return { start: place.start, end: close?.end ?? place.end };
}

/** `["a"].contains(resource.name)` in place of `resource.tool in ["a"]`. */
function rewritten(expr: Expr, model: CedarModel | undefined): string | undefined {
  if (!('in' in expr) || !('left' in expr.in)) return undefined;
  const { left, right } = expr.in;
  const path = pathOf(left);
  const items = 'Set' in right ? right.Set.map(constantOf) : [constantOf(right)];
  if (path === undefined || items.includes(undefined)) return 'write `[…].contains(…)`';
  const [variable = '', ...names] = path.split('.');
  const instead = names.length === 1 ? model?.instead(variable, names[0] ?? '') : undefined;
  const isMissing = instead !== undefined && !names[0]?.startsWith('claim_') && names[0] !== 'name';
  return `write \`[${items.join(', ')}].contains(${isMissing ? instead : path})\``;
}
