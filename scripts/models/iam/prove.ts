/** Roles and policies: their policies are valid, claims name what exists, and every claim holds. */
import { additionsOf } from '../../data/additions.ts';
import type { Catalog, Entry, Holder } from '../../data/catalog.ts';
import { stillUses } from '../../data/references/removed-actions.ts';
import {
  declaredPlaceholders,
  type DeclaredPlaceholders,
  type Substitute,
  substitutionOf,
  writtenDocument,
} from '../../data/role-policies.ts';
import type { RolePolicyKind, SpaceData } from '../../data/schema/index.ts';
import { readIndex } from '../../iam/data-set.ts';
import type { PolicyDocument } from '../../iam/policy.ts';
import { type Additions, loadReference, type Reference } from '../../iam/reference.ts';
import { readActionIndex } from '../../iam/space/action-index.ts';
import type { Fact } from '../../iam/space/facts.ts';
import type { Knowledge } from '../../iam/space/knowledge.ts';
import { servicesIn, type ValidateOptions, validatePolicy } from '../../iam/validate.ts';
import { memo } from '../../memo.ts';
import { isError, type Problem } from '../../problems/problem.ts';
import { plural } from '../../problems/report.ts';
import { proofsOf } from '../kept-proofs.ts';
import type { Keep } from '../keep.ts';
import type { HolderProof, ModelOptions, ModelProof } from '../model.ts';
import { checkClaimActions, servicesOfClaims } from './claim-actions.ts';
import { proveClaims } from './claims.ts';
import { factsOf, knowledgeFrom } from './knowledge.ts';
import { outcomeOf } from './outcome.ts';
import { policiesOf } from './policy-sets.ts';
import { requiredProblems, servicesOfRequired } from './required.ts';
import { sameAsDocuments, sameAsProblems } from './same-as.ts';
import type { Tried } from './weakening.ts';

/** What every holder is judged by; all of it, as plain JSON. */
interface Ground extends Pick<ModelOptions, 'asOf' | 'strictManaged'> {
  readonly placeholders: DeclaredPlaceholders;
  readonly additions: Additions;
  readonly facts: readonly Fact[];
  readonly withFacts: boolean;
  /** Those of all holders: which are known must not depend on whose claims are proven. */
  readonly services: readonly string[];
}

/** The same, ready to judge by. */
interface Judging extends Pick<ModelOptions, 'asOf' | 'strictManaged'> {
  readonly substitute: Substitute;
  readonly reference: Reference;
  readonly knowledge: Knowledge;
}

interface WorkspaceGround extends Judging {
  readonly catalog: Catalog;
}

interface ProvenHolder extends HolderProof {
  /** Access that no claim is about, and that the data accept. */
  readonly accepted: readonly {
    readonly role: string;
    readonly space: SpaceData;
    readonly reason: string;
  }[];
  /** The ARNs of managed policies that were not read. */
  readonly unread: readonly string[];
  /** With how many weakened policies the claims were tried, if they were. */
  readonly tried: Tried | undefined;
}

/** Needs a catalog without problems. */
export async function proveHolders(
  holders: readonly Holder[],
  catalog: Catalog,
  options: ModelOptions,
): Promise<ModelProof> {
  if (holders.length === 0) return { holders: [], summary: summaryOf([], undefined) };
  const { cache, share, keep = (_, make) => make() } = options;
  const ground = groundOf(catalog, options);
  const asked = { holders, catalog, ground, cache, share, name: 'proofs-iam' };
  const proven = await proofsOf(asked, async () => {
    const judging = await judgingBy(ground, keep);
    return (holder: Holder, traced: Catalog) =>
      proveHolder({ ...judging, catalog: traced }, holder);
  });
  return { holders: proven, summary: summaryOf(proven, (await readIndex()).date) };
}

const summaryOf = (proven: readonly ProvenHolder[], dataDate: string | undefined): object => ({
  dataDate,
  accepted: proven.flatMap(({ accepted }) => accepted),
  unread: Object.fromEntries(
    proven.flatMap(({ id, unread }) => (unread.length > 0 ? [[id, unread]] : [])),
  ),
  tried: Object.fromEntries(proven.flatMap(({ id, tried }) => (tried ? [[id, tried]] : []))),
});

function groundOf(
  catalog: Catalog,
  { asOf, placeholders: configured, strictManaged, withFacts = true }: ModelOptions,
): Ground {
  const placeholders = declaredPlaceholders(catalog, configured);
  const substitute = substitutionOf(placeholders);
  const holders = [...catalog.all('roles'), ...catalog.all('policies')];
  const services = holders.flatMap((holder) => [
    ...documentsOf(catalog, holder, substitute).flatMap(({ document }) => [
      ...servicesIn(document),
    ]),
    ...servicesOfClaims(holder),
    ...(holder.kind === 'roles' ? servicesOfRequired(catalog.required(holder)) : []),
    ...sameAsDocuments({ catalog, substitute }, holder).flatMap((one) => [...servicesIn(one)]),
  ]);
  return {
    placeholders,
    additions: additionsOf(catalog),
    facts: factsOf(catalog, substitute),
    withFacts,
    services: [...new Set(services)].toSorted(),
    asOf,
    strictManaged,
  };
}

/** `watch` proves again on the same ground, and what was found with the same knowledge is known. */
const judgings = memo<string, Promise<Judging>>(2);

const judgingBy = (ground: Ground, keep: Keep): Promise<Judging> =>
  judgings(JSON.stringify(ground), () => prepareJudging(ground, keep));

async function prepareJudging(
  { placeholders, additions, facts, withFacts, services, asOf, strictManaged }: Ground,
  keep: Keep,
): Promise<Judging> {
  const reference = await loadReference(additions);
  await reference.prepare(services);
  const actions = await readActionIndex(keep);
  const knowledge = knowledgeFrom(additions, facts, { actions, reference, withFacts, asOf });
  return { substitute: substitutionOf(placeholders), reference, knowledge, asOf, strictManaged };
}

/**
 * What is shown of one role or policy: a function of these alone. Nothing of other holders matters to
 * it but what its claims name.
 */
function proveHolder(workspace: WorkspaceGround, holder: Holder): ProvenHolder {
  const { catalog, substitute, reference, knowledge, asOf, strictManaged } = workspace;
  const invalid = validateHolder(workspace, holder);
  const isBroken = invalid.some(isError);
  const policies = policiesOf(catalog, holder, substitute);
  const ground = { catalog, holder, policies, substitute, knowledge };
  const checks = { reference, index: knowledge.index, substitute, asOf };
  const wrong = checkClaimActions(holder, checks);
  const { proofs, problems, tried } = proveClaims(ground, isBroken, strictManaged);
  const shipped = isBroken
    ? []
    : [...sameAsProblems(ground), ...requiredProblems(ground, reference)];
  const accepted = holder.value.accepted.map(({ space, reason }) => ({
    role: holder.id,
    space,
    reason,
  }));
  const unread = unreadOf(catalog, holder);
  return {
    id: holder.id,
    outcomes: proofs.map(outcomeOf),
    problems: [...invalid, ...wrong, ...problems, ...shipped],
    notes: [
      ...unread.map((arn) => `not read: ${arn}`),
      ...accepted.map(({ space, reason }) => `accepted: ${JSON.stringify(space)}: ${reason}`),
    ],
    endNotes: notTried(holder, tried),
    accepted,
    unread,
    tried,
  };
}

/** What the claims were not tried with, if anything. */
function notTried({ id }: Holder, { changes, left }: Tried = { changes: 0, left: 0 }): string[] {
  if (left === 0) return [];
  const policies = plural(changes, 'weakened policy').replace(/policys$/, 'policies');
  return [
    `the claims of ${id} were tried with ${policies}; for ${left} more the role has too many statements`,
  ];
}

function unreadOf(catalog: Catalog, holder: Holder): readonly string[] {
  const managed = holder.kind === 'roles' ? catalog.managedPolicies(holder) : [];
  return managed.flatMap(({ arn, statements }) => (statements ? [] : arn));
}

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
  { catalog, reference, substitute, asOf }: WorkspaceGround,
  holder: Holder,
): Problem[] {
  const isKnown = (action: string): boolean => stillUses(holder, action);
  // What the data say of a day that lies ahead is not news to them.
  const removals = { isKnown, areErrorsOnly: true };
  return documentsOf(catalog, holder, substitute).flatMap(({ kind, document }) =>
    validatePolicy(document, { kind, reference, asOf, removals }),
  );
}
