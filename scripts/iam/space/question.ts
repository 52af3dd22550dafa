/** Collects what a question splits requests by: statements, condition keys, callers and facts. */
import type { PolicyRole } from '../match.ts';
import { globMatches } from '../glob.ts';
import type { EvaluablePolicy, Patterns, Statement } from '../statement.ts';
import { type ActionClass, actionClasses, type ActionClasses } from './action-classes.ts';
import { serviceOf } from './action-index.ts';
import {
  type Caller,
  callersOf,
  type CallKind,
  callKind,
  canCall,
  isCaller,
  mentionsOf,
  propertyOf,
} from './callers.ts';
import type { KeyCondition, Value } from './condition-truth.ts';
import type { PolicySet } from './decide.ts';
import { isDoubtedKey } from './doubted-keys.ts';
import type { CallerProperty, Fact } from './facts.ts';
import { type KeyDomain, keyDomain } from './key-domain.ts';
import type { Knowledge } from './knowledge.ts';
import { type Atom, CERTAIN, type Doubts, Model, NEVER, type Variable } from './model.ts';
import {
  actionChoice,
  ASSUME,
  type Choice,
  isList,
  type KeyTest,
  passes,
  principalChoice,
  type Space,
  textList,
  withExceptions,
} from './space.ts';

/** One statement where it is attached. */
export interface Entry {
  /** Which of the policy sets, from 0. */
  readonly set: number;
  readonly role: PolicyRole;
  /** One Allow of each group is needed. */
  readonly group: string;
  readonly policy: EvaluablePolicy;
  readonly statement: Statement;
}

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

  /** Choices of resources in the exceptions. */
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
      for (const { condition } of conditions.get(key) ?? []) patterns.push(...condition.values);
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
    this.#actions ??= this.#findActions();
    return this.#actions;
  }

  #findActions(): ActionClasses {
    const patterns = new Set<string>();
    for (const { statement } of this.entries)
      for (const pattern of statement.action?.values ?? []) patterns.add(pattern.toLowerCase());
    for (const space of this.#spaces)
      for (const pattern of patternsOf(space)) patterns.add(pattern);
    for (const fact of this.facts)
      if ('onlyOn' in fact) for (const pattern of placesOf(fact)) patterns.add(pattern);
    if (this.sets.some(({ kind }) => kind === 'trust'))
      for (const action of ASSUME) patterns.add(action);
    return actionClasses(
      {
        patterns,
        listsOf: (pattern) => this.#listsOf(pattern),
        byName: new Set(['sts', ...(this.hasCallers ? ['kms'] : [])]),
        byLevel: this.#spaces.some(({ access }) => access !== undefined),
        signature: (matched, action) => this.#signature(matched, action),
      },
      this.knowledge.index,
    );
  }

  #signature(
    matched: ReadonlySet<string>,
    { lower, access }: { readonly lower: string; readonly access: readonly string[] },
  ): string | undefined {
    if (!this.sets.every((set) => isAsked(set, lower))) return undefined;
    const isWild = access.length === 0 && this.#isGrantedAnywhere(matched);
    const inSpaces = this.#spaces.map((space) => isInSpace(space, matched, lower, access, isWild));
    if (inSpaces[0] === false) return undefined;
    const entries = this.entries.map(({ statement }) => elementTruth(statement.action, matched)[0]);
    const facts = this.facts.map(
      (fact) => !('onlyOn' in fact) || placesOf(fact).some((one) => matched.has(one)),
    );
    const call = this.hasCallers ? `${callKind(lower)} ${lower.startsWith('kms:')}` : '';
    return [inSpaces.map(Number).join(''), entries.join(''), facts.map(Number).join(''), call].join(
      ' ',
    );
  }

  /** Statements, spaces and facts that list a pattern of actions. */
  #listsOf(pattern: string): string {
    const isWild = /[*?]/.test(serviceOf(pattern));
    const entries = this.entries.map(({ statement: { action } }) =>
      Number(action !== undefined && prepare(action).patterns.has(pattern)),
    );
    // A service is compared with the name itself, not by its pattern.
    const spaces = this.#spaces.map(({ action }) =>
      Number(action !== undefined && actionChoice(action).texts.includes(pattern)),
    );
    const facts = this.facts.map((fact) =>
      Number('onlyOn' in fact && placesOf(fact).includes(pattern)),
    );
    return [isWild, entries.join(''), spaces.join(''), facts.join('')].join(' ');
  }

  /** Whether an Allow reaches actions of any service: a wildcard for the service, or NotAction. */
  #isGrantedAnywhere(matched: ReadonlySet<string>): boolean {
    return this.entries.some(({ statement: { effect, action } }) => {
      if (effect === 'Deny' || !action) return false;
      if (action.negated) return elementTruth(action, matched) !== 'no';
      const { patterns } = prepare(action);
      return [...matched].some(
        (one) => patterns.has(one) && (one === '*' || /[*?]/.test(serviceOf(one))),
      );
    });
  }

  /** Whether the space, or the exception of this number, has actions of a class. */
  isIn(space: Space, { signature }: ActionClass): boolean {
    return signature[this.#spaces.indexOf(space)] === '1';
  }

  /** Whether a fact lets its key be present on actions of a class. */
  factAllows(fact: Fact, { signature }: ActionClass): boolean {
    return signature.split(' ')[2]?.[this.facts.indexOf(fact)] === '1';
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

function entriesOf(set: PolicySet, index: number): Entry[] {
  const all = (role: PolicyRole, group: string, policy: EvaluablePolicy): Entry[] =>
    policy.statements.map((statement) => ({ set: index, role, group, policy, statement }));
  if (set.kind === 'resource' || set.kind === 'trust') return all(set.kind, 'resource', set.policy);
  return [
    ...set.identity.flatMap((policy) => all('identity', 'identity', policy)),
    ...(set.scps ?? []).flatMap((level, at) =>
      level.flatMap((policy) => all('scp', `scp ${at}`, policy)),
    ),
    ...(set.boundary ? all('boundary', 'boundary', set.boundary) : []),
    ...(set.session ? all('session', 'session', set.session) : []),
    ...(set.kind === 'both' ? all(set.policyKind, 'resource', set.policy) : []),
  ];
}

/** Whether policies of this kind decide the action at all. */
function isAsked(set: PolicySet, action: string): boolean {
  if (action === 'sts:getcalleridentity') return false;
  const isTrust = set.kind === 'trust' || (set.kind === 'both' && set.policyKind === 'trust');
  if (isTrust) return ASSUME.includes(action);
  if (set.kind === 'resource' || set.kind === 'both') return !ASSUME.includes(action);
  return callKind(action) !== 'web identity' && callKind(action) !== 'saml';
}

/** An Action element, ready to be asked many times. */
interface PreparedElement {
  readonly patterns: ReadonlySet<string>;
  /** Some pattern is not written as an action. */
  readonly isMalformed: boolean;
}

const prepared = new WeakMap<Patterns, PreparedElement>();

function prepare(element: Patterns): PreparedElement {
  const known = prepared.get(element);
  if (known) return known;
  const patterns = new Set(element.values.map((value) => value.toLowerCase()));
  const isMalformed = [...patterns].some((value) => value !== '*' && !value.includes(':'));
  prepared.set(element, { patterns, isMalformed });
  return { patterns, isMalformed };
}

/** Whether an Action element has the actions that these patterns match; `unknown` if it is malformed. */
export function elementTruth(
  element: Patterns | undefined,
  matched: ReadonlySet<string>,
): 'yes' | 'no' | 'unknown' {
  if (!element) return 'unknown';
  const { patterns, isMalformed } = prepare(element);
  for (const pattern of matched) if (patterns.has(pattern)) return element.negated ? 'no' : 'yes';
  if (isMalformed) return 'unknown';
  return element.negated ? 'yes' : 'no';
}

/** Patterns of actions in a space, without those of its exceptions. */
function patternsOf({ action, service }: Space): readonly string[] {
  return [
    ...(action === undefined ? [] : actionChoice(action).texts),
    ...(service === undefined ? [] : textList(service).map((one) => `${one.toLowerCase()}:*`)),
  ];
}

function isInSpace(
  space: Space,
  matched: ReadonlySet<string>,
  name: string,
  access: readonly string[],
  isWild: boolean,
): boolean {
  if (space.action !== undefined) {
    const { texts, negated } = actionChoice(space.action);
    if (texts.some((text) => matched.has(text)) === negated) return false;
  }
  if (space.service !== undefined) {
    const services = textList(space.service).map((one) => one.toLowerCase());
    if (!services.some((service) => globMatches(service, serviceOf(name)))) return false;
  }
  if (space.access === undefined) return true;
  const levels = textList(space.access).map((level) => level.toLowerCase());
  return access.length === 0
    ? isWild
    : access.some((level) => levels.includes(level.toLowerCase()));
}

function placesOf(fact: Extract<Fact, { onlyOn: unknown }>): readonly string[] {
  const { services = [], actions = [] } = fact.onlyOn;
  return [...services.map((one) => `${one}:*`), ...actions].map((one) => one.toLowerCase());
}
