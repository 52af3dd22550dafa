/** Actions that were removed, wherever a page still names them with their service. */
import { retiredBy } from '../../../iam/retired.ts';
import { saysGoneThere, tellsOfRemoval } from '../../../reading/removal.ts';
import type { Finding } from '../../lint.ts';
import type { LintContext, Rule } from './page.ts';
import type { Block } from '../../../reading/blocks.ts';
import type { TextRun } from '../../../reading/runs.ts';
import type { Range } from '../../../problems/source.ts';

export const staleAction: Rule = {
  code: 'lint/stale-action',
  good: 'Since March 2026 `aws-mcp:InvokeMcp` no longer exists. The EKS server needs `eks-mcp:InvokeMcp`.\n',
  bad: 'The role needs `aws-mcp:InvokeMcp` to connect.\n',
  check: (page, context) => {
    const pattern = tokenPattern(context);
    const found = page.blocks.map((block) => ({ block, tokens: tokensOf(block, pattern) }));
    // A section that tells of the removal once may go on about it in other words.
    const told = new Set(
      found
        .filter(({ block, tokens }) => tokens.some(({ at }) => saysGoneThere(block, at)))
        .map(({ block }) => block.section),
    );
    return found
      .filter(({ block }) => block.kind === 'fence' || !told.has(block.section))
      .flatMap(({ block, tokens }) => tokens.flatMap((token) => judge(block, token, context)));
  },
};

interface Token {
  readonly text: string;
  readonly range: Range;
  /** Where it stands in the text of its block. */
  readonly at: number;
}

/** `service:Name` of a service with retired actions; not in a URL, an ARN, a path or a longer name. */
function tokenPattern({ lifecycle }: LintContext): RegExp {
  const services = new Set(lifecycle.actions.map(({ action }) => action.split(':')[0] ?? ''));
  const names = [...services].map((name) => name.replace(/[^\w-]/g, '')).join('|');
  return new RegExp(
    `(?<![\\w.:/@-])(?:${names || '(?!)'}):[A-Za-z*?][A-Za-z0-9*?]*(?![\\w/-]|\\.\\w)`,
    'gi',
  );
}

function tokensOf(block: Block, pattern: RegExp): Token[] {
  if (block.kind === 'fence') {
    return [...block.text.matchAll(pattern)].map(({ 0: text, index }) => ({
      text,
      at: index,
      range: { start: block.toPage(index), end: block.toPage(index + text.length) },
    }));
  }
  let before = 0;
  return block.runs.flatMap((run) => {
    const tokens = [...run.text.matchAll(pattern)].map(({ 0: text, index }) => ({
      text,
      at: before + index,
      range: rangeIn(run, index, text.length),
    }));
    before += run.text.length;
    return tokens;
  });
}

/** Prose is as long as it is written, so its offsets are the page's; the rest is pointed at whole. */
function rangeIn({ kind, text, range }: TextRun, at: number, length: number): Range {
  const isVerbatim = kind === 'prose' && range.end - range.start === text.length;
  return isVerbatim ? { start: range.start + at, end: range.start + at + length } : range;
}

function judge(block: Block, token: Token, { lifecycle, asOf }: LintContext): Finding[] {
  const retired = retiredBy(token.text, lifecycle);
  if (!retired) return [];
  if (tellsOfRemoval(block, token.at) || isInAddress(block.text, token.at)) return [];
  const isAhead = retired.removed > asOf;
  // When it ended is known from lists only; before the later one nobody can say.
  if (isAhead && retired.listed !== undefined) return [];
  const isItself = retired.action.toLowerCase() === token.text.toLowerCase();
  const subject = isItself ? token.text : `${token.text} stands for actions that`;
  const fate = retired.fate ?? `${isItself ? 'was' : 'were'} removed on ${retired.removed}`;
  return [
    {
      code: 'lint/stale-action',
      range: token.range,
      severity: isAhead || retired.listed !== undefined ? 'warning' : undefined,
      message: isAhead
        ? `${token.text} is going to be removed on ${retired.removed}`
        : `${subject} ${fate}`,
      hint: `${retired.replacedBy}${retired.source === undefined ? '' : ` (${retired.source})`}`,
    },
  ];
}

/** Part of a URL, as far as a URL is long. */
function isInAddress(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 500), at);
  return /:\/\/[^\s"'`<>]*$/.test(before);
}
