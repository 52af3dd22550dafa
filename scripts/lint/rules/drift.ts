/** The same policy, or nearly the same, on several pages: one finding a family. */
import { difference, families, leavesOf, statementsAsText } from '../../reading/families.ts';
import type { LintPage, PagePolicy, TreeRule } from '../page.ts';

export const drift: TreeRule = {
  code: 'lint/drift',
  good: `<!-- a.md -->\n${example('s3:GetObject')}`,
  bad: `<!-- a.md -->\n${example('s3:GetObject')}\n<!-- b.md -->\n${example('s3:PutObject')}`,
  check: (pages) =>
    families(membersOf(pages)).flatMap((family) => {
      const [first, ...others] = family;
      const files = [...new Set(family.map(({ page }) => page.source.file))];
      if (!first || files.length < 2) return [];
      const where = others.map(
        ({ page, policy }) =>
          `${page.source.file}:${page.source.position(policy.fence.toPage(policy.node.range.start)).line}`,
      );
      const differences = others.flatMap((other) => differenceOf(first, other));
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
              ? `nearly the same policy is on ${files.length} pages, and the copies differ`
              : `the same policy is on ${files.length} pages`,
          hint: [`also at ${where.join(', ')}`, ...differences].join('\n'),
        },
      ];
    }),
};

interface Member {
  readonly page: LintPage;
  readonly policy: PagePolicy;
  readonly leaves: ReadonlySet<string>;
  /** What belongs to which statement. */
  readonly text: string;
}

function membersOf(pages: readonly LintPage[]): Member[] {
  return pages.flatMap((page) =>
    page.policies
      .filter(({ isFragment }) => !isFragment)
      .map((policy): Member => ({
        page,
        policy,
        leaves: new Set(leavesOf(policy.node)),
        text: statementsAsText(policy.node),
      })),
  );
}

function differenceOf(first: Member, other: Member): string[] {
  const words =
    difference(first.leaves, other.leaves) ??
    (first.text === other.text ? undefined : 'the same parts, put together in other statements');
  return words === undefined ? [] : [`${other.page.source.file}: ${words}`];
}

function example(action: string): string {
  const statement = `{ "Sid": "Read", "Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketLocation", "${action}"], "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"] }`;
  return `\`\`\`json\n{ "Version": "2012-10-17", "Statement": [${statement}] }\n\`\`\`\n`;
}
