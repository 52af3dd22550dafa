/** The syntax tree of a page, as its site parses it: CommonMark or MDX, with GFM, directives and front matter. */
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

/** `commonmark`: HTML comments and blocks. `mdx`: JSX, expressions and ES modules. */
export type Flavour = 'commonmark' | 'mdx';

export type { Nodes, Parent, Root };

/** Where a page stops being MDX: an offset in UTF-16 units. */
export class PageSyntaxError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** A line that opens more quotes and lists than anybody means; a parser needs their square in memory. */
const TOO_DEEP = /^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){64}/m;

/** Parses a page; throws a {@link PageSyntaxError} where MDX refuses it, or where it nests too deep. */
export function parsePage(text: string, flavour: Flavour): Root {
  const isMdx = flavour === 'mdx';
  const deep = TOO_DEEP.exec(text);
  if (deep) throw new PageSyntaxError('quotes and lists nest deeper than 64 levels', deep.index);
  try {
    return fromMarkdown(hideDocusaurus(text, flavour), {
      extensions: [frontmatter(['yaml', 'toml']), gfm(), directive(), ...(isMdx ? [mdxjs()] : [])],
      mdastExtensions: [
        frontmatterFromMarkdown(['yaml', 'toml']),
        gfmFromMarkdown(),
        directiveFromMarkdown(),
        ...(isMdx ? [mdxFromMarkdown()] : []),
      ],
    });
  } catch (error) {
    throw syntaxError(error);
  }
}

/**
 * Docusaurus reads `:::note Title` as an admonition with a title, which to the directive parser is a
 * paragraph, and `{#id}` behind a heading as its id, which to MDX is an expression that does not
 * parse. Both are blanked out, so that every offset stays.
 */
function hideDocusaurus(text: string, flavour: Flavour): string {
  let hidden = text;
  if (text.includes(':::'))
    hidden = hidden.replace(
      /^([ \t>]*:{3,}[a-zA-Z][\w-]*)([ \t]+)([^\s{[][^\r\n]*)$/gm,
      (_, opening: string, space: string, title: string) =>
        opening + space + ' '.repeat(title.length),
    );
  if (flavour === 'mdx' && text.includes('{#'))
    hidden = hidden.replace(
      /^([ \t>]*#{1,6}[ \t][^\r\n{]*)(\{#[^{}\s]+\})(?=[ \t]*\r?$)/gm,
      (_, heading: string, id: string) => heading + ' '.repeat(id.length),
    );
  return hidden;
}

function syntaxError(error: unknown): PageSyntaxError {
  const { reason, message, place } = error as {
    reason?: string;
    message: string;
    place?: { offset?: number; start?: { offset?: number } };
  };
  return new PageSyntaxError(reason ?? message, place?.offset ?? place?.start?.offset ?? 0);
}

/** Visits every node with its parent, in document order; a page may nest deeper than the stack. */
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

/** The offsets of a node of a parsed page. */
export function offsets(node: Node): { start: number; end: number } {
  return { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 };
}
