/** The proof stage: policies are valid, claims name what exists, and every claim holds. */
import type { Catalog, Entry, Holder } from '../../data/catalog.ts';
import { proveClaims } from './claims.ts';
import { checkClaimActions, servicesOfClaims } from './claim-actions.ts';
import { knowledgeOfWorkspace } from './knowledge.ts';
import { readActionIndex } from '../../iam/space/action-index.ts';
import { stillUses } from '../../data/references/removed-actions.ts';
import { additionsOf } from '../../data/additions.ts';
import { loadEngine } from '../../cedar/engine.ts';
import { loadReference, type Reference } from '../../iam/reference.ts';
import type { PolicyDocument } from '../../iam/policy.ts';
import { servicesIn, type ValidateOptions, validatePolicy } from '../../iam/validate.ts';
import { severityOf } from '../../problems/code-families.ts';
import type { Severity } from '../../problems/codes.ts';
import { isError, type Problem } from '../../problems/problem.ts';
import { substitution, type Substitute, writtenDocument } from '../../data/role-policies.ts';
import type { RolePolicyKind, SpaceData } from '../../data/schema/index.ts';
import { policiesOf } from './policy-sets.ts';
import { type CedarProof, proveCedar } from '../cedar/prove.ts';
import type { Proof } from './proof.ts';
import { requiredProblems, servicesOfRequired } from './required.ts';
import { sameAsDocuments, sameAsProblems } from './same-as.ts';
import type { Tried } from './weakening.ts';

export interface Proven {
  readonly proofs: readonly Proof[];
  /** Of claims about Cedar policies. */
  readonly cedar: readonly CedarProof[];
  readonly problems: readonly Problem[];
  /** By role: the ARNs of managed policies that were not read. */
  readonly unread: ReadonlyMap<string, readonly string[]>;
  /** Access that no claim is about, and that the data accept. */
  readonly accepted: readonly Accepted[];
  /** By role or policy: with how many weakened policies its claims were tried. */
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
  /** Roles, policies and sets of Cedar policies by id; all of them without it. */
  readonly ids?: readonly string[] | undefined;
  /** Whether contexts that cannot occur are left out of "every"; they are unless this is false. */
  readonly withFacts?: boolean | undefined;
  /** Whether claims are unknown where managed policies were not read. */
  readonly strictManaged?: boolean | undefined;
  /** Of what is asked of claims, by code; see `claims` in the configuration. */
  readonly claimSeverities?: Readonly<Record<string, Severity | 'off'>> | undefined;
  /**
   * Keeps plain JSON from run to run, by a name: what is made from the data set alone, and takes most
   * of a second.
   */
  readonly keep?: (<T>(name: string, make: () => Promise<T>) => Promise<T>) | undefined;
}

/** Needs a catalog without problems. Loads only what the kinds of policies in it need. */
export async function prove(catalog: Catalog, options: ProveOptions): Promise<Proven> {
  const proven = await proveRoles(catalog, options);
  const sets = catalog
    .all('cedar')
    .filter(({ id }) => options.ids === undefined || options.ids.includes(id));
  if (sets.length === 0) return proven;
  const substitute = substitution(catalog, options.placeholders);
  const { proofs, problems } = proveCedar(catalog, sets, loadEngine(), substitute);
  const wanted = withSeverities(problems, options.claimSeverities ?? {});
  return { ...proven, cedar: proofs, problems: [...proven.problems, ...wanted] };
}

async function proveRoles(catalog: Catalog, options: ProveOptions): Promise<Proven> {
  const { asOf, withFacts = true, keep = (_, make) => make() } = options;
  const holders = [...catalog.all('roles'), ...catalog.all('policies')].filter(
    ({ id }) => options.ids === undefined || options.ids.includes(id),
  );
  if (holders.length === 0) return { ...NOTHING, problems: [] };
  const substitute = substitution(catalog, options.placeholders);
  const reference = await loadReference(additionsOf(catalog));
  const documents = holders.flatMap((holder) => documentsOf(catalog, holder, substitute));
  await reference.prepare([
    ...documents.flatMap(({ document }) => [...servicesIn(document)]),
    ...holders.flatMap(servicesOfClaims),
    ...holders.flatMap((holder) => [
      ...(holder.kind === 'roles' ? servicesOfRequired(catalog.required(holder)) : []),
      ...sameAsDocuments({ catalog, substitute }, holder).flatMap((one) => [...servicesIn(one)]),
    ]),
  ]);
  const actions = await keep('actions', readActionIndex);
  const known = { actions, reference, substitute, withFacts, asOf };
  const knowledge = knowledgeOfWorkspace(catalog, known);
  const checks = { reference, index: knowledge.index, substitute, asOf };
  const wrong = checkClaimActions(holders, checks);
  const invalid = new Map(
    holders.map((holder) => [holder, validateHolder(catalog, holder, reference, substitute, asOf)]),
  );
  const broken = new Set(holders.filter((holder) => invalid.get(holder)?.some(isError) === true));
  const { proofs, problems, tried } = proveClaims(
    catalog,
    holders,
    substitute,
    knowledge,
    broken,
    options.strictManaged,
  );
  const shipped = holders
    .filter((holder) => !broken.has(holder))
    .flatMap((holder) => {
      const policies = policiesOf(catalog, holder, substitute);
      const ground = { catalog, holder, policies, substitute, knowledge };
      return [...sameAsProblems(ground), ...requiredProblems(ground, reference)];
    });
  return {
    proofs,
    cedar: [],
    unread: unreadOf(catalog, holders),
    accepted: holders.flatMap(({ id, value }) =>
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

/** What was proven of a workspace in which there is nothing to prove. */
export const NOTHING: Omit<Proven, 'problems'> = {
  proofs: [],
  cedar: [],
  unread: new Map(),
  accepted: [],
  tried: new Map(),
  dataDate: undefined,
};

const unreadOf = (catalog: Catalog, holders: readonly Holder[]): Map<string, readonly string[]> =>
  new Map(
    holders.flatMap((holder): [string, readonly string[]][] => {
      const managed = holder.kind === 'roles' ? catalog.managedPolicies(holder) : [];
      const unread = managed.flatMap(({ arn, statements }) => (statements ? [] : arn));
      return unread.length > 0 ? [[holder.id, unread]] : [];
    }),
  );

const VALIDATED = {
  permissions: 'identity',
  trust: 'trust',
  boundary: 'boundary',
} as const satisfies Record<RolePolicyKind, string>;

/** The policies that are written out, each as what it is validated; managed ones are as AWS has them. */
function documentsOf(
  catalog: Catalog,
  holder: Holder,
  substitute: Substitute,
): { readonly kind: ValidateOptions['kind']; readonly document: PolicyDocument }[] {
  return catalog.policiesOf(holder).map((policy) => ({
    kind: policy.kind === 'own' ? (holder as Entry<'policies'>).value.kind : VALIDATED[policy.kind],
    document: writtenDocument(policy, holder, substitute),
  }));
}

function validateHolder(
  catalog: Catalog,
  holder: Holder,
  reference: Reference,
  substitute: Substitute,
  asOf: string | undefined,
): Problem[] {
  const isKnown = (action: string): boolean => stillUses(holder, action);
  // What the data say of a day that lies ahead is not news to them.
  const removals = { isKnown, areErrorsOnly: true };
  return documentsOf(catalog, holder, substitute).flatMap(({ kind, document }) =>
    validatePolicy(document, { kind, reference, asOf, removals }),
  );
}
