/**
 * Drafts claims for a role: for each statement, a request that it decides, found by evaluating. The
 * sentence says what was tested and nothing more.
 */
import type { Catalog, Entry, Holder } from '../../data/catalog.ts';
import { type BoundDraft, boundOf, draftBounds } from '../../models/iam/bound.ts';
import type { HolderGround } from '../../models/iam/ground.ts';
import {
  permissionsIn,
  policiesOf,
  policyIn,
  type WrittenPolicy,
} from '../../models/iam/policy-sets.ts';
import type { Knowledge } from '../../iam/space/knowledge.ts';
import type { Policies } from '../../iam/evaluate.ts';
import type { Reference } from '../../iam/reference.ts';
import type { Statement } from '../../iam/statement.ts';
import { servicesIn } from '../../iam/validate.ts';
import { type Substitute, writtenDocument } from '../../data/role-policies.ts';
import type { PolicyPart, RolePolicyKind } from '../../data/schema/index.ts';
import { type ClaimDraft, decides, sessionOf } from './claim-draft.ts';
import { type GuardDraft, guardClaims } from './guard-claims.ts';
import { type Asked, COMMON_SERVICES, type IamFacts } from './requests.ts';
import { statementClaims } from './statement-claims.ts';
import type { AdoptedKind } from './policy-form.ts';
import type { Search } from './trial.ts';
import { trustClaims } from './trust-claims.ts';

export interface Drafts {
  /** Examples, each of which shows what a statement does. */
  readonly claims: readonly ClaimDraft[];
  /** What holds for every request: the bounds of the role. */
  readonly bounds: readonly (BoundDraft | GuardDraft)[];
  /** Descriptions of the statements that no claim was found for. */
  readonly without: readonly string[];
}

/** Loads the data of the services that the policies of a role or entry name; drafting needs it. */
export async function prepareDrafts(
  catalog: Catalog,
  holder: Holder,
  reference: Reference,
  substitute: Substitute,
): Promise<void> {
  const documents = catalog
    .policiesOf(holder)
    .map((policy) => writtenDocument(policy, holder, substitute));
  await reference.prepare([
    ...COMMON_SERVICES,
    ...documents.flatMap((document) => [...servicesIn(document)]),
  ]);
}

/** Per statement. If it takes more, a person finds a request faster. */
const MOST_TRIALS = 300;

/** The order in which claims are drafted: what a role may do comes before who may assume it. */
const ORDER: readonly PolicyPart[] = ['permissions', 'boundary', 'trust', 'own'];

/** Which policies of a role are to have claims. */
interface Added {
  readonly kinds: ReadonlySet<AdoptedKind>;
  /** The files of permissions policies that it had before. */
  readonly before: ReadonlySet<string>;
}

/** Drafts claims for the given policies of a role. Call {@link prepareDrafts} first. */
export function draftClaims(
  catalog: Catalog,
  role: Entry<'roles'>,
  { kinds, before }: Added,
  facts: IamFacts & { readonly knowledge: Knowledge },
): Drafts {
  const { substitute, knowledge } = facts;
  const ground = groundOf(catalog, role, facts);
  const { policies } = ground;
  const written = policiesOf(catalog, role, asWritten).written;
  const search = (attached: Policies): Search => ({
    catalog,
    policies: attached,
    written: written.map(({ policy }) => policy),
    substitute,
    budget: { left: MOST_TRIALS },
  });
  const ofRole: Policies = {
    identity: permissionsIn(policies),
    boundary: policyIn(policies, 'boundary'),
  };
  const granted: Asked[] = [];
  const guards: GuardDraft[] = [];
  const claims: ClaimDraft[] = [];
  const without: string[] = [];
  for (const one of inOrder(written)) {
    const { kind, policy } = one;
    if (!kinds.has(kind as RolePolicyKind) || before.has(policy.name)) continue;
    for (const statement of policy.statements.toSorted(allowsFirst)) {
      const isGuard = kind === 'permissions' && statement.effect === 'Deny';
      const proven = isGuard ? guardsOf(ground, one, statement) : [];
      guards.push(...proven);
      if (proven.length > 0 || isGone(statement, knowledge)) continue;
      const made =
        kind === 'trust'
          ? trustClaims(
              search({ identity: [], resource: policyIn(policies, 'trust') }),
              statement,
              role,
              facts,
            )
          : statementClaims(
              {
                search: search(ofRole),
                statement,
                facts,
                session: sessionOf(role, substitute),
                decided: decides(policy.name, statement),
              },
              granted,
            );
      claims.push(...made);
      if (made.length === 0) without.push(`${nameOf(statement)} of ${policy.name}`);
    }
  }
  const isAsked = ({ policy }: BoundDraft): boolean => kinds.has(policy ?? 'permissions');
  const bounds = [...guards, ...draftBounds(ground).filter(isAsked)];
  return { claims: distinct(claims), bounds, without };
}

/** For a policy that no role holds: its bound, and what its Denies refuse; the rest is for people. */
export function draftPolicyClaims(
  catalog: Catalog,
  holder: Entry<'policies'>,
  facts: IamFacts & { readonly knowledge: Knowledge },
): Drafts {
  const ground = groundOf(catalog, holder, facts);
  const bound = boundOf(ground, 'own');
  const guards: GuardDraft[] = [];
  const without: string[] = [];
  for (const one of policiesOf(catalog, holder, asWritten).written)
    for (const statement of one.policy.statements) {
      const proven = statement.effect === 'Deny' ? guardsOf(ground, one, statement) : [];
      guards.push(...proven);
      if (proven.length === 0 && !isGone(statement, facts.knowledge))
        without.push(nameOf(statement));
    }
  return { claims: [], bounds: [...guards, ...(bound ? [bound] : [])], without };
}

const groundOf = (
  catalog: Catalog,
  holder: Holder,
  { substitute, knowledge }: IamFacts & { readonly knowledge: Knowledge },
): HolderGround => ({
  catalog,
  holder,
  policies: policiesOf(catalog, holder, substitute),
  substitute,
  knowledge,
});

const inOrder = (written: readonly WrittenPolicy[]): WrittenPolicy[] =>
  written.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));

/** What the statement refuses; `written` has its placeholders, and the ground their examples. */
function guardsOf(
  ground: HolderGround,
  written: WrittenPolicy,
  { index }: Statement,
): GuardDraft[] {
  const same = ground.policies.written.find(({ policy }) => policy.name === written.policy.name);
  const statement = same?.policy.statements.find((one) => one.index === index);
  return same && statement ? guardClaims(ground, same, statement) : [];
}

/** Whether it names nothing but actions that were removed. */
const isGone = ({ action }: Statement, { index }: Knowledge): boolean =>
  action?.negated === false && action.values.every((name) => index.isGone(name.toLowerCase()));

const nameOf = ({ sid, index }: Statement): string => sid ?? `statement ${index + 1}`;

const asWritten: Substitute = (text) => text;

/** Allows come first, because requests that they allow are then tried against the Denies. */
const allowsFirst = (a: Statement, b: Statement): number =>
  Number(a.effect === 'Deny') - Number(b.effect === 'Deny') || a.index - b.index;

function distinct(claims: readonly ClaimDraft[]): ClaimDraft[] {
  return [...new Map(claims.map((one) => [one.say, one])).values()];
}
