/** The proof stage: policies are valid, claims name what exists, and every claim holds. */
import { type Catalog, type Entry, placeIn } from '../data/catalog.ts';
import { type Proof, proveClaims } from './claims.ts';
import { additionsOf } from '../data/additions.ts';
import { loadReference, type Reference } from '../iam/reference.ts';
import { wrongResource } from '../iam/resource-match.ts';
import { servicesIn, validatePolicy } from '../iam/validate.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { isRemoved } from '../data/references/removed-actions.ts';
import { policyDocument, substitution, type Substitute } from '../data/role-policies.ts';
import type { Claim, RolePolicyKind } from '../data/schema/index.ts';

export interface Proven {
  readonly proofs: readonly Proof[];
  readonly problems: readonly Problem[];
  /** The day of the data on actions and keys. */
  readonly dataDate: string | undefined;
}

interface ProveOptions {
  readonly asOf: string | undefined;
  readonly placeholders: Readonly<Record<string, string>>;
}

/** Needs a catalog without problems. Nothing is loaded where there are no roles. */
export async function prove(catalog: Catalog, options: ProveOptions): Promise<Proven> {
  const roles = catalog.all('roles');
  if (roles.length === 0) return { proofs: [], problems: [], dataDate: undefined };
  const substitute = substitution(catalog, options.placeholders);
  const reference = await loadReference(additionsOf(catalog));
  const documents = roles.flatMap((role) => documentsOf(catalog, role, substitute));
  const claims = roles.flatMap((role) => role.value.claims);
  await reference.prepare([
    ...documents.flatMap(({ document }) => [...servicesIn(document)]),
    ...claims.flatMap(claimedServices),
  ]);
  const { proofs, problems } = proveClaims(catalog, substitute);
  return {
    proofs,
    problems: [
      ...validateRoles(catalog, reference, substitute, options.asOf),
      ...checkClaimActions(catalog, reference, substitute, options.asOf),
      ...problems,
    ],
    dataDate: reference.date,
  };
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

function validateRoles(
  catalog: Catalog,
  reference: Reference,
  substitute: Substitute,
  asOf: string | undefined,
): Problem[] {
  return catalog.all('roles').flatMap((role) =>
    documentsOf(catalog, role, substitute)
      .flatMap(({ kind, document }) => validatePolicy(document, { kind, reference, asOf }))
      // What the data say of a day that lies ahead is no news to them.
      .filter(({ code, severity }) => code !== 'iam/removed-action' || severity === 'error'),
  );
}

const claimedServices = (claim: Claim): string[] =>
  claim.requests.flatMap(({ action }) =>
    [action].flat().map((name) => name.toLowerCase().split(':')[0] ?? ''),
  );

/** A claim about an action that does not exist, or on a resource that it does not take, proves nothing. */
function checkClaimActions(
  catalog: Catalog,
  reference: Reference,
  substitute: Substitute,
  asOf: string | undefined,
): Problem[] {
  const problems: Problem[] = [];
  for (const role of catalog.all('roles')) {
    for (const [index, claim] of role.value.claims.entries()) {
      for (const [at, request] of claim.requests.entries()) {
        const path = ['claims', index, 'requests', at];
        for (const name of [request.action].flat()) {
          const action = reference.action(name);
          const report = (
            code: 'claim/unknown-action' | 'claim/wrong-resource',
            key: string,
            message: string,
            hint: string,
          ): void => {
            problems.push(
              problemAt(code, role.file.source, placeIn(role, [...path, key]), { message, hint }),
            );
          };
          if (!action || name.includes('*')) {
            report(
              'claim/unknown-action',
              'action',
              `the action ${name} does not exist (data of ${reference.date})`,
              'name one action that does, or describe it under `actions`',
            );
          } else if (isRemoved(action.lifecycle?.removed, asOf)) {
            report(
              'claim/unknown-action',
              'action',
              `the action ${name} was removed on ${action.lifecycle?.removed}, so a claim about it proves nothing`,
              'name an action that exists',
            );
          } else if (claim.policy !== 'trust') {
            for (const resource of [request.resource ?? '*'].flat()) {
              const wrong = wrongResource(action, substitute(resource), reference);
              if (wrong)
                report(
                  'claim/wrong-resource',
                  request.resource === undefined ? 'action' : 'resource',
                  wrong,
                  'name a resource of the kind that the action takes',
                );
            }
          }
        }
      }
    }
  }
  return problems;
}
