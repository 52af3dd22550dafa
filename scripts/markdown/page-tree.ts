/**
 * Parses a page into the syntax tree that its site uses: CommonMark or MDX, with GFM, directives
 * and front matter.
 */
import type { Node, Nodes, Parent, Root } from 'mdast';
import { directiveFromMarkdown } from 'mdast-util-directive';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { mdxFromMarkdown } from 'mdast-util-mdx';
import { directive } from 'micromark-extension-directive';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import { mdxjs } from 'micromark-extension-mdxjs';

import { memo } from '../memo.ts';
import { Source } from '../problems/source.ts';
import { placed } from './address-places.ts';
import { counted, countedScript, ParserWork, TooMuchWork } from './parser-work.ts';

/** `commonmark`: HTML comments and blocks. `mdx`: JSX, expressions and ES modules. */
export type Flavor = 'commonmark' | 'mdx';

export type { Nodes, Parent, Root };

/** The place where a page stops being valid MDX: an offset in UTF-16 units from 0. */
export class PageSyntaxError extends Error {
  readonly offset: number;
  /** Whether the page may be valid, but is more than the parser can do in bounded time. */
  readonly isTooComplex: boolean;

  constructor(message: string, offset: number, isTooComplex = false) {
    super(message);
    this.offset = offset;
    this.isTooComplex = isTooComplex;
  }
}

/**
 * A line that opens more quotes and lists than anyone would write. The parser's memory grows with
 * the square of the depth.
 */
const TOO_DEEP = /^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){64}/m;

/**
 * An item so far to the right that it may be in as many lists, each opened on a line of its own: the
 * parser goes through all of them on every line.
 */
const TOO_FAR = /^(?: {200}|\t{64})[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/m;

/** Parses a page. Throws a {@link PageSyntaxError} if it is not valid MDX, or too complex. */
export function parsePage(text: string, flavor: Flavor): Root {
  const isMdx = flavor === 'mdx';
  const deep = TOO_DEEP.exec(text) ?? TOO_FAR.exec(text);
  if (deep)
    throw new PageSyntaxError('quotes and lists nest deeper than 64 levels', deep.index, true);
  const { work, extensions, mdastExtensions } = parsers(flavor, () => parserOf(isMdx));
  work.begin(text.length);
  try {
    const source = new Source('', text);
    return fromMarkdown(hideDocusaurus(text, flavor), {
      extensions,
      mdastExtensions: mdastExtensions.map((extension) => placed(extension, source)),
    });
  } catch (error) {
    throw syntaxError(error);
  }
}

/** To make all of it anew for each page takes as long as to parse a short one. */
function parserOf(isMdx: boolean) {
  const work = new ParserWork();
  const mdx = isMdx ? [mdxjs({ ...countedScript(work), addResult: true })] : [];
  return {
    work,
    extensions: counted([frontmatter(['yaml', 'toml']), gfm(), directive(), ...mdx], work, isMdx),
    mdastExtensions: [
      frontmatterFromMarkdown(['yaml', 'toml']),
      ...gfmFromMarkdown(),
      directiveFromMarkdown(),
      ...(isMdx ? mdxFromMarkdown() : []),
    ],
  };
}

const parsers = memo<Flavor, ReturnType<typeof parserOf>>(2);

/**
 * Blanks out two constructs of Docusaurus, keeping all offsets. It reads `:::note Title` as an
 * admonition with a title, but to the directive parser that is a paragraph; it reads `{#id}` after
 * a heading as the heading's id, but to MDX that is an expression that does not parse.
 */
export function hideDocusaurus(text: string, flavor: Flavor): string {
  let hidden = text;
  if (text.includes(':::'))
    hidden = hidden.replace(
      /^([ \t>]*:{3,}[a-zA-Z][\w-]*)([ \t]+)([^\s{[][^\r\n]*)$/gm,
      (_, opening: string, space: string, title: string) =>
        opening + space + ' '.repeat(title.length),
    );
  if (flavor === 'mdx' && text.includes('{#'))
    hidden = hidden.replace(
      /^([ \t>]*#{1,6}[ \t][^\r\n{]*)(\{#[^{}\s]+\})(?=[ \t]*\r?$)/gm,
      (_, heading: string, id: string) => heading + ' '.repeat(id.length),
    );
  return hidden;
}

function syntaxError(error: unknown): PageSyntaxError {
  if (error instanceof TooMuchWork)
    return new PageSyntaxError(
      'too many brackets, stars, tags or expressions that never close or do not belong together',
      error.offset,
      true,
    );
  const { reason, message, place } = error as {
    reason?: string;
    message: string;
    place?: { offset?: number; start?: { offset?: number } };
  };
  return new PageSyntaxError(reason ?? message, place?.offset ?? place?.start?.offset ?? 0);
}

/**
 * Visits every node with its parent, in document order. Iterative, since a page may nest deeper
 * than the call stack.
 */
export function walk(root: Nodes, visit: (node: Nodes, parent: Parent | undefined) => void): void {
  const pending: { readonly node: Nodes; readonly parent: Parent | undefined }[] = [
    { node: root, parent: undefined },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, parent } = next;
    visit(node, parent);
    if (!('children' in node)) continue;
    for (const child of node.children.toReversed())
      pending.push({ node: child as Nodes, parent: node as Parent });
  }
}

/** The offsets of a node: from 0, in UTF-16 units. */
export function offsets(node: Node): { start: number; end: number } {
  return { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 };
}
