/**
 * Claims that bound a role, drafted from what its policies decide and confirmed by a proof: nothing
 * else is allowed, nobody else may assume it.
 */
import type { PolicyPart } from '../../data/schema/index.ts';
import { comparePolicies, type Row } from '../../iam/space/compare.ts';
import { serviceOf } from '../../iam/space/action-index.ts';
import type { PolicySet } from '../../iam/space/decide.ts';
import { openDoors } from '../../iam/space/open-doors.ts';
import { proveEvery } from '../../iam/space/prove.ts';
import type { PrincipalTest, Space } from '../../iam/space/space.ts';
import type { EvaluablePolicy } from '../../iam/statement.ts';
import { forAnyValue } from './any-value.ts';
import { writtenPolicy, writtenWords } from './as-written.ts';
import { spacesOfRows, type Style } from './draft-spaces.ts';
import type { HolderGround } from './ground.ts';
import { permissionsIn, policyIn, setOfPart } from './policy-sets.ts';
import { toSpace } from './spaces.ts';

/** As it is written in the data, without what people would call it. */
export interface BoundDraft {
  readonly say: string;
  readonly policy?: 'trust';
  readonly only?: readonly Space[];
  readonly every?: Space;
  readonly expect?: 'allowed' | 'denied';
}

/** A bound that is longer as JSON is said more coarsely. */
const MOST_LETTERS = 800;
const STYLES: readonly Style[] = ['named', 'levels', 'coarse'];

const NOTHING: EvaluablePolicy = { name: 'none', hasVariables: true, statements: [] };

/** What a role's policies bound, and whom its trust policy admits on purpose or not. */
export function draftBounds(ground: HolderGround): BoundDraft[] {
  const trust = policyIn(ground.policies, 'trust');
  const doors = trust ? openDoors({ kind: 'trust', policy: trust }, ground.knowledge) : [];
  const drafts = [
    permissionsBound(ground),
    trustBound(ground),
    // An issuer that strangers share is left for people to see.
    ...doors
      .filter(({ isShared }) => !isShared)
      .map(({ statement }) => trustAdmission(ground, statement.index)),
  ];
  return drafts.filter((draft) => draft !== undefined);
}

/** `only` for the permissions; undefined without access, or where none can be proven. */
function permissionsBound(ground: HolderGround): BoundDraft | undefined {
  const permissions = permissionsIn(ground.policies);
  if (permissions.length === 0) return undefined;
  const boundary = policyIn(ground.policies, 'boundary');
  const set: PolicySet = { kind: 'identity', identity: permissions, boundary };
  const nothing: PolicySet = { kind: 'identity', identity: [] };
  const wide: PolicySet = { ...set, identity: permissions.map(forAnyValue) };
  const { rows } = comparePolicies(nothing, wide, ground.knowledge).gained;
  if (rows.length === 0) return undefined;
  const words = { policies: permissions, written: writtenWords(ground), serviceOf };
  let longer: BoundDraft | undefined;
  for (const style of STYLES) {
    const only = spacesOfRows(rows, words, style);
    if (!isBound(ground, set, {}, only)) continue;
    const draft: BoundDraft = { say: 'Nothing else is allowed.', only };
    if (JSON.stringify(only).length <= MOST_LETTERS) return draft;
    longer = draft;
  }
  return longer;
}

/** `only` for the policy of a resource, which names who is admitted; undefined where none is proven. */
function resourceBound(ground: HolderGround): BoundDraft | undefined {
  const set = setOfPart(ground.holder, 'own', ground.policies);
  if (set.kind !== 'resource') return undefined;
  const only = admissions(ground, set).map(({ space }) => space);
  const isLong = JSON.stringify(only).length > MOST_LETTERS;
  if (only.length === 0 || isLong || !isBound(ground, set, {}, only)) return undefined;
  return { say: 'Nothing else is allowed.', only };
}

/** The bound of what a role is given, of whom it trusts, or of a resource's policy. */
export function boundOf(ground: HolderGround, part: PolicyPart): BoundDraft | undefined {
  if (part === 'own') return resourceBound(ground);
  return part === 'trust' ? trustBound(ground) : permissionsBound(ground);
}

/** Who may assume the role: nobody else, for every such call. */
function trustBound(ground: HolderGround): BoundDraft | undefined {
  const trust = policyIn(ground.policies, 'trust');
  if (!trust) return undefined;
  const set: PolicySet = { kind: 'trust', policy: trust };
  const except = admissions(ground, set).map(({ space: { action: _, ...space } }) => space);
  if (except.length === 0 || except.some((space) => Object.keys(space).length === 0))
    return undefined;
  const space: Space = { action: 'assume' };
  if (!isBound(ground, set, space, except)) return undefined;
  return {
    say: 'Nobody else may assume the role.',
    policy: 'trust',
    every: { ...space, except },
    expect: 'denied',
  };
}

/** That the trust policy admits everyone whom a statement of it admits, for every such call. */
export function trustAdmission(ground: HolderGround, index: number): BoundDraft | undefined {
  const trust = policyIn(ground.policies, 'trust');
  if (!trust) return undefined;
  const set: PolicySet = { kind: 'trust', policy: trust };
  const found = admissions(ground, set).find(
    ({ row, space }) =>
      row.after.decidedBy.some((one) => one.index === index) &&
      proveEvery(set, toSpace(space, ground.substitute), 'allowed', ground.knowledge).answer ===
        'holds',
  );
  return (
    found && {
      say: 'The trust policy admits everyone who meets its conditions, no matter who they are.',
      policy: 'trust',
      every: found.space,
      expect: 'allowed',
    }
  );
}

/** What the policy lets in, by row. */
function admissions(
  ground: HolderGround,
  set: Extract<PolicySet, { readonly kind: 'trust' | 'resource' }>,
): { readonly row: Row; readonly space: Space }[] {
  const isTrust = set.kind === 'trust';
  const nothing: PolicySet = { kind: set.kind, policy: NOTHING };
  const { rows } = comparePolicies(nothing, set, ground.knowledge, {
    space: isTrust ? { action: 'assume' } : {},
  }).gained;
  const words = { policies: [set.policy], written: writtenWords(ground), serviceOf };
  const written = writtenPolicy(ground, set.policy.name);
  return rows.flatMap((row) => {
    const principal = principalsOf(row, written);
    return spacesOfRows([row], words, 'named').map(({ resource, ...space }) => ({
      row,
      space: {
        ...space,
        ...(isTrust || resource === undefined ? {} : { resource }),
        ...(principal.length > 0 ? { principal: oneOf(principal) } : {}),
      },
    }));
  });
}

/** The principals of the statements that decided, as a space states them; none is anyone. */
function principalsOf(
  { callers, after }: Row,
  written: EvaluablePolicy | undefined,
): PrincipalTest[] {
  if (callers?.isAny === true) return [];
  const tests: PrincipalTest[] = [];
  for (const { index } of after.decidedBy) {
    const principal = written?.statements.find((one) => one.index === index)?.principal;
    if (!principal || principal.negated || principal.anyone) return [];
    for (const [type, names] of principal.byType)
      for (const name of names) {
        const test = testOf(type, name);
        if (test === undefined) return [];
        tests.push(test);
      }
  }
  return [...new Map(tests.map((test) => [JSON.stringify(test), test])).values()];
}

function testOf(type: string, name: string): PrincipalTest | undefined {
  if (type === 'Service') return { service: name };
  if (type === 'Federated') return { issuer: name };
  const account = /^(\d{12}|<[^>]*>)$|^arn:[^:]*:iam::([^:]*):root$/.exec(name);
  if (account) return { account: account[1] ?? account[2] ?? '' };
  if (/:role\//.test(name) && !/[*?]/.test(name)) return { role: name };
  if (/:user\//.test(name) && !/[*?]/.test(name)) return { user: name };
  return name === '*' ? undefined : name;
}

const oneOf = (tests: readonly PrincipalTest[]): PrincipalTest | readonly PrincipalTest[] =>
  tests.length === 1 && tests[0] !== undefined ? tests[0] : tests;

/** Whether the bound holds for the policies of this ground. */
export function boundHolds(ground: HolderGround, { policy, only, every }: BoundDraft): boolean {
  const trust = policyIn(ground.policies, 'trust');
  if (policy === 'trust') {
    if (!trust || !every) return false;
    const { except = [], ...space } = every;
    return isBound(ground, { kind: 'trust', policy: trust }, space, except);
  }
  const part = ground.holder.kind === 'policies' ? 'own' : 'permissions';
  return isBound(ground, setOfPart(ground.holder, part, ground.policies), {}, only ?? []);
}

function isBound(
  { substitute, knowledge }: HolderGround,
  set: PolicySet,
  space: Space,
  spaces: readonly Space[],
): boolean {
  const except = spaces.map((one) => toSpace(one, substitute));
  const options = { isVerdict: true };
  return proveEvery(set, { ...space, except }, 'denied', knowledge, options).answer === 'holds';
}
