/** The proof stage: policies are valid, claims name what exists, and every claim holds. */
import type { Catalog, Entry } from '../data/catalog.ts';
import { proveClaims } from './claims.ts';
import { checkClaimActions, servicesOfClaims } from './claim-actions.ts';
import { knowledgeOfWorkspace } from './knowledge.ts';
import { readActionIndex } from '../iam/space/action-index.ts';
import { isRemoved } from '../data/references/removed-actions.ts';
import { additionsOf } from '../data/additions.ts';
import { loadReference, type Reference } from '../iam/reference.ts';
import { servicesIn, validatePolicy } from '../iam/validate.ts';
import { severityOf } from '../problems/code-families.ts';
import type { Severity } from '../problems/codes.ts';
import { isError, type Problem } from '../problems/problem.ts';
import { policyDocument, substitution, type Substitute } from '../data/role-policies.ts';
import type { RolePolicyKind, SpaceData } from '../data/schema/index.ts';
import { policiesOf } from './policy-sets.ts';
import type { Proof } from './proof.ts';
import { requiredProblems, servicesOfRequired } from './required.ts';
import { sameAsDocuments, sameAsProblems } from './same-as.ts';
import type { Tried } from './weakening.ts';

export interface Proven {
  readonly proofs: readonly Proof[];
  readonly problems: readonly Problem[];
  /** Access that no claim is about, and that the data accept. */
  readonly accepted: readonly Accepted[];
  /** By role: with how many weakened policies its claims were tried. */
  readonly tried: ReadonlyMap<string, Tried>;
  /** The day of the data on actions and keys. */
  readonly dataDate: string | undefined;
}

interface Accepted {
  readonly role: string;
  readonly space: SpaceData;
  readonly reason: string;
}

export interface ProveOptions {
  readonly asOf: string | undefined;
  readonly placeholders: Readonly<Record<string, string>>;
  /** Roles by id; all of them without it. */
  readonly roles?: readonly string[] | undefined;
  /** Whether contexts that cannot occur are left out of "every"; they are unless this is false. */
  readonly withFacts?: boolean | undefined;
  /** Of what is asked of claims, by code; see `claims` in the configuration. */
  readonly claimSeverities?: Readonly<Record<string, Severity | 'off'>> | undefined;
  /**
   * Keeps plain JSON from run to run, by a name: what is made from the data set alone, and takes most
   * of a second.
   */
  readonly keep?: (<T>(name: string, make: () => Promise<T>) => Promise<T>) | undefined;
}

/** Needs a catalog without problems. Nothing is loaded if there are no roles. */
export async function prove(catalog: Catalog, options: ProveOptions): Promise<Proven> {
  const { asOf, withFacts = true, keep = (_, make) => make() } = options;
  const roles = catalog
    .all('roles')
    .filter(({ id }) => options.roles === undefined || options.roles.includes(id));
  if (roles.length === 0)
    return { proofs: [], problems: [], accepted: [], tried: new Map(), dataDate: undefined };
  const substitute = substitution(catalog, options.placeholders);
  const reference = await loadReference(additionsOf(catalog));
  const documents = roles.flatMap((role) => documentsOf(catalog, role, substitute));
  await reference.prepare([
    ...documents.flatMap(({ document }) => [...servicesIn(document)]),
    ...roles.flatMap(servicesOfClaims),
    ...roles.flatMap((role) => [
      ...servicesOfRequired(catalog.required(role)),
      ...sameAsDocuments({ catalog, substitute }, role).flatMap((one) => [...servicesIn(one)]),
    ]),
  ]);
  const actions = await keep('actions', readActionIndex);
  const removed = catalog
    .all('actions')
    .filter(({ value }) => isRemoved(value.removed, asOf))
    .map(({ id }) => id);
  const known = { actions, reference, substitute, withFacts, removed };
  const knowledge = knowledgeOfWorkspace(catalog, known);
  const checks = { reference, index: knowledge.index, substitute, asOf };
  const wrong = checkClaimActions(roles, checks);
  const invalid = new Map(
    roles.map((role) => [role.id, validateRole(catalog, role, reference, substitute, asOf)]),
  );
  const broken = new Set(
    roles.flatMap(({ id }) => (invalid.get(id)?.some(isError) === true ? [id] : [])),
  );
  const { proofs, problems, tried } = proveClaims(catalog, roles, substitute, knowledge, broken);
  const shipped = roles
    .filter(({ id }) => !broken.has(id))
    .flatMap((role) => {
      const policies = policiesOf(catalog, role, substitute);
      const ground = { catalog, role, policies, substitute, knowledge };
      return [...sameAsProblems(ground), ...requiredProblems(ground, reference)];
    });
  return {
    proofs,
    accepted: roles.flatMap(({ id, value }) =>
      value.accepted.map(({ space, reason }) => ({ role: id, space, reason })),
    ),
    tried,
    problems: [
      ...[...invalid.values()].flat(),
      ...withSeverities([...wrong, ...problems, ...shipped], options.claimSeverities ?? {}),
    ],
    dataDate: reference.date,
  };
}

/** The problems as the workspace wants them; what is off is left out. */
function withSeverities(
  problems: readonly Problem[],
  severities: Readonly<Record<string, Severity | 'off'>>,
): Problem[] {
  return problems.flatMap((problem) => {
    const severity = severityOf(problem.code, severities) ?? problem.severity;
    return severity === 'off' ? [] : { ...problem, severity };
  });
}

const VALIDATED = {
  permissions: 'identity',
  trust: 'trust',
  boundary: 'boundary',
} as const satisfies Record<RolePolicyKind, string>;

function documentsOf(catalog: Catalog, role: Entry<'roles'>, substitute: Substitute) {
  return Object.entries(VALIDATED).flatMap(([policy, kind]) => {
    const document = policyDocument(catalog, role, policy as RolePolicyKind, substitute);
    return document ? [{ kind, document }] : [];
  });
}

function validateRole(
  catalog: Catalog,
  role: Entry<'roles'>,
  reference: Reference,
  substitute: Substitute,
  asOf: string | undefined,
): Problem[] {
  return (
    documentsOf(catalog, role, substitute)
      .flatMap(({ kind, document }) => validatePolicy(document, { kind, reference, asOf }))
      // What the data say of a day that lies ahead is no news to them.
      .filter(({ code, severity }) => code !== 'iam/removed-action' || severity === 'error')
  );
}
