/** What a row of access says to people: the actions and resources that can be asked for together. */
import type { Row } from '../../iam/space/compare.ts';
import type { Knowledge } from '../../iam/space/knowledge.ts';

/** Actions on resources, each of which takes one of the others. */
interface PossibleAccess {
  /** In AWS's spelling; `s3:*` for all of a service. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly levels: readonly string[];
}

/**
 * A statement pairs all of its actions with all of its resources, and many pairs never occur: no
 * action of DynamoDB is asked for on a bucket. What fits nothing else is left out, unless that is all.
 */
export function possibleAccess({ actions, resources }: Row, knowledge: Knowledge): PossibleAccess {
  const { listed, services } = actions;
  const { include, isIntersection } = resources;
  const all = [...services.map((service) => `${service}:*`), ...listed];
  const whole = { actions: all, resources: include, levels: actions.levels };
  const { fits, index } = knowledge;
  if (!fits || isIntersection || include.length === 0) return whole;
  const actionsOf = (name: string): readonly string[] =>
    name.endsWith(':*')
      ? [...index.actionsOf(name.slice(0, -2)).values()].map((action) => action.name)
      : [name];
  const fitting = (name: string): readonly string[] =>
    include.filter((one) => actionsOf(name).some((action) => fits(action, one)));
  const left = all.map((name) => ({ name, on: fitting(name) })).filter(({ on }) => on.length > 0);
  if (left.length === 0) return whole;
  const on = new Set(left.flatMap((one) => one.on));
  const levels = left
    .flatMap(({ name }) => actionsOf(name))
    .flatMap((name) => index.action(name)?.access ?? []);
  return {
    actions: left.map(({ name }) => name),
    resources: include.filter((one) => on.has(one)),
    levels: [...new Set(levels)].toSorted(),
  };
}

/** `s3:DeleteObjectVersion, s3:PutObjectAcl (Write) on arn:aws:s3:::b/*`. */
export function accessWords({ actions, resources, levels }: PossibleAccess): string {
  const named =
    actions.length > MOST_NAMES
      ? `${actions.slice(0, MOST_NAMES).join(', ')} and ${actions.length - MOST_NAMES} more`
      : actions.join(', ');
  const kinds = levels.length > 0 ? ` (${levels.join(', ')})` : '';
  const on = resources.length > 0 ? ` on ${resources.join(' and ')}` : '';
  return `${named}${kinds}${on}`;
}

const MOST_NAMES = 6;
