/**
 * Finds ways in which the policy of a role or resource admits strangers: callers from an account that
 * nobody named, or tokens issued to somebody else. Asks about every such request, not the wording.
 */
import { sharedIssuer } from '../issuers.ts';
import type { Statement } from '../statement.ts';
import { decide, type PolicySet, type SpaceRequest } from './decide.ts';
import { findSome } from './prove.ts';
import type { Knowledge } from './knowledge.ts';
import type { KeyTest, Space } from './space.ts';

export interface OpenDoor {
  /** Who gets in, worded to fit into a sentence. */
  readonly who: string;
  /** What would keep them out, in the imperative. */
  readonly limit: string;
  readonly statement: Statement;
  /** A request that is admitted. */
  readonly request: SpaceRequest;
  /** Whether the caller can be anyone at all; otherwise a token of the named issuer is needed. */
  readonly isShared: boolean;
}

/** Accounts of AWS's examples, one of which no policy names. */
const STRANGERS = ['555566667777', '444455556666', '777788889999', '999999999999', '000000000001'];

function strangerTo({
  policy,
}: Extract<PolicySet, { readonly kind: 'trust' | 'resource' }>): string {
  const named = JSON.stringify(
    policy.statements.map(({ principal, conditions }) => [
      [...(principal?.byType.values() ?? [])],
      conditions,
    ]),
  );
  return STRANGERS.find((account) => !named.includes(account)) ?? '000000000002';
}

/**
 * Keys that tell a stranger apart. The others limit nobody: a caller sets them freely
 * (`sts:ExternalId`, session names, tags, referer, user agent).
 */
const LIMITING =
  /^aws:(?:Principal(?:OrgID|OrgPaths|Account|Arn)|Source(?:Account|Arn|OrgID|OrgPaths|Ip|Vpc|Vpce)|VpcSourceIp)$/i;

/** Each way in, at most one for each statement and kind of caller. */
export function openDoors(
  set: Extract<PolicySet, { readonly kind: 'trust' | 'resource' }>,
  knowledge: Knowledge,
): OpenDoor[] {
  return [...toAccounts(set, knowledge), ...toTokens(set, knowledge)];
}

function toAccounts(
  set: Extract<PolicySet, { readonly kind: 'trust' | 'resource' }>,
  knowledge: Knowledge,
): OpenDoor[] {
  const stranger = strangerTo(set);
  const space: Space = {
    ...(set.kind === 'trust' ? { action: 'assume' } : {}),
    principal: { account: stranger },
    context: Object.fromEntries(
      keysOf(set.policy.statements)
        .filter((key) => LIMITING.test(key))
        .map((key): [string, KeyTest] => [key, notNamed(key, stranger)]),
    ),
  };
  return found(set, space, knowledge, (statement) => ({
    who: 'anyone in any AWS account',
    limit: 'name the principals, or limit them by a condition on their account or organization',
    statement,
    isShared: true,
  }));
}

/** A value that no policy means, for a key that the caller fixes. */
function notNamed(key: string, stranger: string): KeyTest {
  if (/arn$/i.test(key)) return { in: [`arn:aws:iam::${stranger}:role/stranger`, null] };
  if (/account$/i.test(key)) return { in: [stranger, null] };
  if (/ip$/i.test(key)) return { in: ['203.0.113.77', null] };
  return { in: ['o-stranger00', null] };
}

function toTokens(
  set: Extract<PolicySet, { readonly kind: 'trust' | 'resource' }>,
  knowledge: Knowledge,
): OpenDoor[] {
  if (set.kind !== 'trust') return [];
  const issuers = new Set(
    set.policy.statements.flatMap(({ effect, principal }) =>
      effect === 'Allow' ? (principal?.byType.get('Federated') ?? []) : [],
    ),
  );
  return [...issuers].flatMap((provider) => {
    if (provider.includes(':saml-provider/')) return [];
    const name = provider.replace(/^arn:[^/]*:oidc-provider\//, '');
    const issuer = sharedIssuer(name);
    const claim = issuer?.claim ?? 'sub';
    const key = `${name}:${claim}`;
    const space: Space = {
      action: 'sts:AssumeRoleWithWebIdentity',
      principal: { issuer: provider },
      // This token was issued to a customer or a subject that no policy names.
      context: { [key]: issuer?.foreign[claim]?.[0] ?? 'stranger:somebody-else' },
    };
    return found(set, space, knowledge, (statement) => ({
      who: `everyone with a token of ${name}`,
      limit: `limit the ${claim === 'sub' ? 'subject' : 'audience'} by a condition on ${key}`,
      statement,
      isShared: issuer !== undefined,
    }));
  });
}

function found(
  set: Extract<PolicySet, { readonly kind: 'trust' | 'resource' }>,
  space: Space,
  knowledge: Knowledge,
  door: (statement: Statement) => Omit<OpenDoor, 'request'>,
): OpenDoor[] {
  const answer = findSome(set, space, 'allowed', knowledge);
  if (answer.answer !== 'yes') return [];
  const { request } = answer;
  const [by] = decide(set, request).decidedBy;
  const statement = set.policy.statements.find(({ index }) => index === by?.index);
  return statement ? [{ ...door(statement), request }] : [];
}

const keysOf = (statements: readonly Statement[]): string[] => [
  ...new Set(statements.flatMap(({ conditions }) => conditions.map(({ key }) => key))),
];
