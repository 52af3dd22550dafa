/**
 * Drafts claims for a set of Cedar policies: for each policy a request that it decides, and one close
 * to it that gets the other answer. Both are found by asking Cedar’s engine.
 */
import { type CedarDecision, type Uid, uidIn } from '../../cedar/decide.ts';
import type { CedarEngine } from '../../cedar/engine.ts';
import type { CedarModel } from '../../cedar/model.ts';
import { parsePolicies } from '../../cedar/parse.ts';
import { uidText } from '../../cedar/scope.ts';
import { groupTypeIn } from '../../cedar/toolhive-request.ts';
import type { Entry } from '../../data/catalog.ts';
import { writtenPolicies } from '../../data/cedar-policies.ts';
import type { Substitute } from '../../data/role-policies.ts';
import { decisionsOf, isSameDecision, policiesOfSet } from '../../models/cedar/requests.ts';
import { type Asked, type GroupsIn, requestData, type Space, spaceOf } from './requests.ts';
import { sentence } from './sentences.ts';

type Expected = CedarDecision['decision'];

interface CedarClaimDraft {
  readonly say: string;
  readonly requests: readonly object[];
  readonly expect: Expected;
  readonly by?: string;
}

export interface CedarDrafts {
  readonly claims: readonly CedarClaimDraft[];
  /** The policies that no request was found for. */
  readonly without: readonly string[];
  /** Those that one was found for only if ToolHive makes Longs of whole numbers. */
  readonly byNumbers: readonly string[];
}

/** Per policy. If it takes more, a person finds a request faster. */
const MOST_TRIALS = 400;

export function draftCedarClaims(
  engine: CedarEngine,
  entry: Entry<'cedar'>,
  model: CedarModel,
  substitute: Substitute,
): CedarDrafts {
  const isToolHive = entry.value.model === 'toolhive';
  const policies = policiesOfSet(entry, substitute);
  const parsed = writtenPolicies(entry).flatMap(({ id, text }) =>
    parsePolicies(engine, text).policies.map(({ json }) => ({ id, json })),
  );
  /** What is decided without an error, however ToolHive takes numbers; a claim must not rest on one. */
  const decide = (asked: Asked, by = policies, of = entry): CedarDecision | undefined => {
    const data = requestData(asked, isToolHive);
    const decisions = decisionsOf(engine, of, by, data, substitute);
    const [decision, ...others] = 'wrong' in decisions ? [] : decisions;
    const isOne = decision && others.every((one) => isSameDecision(one, decision));
    return isOne && decision.errors.length === 0 ? decision : undefined;
  };
  const claims: CedarClaimDraft[] = [];
  const without: string[] = [];
  const byNumbers: string[] = [];
  const withLongs = { ...entry, value: { ...entry.value, numbers: 'long' as const } };
  const draft = (asked: Asked, decision: Expected, lacks: Asked, by?: string): void => {
    claims.push({
      say: sentence(asked, decision === 'allowed', lacks, isToolHive),
      requests: [requestData(asked, isToolHive)],
      expect: decision,
      ...(by === undefined ? {} : { by }),
    });
  };
  for (const { id, json } of parsed) {
    const wanted = json.effect === 'permit' ? 'allowed' : 'explicitDeny';
    const others = parsed.map((one) => one.json).filter((one) => one !== json);
    const space = spaceOf(json, others, model, isToolHive ? groupsOf(entry.value) : undefined);
    const rest = policies.filter((policy) => policy.id !== id);
    const decides = (asked: Asked, of = entry): boolean => {
      const decision = decide(asked, policies, of);
      return decision?.decision === wanted && decision.by.join() === id;
    };
    // A forbid shows best on what would be allowed without it.
    const found =
      (wanted === 'explicitDeny'
        ? firstIn(space, (asked) => decides(asked) && decide(asked, rest)?.decision === 'allowed')
        : undefined) ?? firstIn(space, (asked) => decides(asked));
    if (!found) {
      const isByNumbers =
        isToolHive && firstIn(space, (asked) => decides(asked, withLongs)) !== undefined;
      (isByNumbers ? byNumbers : without).push(id);
      continue;
    }
    draft(found, wanted, found, id);
    const other = wanted === 'allowed' ? 'implicitDeny' : 'allowed';
    const near = firstOf(space.near(found), (asked) => decide(asked)?.decision === other);
    if (near) draft(near, other, found);
  }
  return {
    claims: [...new Map(claims.map((one) => [one.say, one])).values()],
    without,
    byNumbers,
  };
}

/** What is in an entity, as far as the loaded groups say: ToolHive puts a caller in groups only. */
function groupsOf({ entities, configuration }: Entry<'cedar'>['value']): GroupsIn {
  const type = groupTypeIn(configuration);
  const loaded = entities.map(({ uid, parents }) => ({
    uid: uidIn(uid) as Uid,
    above: Array.isArray(parents) ? parents.map((one) => uidText(uidIn(one) as Uid)) : [],
  }));
  const below = (text: string, seen: ReadonlySet<string>): string[] => {
    if (text.startsWith(`${type}::`)) return [text];
    if (seen.has(text)) return [];
    return loaded
      .filter(({ above }) => above.includes(text))
      .flatMap(({ uid }) => below(uidText(uid), new Set([...seen, text])));
  };
  return (text) => below(text, new Set());
}

const firstIn = ({ requests }: Space, isWanted: (asked: Asked) => boolean): Asked | undefined =>
  firstOf(requests(), isWanted);

function firstOf(
  requests: Iterable<Asked>,
  isWanted: (asked: Asked) => boolean,
): Asked | undefined {
  let left = MOST_TRIALS;
  for (const asked of requests) {
    if (left-- <= 0) return undefined;
    if (isWanted(asked)) return asked;
  }
  return undefined;
}
