/** Collects what a question splits requests by: statements, condition keys, callers and facts. */
import type { Statement } from '../statement.ts';
import type { ActionClass, ActionClasses } from './action-classes.ts';
import {
  type Caller,
  callersOf,
  type CallKind,
  canCall,
  isCaller,
  mentionsOf,
  propertyOf,
} from './callers.ts';
import type { KeyCondition, Value } from './condition-truth.ts';
import type { PolicySet } from './decide.ts';
import { isDoubtedKey } from './doubted-keys.ts';
import { elementTruth, entriesOf, type Entry } from './entries.ts';
import type { CallerProperty, Fact } from './facts.ts';
import { type KeyDomain, keyDomain } from './key-domain.ts';
import type { Knowledge } from './knowledge.ts';
import { type Atom, CERTAIN, type Doubts, Model, NEVER, type Variable } from './model.ts';
import { isFactMet, isInClass, questionActions } from './question-actions.ts';
import {
  type Choice,
  isList,
  type KeyTest,
  passes,
  principalChoice,
  type Space,
  withExceptions,
} from './space.ts';

export class Question {
  readonly model = new Model();
  readonly entries: readonly Entry[];
  readonly domains = new Map<string, KeyDomain>();
  /** Facts that can matter: those on keys that are asked about. */
  readonly facts: readonly Fact[];
  /** Why the space cannot be read. */
  readonly invalid: string | undefined;
  readonly #callers: readonly Caller[];
  readonly #fixed = new Map<string, CallerProperty>();
  /** The space and all exceptions, at any depth. */
  readonly #spaces: readonly Space[];

  readonly sets: readonly PolicySet[];
  readonly space: Space;
  readonly knowledge: Knowledge;

  constructor(sets: readonly PolicySet[], space: Space, knowledge: Knowledge) {
    this.sets = sets;
    this.space = space;
    this.knowledge = knowledge;
    this.entries = sets.flatMap(entriesOf);
    this.#spaces = withExceptions(space);
    const { conditions, tests, names, facts } = this.#collectKeys();
    this.facts = facts;
    this.#callers = this.hasCallers ? this.#collectCallers(conditions) : [];
    if (this.hasCallers)
      for (const fact of knowledge.facts)
        if ('ofCaller' in fact) this.#fixed.set(fact.key.toLowerCase(), fact.ofCaller);
    let invalid = this.hasCallers ? undefined : principalProblem(this.#spaces);
    for (const [key, name] of names) {
      const asked = tests.get(key) ?? [];
      const info = knowledge.keyInfo(name);
      const domain = keyDomain({ name, conditions: conditions.get(key) ?? [], info, tests: asked });
      if (!domain.isMultivalued && asked.some(isList))
        invalid ??= `${name} has one value, and a list states several; write { in: [...] } for one of them`;
      this.domains.set(key, this.#fixed.has(key) ? domain : narrowed(domain, space, key));
    }
    this.invalid = invalid;
  }

  /** Whether callers are part of the question. */
  get hasCallers(): boolean {
    return this.sets.some(({ kind }) => kind !== 'identity');
  }

  /** A test on a condition key, on the caller if the caller fixes the key. */
  keyAtom(key: string, text: string, judge: (value: Value) => Doubts, call: CallKind): Atom {
    const property = this.#fixed.get(key);
    if (property !== undefined)
      return this.callerAtom(call, `${key}\n${text}`, (caller) =>
        judge(propertyOf(caller, property)),
      );
    const domain = this.#domainOf(key);
    const variable = this.model.variable(key, domain.states.length);
    return this.model.atom(variable, text, (state) => judge(domain.states[state] ?? null));
  }

  testAtom(key: string, test: KeyTest, wanted: boolean, call: CallKind): Atom {
    const text = `${wanted ? 'is' : 'is not'} ${JSON.stringify(test)}`;
    return this.keyAtom(key, text, (value) => truth(passes(test, value) === wanted), call);
  }

  callerAtom(call: CallKind, text: string, judge: (caller: Caller) => Doubts): Atom {
    const callers = this.callersFor(call);
    return this.model.atom(this.#callerVariable(call), text, (state) => {
      const caller = callers[state];
      return caller ? judge(caller) : NEVER;
    });
  }

  readonly #callersFor = new Map<CallKind, readonly Caller[]>();
  /** Callers of the space that can make such a call. */
  callersFor(call: CallKind): readonly Caller[] {
    const known = this.#callersFor.get(call);
    if (known) return known;
    const { principal } = this.space;
    const { tests, negated } =
      principal === undefined ? { tests: [], negated: true } : principalChoice(principal);
    const callers = this.#callers.filter(
      (caller) =>
        canCall(caller, call) &&
        tests.some((test) => isCaller(test, caller)) !== negated &&
        this.#isStated(caller),
    );
    this.#callersFor.set(call, callers);
    return callers;
  }

  #isStated(caller: Caller): boolean {
    return Object.entries(this.space.context ?? {}).every(([name, test]) => {
      const property = this.#fixed.get(name.toLowerCase());
      return property === undefined || passes(test, propertyOf(caller, property));
    });
  }

  #callerVariable(call: CallKind): Variable {
    return this.model.variable(`#caller ${call}`, this.callersFor(call).length, '#caller');
  }

  /** Whether the caller fixes the key's value. */
  isFixed(key: string): boolean {
    return this.#fixed.has(key);
  }

  fixedValue(key: string, caller: Caller): string | null {
    const property = this.#fixed.get(key);
    return property === undefined ? null : propertyOf(caller, property);
  }

  /** Whether a statement may have the actions of a class. */
  applies({ action, defects }: Statement, { matched }: ActionClass): boolean {
    return defects.length === 0 && elementTruth(action, matched) !== 'no';
  }

  /** Conditions on a key, given in lower case. */
  conditionsOn(key: string): readonly KeyCondition[] {
    return this.entries.flatMap(({ statement, policy: { hasVariables } }) =>
      statement.conditions
        .filter((condition) => condition.key.toLowerCase() === key)
        .map((condition) => ({ condition, hasVariables })),
    );
  }

  /** The resources in the exceptions. */
  choices(): readonly Choice[] {
    return this.#spaces
      .slice(1)
      .flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
  }

  #domainOf(key: string): KeyDomain {
    const domain = this.domains.get(key);
    if (!domain) throw new Error(`the key ${key} was not collected`);
    return domain;
  }

  /** Keys of the statements, of the spaces, and those that facts tie to them. */
  #collectKeys(): {
    conditions: Map<string, KeyCondition[]>;
    tests: Map<string, KeyTest[]>;
    names: Map<string, string>;
    facts: readonly Fact[];
  } {
    const conditions = new Map<string, KeyCondition[]>();
    const tests = new Map<string, KeyTest[]>();
    const names = new Map<string, string>();
    const name = (key: string): string => {
      const lower = key.toLowerCase();
      if (!names.has(lower)) names.set(lower, key);
      return lower;
    };
    const add = <T>(map: Map<string, T[]>, key: string, value: T): void => {
      map.set(key, [...(map.get(key) ?? []), value]);
    };
    for (const { statement, policy } of this.entries)
      for (const condition of statement.conditions)
        add(conditions, name(condition.key), { condition, hasVariables: policy.hasVariables });
    for (const space of this.#spaces)
      for (const [key, test] of Object.entries(space.context ?? {})) add(tests, name(key), test);
    if ([...names.keys()].some(isDoubtedKey)) {
      add(tests, name('aws:ViaAWSMCPService'), 'true');
      name('aws:CalledViaAWSMCP');
    }
    const facts: Fact[] = [];
    // A fact can bring in a key that another fact is about.
    for (let before = -1; before !== facts.length;) {
      before = facts.length;
      for (const fact of this.knowledge.facts) {
        if ('ofCaller' in fact || facts.includes(fact) || !names.has(fact.key.toLowerCase()))
          continue;
        facts.push(fact);
        if ('onlyWith' in fact)
          for (const [key, test] of Object.entries(fact.onlyWith)) add(tests, name(key), test);
      }
    }
    return { conditions, tests, names, facts };
  }

  #collectCallers(conditions: ReadonlyMap<string, readonly KeyCondition[]>): readonly Caller[] {
    const names: string[] = [];
    const patterns: string[] = [];
    for (const { statement } of this.entries)
      for (const list of statement.principal?.byType.values() ?? []) names.push(...list);
    for (const set of this.sets) if (set.kind === 'both') names.push(set.resourceAccount);
    for (const key of ['aws:principalarn', 'aws:principalaccount'])
      for (const { condition } of conditions.get(key) ?? []) {
        patterns.push(...condition.values);
        if (condition.operator.includes('IgnoreCase'))
          names.push(...condition.values.flatMap(inOtherCases));
      }
    for (const space of this.#spaces)
      for (const key of ['aws:PrincipalArn', 'aws:PrincipalAccount'])
        patterns.push(...textsOf(space.context?.[key]));
    const tests = this.#spaces.flatMap(({ principal }) =>
      principal === undefined ? [] : principalChoice(principal).tests,
    );
    const asked = mentionsOf(tests);
    return callersOf({
      names: [...names, ...patterns.filter((one) => !/[*?]/.test(one)), ...asked.names],
      patterns: [...patterns, ...asked.patterns],
      roles: asked.roles,
      users: asked.users,
      issuers: asked.issuers,
    });
  }

  #actions: ActionClasses | undefined;
  /** Classes of the actions in the space. */
  actions(): ActionClasses {
    const { sets, entries, facts, hasCallers } = this;
    this.#actions ??= questionActions(
      { sets, entries, spaces: this.#spaces, facts, hasCallers },
      this.knowledge.index,
    );
    return this.#actions;
  }

  /** Whether the space, or one of its exceptions, has actions of a class. */
  isIn(space: Space, actions: ActionClass): boolean {
    return isInClass(this.#spaces.indexOf(space), actions);
  }

  /** Whether a fact lets its key be present on actions of a class. */
  factAllows(fact: Fact, actions: ActionClass): boolean {
    return isFactMet(this.facts.indexOf(fact), actions);
  }
}

export const truth = (value: boolean): Doubts => (value ? CERTAIN : NEVER);

function narrowed(domain: KeyDomain, { context }: Space, key: string): KeyDomain {
  const tests = Object.entries(context ?? {}).flatMap(([name, test]) =>
    name.toLowerCase() === key ? [test] : [],
  );
  return {
    ...domain,
    states: domain.states.filter((value) => tests.every((test) => passes(test, value))),
  };
}

function textsOf(test: KeyTest | undefined): readonly string[] {
  if (test === undefined || test === null) return [];
  if (typeof test === 'string') return [test];
  if (isList(test)) return test;
  const value = 'in' in test ? test.in : 'not' in test ? test.not : test.like;
  return [value].flat().filter((one) => one !== null);
}

function principalProblem(spaces: readonly Space[]): string | undefined {
  return spaces.some(({ principal }) => principal !== undefined)
    ? 'identity policies are those of one principal; state its keys instead, such as aws:PrincipalTag/team'
    : undefined;
}

/** ARNs of other roles and users, whose paths and names differ in the case of letters alone. */
function inOtherCases(arn: string): string[] {
  const at = arn.indexOf('/');
  const [start, name] = [arn.slice(0, at), arn.slice(at)];
  return at === -1 ? [] : [start + name.toUpperCase(), start + name.toLowerCase()];
}
