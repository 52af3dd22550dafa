/** A claim about an action that does not exist, or on a resource that it does not take, proves nothing. */
import { type Holder, placeIn } from '../../data/catalog.ts';
import { defaultResource } from './examples.ts';
import { isRemoved } from '../../data/references/removed-actions.ts';
import type { Substitute } from '../../data/role-policies.ts';
import type { Claim, SpaceData } from '../../data/schema/index.ts';
import type { Path } from '../../data/yaml-places.ts';
import { globMatches, globsOverlap } from '../../iam/glob.ts';
import type { Reference } from '../../iam/reference.ts';
import { wrongResource } from '../../iam/resource-match.ts';
import type { ActionIndex } from '../../iam/space/action-index.ts';
import { ASSUME } from '../../iam/space/space.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';

interface ActionChecks {
  readonly reference: Reference;
  readonly index: ActionIndex;
  readonly substitute: Substitute;
  readonly asOf: string | undefined;
}

type Code = 'claim/unknown-action' | 'claim/wrong-resource';
type Report = (code: Code, path: Path, message: string, hint: string) => void;

export function checkClaimActions(holder: Holder, checks: ActionChecks): Problem[] {
  const problems: Problem[] = [];
  for (const [index, claim] of holder.value.claims.entries()) {
    const report: Report = (code, path, message, hint) => {
      const place = placeIn(holder, ['claims', index, ...path]);
      problems.push(problemAt(code, holder.file.source, place, { message, hint }));
    };
    checkRequests(holder, claim, checks, report);
    for (const { space, path } of spacesIn(claim)) checkSpace(space, path, checks, report);
  }
  return problems;
}

function checkRequests(
  holder: Holder,
  claim: Claim,
  { reference, substitute, asOf }: ActionChecks,
  report: Report,
): void {
  for (const [at, request] of claim.requests.entries()) {
    const path = ['requests', at];
    for (const name of [request.action].flat()) {
      const action = reference.action(name);
      if (!action || name.includes('*')) {
        report(
          'claim/unknown-action',
          [...path, 'action'],
          `the action ${name} does not exist (data of ${reference.date})`,
          'name one action that does, or describe it under `actions`',
        );
      } else if (isRemoved(action.lifecycle?.removed, asOf)) {
        report(
          'claim/unknown-action',
          [...path, 'action'],
          `the action ${name} was removed on ${action.lifecycle?.removed}, so a claim about it proves nothing`,
          'name an action that exists',
        );
      } else if (claim.policy !== 'trust') {
        const resources = request.resource ?? defaultResource(holder, claim, substitute);
        for (const resource of [resources].flat()) {
          const wrong = wrongResource(action, substitute(resource), reference);
          const key = request.resource === undefined ? 'action' : 'resource';
          if (wrong)
            report(
              'claim/wrong-resource',
              [...path, key],
              wrong,
              'name a resource of the kind that the action takes',
            );
        }
      }
    }
  }
}

/** The spaces of a claim with their places, exceptions included. */
function spacesIn(claim: Claim): { readonly space: SpaceData; readonly path: Path }[] {
  const whole = [
    ...(claim.every ? [{ space: claim.every, path: ['every'] as Path }] : []),
    ...(claim.only ?? []).map((space, at) => ({ space, path: ['only', at] as Path })),
  ];
  return whole.flatMap(({ space, path }) => [
    { space, path },
    ...(space.except ?? []).map((one, at) => ({ space: one, path: [...path, 'except', at] })),
  ]);
}

/** Patterns that match no action, and actions that cannot be asked for on any of the resources. */
function checkSpace(space: SpaceData, path: Path, checks: ActionChecks, report: Report): void {
  const { reference, index } = checks;
  const actions = textsOf(space.action);
  for (const pattern of actions) {
    if (pattern === 'assume' || matchesAny(pattern, index)) continue;
    report(
      'claim/unknown-action',
      [...path, 'action'],
      `no action matches ${pattern} (data of ${reference.date})`,
      'name an action that exists, or describe it under `actions`',
    );
  }
  const resources = isChoiceOfAll(space.resource) ? [] : textsOf(space.resource);
  if (isChoiceOfAll(space.action) || resources.length === 0) return;
  for (const name of actions) {
    const wrong = resources.every((resource) => cannotBe(name, resource, checks));
    if (wrong)
      report(
        'claim/wrong-resource',
        [...path, 'resource'],
        `${name} takes none of ${resources.join(', ')} (data of ${reference.date})`,
        'name resources of the kind that the action takes',
      );
  }
}

function matchesAny(pattern: string, index: ActionIndex): boolean {
  const lower = pattern.toLowerCase();
  const [service = ''] = lower.split(':', 1);
  if (/[*?]/.test(service)) return true;
  return [...index.actionsOf(service).keys()].some((name) => globMatches(lower, name));
}

/** Whether an action is never asked for on what a pattern matches: its templates do not meet it. */
function cannotBe(name: string, pattern: string, { reference, substitute }: ActionChecks): boolean {
  if (ASSUME.includes(name.toLowerCase()) || /[*?]/.test(name) || !reference.isPrepared(name))
    return false;
  const action = reference.action(name);
  if (action?.wildcardOnly !== false) return action?.wildcardOnly === true && pattern !== '*';
  const service = name.slice(0, name.indexOf(':'));
  const templates = reference
    .resourceTypes(service)
    .filter((type) => action.resourceTypes.includes(type.name))
    .map(({ arn }) => arn.replace(/\$\{[^}]*\}/g, '*'));
  const needsOne = action.needsResource === true || pattern !== '*';
  return needsOne && !templates.some((template) => globsOverlap(template, substitute(pattern)));
}

type Choice = SpaceData['action'];

const isChoiceOfAll = (choice: Choice): boolean =>
  choice === undefined || (typeof choice === 'object' && 'not' in choice);

const textsOf = (choice: Choice): readonly string[] =>
  choice === undefined
    ? []
    : [typeof choice === 'object' && 'not' in choice ? choice.not : choice].flat();

/** The services whose data the claims of a role or policy need. */
export function servicesOfClaims(holder: Holder): string[] {
  const names = holder.value.claims.flatMap((claim) => [
    ...claim.requests.flatMap(({ action }) => [action].flat()),
    ...spacesIn(claim).flatMap(({ space }) => [
      ...textsOf(space.action),
      ...[space.service ?? []].flat().map((service) => `${service}:`),
    ]),
  ]);
  return names.map((name) => name.toLowerCase().split(':')[0] ?? '');
}
