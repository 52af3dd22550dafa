/**
 * Turns the statements that have an action into formulas over resource, caller and condition keys.
 */
import {
  hasPrincipals,
  isSubjectTo,
  namesPrincipalArn,
  type PolicyRole,
  principalApplies,
} from '../match.ts';
import { type Closeness, parsePrincipal } from '../principal.ts';
import { rcpCoversAction } from '../rcp.ts';
import type { Statement } from '../statement.ts';
import type { ActionClass } from './action-classes.ts';
import { type Caller, type CallKind, callKind, isCaller } from './callers.ts';
import { type Naming, needsOfBoth } from './both-sides.ts';
import { conditionTruth } from './condition-truth.ts';
import { delegatesTo } from './decide.ts';
import { absorb, product, type Side, sideOf, termOf, type Terms, TRUE_TERM } from './formula.ts';
import { CERTAIN, type Doubts, NEVER } from './model.ts';
import { isDoubtedKey, MCP_FLAG, MCP_SERVER } from './doubted-keys.ts';
import { elementTruth, type Entry } from './entries.ts';
import { type Question, truth } from './question.ts';
import type { ResourceSplit } from './resources.ts';
import { principalChoice, type Space } from './space.ts';

/** What a formula says about a request. */
export type View = 'allowed' | 'explicitDeny' | 'admits' | 'delegates';

/** A statement of a policy set. */
export interface StatementPlace {
  readonly policy: string;
  /** From 0. */
  readonly index: number;
}

export class Compiler {
  readonly #question: Question;
  readonly #actions: ActionClass;
  readonly #resources: ResourceSplit;
  readonly #call: CallKind;

  constructor(question: Question, actions: ActionClass, resources: ResourceSplit) {
    this.#question = question;
    this.#actions = actions;
    this.#resources = resources;
    this.#call = callKind(actions.sample.toLowerCase());
  }

  /** The formula of a view for one of the question's policy sets. */
  side(set: number, view: View): Side {
    const deny = this.#denies(set);
    if (view === 'explicitDeny') return sideOf([], [deny]);
    const { admits, delegates } = this.#own(set);
    if (view === 'admits') return sideOf(deny, [admits]);
    if (view === 'delegates') return sideOf(absorb([...deny, ...admits]), [delegates]);
    return sideOf(deny, this.#needs(set));
  }

  /** A formula for each way in which a request is refused without a Deny. */
  implicitDenials(set: number): readonly Side[] {
    const deny = this.#denies(set);
    return this.#needs(set).map((need) => sideOf(absorb([...deny, ...need]), []));
  }

  /** True where this statement decides: its Deny applies, or its Allow does where all agree. */
  decidedBy(set: number, place: StatementPlace): Side {
    const entry = this.#entries(set).find(
      ({ policy, statement }) => policy.name === place.policy && statement.index === place.index,
    );
    if (!entry) return sideOf([], [[]]);
    const own = this.#terms(entry, 'any');
    return entry.statement.effect === 'Deny'
      ? sideOf([], [own])
      : sideOf(this.#denies(set), [...this.#needs(set), own]);
  }

  /** Requests that do not count: outside the space, or with a context that cannot occur. */
  outside(): Terms {
    const { space, facts } = this.#question;
    const terms = (space.except ?? []).flatMap((one) => this.#inside(one));
    if (space.resource !== undefined) terms.push(...this.#resources.choice(space.resource).no);
    for (const fact of facts) {
      if ('ofCaller' in fact) continue;
      const key = fact.key.toLowerCase();
      const present = this.#test(key, 'present', true);
      if ('onlyOn' in fact) {
        if (!this.#question.factAllows(fact, this.#actions)) terms.push(...present);
      } else
        for (const [other, test] of Object.entries(fact.onlyWith))
          terms.push(...product(present, this.#test(other.toLowerCase(), test, false)));
    }
    return absorb(terms);
  }

  #test(key: string, test: Parameters<Question['testAtom']>[1], wanted: boolean): Terms {
    return [termOf([this.#question.testAtom(key, test, wanted, this.#call).id])];
  }

  /** The requests in a space, without those in its exceptions. */
  #inside(space: Space): Terms {
    if (!this.#question.isIn(space, this.#actions)) return [];
    let terms: Terms = [TRUE_TERM];
    for (const { yes } of this.#testsOf(space)) terms = product(terms, yes);
    for (const one of space.except ?? []) terms = product(terms, this.#beyond(one));
    return terms;
  }

  /** The requests that are not in a space. */
  #beyond(space: Space): Terms {
    if (!this.#question.isIn(space, this.#actions)) return [TRUE_TERM];
    return absorb([
      ...this.#testsOf(space).flatMap(({ no }) => no),
      ...(space.except ?? []).flatMap((one) => this.#inside(one)),
    ]);
  }

  #testsOf({ resource, principal, context }: Space): { yes: Terms; no: Terms }[] {
    const tests = Object.entries(context ?? {}).map(([name, test]) => ({
      yes: this.#test(name.toLowerCase(), test, true),
      no: this.#test(name.toLowerCase(), test, false),
    }));
    if (resource !== undefined) tests.push(this.#resources.choice(resource));
    if (principal !== undefined && this.#question.hasCallers) {
      const { tests: callers, negated } = principalChoice(principal);
      const atom = (wanted: boolean): Terms => {
        const text = `${wanted} ${negated} ${JSON.stringify(callers)}`;
        const judge = (caller: Caller): Doubts =>
          truth((callers.some((test) => isCaller(test, caller)) !== negated) === wanted);
        return [termOf([this.#question.callerAtom(this.#call, text, judge).id])];
      };
      tests.push({ yes: atom(true), no: atom(false) });
    }
    return tests;
  }

  #entries(set: number): readonly Entry[] {
    return this.#question.entries.filter((entry) => entry.set === set);
  }

  #denies(set: number): Terms {
    const denies = this.#entries(set).filter(({ statement }) => statement.effect !== 'Allow');
    return absorb(denies.flatMap((entry) => this.#terms(entry, 'any')));
  }

  /** The Allows of a group, as far as they name the caller so. */
  #group(set: number, group: string, naming: Naming = 'any'): Terms {
    const allows = this.#entries(set).filter(
      (entry) => entry.group === group && entry.statement.effect !== 'Deny',
    );
    return absorb(allows.flatMap((entry) => this.#terms(entry, naming)));
  }

  #own(set: number): { admits: Terms; delegates: Terms } {
    return {
      admits: this.#group(set, 'resource', 'admits'),
      delegates: this.#group(set, 'resource', 'delegates'),
    };
  }

  /** An Allow of each of these is needed. */
  #needs(set: number): readonly Terms[] {
    const policies = this.#question.sets[set];
    if (!policies) return [[]];
    // RCPFullAWSAccess is always attached as well.
    if (policies.kind === 'rcp') return [];
    if (policies.kind === 'resource' || policies.kind === 'trust')
      return [this.#group(set, 'resource')];
    if (policies.kind === 'both')
      return needsOfBoth(policies, {
        action: this.#actions.sample.toLowerCase(),
        group: (group, naming) => this.#group(set, group, naming),
        callers: (text, judge) => [
          termOf([this.#question.callerAtom(this.#call, text, (one) => truth(judge(one))).id]),
        ],
        doubt: (key, reason) => [termOf([], [this.#doubt(key, reason)])],
      });
    return [
      this.#group(set, 'identity'),
      ...(policies.boundary ? [this.#group(set, 'boundary')] : []),
      ...(policies.scps ?? []).map((_, level) => this.#group(set, `scp ${level}`)),
      ...(policies.session ? [this.#group(set, 'session')] : []),
    ];
  }

  #doubt(key: string, reason: string): number {
    return this.#question.model.doubt(key, { reason });
  }

  /** The ways in which a statement applies. */
  #terms(entry: Entry, naming: Naming): Terms {
    const { statement, policy, role } = entry;
    const { model } = this.#question;
    const [defect] = statement.defects;
    const id = JSON.stringify({ ...statement, index: 0, principal: namesOf(statement) });
    if (defect !== undefined)
      return [termOf([], [model.doubt(`statement ${id}`, { reason: defect })])];
    if (this.#isOtherSide(entry)) return [];
    const isAction = elementTruth(statement.action, this.#actions.matched);
    if (isAction === 'no') return [];
    const doubts: number[] = [];
    const atoms: number[] = [];
    if (isAction === 'unknown')
      doubts.push(
        model.doubt(`action ${JSON.stringify(statement.action)}`, {
          reason: `the action of ${nameOf(entry)} is not written as an action`,
        }),
      );
    if (role === 'rcp') {
      const covered = rcpCoversAction(this.#actions.sample);
      if (covered.value === false) return [];
      if (covered.value === 'unknown') doubts.push(this.#doubt(covered.reason, covered.reason));
      if (!this.#question.hasCallers && statement.principal?.anyone !== true)
        doubts.push(this.#doubt('an RCP', 'the Principal of a resource control policy is `*`'));
    }
    const isOfCallers = role !== 'rcp' || this.#question.hasCallers;
    if (!hasPrincipals(role)) {
      if (this.#question.hasCallers) atoms.push(this.#subjectAtom(role));
    } else if (isOfCallers) atoms.push(this.#callerAtom(statement, role, naming));
    if (!hasPrincipals(role) && statement.principal)
      doubts.push(
        this.#doubt(`principal ${id}`, 'only resource and trust policies have a Principal'),
      );
    let terms = product(this.#conditions(entry), [termOf(atoms, doubts)]);
    if (role === 'trust') {
      if (statement.resource)
        terms = product(terms, [
          termOf([], [this.#doubt(`trust ${id}`, 'a trust policy has no Resource')]),
        ]);
      return terms;
    }
    if (!statement.resource) {
      const doubt = this.#doubt(
        `resource ${id}`,
        'the statement has neither Resource nor NotResource',
      );
      return product(terms, [termOf([], [doubt])]);
    }
    const { hasVariables } = policy;
    return product(terms, this.#resources.element({ element: statement.resource, hasVariables }));
  }

  /** Token exchange is decided by the trust policy, within RCPs. */
  #isOtherSide({ role }: Entry): boolean {
    const isExchange = this.#call === 'web identity' || this.#call === 'saml';
    return isExchange && role !== 'trust' && role !== 'rcp';
  }

  #callerAtom(statement: Statement, role: 'resource' | 'trust' | 'rcp', naming: Naming): number {
    const { model } = this.#question;
    const isByArn = statement.conditions.some(namesPrincipalArn);
    const names = namesOf(statement);
    const judge = (caller: Caller): Doubts => {
      const principal = parsePrincipal(caller.name);
      const found = principalApplies(statement, role, principal);
      const closeness = found.closeness === 'anyone' && isByArn ? 'self' : found.closeness;
      if (found.truth.value === false) return NEVER;
      const isUnclear = found.truth.value === 'unknown' && closeness === undefined;
      if (!isUnclear && !isNamed(closeness, naming, caller.kind === 'root')) return NEVER;
      if (found.truth.value === true) return CERTAIN;
      // One name is in doubt wherever it is listed; of NotPrincipal, the whole list is.
      const { reason } = found.truth;
      const key = statement.principal?.negated === true ? names : reason;
      return [[model.doubt(`principal ${caller.name} ${key}`, { reason })]];
    };
    return this.#question.callerAtom(this.#call, `${role} ${naming} ${isByArn} ${names}`, judge).id;
  }

  /** Callers that policies attached there apply to. */
  #subjectAtom(role: PolicyRole): number {
    return this.#question.callerAtom(this.#call, `subject to ${role}`, ({ kind }) =>
      truth(isSubjectTo(kind, role)),
    ).id;
  }

  /** All conditions of a statement; behind an MCP server some keys are in doubt. */
  #conditions({ statement, policy: { hasVariables } }: Entry): Terms {
    const { model } = this.#question;
    const atomOf = (condition: Statement['conditions'][number]): number => {
      const key = condition.key.toLowerCase();
      const text = JSON.stringify([hasVariables, condition.operator, condition.values]);
      return this.#question.keyAtom(
        key,
        text,
        (value) =>
          conditionTruth({ condition, hasVariables }, value, (name, doubt) =>
            model.doubt(name, doubt),
          ),
        this.#call,
      ).id;
    };
    const plain = statement.conditions.filter(({ key }) => !isDoubtedKey(key)).map(atomOf);
    const doubted = statement.conditions.filter(({ key }) => isDoubtedKey(key));
    if (doubted.length === 0) return [termOf(plain)];
    const doubts = doubted.map((condition) =>
      model.doubt(`behind MCP ${JSON.stringify([hasVariables, condition])}`, {
        reason: `no AWS page says what ${condition.key} is on a request that came through an MCP server`,
        state: 'aws:ViaAWSMCPService',
      }),
    );
    const without = product(
      this.#test(MCP_FLAG, 'true', false),
      this.#test(MCP_SERVER, null, true),
    );
    return absorb([
      ...product([termOf([...plain, ...doubted.map(atomOf)])], without),
      ...product([termOf(plain, doubts)], this.#test(MCP_FLAG, 'true', true)),
      ...product([termOf(plain, doubts)], this.#test(MCP_SERVER, 'present', true)),
    ]);
  }
}

function isNamed(closeness: Closeness | undefined, naming: Naming, isRoot: boolean): boolean {
  if (naming === 'any') return true;
  if (naming === 'admits') return !delegatesTo(closeness, isRoot);
  return naming === 'delegates' ? delegatesTo(closeness, isRoot) : closeness === naming;
}

const namesOf = ({ principal }: Statement): string =>
  JSON.stringify(principal && [principal.negated, principal.anyone, ...principal.byType]);

const nameOf = ({ policy, statement }: Entry): string =>
  `${policy.name} ${statement.sid ?? `statement ${statement.index + 1}`}`;
