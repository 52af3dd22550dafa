/** The spaces of claims as the engine takes them: placeholders filled in, scenarios merged. */
import type { Substitute } from '../../data/role-policies.ts';
import type { SpaceData } from '../../data/schema/index.ts';
import type { ContextValues } from '../../iam/context.ts';
import type { KeyTest, Space } from '../../iam/space/space.ts';

/** The space with an example in place of each placeholder. */
export function toSpace(space: SpaceData | Space, substitute: Substitute): Space {
  return filled(space, substitute) as Space;
}

function filled(value: unknown, substitute: Substitute): unknown {
  if (typeof value === 'string') return substitute(value);
  if (Array.isArray(value)) return value.map((item) => filled(item, substitute));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [substitute(key), filled(item, substitute)]),
  );
}

/** The space narrowed to one context of a scenario; a text is the key that both state differently. */
export function inContext(
  space: Space,
  context: ContextValues,
  substitute: Substitute,
): Space | string {
  const stated = new Map(
    Object.entries(space.context ?? {}).map(([key, test]) => [key.toLowerCase(), test]),
  );
  const tests: Record<string, KeyTest> = { ...space.context };
  for (const [written, value] of Object.entries(context)) {
    const key = substitute(written);
    const test = testOf(filled(value, substitute) as ContextValues[string]);
    const other = stated.get(key.toLowerCase());
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(test)) return written;
    tests[key] = test;
  }
  return { ...space, context: tests };
}

/** The space in each context of a scenario that does not contradict it; itself without a scenario. */
export function inScenario(
  space: Space,
  contexts: readonly ContextValues[] | undefined,
  substitute: Substitute,
): Space[] {
  if (!contexts) return [space];
  return contexts
    .map((context) => inContext(space, context, substitute))
    .filter((one) => typeof one !== 'string');
}

/** A state of a key as a test for it; `present` is a word there. */
function testOf(value: ContextValues[string] | undefined): KeyTest {
  return value === 'present' ? { in: [value] } : (value ?? null);
}

/** Exactly one request, as far as its context is stated. */
export function spaceOfRequest(request: {
  readonly principal?: string | undefined;
  readonly action: string;
  readonly resource: string;
  readonly context: ContextValues;
}): Space {
  const { principal, action, resource, context } = request;
  return {
    action,
    resource,
    ...(principal === undefined ? {} : { principal }),
    context: Object.fromEntries(
      Object.entries(context).map(([key, value]) => [key, testOf(value)]),
    ),
  };
}
