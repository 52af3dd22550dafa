/** Is a request in a space? Written plainly, to judge the engine's own way of asking. */
import type { Value } from '../../../scripts/iam/space/condition-truth.ts';
import type { SpaceRequest } from '../../../scripts/iam/space/decide.ts';
import type { Choice, KeyTest, Space } from '../../../scripts/iam/space/space.ts';
import { INDEX } from './random.ts';

const asList = <T>(value: T | readonly T[]): readonly T[] => [value].flat() as T[];
const glob = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
    's',
  ).test(text);

function isChosen(choice: Choice, text: string): boolean {
  if (typeof choice === 'object' && 'not' in choice) return !isChosen(choice.not, text);
  return asList(choice).some((pattern) => glob(pattern, text));
}

/** The action's levels count as given by `unlisted` if it has none. */
export function isMember(
  space: Space,
  request: Omit<SpaceRequest, 'principal'>,
  unlisted: boolean,
): boolean {
  const { action, resource, access, service, context = {}, except = [] } = space;
  const lower = request.action.toLowerCase();
  const lowerCase = (choice: Choice): Choice =>
    JSON.parse(JSON.stringify(choice).toLowerCase()) as Choice;
  if (action !== undefined && !isChosen(lowerCase(action), lower)) return false;
  if (resource !== undefined && !isChosen(resource, request.resource)) return false;
  if (service !== undefined && !asList(service).includes(lower.slice(0, lower.indexOf(':'))))
    return false;
  if (access !== undefined) {
    const levels = INDEX.action(lower)?.access ?? [];
    if (levels.length === 0 ? !unlisted : !levels.some((one) => asList(access).includes(one)))
      return false;
  }
  for (const [key, test] of Object.entries(context)) {
    const value = Object.entries(request.context).find(
      ([name]) => name.toLowerCase() === key.toLowerCase(),
    );
    if (!passes(test, value?.[1] ?? null)) return false;
  }
  return !except.some((one) => isMember(one, request, unlisted));
}

function passes(test: KeyTest, value: Value): boolean {
  const values = value === null ? [] : asList(value);
  if (test === null) return value === null;
  if (test === 'present') return value !== null;
  if (typeof test === 'string') return values.length === 1 && values[0] === test;
  if (Array.isArray(test))
    return (
      value !== null &&
      [...values].toSorted().join('\n') === [...(test as string[])].toSorted().join('\n')
    );
  if ('like' in test) return values.length > 0 && values.every((one) => isChosen(test.like, one));
  if ('in' in test)
    return value === null
      ? asList(test.in).includes(null)
      : values.length > 0 && values.every((one) => asList(test.in).includes(one));
  if ('not' in test)
    return value === null
      ? !asList(test.not).includes(null)
      : !values.some((one) => asList(test.not).includes(one));
  return false;
}
