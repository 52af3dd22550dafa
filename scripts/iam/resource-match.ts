/**
 * Whether an action can be requested on a resource, by comparing ARNs with the data set's
 * templates.
 */
import { globMatches } from './glob.ts';
import type { Reference } from './reference.ts';

/** Why no request of this action can be on this resource; undefined if one can. */
export function wrongResource(
  action: NonNullable<ReturnType<Reference['action']>>,
  resource: string,
  reference: Reference,
): string | undefined {
  if (action.wildcardOnly === undefined) return undefined;
  const dated = `(data of ${reference.date})`;
  if (action.wildcardOnly)
    return resource === '*' ? undefined : `${action.name} takes no resource ${dated}`;
  if (resource === '*' && action.needsResource !== true) return undefined;
  if (resource === '*')
    return `${action.name} needs a resource, ${action.resourceTypes.join(' or ')}, but the claim does not name one ${dated}`;
  const service = action.name.slice(0, action.name.indexOf(':'));
  const matching = reference
    .resourceTypes(service)
    .filter(({ arn }) => globMatches(arn.replace(/\$\{[^}]*\}/g, '*'), resource));
  // An object's ARN also matches the template of a bucket; the longest literal part distinguishes
  // them.
  const longest = Math.max(...matching.map(({ arn }) => literal(arn)));
  const types = matching.filter(({ arn }) => literal(arn) === longest).map(({ name }) => name);
  if (matching.length === 0) return undefined;
  if (types.some((type) => action.resourceTypes.includes(type))) return undefined;
  return `${action.name} takes ${action.resourceTypes.join(' or ')}, but ${resource} is ${types.join(' or ')} ${dated}`;
}

const literal = (arn: string): number => arn.replace(/\$\{[^}]*\}/g, '').length;
