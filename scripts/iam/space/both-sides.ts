/**
 * The order of decisions in `evaluate` for both sides together, as groups that each need an Allow.
 */
import type { Closeness } from '../principal.ts';
import type { Caller } from './callers.ts';
import type { PolicySet } from './decide.ts';
import { ASSUME } from './space.ts';
import { absorb, product, type Terms, TRUE_TERM } from './formula.ts';

/** How closely a statement names the caller, as far as it matters. */
export type Naming = 'any' | 'admits' | 'delegates' | Closeness;

/** What the policies say about one class of actions. */
export interface Sides {
  /** One action of the class, lower case. */
  readonly action: string;
  /** The Allows of a group, as far as they name the caller so. */
  readonly group: (group: string, naming: Naming) => Terms;
  readonly callers: (name: string, judge: (caller: Caller) => boolean) => Terms;
  readonly doubt: (key: string, reason: string) => Terms;
}

/** Callers by how their requests are decided. */
interface Kinds {
  readonly same: Terms;
  readonly cross: Terms;
  /** Without identity policies of their own. */
  readonly alone: Terms;
  readonly root: Terms;
  readonly federated: Terms;
  readonly others: Terms;
}

export function needsOfBoth(
  policies: Extract<PolicySet, { kind: 'both' }>,
  sides: Sides,
): readonly Terms[] {
  const kinds = callerKinds(policies.resourceAccount, sides);
  const { same, cross, alone, root } = kinds;
  const named = (naming: Naming): Terms => sides.group('resource', naming);
  const direct = named('self');
  const anyone = named('anyone');
  const identity = sides.group('identity', 'any');
  const limited = product(
    anyone,
    sides.doubt(
      'a grant to anyone beside a limit',
      'whether a grant to anyone is limited by a boundary or session policy is not documented',
    ),
  );
  const limit = (group: string): Terms => {
    const own = sides.group(group, 'any');
    const inside = product(same, absorb([...own, ...direct, ...limited]));
    return absorb([...root, ...alone, ...product(cross, own), ...inside]);
  };
  const byEither = absorb([...direct, ...anyone, ...named('role'), ...identity, ...root]);
  return [
    ...(policies.scps ?? []).map((_, level) =>
      absorb([...alone, ...sides.group(`scp ${level}`, 'any')]),
    ),
    ...(policies.boundary ? [limit('boundary')] : []),
    policies.session ? limit('session') : withoutSession(kinds, direct, sides),
    absorb([
      ...alone,
      ...product(cross, absorb([...identity, ...root])),
      ...product(same, byEither),
    ]),
    absorb([
      ...product(absorb([...cross, ...alone]), named('any')),
      ...product(same, byResource(sides)),
    ]),
  ];
}

/** What the resource's policy must say within its account: nothing, except for roles and keys. */
function byResource({ action, group, doubt }: Sides): Terms {
  const handedOn = (['self', 'anyone', 'role', 'account'] as const).flatMap((naming) =>
    group('resource', naming),
  );
  if (ASSUME.includes(action)) return absorb(handedOn);
  if (!action.startsWith('kms:')) return [TRUE_TERM];
  // Only keys need their policy, and this class has other resources of the service too.
  return absorb([
    ...handedOn,
    ...doubt('kms keys', 'which resources of KMS need their policy is not decided with both sides'),
  ]);
}

/** What a federated user may do without a session policy is not modeled. */
function withoutSession(
  { same, federated, others }: Kinds,
  direct: Terms,
  { doubt }: Sides,
): Terms {
  const open = doubt(
    'a federated user without a session policy',
    'what a federated user may do without a session policy is not modeled',
  );
  return absorb([
    ...others,
    ...product(federated, open),
    ...product(product(federated, same), direct),
  ]);
}

function callerKinds(account: string, { callers }: Sides): Kinds {
  const isAlone = ({ kind }: Caller): boolean =>
    kind === 'service' || kind === 'anonymous' || kind === 'federated';
  return {
    alone: callers('alone', isAlone),
    same: callers(`same ${account}`, (one) => !isAlone(one) && one.account === account),
    cross: callers(`cross ${account}`, (one) => !isAlone(one) && one.account !== account),
    root: callers('root', ({ kind }) => kind === 'root'),
    federated: callers('federated user', ({ kind }) => kind === 'federated-user'),
    others: callers('no federated user', ({ kind }) => kind !== 'federated-user'),
  };
}
