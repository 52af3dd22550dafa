/**
 * The statements of policy sets, with where each is attached, and the actions of their Action
 * elements.
 */
import type { PolicyRole } from '../match.ts';
import type { EvaluablePolicy, Patterns, Statement } from '../statement.ts';
import { isAlone, type PolicySet } from './decide.ts';

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

export function entriesOf(set: PolicySet, index: number): Entry[] {
  const all = (role: PolicyRole, group: string, policy: EvaluablePolicy): Entry[] =>
    policy.statements.map((statement) => ({ set: index, role, group, policy, statement }));
  if (isAlone(set)) return all(set.kind, 'resource', set.policy);
  return [
    ...set.identity.flatMap((policy) => all('identity', 'identity', policy)),
    ...(set.scps ?? []).flatMap((level, at) =>
      level.flatMap((policy) => all('scp', `scp ${at}`, policy)),
    ),
    ...(set.rcps ?? []).flat().flatMap((policy) => all('rcp', 'rcp', policy)),
    ...(set.boundary ? all('boundary', 'boundary', set.boundary) : []),
    ...(set.session ? all('session', 'session', set.session) : []),
    ...(set.kind === 'both' ? all(set.policyKind, 'resource', set.policy) : []),
  ];
}

/** An Action element, prepared for many questions. */
export interface PreparedElement {
  readonly patterns: ReadonlySet<string>;
  /** Some pattern is not written as an action. */
  readonly isMalformed: boolean;
}

const prepared = new WeakMap<Patterns, PreparedElement>();

export function prepare(element: Patterns): PreparedElement {
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
