/** Actions that were removed, wherever a page still names them with their service. */
import { type Lifecycle, retiredBy } from '../../../iam/retired.ts';
import { listsChanges, saysGoneThere, tellsOfRemoval } from '../../../reading/removal.ts';
import type { Finding } from '../../lint.ts';
import type { LintContext, Rule } from './page.ts';
import type { Block } from '../../../reading/blocks.ts';
import type { TextRun } from '../../../reading/runs.ts';
import type { Range } from '../../../problems/source.ts';
import { memoOf } from '../../../memo.ts';

export const staleAction: Rule = {
  code: 'lint/stale-action',
  good: 'Since March 2026 `aws-mcp:InvokeMcp` no longer exists. The EKS server needs `eks-mcp:InvokeMcp`.\n',
  bad: 'The role needs `aws-mcp:InvokeMcp` to connect.\n',
  check: (page, context) => {
    const find = finderOf(context.lifecycle);
    const found = page.blocks.flatMap((block) => {
      const tokens = tokensOf(block, find);
      return tokens.length > 0 ? [{ block, tokens }] : [];
    });
    if (found.length === 0) return [];
    const isHistory = listsChanges(page.source.file);
    // A section that tells of the removal once may go on about it in other words.
    const told = new Set(
      found
        .filter(({ block, tokens }) => tokens.some(({ at }) => saysGoneThere(block, at)))
        .map(({ block }) => block.section),
    );
    return found
      .filter(({ block }) => block.kind === 'fence' || !(isHistory || told.has(block.section)))
      .flatMap(({ block, tokens }) => tokens.flatMap((token) => judge(block, token, context)));
  },
};

interface Token {
  readonly text: string;
  readonly range: Range;
  /** Where it stands in the text of its block. */
  readonly at: number;
}

/** Finds `service:Name` of a service with retired actions; not in a URL, an ARN, a path or a longer name. */
type FindTokens = (text: string) => readonly RegExpExecArray[];

/** Made once: bench row “`lint`, pages of five policies”. */
const finderOf = memoOf(({ actions }: Lifecycle): FindTokens => {
  const written = actions.map(({ action }) => (action.split(':')[0] ?? '').replace(/[^\w-]/g, ''));
  const services = new Set(written);
  const known = new Set(written.map((service) => service.toLowerCase()));
  const pattern = new RegExp(
    `(?<![\\w.:/@-])(?:${[...services].join('|') || '(?!)'}):[A-Za-z*?][A-Za-z0-9*?]*(?![\\w/-]|\\.\\w)`,
    'gi',
  );
  return (text) => (namesAny(text, known) ? [...text.matchAll(pattern)] : []);
});

/** Is there a service before a colon? Hardly any text has one, and the pattern is slow to say so. */
function namesAny(text: string, services: ReadonlySet<string>): boolean {
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    if (!isWordCode(text.charCodeAt(at - 1))) continue;
    let start = at - 1;
    while (start > 0 && isWordCode(text.charCodeAt(start - 1))) start -= 1;
    if (services.has(text.slice(start, at).toLowerCase())) return true;
  }
  return false;
}

/** Of a letter, a digit, `_` or `-`. */
const isWordCode = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 95 ||
  code === 45;

function tokensOf(block: Block, find: FindTokens): Token[] {
  if (block.kind === 'fence') {
    return find(block.text).map(({ 0: text, index }) => ({
      text,
      at: index,
      range: { start: block.toPage(index), end: block.toPage(index + text.length) },
    }));
  }
  let before = 0;
  return block.runs.flatMap((run) => {
    const tokens = find(run.text).map(({ 0: text, index }) => ({
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
  const isWarning = isAhead || retired.listed !== undefined || retired.isDeadText === true;
  const subject = isItself ? token.text : `${token.text} stands for actions that`;
  const fate = retired.fate ?? `${isItself ? 'was' : 'were'} removed on ${retired.removed}`;
  return [
    {
      code: 'lint/stale-action',
      range: token.range,
      severity: isWarning ? 'warning' : undefined,
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
