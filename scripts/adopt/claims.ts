/**
 * Drafts claims for a role: for each statement, a request that it decides, found by evaluating. The
 * sentence says what was tested and nothing more.
 */
import type { Catalog, Entry } from '../data/catalog.ts';
import { type BoundDraft, boundOf, draftBounds } from '../proof/bound.ts';
import { policiesOf } from '../proof/policy-sets.ts';
import type { Knowledge } from '../iam/space/knowledge.ts';
import type { Policies } from '../iam/evaluate.ts';
import type { Reference } from '../iam/reference.ts';
import type { EvaluablePolicy, Statement } from '../iam/statement.ts';
import { servicesIn } from '../iam/validate.ts';
import { evaluablePolicy, policyDocument, type Substitute } from '../data/role-policies.ts';
import type { RolePolicyKind } from '../data/schema/index.ts';
import { type ClaimDraft, decides, sessionOf } from './claim-draft.ts';
import { type Asked, COMMON_SERVICES, type IamFacts } from './requests.ts';
import { statementClaims } from './statement-claims.ts';
import type { Search } from './trial.ts';
import { trustClaims } from './trust-claims.ts';

export interface Drafts {
  /** Examples, each of which shows what a statement does. */
  readonly claims: readonly ClaimDraft[];
  /** What holds for every request: the bounds of the role. */
  readonly bounds: readonly BoundDraft[];
  /** Descriptions of the statements that no claim was found for. */
  readonly without: readonly string[];
}

/** Loads the data of the services that a role's policies name; drafting needs it. */
export async function prepareDrafts(
  catalog: Catalog,
  role: Entry<'roles'>,
  reference: Reference,
  substitute: Substitute,
): Promise<void> {
  const documents = DRAFTED_KINDS.flatMap(
    (kind) => policyDocument(catalog, role, kind, substitute) ?? [],
  );
  await reference.prepare([
    ...COMMON_SERVICES,
    ...documents.flatMap((document) => [...servicesIn(document)]),
  ]);
}

const DRAFTED_KINDS = [
  'permissions',
  'boundary',
  'trust',
] as const satisfies readonly RolePolicyKind[];

/** Per statement. If it takes more, a person finds a request faster. */
const MOST_TRIALS = 300;

/** Drafts claims for all of a role's policies. Call {@link prepareDrafts} first. */
export function draftClaims(
  catalog: Catalog,
  role: Entry<'roles'>,
  facts: IamFacts,
  knowledge: Knowledge,
): Drafts {
  const { substitute } = facts;
  const written = new Map<RolePolicyKind, EvaluablePolicy>();
  const policies: Partial<Record<RolePolicyKind, EvaluablePolicy>> = {};
  for (const kind of DRAFTED_KINDS) {
    const [policy, plain] = [substitute, asWritten].map((rewrite) =>
      evaluablePolicy(catalog, role, kind, rewrite),
    );
    if (policy && plain) {
      policies[kind] = policy;
      written.set(kind, plain);
    }
  }
  const { permissions, boundary, trust } = policies;
  const search = (attached: Policies): Search => ({
    catalog,
    policies: attached,
    written: [...written.values()],
    substitute,
    budget: { left: MOST_TRIALS },
  });
  const ofRole: Policies = { identity: permissions ? [permissions] : [], boundary };
  const granted: Asked[] = [];
  const claims: ClaimDraft[] = [];
  const without: string[] = [];
  for (const [kind, { statements }] of written) {
    for (const statement of statements.toSorted(allowsFirst)) {
      const made =
        kind === 'trust'
          ? trustClaims(search({ identity: [], resource: trust }), statement, role, facts)
          : statementClaims(
              {
                search: search(ofRole),
                statement,
                facts,
                session: sessionOf(role, substitute),
                decided: decides(kind, statement),
              },
              granted,
            );
      claims.push(...made);
      if (made.length === 0)
        without.push(`${statement.sid ?? `statement ${statement.index + 1}`} of ${kind}`);
    }
  }
  const ground = {
    catalog,
    holder: role,
    policies: policiesOf(catalog, role, substitute),
    substitute,
    knowledge,
  };
  return { claims: distinct(claims), bounds: draftBounds(ground), without };
}

/** For a policy that no role holds: its bound, if it grants something; the rest is for people. */
export function draftPolicyClaims(
  catalog: Catalog,
  holder: Entry<'policies'>,
  substitute: Substitute,
  knowledge: Knowledge,
): Drafts {
  const policies = policiesOf(catalog, holder, substitute);
  const bound = boundOf({ catalog, holder, policies, substitute, knowledge }, 'own');
  const statements = policies.written.flatMap(({ policy }) => policy.statements);
  return {
    claims: [],
    bounds: bound ? [bound] : [],
    without: statements.map(({ sid, index }) => sid ?? `statement ${index + 1}`),
  };
}

const asWritten: Substitute = (text) => text;

/** Allows come first, because requests that they allow are then tried against the Denies. */
const allowsFirst = (a: Statement, b: Statement): number =>
  Number(a.effect === 'Deny') - Number(b.effect === 'Deny') || a.index - b.index;

function distinct(claims: readonly ClaimDraft[]): ClaimDraft[] {
  return [...new Map(claims.map((one) => [one.say, one])).values()];
}
