/**
 * Policies that a page prints without a fence: in `<pre>`, in an expression or an export of MDX, in the
 * highlight blocks of Hugo and Jekyll, in running text. They are searched in what fences and comments
 * leave over, and come as fences of their own.
 */
import type { Range, Source } from '../problems/source.ts';
import type { Block, FenceBlock, PageBlocks, ProseBlock } from './blocks.ts';
import { findPolicies, type FoundPolicy, shifted } from './policies.ts';

interface UnfencedPolicy extends FoundPolicy {
  readonly fence: FenceBlock;
}

/** `blocks` and `comments` are those of the source. */
export function unfencedPolicies(
  source: Source,
  { blocks, comments }: Pick<PageBlocks, 'blocks' | 'comments'>,
): UnfencedPolicy[] {
  if (!MAY_HOLD_ONE.test(source.text)) return [];
  const fences = blocks.filter((block) => block.kind === 'fence').map(({ range }) => range);
  // Expressions of MDX come as comments too.
  const hidden = comments
    .map(({ range }) => range)
    .filter(({ start }) => /^(?:\{\s*\/\*|<!--)/.test(source.text.slice(start, start + 40)));
  const ranges = [...fences, ...hidden].toSorted((a, b) => a.start - b.start);
  // Most pages hold none. The pattern goes over no more than eight blanks.
  const short = without(source.text, ranges, ({ length }) => ' '.repeat(Math.min(length, 9)));
  if (!MAY_HOLD_ONE.test(short)) return [];
  const text = asPlain(without(source.text, ranges, (part) => part.replace(/[^\n]/g, ' ')));
  return findPolicies({ text, language: 'unfenced', isDiff: false }).map((policy) => {
    const { start, end } = policy.node.range;
    const fence = fenceOf(text, { start, end }, blocks);
    return { ...shifted(policy, -start), fence };
  });
}

const MAY_HOLD_ONE = /Effect(?:["'”]|&quot;)?\s{0,8}[:=]|aws_iam_policy_document/;

/** With blanks in the place of ranges, which are in order. */
function without(text: string, ranges: readonly Range[], blanks: (part: string) => string): string {
  let out = '';
  let at = 0;
  for (const { start, end } of ranges) {
    if (end <= at) continue;
    out += text.slice(at, Math.max(at, start));
    out += blanks(text.slice(Math.max(at, start), end));
    at = end;
  }
  return out + text.slice(at);
}

/**
 * HTML as the reader sees it, in the same length: entities of quotes alternate, so that what fills
 * them up stands outside of the text that they quote; tags around a text become blanks.
 */
function asPlain(text: string): string {
  let isOpening = false;
  return text
    .replace(/&quot;|&#34;/g, (entity) => {
      isOpening = !isOpening;
      const fill = ' '.repeat(entity.length - 1);
      return isOpening ? `${fill}"` : `"${fill}`;
    })
    .replace(
      EMPHASIZED,
      (whole, open: string, inner: string, close: string, at: number, all: string) => {
        const [before = ' ', after = ' '] = [all[at - 1], all[at + whole.length]];
        // A value as a whole: its quotes move inside. Part of one: it stands for a value.
        if (before === '"' && after === '"') return whole;
        if (!IN_A_VALUE.test(before) && !IN_A_VALUE.test(after)) return whole;
        // `<b>&lt;region&gt;</b>` is one placeholder, not one in another.
        const name = inner.replace(/&[lg]t;/g, '____');
        return `<${'_'.repeat(open.length - 1)}${name}${'_'.repeat(close.length - 1)}>`;
      },
    )
    .replace(/&lt;/g, '<___')
    .replace(/&gt;/g, '___>')
    .replace(
      WHOLE_VALUE,
      (_, open: string, inner: string, close: string) =>
        `${' '.repeat(open.length)}"${inner}"${' '.repeat(close.length)}`,
    )
    .replace(/<\/?(?:span|code|pre|b|i|em|strong|mark|div)(?:\s[^<>\n]{0,300})?>/g, (tag) =>
      ' '.repeat(tag.length),
    );
}

const OPEN = '<(?:b|i|em|strong|mark|span|code|var|kbd|u)(?:\\s[^<>\\n]{0,300})?>';
const CLOSE = '</(?:b|i|em|strong|mark|span|code|var|kbd|u)>';
/** `<b>region</b>` */
const EMPHASIZED = new RegExp(`(${OPEN})([^<>"\\n]{1,200})(${CLOSE})`, 'g');
const WHOLE_VALUE = new RegExp(`"(${OPEN})([^<>"\\n]{1,200})(${CLOSE})"`, 'g');
/** What a value goes on with, beside a part of it. */
const IN_A_VALUE = /[\w:/.*?$@+=-]/;

/** What stands in code is a literal of another language. */
function fenceOf(text: string, { start, end }: Range, blocks: readonly Block[]): FenceBlock {
  const isInCode = /[=(]\s{0,20}$/.test(text.slice(Math.max(0, start - 60), start));
  const lead = blocks.findLast(
    (block): block is ProseBlock => block.kind === 'prose' && block.range.end <= start,
  );
  return {
    kind: 'fence',
    language: isInCode ? 'js' : '',
    isDiff: false,
    text: text.slice(start, end),
    context: lead ? `${lead.context}\n${lead.text.replace(/\s+/g, ' ')}` : '',
    sequel: '',
    after: '',
    range: { start, end },
    section: lead?.section ?? 0,
    toPage: (offset) => start + offset,
  };
}
