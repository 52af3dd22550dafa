/** The same policy, or nearly the same, on several pages: one finding a family. */
import type { PolicyNode } from '../iam/policy.ts';
import type { LintPage, PagePolicy, TreeRule } from '../lint/page.ts';

/** How much two policies must share to be one family: their leaves, as a share of all leaves of both. */
const ALIKE = 0.75;
/** Smaller policies resemble each other by chance. */
const FEWEST_LEAVES = 6;

export const drift: TreeRule = {
  code: 'lint/drift',
  check: (pages) =>
    families(pages).flatMap((family) => {
      const [first, ...others] = family;
      const files = [...new Set(family.map(({ page }) => page.source.file))];
      if (!first || files.length < 2) return [];
      const where = others.map(
        ({ page, policy }) =>
          `${page.source.file}:${page.source.position(policy.fence.toPage(policy.node.range.start)).line}`,
      );
      const differences = others.flatMap((other) => difference(first, other));
      return [
        {
          code: 'lint/drift' as const,
          source: first.page.source,
          range: {
            start: first.policy.fence.toPage(first.policy.node.range.start),
            end: first.policy.fence.toPage(first.policy.node.range.start + 1),
          },
          message:
            differences.length > 0
              ? `nearly the same policy stands on ${files.length} pages, and the copies differ`
              : `the same policy stands on ${files.length} pages`,
          hint: [`also at ${where.join(', ')}`, ...differences].join('\n'),
        },
      ];
    }),
};

interface Member {
  readonly page: LintPage;
  readonly policy: PagePolicy;
  readonly leaves: ReadonlySet<string>;
}

/**
 * Two sets that share three quarters of their leaves share one of their rarest: only policies that
 * do are compared, so that a thousand unlike policies cost a thousand look-ups.
 */
function families(pages: readonly LintPage[]): Member[][] {
  const members = pages
    .flatMap((page) =>
      page.policies
        .filter(({ isFragment }) => !isFragment)
        .map((policy): Member => ({ page, policy, leaves: new Set(leavesOf(policy.node)) })),
    )
    .filter(({ leaves }) => leaves.size >= FEWEST_LEAVES);
  const frequency = new Map<string, number>();
  for (const { leaves } of members) {
    for (const leaf of leaves) frequency.set(leaf, (frequency.get(leaf) ?? 0) + 1);
  }
  const byLeaf = new Map<string, Member[][]>();
  const all: Member[][] = [];
  for (const member of members) {
    const rarest = [...member.leaves]
      .toSorted((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || (a < b ? -1 : 1))
      .slice(0, member.leaves.size - Math.ceil(ALIKE * member.leaves.size) + 1);
    const candidates = new Set(rarest.flatMap((leaf) => byLeaf.get(leaf) ?? []));
    const family = [...candidates].find(
      ([first]) => first && alike(first.leaves, member.leaves) >= ALIKE,
    );
    if (family) {
      family.push(member);
      continue;
    }
    const made = [member];
    all.push(made);
    for (const leaf of rarest) byLeaf.set(leaf, [...(byLeaf.get(leaf) ?? []), made]);
  }
  return all;
}

function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((leaf) => b.has(leaf)).length;
  return shared / (a.size + b.size - shared);
}

/** `Action s3:GetObject`: what a policy says, without order and layout. */
function leavesOf(node: PolicyNode, path = ''): string[] {
  if (node.kind === 'scalar') return [`${path} ${String(node.value)}`];
  if (node.kind === 'list') return node.items.flatMap((item) => leavesOf(item, path));
  return node.entries.flatMap(({ key, value }) =>
    leavesOf(value, path === '' || path === 'Statement' ? key : `${path}.${key}`),
  );
}

function difference(first: Member, other: Member): string[] {
  const missing = [...first.leaves]
    .filter((leaf) => !other.leaves.has(leaf))
    .map((leaf) => `without ${leaf}`);
  const extra = [...other.leaves]
    .filter((leaf) => !first.leaves.has(leaf))
    .map((leaf) => `with ${leaf}`);
  const words = [...missing, ...extra];
  return words.length > 0
    ? [
        `${other.page.source.file}: ${words.slice(0, 4).join(', ')}${words.length > 4 ? `, and ${words.length - 4} more` : ''}`,
      ]
    : [];
}
