/** What was written differently in two sets of Cedar policies, and which changes of access that allows. */
import type { ChangeKind } from '../../access/access.ts';
import { normalForm } from '../../cedar/normal.ts';
import type { CedarPolicy, PolicyJson } from '../../cedar/parse.ts';
import { entityIn, uidText } from '../../cedar/scope.ts';

interface Edit {
  readonly before: CedarPolicy | undefined;
  readonly after: CedarPolicy | undefined;
}

export interface PolicyEdits {
  /** In words, a line for each policy. */
  readonly words: readonly string[];
  /** The changes of access that there can be; no request is decided otherwise in another way. */
  readonly possible: ReadonlySet<ChangeKind>;
}

export interface EditTerms {
  /** The id that people gave a policy, if they did. */
  readonly nameOf: (policy: CedarPolicy) => string | undefined;
  /** Whether ToolHive decides: it refuses a request on which any policy errors, and a condition may. */
  readonly isStrict: boolean;
}

export function policyEdits(
  before: readonly CedarPolicy[],
  after: readonly CedarPolicy[],
  { nameOf, isStrict }: EditTerms,
): PolicyEdits {
  const edits = editsOf(before, after, nameOf);
  return {
    words: edits.map((edit) => wordsOf(edit, nameOf)),
    possible: new Set(edits.flatMap((edit) => possibleWith(edit, isStrict))),
  };
}

/** Policies that are not on the other side: paired by their ids, or else by their heads. */
function editsOf(
  before: readonly CedarPolicy[],
  after: readonly CedarPolicy[],
  nameOf: (policy: CedarPolicy) => string | undefined,
): Edit[] {
  const others = (one: readonly CedarPolicy[], other: readonly CedarPolicy[]): CedarPolicy[] => {
    const forms = new Set(other.map(normalForm));
    return one.filter((policy) => !forms.has(normalForm(policy)));
  };
  let gone = others(before, after);
  const come = others(after, before);
  const pairs = new Map<CedarPolicy, CedarPolicy>();
  for (const keyOf of [nameOf, headOf])
    for (const policy of come) {
      const key = keyOf(policy);
      const old = gone.find((one) => key !== undefined && keyOf(one) === key);
      if (!old || pairs.has(policy)) continue;
      pairs.set(policy, old);
      gone = gone.filter((one) => one !== old);
    }
  return [
    ...gone.map((policy) => ({ before: policy, after: undefined })),
    ...come.map((policy) => ({ before: pairs.get(policy), after: policy })),
  ];
}

const headOf = ({ json: { effect, principal, action, resource } }: CedarPolicy): string =>
  JSON.stringify([effect, principal, action, resource]);

/** A forbid wins over every permit, so a permit takes away no refusal by a forbid. */
const POSSIBLE = {
  permit: { come: ['gained'], gone: ['lost'] },
  forbid: { come: ['lost', 'guarded'], gone: ['unguarded', 'gained'] },
} as const;

function possibleWith({ before, after }: Edit, isStrict: boolean): readonly ChangeKind[] {
  const mayError = [before, after].some((policy) => (policy?.json.conditions.length ?? 0) > 0);
  if (isStrict && mayError) return ['unguarded', 'gained', 'lost', 'guarded'];
  return [
    ...(before ? POSSIBLE[before.json.effect].gone : []),
    ...(after ? POSSIBLE[after.json.effect].come : []),
  ];
}

function wordsOf(
  { before, after }: Edit,
  nameOf: (one: CedarPolicy) => string | undefined,
): string {
  const policy = after ?? before;
  if (!policy) return '';
  const name = nameOf(policy);
  const change = before && after ? 'changed' : after ? 'added' : 'removed';
  const which = name === undefined ? change : `${change} ${name}`;
  if (before && after) {
    const what = name === undefined ? `, ${meaningOf(after.json)}` : '';
    return `${which}${what}: ${differences(before.json, after.json).join(', ')}`;
  }
  return `${which}: ${meaningOf(policy.json)}`;
}

function differences(before: PolicyJson, after: PolicyJson): string[] {
  const parts = [
    ['effect', 'its effect'],
    ['principal', 'its principal'],
    ['action', 'its action'],
    ['resource', 'its resource'],
    ['conditions', 'its conditions'],
  ] as const;
  return parts
    .filter(([key]) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map(([, words]) => words);
}

/** `permits call_tool on Tool::"search" for anyone, under a condition`. */
function meaningOf({ effect, principal, action, resource, conditions }: PolicyJson): string {
  const [verb, count] = [effect === 'permit' ? 'permits' : 'forbids', conditions.length];
  const when =
    count === 0 ? '' : count === 1 ? ', under a condition' : `, under ${count} conditions`;
  return `${verb} ${scopeWords(action, 'every action')} on ${scopeWords(resource, 'every resource')} for ${scopeWords(principal, 'everyone')}${when}`;
}

type Scope = PolicyJson['principal' | 'action' | 'resource'];

function scopeWords(scope: Scope, all: string): string {
  const named = (entity: object): string => {
    const uid = entityIn(entity) ?? (entity as { type: string; id: string });
    return uid.type === 'Action' ? uid.id : uidText(uid);
  };
  if ('entities' in scope) return scope.entities.map(named).join(' or ') || 'no action';
  if ('entity_type' in scope) {
    const inside = scope.in && 'entity' in scope.in ? ` in ${named(scope.in.entity)}` : '';
    return `every ${scope.entity_type}${inside}`;
  }
  if (!('entity' in scope)) return all;
  return scope.op === 'in' ? `all in ${named(scope.entity)}` : named(scope.entity);
}
