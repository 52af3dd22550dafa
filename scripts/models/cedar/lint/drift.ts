/** Sets of Cedar policies on several pages that are nearly the same: one finding a family. */
import { normalForm } from '../../../cedar/normal.ts';
import { parsePolicies } from '../../../cedar/parse.ts';
import type { CedarEngine } from '../../../cedar/engine.ts';
import { type Problem, problemAt } from '../../../problems/problem.ts';
import type { Drift, DriftRule } from '../../lint.ts';
import type { CedarCopy, CedarLint, CedarOnPage, LintPage } from './page.ts';

export const cedarDrift: DriftRule<CedarLint> = {
  code: 'lint/cedar-drift',
  good: `<!-- a.md -->\n${example('read_file')}\n<!-- b.md -->\n${example('read_file')}`,
  bad: `<!-- a.md -->\n${example('read_file')}\n<!-- b.md -->\n${example('write_file')}`,
  subject: 'Cedar policies are',
  gather: (page, context) => {
    const engine = page.policies.length > 0 ? context.engine() : undefined;
    return engine ? page.policies.flatMap((found) => copyOf(engine, page, found)) : [];
  },
  compare: async (copies) => differing(copies.map(memberOf)),
};

/** A set of at least two policies that all parse. */
function copyOf(engine: CedarEngine, page: LintPage, { fence, set }: CedarOnPage): CedarCopy[] {
  const read = set.texts.map(({ text }) => parsePolicies(engine, text));
  if (read.some(({ errors }) => errors.length > 0)) return [];
  const policies = read
    .flatMap((one) => one.policies)
    .map((policy): [string, string] => [normalForm(policy), policy.text]);
  if (new Set(policies.map(([normal]) => normal)).size < 2) return [];
  const start = fence.toPage(set.texts[0]?.toFence(0) ?? 0);
  const at = problemAt('lint/cedar-drift', page.source, { start, end: start + 1 }, { message: '' });
  return [{ at, policies }];
}

interface Member {
  readonly at: Problem;
  /** By their normal forms, as written. */
  readonly policies: ReadonlyMap<string, string>;
}

const memberOf = ({ at, policies }: CedarCopy): Member => ({ at, policies: new Map(policies) });

/** How much of two sets is the same, of all that is in either. */
const SIMILAR = 0.6;

function isNear(a: Member, b: Member): boolean {
  const common = [...a.policies.keys()].filter((key) => b.policies.has(key)).length;
  const all = a.policies.size + b.policies.size - common;
  // A page that prints fewer of them has shortened them: only what each has for itself is drift.
  const isPart = common === a.policies.size || common === b.policies.size;
  return common >= 2 && !isPart && common / all >= SIMILAR;
}

function differing(members: readonly Member[]): Drift[] {
  const done = new Set<Member>();
  return members.flatMap((first) => {
    if (done.has(first)) return [];
    const others = members.filter(
      (other) => other.at.file !== first.at.file && !done.has(other) && isNear(first, other),
    );
    if (others.length === 0) return [];
    for (const one of [first, ...others]) done.add(one);
    return [
      {
        places: [first.at, ...others.map(({ at }) => at)],
        lines: others.map((other) => differenceOf(first, other)),
      },
    ];
  });
}

function differenceOf(first: Member, other: Member): string {
  const beyond = (a: Member, b: Member): string[] =>
    [...a.policies].flatMap(([key, text]) => (b.policies.has(key) ? [] : [shortened(text)]));
  const parts = [
    ...beyond(other, first).map((text) => `has ${text}`),
    ...beyond(first, other).map((text) => `lacks ${text}`),
  ];
  return `${other.at.file}:${other.at.line} ${parts.slice(0, 3).join(', ')}`;
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
