/** The policies of a role, or one of its own, as claims are decided by them, and who acts. */
import type { Catalog, Entry, Holder } from '../../data/catalog.ts';
import type { PlacedStatement } from '../../data/placed-statement.ts';
import {
  accountOf,
  pathAndName,
  sharedPolicy,
  type Substitute,
  writtenDocument,
} from '../../data/role-policies.ts';
import type { Claim, OwnPolicyKind, PolicyPart } from '../../data/schema/index.ts';
import { ANYTHING } from '../../data/schema/claim.ts';
import type { Path } from '../../data/yaml-places.ts';
import type { ResourceKind } from '../../iam/checks/finding.ts';
import { SERVICE_OF } from '../../iam/checks/resource-kinds.ts';
import type { PolicySet } from '../../iam/space/decide.ts';
import { type EvaluablePolicy, noPolicy, readPolicy } from '../../iam/statement.ts';

/** A policy that the data write out. */
export interface WrittenPolicy {
  readonly kind: PolicyPart;
  /** Where it is in its entry. */
  readonly path: Path;
  /** Whether it comes from elsewhere as a whole: it is a shared statement, or one that ships. */
  readonly isWhole: boolean;
  /** As written, in the order of `policy`. */
  readonly placed: readonly PlacedStatement[];
  readonly policy: EvaluablePolicy;
}

export interface HeldPolicies {
  /** In the order permissions, trust, boundary; or the only one of an entry of `policies`. */
  readonly written: readonly WrittenPolicy[];
  /** Managed policies whose documents are given. */
  readonly managed: readonly EvaluablePolicy[];
  /** The ARNs of those that are not. */
  readonly unread: readonly string[];
  /** What the policy of a resource can be about, as patterns, if the data say what it is attached to. */
  readonly about?: readonly string[] | undefined;
}

export function policiesOf(catalog: Catalog, holder: Holder, substitute: Substitute): HeldPolicies {
  const read = (name: string, statements: readonly PlacedStatement[]): EvaluablePolicy =>
    readPolicy(name, writtenDocument({ statements }, holder, substitute));
  const written = catalog
    .policiesOf(holder)
    .map(({ kind, path, isWhole, name, statements }): WrittenPolicy => {
      const policy = read(name, statements);
      const isEndpoint = 'kind' in holder.value && holder.value.kind === 'endpoint';
      return {
        kind,
        path,
        isWhole,
        placed: statements,
        policy: isEndpoint ? ofEndpoint(policy) : policy,
      };
    });
  const managed = holder.kind === 'roles' ? catalog.managedPolicies(holder) : [];
  return {
    written,
    managed: managed.flatMap(({ arn, statements }) => (statements ? read(arn, statements) : [])),
    unread: managed.flatMap(({ arn, statements }) => (statements ? [] : arn)),
    about: aboutOf(holder, substitute),
  };
}

/** A bucket and its objects; of other kinds, the resource alone. */
function aboutOf(holder: Holder, substitute: Substitute): readonly string[] | undefined {
  if (holder.kind === 'roles' || !isOfResource(holder.value.kind)) return undefined;
  const { kind, attachedTo } = holder.value;
  const arns = [attachedTo ?? []].flat().map(substitute);
  if (arns.length === 0) return undefined;
  return kind === 'bucket' ? arns.flatMap((arn) => [arn, `${arn}/*`]) : arns;
}

/**
 * Gateway endpoints take no principal but `*`, and which others an interface endpoint lets through is
 * not documented: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
const ofEndpoint = (policy: EvaluablePolicy): EvaluablePolicy => ({
  ...policy,
  statements: policy.statements.map((statement) =>
    statement.principal?.anyone === true && !statement.principal.negated
      ? statement
      : {
          ...statement,
          defects: [
            ...statement.defects,
            'whom an endpoint policy lets through by a Principal other than `*` is not documented',
          ],
        },
  ),
});

/** What a role is given: its inline policies, and managed ones as far as they are known. */
export const permissionsIn = ({ written, managed }: HeldPolicies): EvaluablePolicy[] => [
  ...written.flatMap(({ kind, policy }) => (kind === 'permissions' ? policy : [])),
  ...managed,
];

/** The policy of a kind of which there is one. */
export const policyIn = (
  { written }: HeldPolicies,
  kind: Exclude<PolicyPart, 'permissions'>,
): EvaluablePolicy | undefined => written.find((one) => one.kind === kind)?.policy;

/** Whether policies of such entries say whom they are about. */
export const namesPrincipals = (kind: OwnPolicyKind): boolean =>
  kind !== 'scp' && kind !== 'session';

/** Whether such a policy grants something by itself. */
export const isOfResource = (kind: OwnPolicyKind): kind is ResourceKind =>
  namesPrincipals(kind) && kind !== 'rcp' && kind !== 'endpoint';

/** An entry of `policies` by itself; `also` are others of its kind beside it. */
function ownSet(
  kind: OwnPolicyKind,
  policy: EvaluablePolicy,
  about: HeldPolicies['about'],
  also: readonly EvaluablePolicy[] = [],
): PolicySet {
  if (kind === 'rcp') return { kind: 'rcp', policy };
  if (isOfResource(kind)) return { kind: 'resource', policy, about, service: SERVICE_OF[kind] };
  return namesPrincipals(kind)
    ? { kind: 'resource', policy }
    : { kind: 'identity', identity: [policy, ...also] };
}

/** The policies that decide together with one of this kind. */
export function setOfPart(holder: Holder, part: PolicyPart, policies: HeldPolicies): PolicySet {
  if (part === 'trust')
    return { kind: 'trust', policy: policyIn(policies, part) ?? noPolicy(part) };
  if (part === 'own' && holder.kind === 'policies')
    return ownSet(
      holder.value.kind,
      policyIn(policies, part) ?? noPolicy(holder.id),
      policies.about,
    );
  return {
    kind: 'identity',
    identity: permissionsIn(policies),
    boundary: policyIn(policies, 'boundary'),
  };
}

/**
 * What decides a claim. A claim about the role's permissions takes the other side as allowing; one
 * about its trust policy, or about a policy that no role holds, is decided by that policy alone, or
 * together with the role that asks.
 */
export function setOf(
  catalog: Catalog,
  holder: Holder,
  claim: Claim,
  policies: HeldPolicies,
  substitute: Substitute,
): PolicySet {
  const also = attachedIds(claim).flatMap((id) => {
    const entry = catalog.get('statements', id);
    return entry ? [sharedPolicy(entry, substitute)] : [];
  });
  const set = setOfPart(holder, claim.policy, policies);
  if (set.kind === 'identity') return { ...set, identity: [...set.identity, ...also] };
  const asking = claim.with && catalog.get('roles', claim.with.role);
  if (!asking || set.kind !== 'trust') return set;
  const ofAsking = policiesOf(catalog, asking, substitute);
  return {
    kind: 'both',
    policy: set.policy,
    policyKind: 'trust',
    resourceAccount: accountOf(substitute),
    identity: [...permissionsIn(ofAsking), ...also],
    boundary: policyIn(ofAsking, 'boundary'),
  };
}

/** The shared statements that are attached as well, by id. */
function attachedIds({ alsoAttached = [] }: Pick<Claim, 'alsoAttached'>): string[] {
  return [alsoAttached].flat().filter((id) => id !== ANYTHING);
}

export function roleArn(role: Entry<'roles'>, substitute: Substitute): string {
  return `arn:aws:iam::${accountOf(substitute)}:role/${pathAndName(role)}`;
}
