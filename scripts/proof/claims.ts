/** Claims → proofs: each sentence is tried on every request that it names, and so is each statement. */
import { type Catalog, type Entry, placeIn } from '../data/catalog.ts';
import type { Code } from '../problems/codes.ts';
import type { ContextValues } from '../iam/context.ts';
import { type Decision, evaluate, type Policies, type Request } from '../iam/evaluate.ts';
import type { EvaluablePolicy } from '../iam/statement.ts';
import { type Problem, problemAt, type ProblemWords } from '../problems/problem.ts';
import { evaluablePolicy, sharedPolicy, type Substitute } from '../data/role-policies.ts';
import type { Claim, RolePolicyKind } from '../data/schema/index.ts';
import { unstatedKeys } from './unstated-keys.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import type { Path } from '../data/yaml-places.ts';

/** One request of a claim, and what IAM answers. */
interface ClaimTrial {
  readonly request: Request;
  readonly decision: Decision;
  readonly ok: boolean;
}

export interface Proof {
  readonly role: string;
  /** Which claim of the role, from 0. */
  readonly index: number;
  readonly claim: Claim;
  readonly holds: boolean;
  readonly trials: readonly ClaimTrial[];
}

type RolePolicies = Readonly<Record<RolePolicyKind, EvaluablePolicy | undefined>>;

/** Tries every claim of every role. A claim that does not hold is a problem at its line. */
export function proveClaims(
  catalog: Catalog,
  substitute: Substitute,
): { proofs: Proof[]; problems: Problem[] } {
  const proofs: Proof[] = [];
  const problems: Problem[] = [];
  for (const role of catalog.all('roles')) {
    const report = (code: Code, path: Path, words: ProblemWords): void => {
      problems.push(problemAt(code, role.file.source, placeIn(role, path), words));
    };
    const policies = policiesOf(catalog, role, substitute);
    if (role.value.claims.length === 0) {
      report('claim/none', ['name'], {
        message: `the role ${role.id} has no claims, so nothing shows what its policies do`,
        hint: 'add `claims`: what the role may do, and what it may not',
      });
      continue;
    }
    const before = problems.length;
    for (const [index, claim] of role.value.claims.entries()) {
      const trials = tryClaim(catalog, role, claim, policies, substitute, (code, path, words) =>
        report(code, ['claims', index, ...path], words),
      );
      problems.push(...failures(role, index, claim, trials));
      proofs.push({
        role: role.id,
        index,
        claim,
        holds: trials.length > 0 && trials.every(({ ok }) => ok),
        trials,
      });
    }
    if (problems.length === before)
      problems.push(...unprovenStatements(catalog, role, policies, substitute));
  }
  return { proofs, problems };
}

type ReportAtPath = (code: Code, path: Path, words: ProblemWords) => void;
const silent: ReportAtPath = () => {};

/** Actions × resources × contexts, each evaluated. */
function tryClaim(
  catalog: Catalog,
  role: Entry<'roles'>,
  claim: Claim,
  policies: RolePolicies,
  substitute: Substitute,
  report: ReportAtPath,
): ClaimTrial[] {
  const attached = attachedPolicies(catalog, claim, policies, substitute);
  if (claim.policy === 'trust' && !policies.trust) {
    report('claim/no-policy', ['policy'], {
      message: `the role ${role.id} has no trust policy to claim anything about`,
      hint: 'add policies.trust',
    });
    return [];
  }
  if (claim.policy === 'trust' && claim.principal === undefined) {
    report('claim/no-principal', [], {
      message: 'a claim about a trust policy must say who asks',
      hint: 'add `principal`, such as the ARN of the OIDC provider',
    });
    return [];
  }
  const scenario =
    claim.scenario === undefined ? undefined : catalog.get('scenarios', claim.scenario);
  const trials: ClaimTrial[] = [];
  for (const [index, request] of claim.requests.entries()) {
    const merged = (scenario?.value ?? [{}]).map((context) =>
      mergeContexts(context, request.context ?? {}),
    );
    const clash = merged.find((one) => typeof one === 'string');
    if (typeof clash === 'string') {
      report('claim/context-clash', ['requests', index, 'context'], {
        message: `the request and the scenario ${claim.scenario} state ${clash} differently`,
        hint: 'state it in one of them',
      });
      continue;
    }
    const seen = new Set<string>();
    for (const action of [request.action].flat()) {
      for (const resource of [
        request.resource ?? (claim.policy === 'trust' ? roleArn(role, substitute) : '*'),
      ].flat()) {
        for (const context of merged as ContextValues[]) {
          const asked: Request = {
            principal: substitute(
              claim.principal ??
                `arn:aws:sts::${accountOf(substitute)}:assumed-role/${role.value.name}/session`,
            ),
            action,
            resource: substitute(resource),
            context: substituteContext(context, substitute),
          };
          const decision = evaluate(asked, attached);
          trials.push({ request: asked, decision, ok: isExpected(claim, decision) });
          // Only what is reported needs to be known, and it costs many evaluations.
          if (report === silent) continue;
          for (const { key, words } of unstatedKeys(catalog, asked, attached, decision)) {
            if (seen.has(key)) continue;
            seen.add(key);
            report('claim/unstated-key', ['requests', index], words);
          }
        }
      }
    }
  }
  return trials;
}

function isExpected({ expect, by }: Claim, { decision, decidedBy }: Decision): boolean {
  const isDecision =
    expect === 'denied'
      ? decision === 'explicitDeny' || decision === 'implicitDeny'
      : decision === expect;
  return isDecision && (by === undefined || decidedBy.some(({ sid }) => sid === by));
}

/** One problem a claim: its first request that fails. */
function failures(
  role: Entry<'roles'>,
  index: number,
  claim: Claim,
  trials: readonly ClaimTrial[],
): Problem[] {
  const failed = trials.find(({ ok }) => !ok);
  if (!failed) return [];
  const { decision, request } = failed;
  const place = placeIn(role, ['claims', index, 'say']);
  const asked = `${request.action} on ${request.resource} with ${contextText(request.context)}`;
  const more = trials.filter(({ ok }) => !ok).length - 1;
  const rest = more > 0 ? `; ${more} more of ${trials.length} requests fail` : '';
  if (decision.decision === 'unknown') {
    return [
      problemAt('claim/unknown', role.file.source, place, {
        message: `nobody can tell whether this holds: ${asked} is unknown, because ${decision.unknown.join('; ')}${rest}`,
        hint: 'claim only what is documented, or state what the decision depends on',
      }),
    ];
  }
  const decided = decision.decidedBy
    .map(({ policy, sid, index: at }) => `${sid ?? `statement ${at + 1}`} of ${policy}`)
    .join(', ');
  const outcome = `${decision.decision}${decided === '' ? '' : ` by ${decided}`}`;
  const isElsewhere = claim.by !== undefined && isExpected({ ...claim, by: undefined }, decision);
  if (isElsewhere) {
    const sids = [...decision.decidedBy, ...decision.notMatched].flatMap(({ sid }) => sid ?? []);
    return [
      problemAt('claim/decided-elsewhere', role.file.source, place, {
        message: `this holds, but not by ${claim.by}: ${asked} is ${outcome}${rest}`,
        hint:
          (sids.includes(claim.by ?? '') ? undefined : didYouMean(claim.by ?? '', sids)) ??
          'correct `by`, or find out why the statement does not decide',
      }),
    ];
  }
  return [
    problemAt('claim/fails', role.file.source, place, {
      message: `this does not hold: ${asked} is ${outcome}, not ${claim.expect}${rest}`,
      hint: whyNot(decision),
    }),
  ];
}

/** The first reasons why statements did not apply: usually the one that matters is among them. */
function whyNot({ notMatched }: Decision): string | undefined {
  const reasons = notMatched
    .slice(0, 3)
    .map(
      ({ sid, index, reason }) => `${sid ?? `statement ${index + 1}`} does not apply: ${reason}`,
    );
  return reasons.length > 0 ? reasons.join('\n') : undefined;
}

/** Takes away each statement in turn: one whose loss breaks no claim is not proven by any. */
function unprovenStatements(
  catalog: Catalog,
  role: Entry<'roles'>,
  policies: RolePolicies,
  substitute: Substitute,
): Problem[] {
  const problems: Problem[] = [];
  for (const kind of ['permissions', 'boundary', 'trust'] as const) {
    const policy = policies[kind];
    for (const statement of policy?.statements ?? []) {
      const without = {
        ...policies,
        [kind]: policy && {
          ...policy,
          statements: policy.statements.filter((other) => other !== statement),
        },
      };
      const isNoticed = role.value.claims.some((claim) =>
        tryClaim(catalog, role, claim, without, substitute, silent).some(({ ok }) => !ok),
      );
      if (isNoticed) continue;
      const isShared = role.value.policies[kind]?.use !== undefined;
      const path = isShared
        ? ['policies', kind]
        : ['policies', kind, 'statements', statement.index];
      problems.push(
        problemAt('claim/unproven-statement', role.file.source, placeIn(role, path), {
          message: `no claim would notice the loss of ${statement.sid ?? `statement ${statement.index + 1}`} of ${role.id}'s ${kind} policy`,
          hint: 'add a claim that holds only because of it, or remove the statement',
        }),
      );
    }
  }
  return problems;
}

function policiesOf(catalog: Catalog, role: Entry<'roles'>, substitute: Substitute): RolePolicies {
  return {
    permissions: evaluablePolicy(catalog, role, 'permissions', substitute),
    trust: evaluablePolicy(catalog, role, 'trust', substitute),
    boundary: evaluablePolicy(catalog, role, 'boundary', substitute),
  };
}

function attachedPolicies(
  catalog: Catalog,
  claim: Claim,
  policies: RolePolicies,
  substitute: Substitute,
): Policies {
  const also = [claim.alsoAttached ?? []].flat().flatMap((id) => {
    const entry = catalog.get('statements', id);
    return entry ? [sharedPolicy(entry, substitute)] : [];
  });
  if (claim.policy === 'trust') return { identity: also, resource: policies.trust };
  return {
    identity: [...(policies.permissions ? [policies.permissions] : []), ...also],
    boundary: policies.boundary,
  };
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

function substituteContext(context: ContextValues, substitute: Substitute): ContextValues {
  return Object.fromEntries(
    Object.entries(context).map(([key, value]) => [
      substitute(key),
      value === null ? null : typeof value === 'string' ? substitute(value) : value.map(substitute),
    ]),
  );
}

/** `aws:ViaAWSMCPService absent, aws:SourceVpc "vpc-1"`. */
export function contextText(context: ContextValues): string {
  const parts = Object.entries(context).map(
    ([key, value]) => `${key} ${value === null ? 'absent' : JSON.stringify(value)}`,
  );
  return parts.length > 0 ? parts.join(', ') : 'no condition keys';
}

const EXAMPLE_ACCOUNT = '111122223333';

/** The account that stands for the reader's own. */
function accountOf(substitute: Substitute): string {
  const account = substitute('<YOUR_AWS_ACCOUNT_ID>');
  return /^\d{12}$/.test(account) ? account : EXAMPLE_ACCOUNT;
}

function roleArn(role: Entry<'roles'>, substitute: Substitute): string {
  return `arn:aws:iam::${accountOf(substitute)}:role/${role.value.name}`;
}
