/** Claims about example requests: each request is decided, in every context of the scenario. */
import type { Catalog, Holder } from '../../data/catalog.ts';
import { sessionArn, type Substitute, substituteContext } from '../../data/role-policies.ts';
import type { Claim } from '../../data/schema/index.ts';
import type { Path } from '../../data/yaml-places.ts';
import type { ContextValues } from '../../iam/context.ts';
import { DEFAULT_PRINCIPAL, evaluate, type Policies } from '../../iam/evaluate.ts';
import { answerTo } from '../../iam/space/answers.ts';
import {
  decide,
  type PolicySet,
  type SpaceDecision,
  type SpaceRequest,
} from '../../iam/space/decide.ts';
import type { Code } from '../../problems/codes.ts';
import type { ProblemWords } from '../../problems/problem.ts';
import { type HeldPolicies, isOfResource, roleArn, setOf } from './policy-sets.ts';
import { unstatedKeys } from './unstated-keys.ts';

/** One request of a claim, and what IAM answers. */
export interface Trial {
  readonly request: SpaceRequest;
  readonly decision: SpaceDecision;
  readonly ok: boolean;
}

/** Takes a problem at a place of the claim. */
type Report = (code: Code, path: Path, words: ProblemWords) => void;

/** Actions × resources × contexts, each decided. `report` is left out if only the answer matters. */
export function tryExamples(
  catalog: Catalog,
  holder: Holder,
  claim: Claim,
  policies: HeldPolicies,
  substitute: Substitute,
  report?: Report,
): Trial[] {
  const set = setOf(catalog, holder, claim, policies, substitute);
  const asking = claim.with && catalog.get('roles', claim.with.role);
  const principal =
    claim.principal === undefined
      ? callerOf(asking ?? holder, substitute)
      : substitute(claim.principal);
  const contexts = catalog.contexts(claim.scenario);
  const trials: Trial[] = [];
  for (const [index, request] of claim.requests.entries()) {
    const merged = (contexts ?? [{}]).map((context) =>
      mergeContexts(context, request.context ?? {}),
    );
    const clash = merged.find((one) => typeof one === 'string');
    if (typeof clash === 'string') {
      report?.('claim/context-clash', ['requests', index, 'context'], {
        message: `the request and the scenario ${claim.scenario} state ${clash} differently`,
        hint: 'state it in one of them',
      });
      continue;
    }
    const resources = request.resource ?? defaultResource(holder, claim, substitute);
    const reported = new Set<string>();
    for (const action of [request.action].flat()) {
      for (const resource of [resources].flat()) {
        for (const context of merged as ContextValues[]) {
          const asked: SpaceRequest = {
            principal,
            action,
            resource: substitute(resource),
            context: substituteContext(context, substitute),
          };
          const { decision, unstated } = decideExample(set, asked);
          trials.push({ request: asked, decision, ok: isExpected(claim, decision) });
          // Only what is reported needs to be known, and it costs many evaluations.
          if (!report) continue;
          for (const { key, words } of unstatedKeys(catalog, asked, set, unstated)) {
            if (reported.has(key)) continue;
            reported.add(key);
            report('claim/unstated-key', ['requests', index], words);
          }
        }
      }
    }
  }
  return trials;
}

/** A session of the role; about a policy that names no principal, any caller. */
const callerOf = (holder: Holder, substitute: Substitute): string =>
  holder.kind === 'roles' ? sessionArn(holder, substitute) : DEFAULT_PRINCIPAL;

/** The role itself for a claim about its trust policy, and what a policy is attached to. */
export function defaultResource(holder: Holder, { policy }: Claim, substitute: Substitute): string {
  if (holder.kind === 'roles') return policy === 'trust' ? roleArn(holder, substitute) : '*';
  const { kind, attachedTo } = holder.value;
  return isOfResource(kind) && typeof attachedTo === 'string' ? attachedTo : '*';
}

interface DecidedExample {
  readonly decision: SpaceDecision;
  /** The keys that it looked up although nobody stated them. */
  readonly unstated: readonly string[];
}

/** A single request is decided without any knowledge. */
const EXAMPLES = { asks: 'examples' };

const decideExample = (set: PolicySet, request: SpaceRequest): DecidedExample =>
  answerTo(EXAMPLES, [set], [request], () => decideNow(set, request));

function decideNow(set: PolicySet, request: SpaceRequest): DecidedExample {
  const decision = decide(set, request);
  // What is unstated is the same for every way to decide: each looks up the keys of its statements.
  const policies: Policies =
    set.kind === 'identity'
      ? { identity: set.identity, boundary: set.boundary }
      : set.kind === 'both'
        ? { identity: set.identity, boundary: set.boundary, resource: set.policy }
        : set.kind === 'rcp'
          ? { identity: [], rcps: [[set.policy]] }
          : { identity: [], resource: set.policy };
  return { decision, unstated: evaluate(request, policies).unstatedKeys };
}

/** Whether a decision is what the claim expects, by the statement that it names. */
export function isExpected({ expect, by }: Claim, { decision, decidedBy }: SpaceDecision): boolean {
  const isAllowed = decision === 'allowed' || decision === 'admits' || decision === 'delegates';
  const isDecision =
    expect === 'denied'
      ? decision === 'explicitDeny' || decision === 'implicitDeny'
      : expect === 'allowed'
        ? isAllowed
        : decision === expect;
  const sid = by?.slice(by.lastIndexOf('/') + 1);
  return isDecision && (sid === undefined || decidedBy.some((one) => one.sid === sid));
}

/** Both together, or the key that they state differently. */
function mergeContexts(scenario: ContextValues, request: ContextValues): ContextValues | string {
  const stated = new Map(
    Object.entries(scenario).map(([key, value]) => [key.toLowerCase(), value]),
  );
  for (const [key, value] of Object.entries(request)) {
    const other = stated.get(key.toLowerCase());
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(value)) return key;
  }
  return { ...scenario, ...request };
}
