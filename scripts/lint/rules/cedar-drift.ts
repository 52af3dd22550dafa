/** Sets of Cedar policies on several pages that are nearly the same: one finding a family. */
import { normalForm } from '../../cedar/normal.ts';
import { type CedarPolicy, parsePolicies } from '../../cedar/parse.ts';
import type { CedarEngine } from '../../cedar/engine.ts';
import type { CedarOnPage, LintPage, TreeRule } from '../page.ts';

export const cedarDrift: TreeRule = {
  code: 'lint/cedar-drift',
  good: `<!-- a.md -->\n${example('read_file')}\n<!-- b.md -->\n${example('read_file')}`,
  bad: `<!-- a.md -->\n${example('read_file')}\n<!-- b.md -->\n${example('write_file')}`,
  check: (pages, { cedar }) => (cedar ? differing(membersOf(cedar, pages)) : []),
};

interface Member {
  readonly page: LintPage;
  readonly found: CedarOnPage;
  /** By their normal forms. */
  readonly policies: ReadonlyMap<string, CedarPolicy>;
}

function membersOf(engine: CedarEngine, pages: readonly LintPage[]): Member[] {
  return pages.flatMap((page) =>
    page.cedar.flatMap((found) => {
      const read = found.set.texts.map(({ text }) => parsePolicies(engine, text));
      if (read.some(({ errors }) => errors.length > 0)) return [];
      const policies = new Map(
        read.flatMap((one) => one.policies).map((policy) => [normalForm(policy), policy]),
      );
      return policies.size < 2 ? [] : [{ page, found, policies }];
    }),
  );
}

/** How much of two sets is the same, of all that is in either. */
const SIMILAR = 0.6;

function isNear(a: Member, b: Member): boolean {
  const common = [...a.policies.keys()].filter((key) => b.policies.has(key)).length;
  const all = a.policies.size + b.policies.size - common;
  // A page that prints fewer of them has shortened them: only what each has for itself is drift.
  const isPart = common === a.policies.size || common === b.policies.size;
  return common >= 2 && !isPart && common / all >= SIMILAR;
}

function differing(members: readonly Member[]): ReturnType<TreeRule['check']> {
  const done = new Set<Member>();
  return members.flatMap((first) => {
    if (done.has(first)) return [];
    const others = members.filter(
      (other) => other.page !== first.page && !done.has(other) && isNear(first, other),
    );
    if (others.length === 0) return [];
    for (const one of [first, ...others]) done.add(one);
    const start = startOf(first);
    const files = new Set([first, ...others].map(({ page }) => page.source.file));
    return [
      {
        code: 'lint/cedar-drift' as const,
        source: first.page.source,
        range: { start, end: start + 1 },
        message: `nearly the same Cedar policies are on ${files.size} pages, and the copies differ`,
        hint: others.map((other) => differenceOf(first, other)).join('\n'),
      },
    ];
  });
}

function startOf({ found: { fence, set } }: Member): number {
  return fence.toPage(set.texts[0]?.toFence(0) ?? 0);
}

function differenceOf(first: Member, other: Member): string {
  const { source } = other.page;
  const beyond = (a: Member, b: Member): string[] =>
    [...a.policies].flatMap(([key, { text }]) => (b.policies.has(key) ? [] : [shortened(text)]));
  const parts = [
    ...beyond(other, first).map((text) => `has ${text}`),
    ...beyond(first, other).map((text) => `lacks ${text}`),
  ];
  return `${source.file}:${source.position(startOf(other)).line} ${parts.slice(0, 3).join(', ')}`;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `\`${line.length > 90 ? `${line.slice(0, 89)}…` : line}\``;
}

function example(tool: string): string {
  const permit = (name: string): string =>
    `permit (principal, action == Action::"call_tool", resource == Tool::"${name}");\n`;
  return `\`\`\`cedar\n${permit('search')}${permit('list_files')}${permit('whoami')}${permit(tool)}\`\`\`\n`;
}
