/** What concerns the document as a text: characters, keys that stand twice, size. */
import type { IamCode } from '../../problems/iam-codes.ts';
import type { Range, Source } from '../../problems/source.ts';
import type { MapNode, PolicyNode } from '../policy.ts';
import {
  type Finding,
  found,
  type CheckedPolicy,
  type PolicyCheck,
  type ResourceKind,
} from './finding.ts';

export const documentChecks: readonly PolicyCheck[] = [characters, duplicateKeys, size];

/** Every node with its source: the policy without its statements, then these. Any depth, no recursion. */
function* nodesOf(policy: CheckedPolicy): Iterable<{ source: Source; node: PolicyNode }> {
  const open: { source: Source; node: PolicyNode }[] = policy.statements.map(
    ({ source, node }) => ({ source, node }),
  );
  open.push({ source: policy.source, node: withoutStatements(policy.node) });
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    const { source, node } = next;
    if (node.kind === 'list') for (const item of node.items) open.push({ source, node: item });
    if (node.kind === 'map') {
      for (const { value } of node.entries) open.push({ source, node: value });
    }
  }
}

function withoutStatements(node: PolicyNode): PolicyNode {
  if (node.kind !== 'map') return node;
  return {
    ...node,
    entries: node.entries.map((entry) =>
      entry.key === 'Statement'
        ? { ...entry, value: { kind: 'list', items: [], range: entry.value.range } }
        : entry,
    ),
  };
}

const REFUSED = /[^\t\n\r\u{20}-\u{ff}]/u;

/**
 * Tab, line feed, carriage return and U+0020 to U+00FF, as the API says for PolicyDocument.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
 */
function* characters(policy: CheckedPolicy): Iterable<Finding> {
  for (const { source, node } of nodesOf(policy)) {
    const texts: { value: string; range: Range }[] = [];
    if (node.kind === 'scalar' && typeof node.value === 'string') {
      texts.push({ value: node.value, range: node.range });
    }
    if (node.kind === 'map') {
      for (const { key, keyRange } of node.entries) texts.push({ value: key, range: keyRange });
    }
    for (const { value, range } of texts) {
      const refused = REFUSED.exec(value)?.[0];
      if (refused === undefined || isEscaped(source, range)) continue;
      const code = (refused.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      yield found(
        'iam/invalid-character',
        { source },
        range,
        `the character U+${code} ("${refused}") is not allowed in a policy, and IAM refuses all of it`,
        'use characters up to U+00FF; a typographic quote or dash becomes a plain one',
      );
    }
  }
}

/** Written as an escape in JSON, the document itself has only characters that IAM takes. */
function isEscaped({ file, text }: Source, { start, end }: Range): boolean {
  const written = text.slice(start, end);
  return !/\.ya?ml$/i.test(file) && written.includes('\\u') && !REFUSED.test(written);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
function* duplicateKeys(policy: CheckedPolicy): Iterable<Finding> {
  for (const { source, node } of nodesOf(policy)) {
    if (node.kind === 'map') yield* duplicatesIn(source, node);
  }
}

function* duplicatesIn(source: Source, node: MapNode): Iterable<Finding> {
  const seen = new Set<string>();
  for (const { key, keyRange } of node.entries) {
    if (seen.has(key)) {
      yield found(
        'iam/duplicate-key',
        { source },
        keyRange,
        `\`${key}\` appears twice in this object, and most parsers keep only the last`,
        'merge the two: several values go into one list',
      );
    }
    seen.add(key);
  }
}

const QUOTAS = {
  identity: { code: 'iam/policy-size-exceeds-identity-policy-quota', limit: 6144 },
  boundary: { code: 'iam/policy-size-exceeds-identity-policy-quota', limit: 6144 },
  trust: { code: 'iam/policy-size-exceeds-role-trust-policy-quota', limit: 2048 },
  // 5,120 until 2026-05-15.
  scp: { code: 'iam/policy-size-exceeds-scp-quota', limit: 10_240 },
  rcp: { code: 'iam/policy-size-exceeds-rcp-quota', limit: 5120 },
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, Policy
  session: { code: 'iam/policy-size-exceeds-session-policy-quota', limit: 2048 },
  // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
  endpoint: { code: 'iam/policy-size-exceeds-resource-policy-quota', limit: 20_480 },
} as const;

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html and
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
const RESOURCE_QUOTAS: Readonly<Partial<Record<ResourceKind, number>>> = {
  bucket: 20_480,
  key: 32_768,
  secret: 20_480,
};

/** Of the inline policies of a role; a user's have 2,048, a group's 5,120. */
const INLINE = 10_240;

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html and, for SCPs and RCPs,
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
function* size(policy: CheckedPolicy): Iterable<Finding> {
  const quota = quotaOf(policy);
  if (!quota) return;
  const { code, limit } = quota;
  const isIdentity = policy.kind === 'identity';
  const length = compactLength(policy);
  if (length <= limit) return;
  yield found(
    code,
    policy,
    policy.node.range,
    `the policy has ${length} characters without white space, and the quota is ${limit}${isIdentity ? ` for a managed policy, ${INLINE} for all inline policies of a role together` : ''}`,
    'split it into several policies, or use wildcards for groups of actions',
  );
}

function quotaOf({
  kind,
  resourceKind,
}: CheckedPolicy): { code: IamCode; limit: number } | undefined {
  if (kind !== 'resource') return QUOTAS[kind];
  const limit = resourceKind && RESOURCE_QUOTAS[resourceKind];
  return limit === undefined
    ? undefined
    : { code: 'iam/policy-size-exceeds-resource-policy-quota', limit };
}

/** The length of the whole policy as JSON without white space between its tokens. */
function compactLength(policy: CheckedPolicy): number {
  let length = Math.max(0, policy.statements.length - 1);
  for (const { node } of nodesOf(policy)) {
    if (node.kind === 'scalar') {
      length += JSON.stringify(node.value).length;
    } else if (node.kind === 'list') {
      length += 2 + Math.max(0, node.items.length - 1);
    } else {
      length += 2 + Math.max(0, node.entries.length - 1);
      for (const { key } of node.entries) length += JSON.stringify(key).length + 1;
    }
  }
  return length;
}
