/**
 * Finds a concrete request for a path of a diagram, with a resource of the action's own type if one
 * fits.
 */
import type { ContextValues } from '../context.ts';
import type { ActionClass } from './action-classes.ts';
import { BUDGETS, OverBudget } from './budgets.ts';
import { callKind } from './callers.ts';
import { variableDoubt } from './condition-truth.ts';
import { DEFAULT_ACCOUNT, type SpaceRequest } from './decide.ts';
import type { Path } from './diagram.ts';
import { DEFAULT_PRINCIPAL } from '../evaluate.ts';
import { type Glob, globOf, hasVariable, LETTER_IN_PART, RESOURCES, RUN } from './glob-tokens.ts';
import type { Variable } from './model.ts';
import type { Question } from './question.ts';
import { JointResources, SinglePatterns } from './resources.ts';
import { findText, mayMeet } from './text-classes.ts';

/** The patterns that a path has chosen. */
export type Choices = readonly { readonly variable: Variable; readonly state: number }[];

/** An example of a typed resource may take this many steps to find; there is another one without. */
const TYPED_STATES = 2000;
/** How many resources, other actions and searches an example is looked for with. */
const OTHER_RESOURCES = 12;
const OTHER_ACTIONS = 12;
const TYPED_TRIES = 60;

export class ResourceSearch {
  readonly #question: Question;
  readonly #resources: JointResources | SinglePatterns;
  readonly #actions: ActionClass;
  readonly #templates = new Map<string, readonly Glob[]>();
  readonly #found = new Map<string, string | undefined>();
  #states = 0;

  constructor(
    question: Question,
    actions: ActionClass,
    resources: JointResources | SinglePatterns,
  ) {
    this.#question = question;
    this.#resources = resources;
    this.#actions = actions;
  }

  isPattern(variable: Variable): boolean {
    return (
      this.#resources instanceof SinglePatterns && this.#resources.pattern(variable) !== undefined
    );
  }

  /** Whether a pattern cannot be matched beside those that the path matches already. */
  contradicts(choices: Choices, variable: Variable, state: number): boolean {
    if (state === 0 || !(this.#resources instanceof SinglePatterns)) return false;
    const patterns = this.#resources;
    const own = patterns.pattern(variable);
    return choices.some(({ variable: other, state: chosen }) => {
      const pattern = chosen === 1 ? patterns.pattern(other) : undefined;
      return pattern && own && !mayMeet(pattern.all, own.all);
    });
  }

  /** A resource that certainly, or possibly, matches the patterns as the path says. */
  find(choices: Choices, how: 'certain' | 'possible'): string | undefined {
    const key = `${how} ${choices
      .map(({ variable, state }) => `${variable.id}=${state}`)
      .toSorted()
      .join()}`;
    if (this.#found.has(key)) return this.#found.get(key);
    const query = this.#query(choices, how);
    const text = query && this.#search(query);
    this.#found.set(key, text);
    return text;
  }

  #query(choices: Choices, how: 'certain' | 'possible'): ResourceQuery | undefined {
    const all: Glob[] = [];
    const none: Glob[] = [];
    if (!(this.#resources instanceof SinglePatterns)) return { all, none };
    for (const { variable, state } of choices) {
      const pattern = this.#resources.pattern(variable);
      if (!pattern) continue;
      if (how === 'certain') {
        if (state === 0) none.push(pattern.all);
        else if (pattern.certain) all.push(pattern.certain);
        else return undefined;
      } else if (state === 1) all.push(pattern.all);
      else if (pattern.certain) none.push(pattern.certain);
    }
    return { all, none };
  }

  /** The doubts of patterns that a path wants matched or not, if one is not certain. */
  doubts(choices: Choices): number[] {
    const { model } = this.#question;
    return choices.flatMap(({ variable }) => {
      const pattern =
        this.#resources instanceof SinglePatterns ? this.#resources.pattern(variable) : undefined;
      if (!pattern || pattern.certain === pattern.all) return [];
      const doubt = hasVariable(pattern.text)
        ? variableDoubt([pattern.text])
        : {
            reason: `whether a wildcard in ${pattern.text} spans the parts of an ARN is not documented`,
          };
      return [model.doubt(`pattern ${pattern.text}`, doubt)];
    });
  }

  /**
   * The request with other actions and resources of its class, those first that exist: a resource
   * of a type that the action takes, or `*` for an action that takes none. The last one is itself.
   */
  *requests(request: SpaceRequest, path: Path): Generator<SpaceRequest> {
    const queries = this.#queries(path);
    const { sample, listed } = this.#actions;
    let tries = 0;
    for (const action of new Set([sample, ...listed.slice(0, OTHER_ACTIONS)])) {
      const templates = this.#templatesOf(action);
      for (const query of templates.length > 0 ? queries : []) {
        if ((tries += 1) > TYPED_TRIES) break;
        const resource = typed(query, templates);
        if (resource !== undefined) yield { ...request, action, resource };
      }
      const takesNone = templates.length === 0 && listed.includes(action);
      if (takesNone && queries.some(({ all, none }) => isFree(all, none)))
        yield { ...request, action, resource: '*' };
    }
    yield request;
  }

  /** The resources of a path, as patterns that they match and others that they do not. */
  #queries(path: Path): readonly ResourceQuery[] {
    if (!(this.#resources instanceof JointResources)) {
      const choices = path.flatMap(({ variable, states: [state = 0] }) => ({ variable, state }));
      const query = this.#query(choices, 'certain');
      return query ? [query] : [];
    }
    const { resources, variable } = this.#resources;
    const states = path.find((one) => one.variable === variable)?.states ?? [...resources.keys()];
    const joint = this.#resources;
    return states
      .slice(0, OTHER_RESOURCES)
      .flatMap((state) => resources[state] ?? [])
      .map((resource) => joint.patternsOf(resource));
  }

  #templatesOf(action: string): readonly Glob[] {
    const known = this.#templates.get(action);
    if (known) return known;
    const arns = this.#question.knowledge.resourceArns?.(action) ?? [];
    // The plainest type first: an object, before the object of an access point.
    const sorted = arns.toSorted((a, b) => a.split('${').length - b.split('${').length);
    const templates = sorted.flatMap((arn) => [templateGlob(arn, true), templateGlob(arn, false)]);
    this.#templates.set(action, templates);
    return templates;
  }

  #search(query: ResourceQuery): string | undefined {
    if (this.#states > BUDGETS.searchStates)
      throw new OverBudget(
        `resources that fit take more than ${BUDGETS.searchStates} steps to find`,
      );
    const found = findText({ ...query, among: RESOURCES, states: BUDGETS.textStates });
    this.#states += found.states;
    return found.text;
  }
}

interface ResourceQuery {
  readonly all: readonly Glob[];
  readonly none: readonly Glob[];
}

function typed(query: ResourceQuery, templates: readonly Glob[]): string | undefined {
  for (const template of templates) {
    try {
      const { text } = findText({ ...query, among: [template], states: TYPED_STATES });
      if (text !== undefined) return text;
    } catch (error) {
      if (!(error instanceof OverBudget)) throw error;
    }
  }
  return undefined;
}

/** Whether `*` matches these patterns and not those. */
function isFree(all: readonly Glob[], none: readonly Glob[]): boolean {
  const among = [globOf('*', { wildcards: false })];
  return findText({ all, none, among, states: TYPED_STATES }).text !== undefined;
}

/** Readable parts in place of partition, region and account, or anything. */
function templateGlob(arn: string, isReadable: boolean): Glob {
  const filled = isReadable
    ? arn
        .replace('${Partition}', 'aws')
        .replace('${Region}', 'us-east-1')
        .replace('${Account}', DEFAULT_ACCOUNT)
    : arn;
  const tokens = globOf(filled.replace(/\$\{[^}]*\}/g, '\u0000')).tokens;
  return { tokens: tokens.flatMap((token) => (token === 0 ? [LETTER_IN_PART, RUN] : [token])) };
}

/** The request of a path; keys that do not matter are absent if they can be. */
export function requestOf(
  question: Question,
  actions: ActionClass,
  resources: JointResources | SinglePatterns,
  search: ResourceSearch,
  path: Path,
): SpaceRequest | undefined {
  const chosen = new Map(path.map(({ variable, states }) => [variable.name, states[0] ?? 0]));
  const callers = question.hasCallers
    ? question.callersFor(callKind(actions.sample.toLowerCase()))
    : [];
  const caller = callers[chosen.get('#caller') ?? 0];
  const context: Record<string, string | readonly string[] | null> = {};
  for (const [key, { name, states }] of question.domains) {
    if (question.isFixed(key)) {
      context[name] = caller ? question.fixedValue(key, caller) : null;
      continue;
    }
    const state = chosen.get(key);
    const free = states.includes(null) ? null : (states[0] ?? null);
    context[name] = state === undefined ? free : (states[state] ?? null);
  }
  const resource =
    resources instanceof JointResources
      ? jointResource(resources, chosen.get('#resource'))
      : search.find(
          path.flatMap(({ variable, states: [state = 0] }) => ({ variable, state })),
          'certain',
        );
  if (resource === undefined) return undefined;
  return {
    principal: caller?.name ?? DEFAULT_PRINCIPAL,
    action: actions.sample,
    resource,
    context: context satisfies ContextValues,
  };
}

function jointResource(
  { resources }: JointResources,
  state: number | undefined,
): string | undefined {
  if (state !== undefined) return resources[state];
  return resources.includes('*') ? '*' : resources[0];
}
