/** The text of a node of a page, as its reader sees it: in runs with their places. */
import { type Nodes, offsets } from '../markdown/page-tree.ts';
import type { Range, Source } from '../problems/source.ts';

/** A run of text that is printed in one piece: prose, inline code, an attribute. */
export interface TextRun {
  readonly kind: 'prose' | 'code' | 'attribute';
  readonly text: string;
  readonly range: Range;
}

/** The text of a node with links' addresses and comments left out. */
export function plainText(node: Nodes): string {
  if (node.type === 'code') return '';
  if (node.type === 'textDirective') return `:${node.name}`;
  if ('value' in node) return node.type.startsWith('mdx') || node.type === 'html' ? '' : node.value;
  return 'children' in node
    ? node.children
        .map((child) => plainText(child as Nodes))
        .join(node.type === 'tableRow' ? ' | ' : '')
    : '';
}

/**
 * The runs of a node, in order. Text is taken as it is written, so that its offsets are the page's;
 * what the parser cut in two (`a:b` looks like a directive) is one run again.
 */
export function collectRuns(node: Nodes, source: Source, runs: TextRun[]): void {
  const range = offsets(node);
  const code = node.type === 'inlineCode' ? node.value : codeOf(node, source);
  if (code !== undefined) runs.push({ kind: 'code', text: code, range });
  else if (node.type === 'text' || node.type === 'textDirective' || node.type === 'break') {
    const text = source.text.slice(range.start, range.end);
    const last = runs.at(-1);
    if (last?.kind === 'prose' && last.range.end === range.start) {
      runs[runs.length - 1] = {
        kind: 'prose',
        text: last.text + text,
        range: { start: last.range.start, end: range.end },
      };
    } else runs.push({ kind: 'prose', text, range });
  } else if ('children' in node && node.type !== 'delete') {
    // What is struck out says itself that it is gone; so does a link that shows its own address.
    let struck: string | undefined;
    let isInCode = false;
    for (const child of node.children as Nodes[]) {
      const [, slash, tag] = (child.type === 'html' && STRUCK.exec(child.value)) || [];
      if (tag !== undefined) struck = slash ? undefined : tag;
      else if (child.type === 'html' && CODE.test(child.value))
        isInCode = !child.value.startsWith('</');
      else if (struck === undefined && !isBareAddress(child)) {
        if (isInCode && isWritten(child)) addCode(offsets(child), source, runs);
        else collectRuns(child, source, runs);
      }
      // What stands in two cells is not one word.
      if (child.type === 'tableCell')
        runs.push({ kind: 'prose', text: ' | ', range: endOf(child) });
    }
  }
}

const endOf = (node: Nodes): Range => ({ start: offsets(node).end, end: offsets(node).end });

/** `<code>` in MDX, with a text or a literal in it. */
function codeOf(node: Nodes, source: Source): string | undefined {
  const isElement = node.type === 'mdxJsxTextElement' || node.type === 'mdxJsxFlowElement';
  if (!isElement || node.name !== 'code') return undefined;
  const [first] = node.children;
  const inner = first?.type === 'paragraph' ? first.children : node.children;
  const texts = (inner as Nodes[]).map((child) => {
    if (isWritten(child)) return source.text.slice(offsets(child).start, offsets(child).end);
    const isLiteral = child.type === 'mdxTextExpression' || child.type === 'mdxFlowExpression';
    return isLiteral ? /^\s*(["'`])([^"'`$\\]*)\1\s*$/.exec(child.value)?.[2] : undefined;
  });
  return texts.includes(undefined) ? undefined : texts.join('').trim();
}

/** Text as it is written: what the parser took for a directive, too. */
const isWritten = (node: Nodes): boolean =>
  node.type === 'text' || (node.type === 'textDirective' && node.children.length === 0);

/** Goes on with the code before it, which the parser cut in two. */
function addCode(range: Range, source: Source, runs: TextRun[]): void {
  const last = runs.at(-1);
  const goesOn = last?.kind === 'code' && last.range.end === range.start;
  const start = goesOn ? last.range.start : range.start;
  const run = {
    kind: 'code' as const,
    text: source.text.slice(start, range.end),
    range: { start, end: range.end },
  };
  if (goesOn) runs[runs.length - 1] = run;
  else runs.push(run);
}

const CODE = /^<\/?code(?:\s[^>]*)?>$/i;
const STRUCK = /^<(\/?)(del|s|strike)\s*>$/i;
const isBareAddress = (node: Nodes): boolean =>
  node.type === 'link' && /^(?:[a-z]+:)?\/\//i.test(node.url) && plainText(node) === node.url;
