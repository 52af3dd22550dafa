/**
 * Splits resources by the patterns in play: jointly, into a resource for each set of patterns that
 * one can match, or, if those are too many, pattern by pattern.
 */
import { Context } from '../context.ts';
import { globMatches } from '../glob.ts';
import { resourceMatches } from '../pattern.ts';
import type { Patterns } from '../statement.ts';
import { BUDGETS } from './budgets.ts';
import { variableDoubt } from './condition-truth.ts';
import { absorb, termOf, type Terms, TRUE_TERM } from './formula.ts';
import {
  type Glob,
  globOf,
  globWithinParts,
  hasVariable,
  leadOf,
  RESOURCES,
  variablesIn,
  withoutVariables,
} from './glob-tokens.ts';
import { CERTAIN, type Doubts, type Model, NEVER, type Variable } from './model.ts';
import { choice, type Choice } from './space.ts';
import { textClasses } from './text-classes.ts';

/** A Resource element, with whether its policy has variables. */
export interface ResourceElement {
  readonly element: Patterns;
  readonly hasVariables: boolean;
}

/** One pattern of a Resource or NotResource element. */
export interface ResourcePattern {
  readonly text: string;
  readonly hasVariables: boolean;
}

/** How resources enter the formulas of one class of actions. */
export interface ResourceSplit {
  /** The ways in which a statement's element can have the resource. */
  readonly element: (element: ResourceElement) => Terms;
  /** The ways in which the resource is of a space's choice, and those in which it is not. */
  readonly choice: (of: Choice) => { yes: Terms; no: Terms };
}

const isEverything = (pattern: string): boolean => /^\*+$/.test(pattern);

/**
 * What the evaluator says about a pattern and any resource, if it does not depend on the resource.
 */
function alwaysUnknown(text: string, hasVariables: boolean): boolean {
  if (!hasVariables || isEverything(text)) return false;
  return leadOf(text).includes('${') || variablesIn(text).isMalformed;
}

/** The patterns of one class, each resource that can be told apart by them, and its variable. */
export class JointResources implements ResourceSplit {
  readonly resources: readonly string[];
  readonly variable: Variable;
  /** The patterns as written. */
  readonly texts: readonly string[];
  readonly #model: Model;
  readonly #globs: readonly Glob[];

  /** Throws OverBudget if the patterns interleave too much. `base`: the space's own choice. */
  constructor(
    model: Model,
    patterns: readonly ResourcePattern[],
    choices: readonly Choice[],
    base: Choice | undefined,
    states: number = BUDGETS.resourceStates,
  ) {
    this.#model = model;
    this.texts = [
      ...new Set([
        ...patterns.map(({ text }) => text),
        ...choices.flatMap((one) => choice(one).texts),
      ]),
    ];
    const plain = [...choices, ...(base === undefined ? [] : [base])];
    this.#globs = [
      ...patterns.flatMap(({ text, hasVariables }) => {
        const within = globWithinParts(text, hasVariables);
        return [globOf(text, { hasVariables }), ...(within ? [within] : [])];
      }),
      ...[...new Set(plain.flatMap((one) => choice(one).texts))].map((text) => globOf(text)),
    ];
    this.resources = this.#find(base, states);
    const key = patterns.map(({ text, hasVariables }) => `${hasVariables} ${text}`).join('\n');
    this.variable = model.variable(`#resource ${key}`, this.resources.length, '#resource');
  }

  #find(base: Choice | undefined, states: number): readonly string[] {
    return textClasses(this.#globs, { among: RESOURCES, states })
      .map(({ text }) => text)
      .filter((text) => base === undefined || isChosen(base, text));
  }

  /** The patterns that a resource matches, and the others. */
  patternsOf(resource: string): { all: readonly Glob[]; none: readonly Glob[] } {
    const matched = new Set(
      textClasses(this.#globs, {
        among: [globOf(resource, { wildcards: false })],
        states: BUDGETS.textStates,
      }).flatMap((one) => one.matched),
    );
    return {
      all: this.#globs.filter((_, index) => matched.has(index)),
      none: this.#globs.filter((_, index) => !matched.has(index)),
    };
  }

  element({ element, hasVariables }: ResourceElement): Terms {
    if (!element.negated && element.values.some(isEverything)) return [TRUE_TERM];
    const text = JSON.stringify([hasVariables, element]);
    const atom = this.#model.atom(this.variable, text, (state) =>
      elementTruth(this.#model, element, hasVariables, this.resources[state] ?? '*'),
    );
    return [termOf([atom.id])];
  }

  choice(of: Choice): { yes: Terms; no: Terms } {
    const text = JSON.stringify(of);
    const atom = (wanted: boolean): Terms => [
      termOf([
        this.#model.atom(this.variable, `${wanted} ${text}`, (state) =>
          isChosen(of, this.resources[state] ?? '*') === wanted ? CERTAIN : NEVER,
        ).id,
      ]),
    ];
    return { yes: atom(true), no: atom(false) };
  }
}

export function isChosen(of: Choice, resource: string): boolean {
  const { texts, negated } = choice(of);
  return texts.some((text) => globMatches(text, resource)) !== negated;
}

/** The truth of a Resource or NotResource element, asked of the evaluator pattern by pattern. */
function elementTruth(
  model: Model,
  { negated, values }: Patterns,
  hasVariables: boolean,
  resource: string,
): Doubts {
  const open: number[] = [];
  let isMatched = false;
  let isVariable = false;
  const empty = hasVariables ? new Context({}) : undefined;
  for (const text of values) {
    if (hasVariables && hasVariable(text) && !alwaysUnknown(text, hasVariables)) {
      isVariable = true;
      if (resourceMatches(withoutVariables(text), resource, empty).value !== false)
        open.push(model.doubt(`variable ${text}`, variableDoubt([text])));
      continue;
    }
    const match = resourceMatches(text, resource, empty);
    if (match.value === true) isMatched = true;
    if (match.value === 'unknown')
      open.push(model.doubt(`resource ${hasVariables} ${text}`, { reason: match.reason }));
  }
  // Without a value, what NotResource does with a variable is not documented.
  if (negated && isVariable) return [[notResourceDoubt(model, values)]];
  if (isMatched) return negated ? NEVER : CERTAIN;
  if (!negated) return open.map((doubt) => [doubt]);
  return open.length === 0 ? CERTAIN : [open.map((doubt) => -doubt)];
}

const notResourceDoubt = (model: Model, values: readonly string[]): number =>
  model.doubt(`NotResource ${values.join('\n')}`, variableDoubt(values));

/** One pattern as a variable of its own: state 1 if the resource matches it. */
interface SinglePattern {
  readonly text: string;
  readonly variable: Variable;
  /** Matches whatever the pattern may match. */
  readonly all: Glob;
  /** Matches what the pattern certainly matches; undefined if nothing. */
  readonly certain: Glob | undefined;
}

/** Each pattern apart: a path of the diagram says which are matched, and then a resource is looked for. */
export class SinglePatterns implements ResourceSplit {
  readonly #model: Model;
  readonly #patterns = new Map<string, SinglePattern>();
  readonly #byVariable = new Map<number, SinglePattern>();

  constructor(model: Model) {
    this.#model = model;
  }

  element({ element, hasVariables }: ResourceElement): Terms {
    const { negated, values } = element;
    const open = values.filter((text) => alwaysUnknown(text, hasVariables));
    const doubts = open.map((text) =>
      this.#model.doubt(`resource ${hasVariables} ${text}`, {
        reason: `a variable is used in ${text} where none is documented`,
      }),
    );
    const rest = values.filter((text) => !open.includes(text));
    if (negated && hasVariables && rest.some(hasVariable))
      return [termOf([], [notResourceDoubt(this.#model, values)])];
    if (values.some(isEverything)) return negated ? [] : [TRUE_TERM];
    const atoms = rest.map((text) => this.#atom(text, hasVariables, !negated));
    if (!negated)
      return absorb([
        ...atoms.map((atom) => termOf([atom])),
        ...doubts.map((one) => termOf([], [one])),
      ]);
    return [
      termOf(
        atoms,
        doubts.map((doubt) => -doubt),
      ),
    ];
  }

  choice(of: Choice): { yes: Terms; no: Terms } {
    const { texts, negated } = choice(of);
    const some = texts.map((text) => termOf([this.#atom(text, false, true, true)]));
    const none = [termOf(texts.map((text) => this.#atom(text, false, false, true)))];
    return negated ? { yes: none, no: some } : { yes: some, no: none };
  }

  pattern(variable: Variable): SinglePattern | undefined {
    return this.#byVariable.get(variable.id);
  }

  #atom(text: string, hasVariables: boolean, matched: boolean, isPlain = false): number {
    const key = `#pattern ${isPlain} ${hasVariables} ${text}`;
    const variable = this.#model.variable(key, 2, '#pattern');
    if (!this.#patterns.has(key)) {
      const all = globOf(text, { hasVariables });
      const isOpen =
        (hasVariables && hasVariable(text)) || /[*?]/.test(leadOf(text).split(':')[2] ?? '');
      const certain =
        isPlain || isEverything(text)
          ? all
          : isOpen
            ? undefined
            : (globWithinParts(text, hasVariables) ?? all);
      const pattern = { text, variable, all, certain };
      this.#patterns.set(key, pattern);
      this.#byVariable.set(variable.id, pattern);
    }
    return this.#model.atom(variable, String(matched), (state) =>
      (state === 1) === matched ? CERTAIN : NEVER,
    ).id;
  }
}
