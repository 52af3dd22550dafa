/**
 * Markdown fields in data: code spans, emphasis and links. Anything else is plain text and is
 * escaped. The source is parsed with all other constructs disabled, then printed again for its
 * place.
 */
import type { PhrasingContent, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

import { codeSpan, escapeInline, escapeProse } from './escape.ts';
import { memo } from '../memo.ts';

/** The CommonMark constructs that Markdown fields do not support. */
const DISABLED = [
  'autolink',
  'blockQuote',
  'codeFenced',
  'codeIndented',
  'definition',
  'hardBreakEscape',
  'headingAtx',
  'htmlFlow',
  'htmlText',
  'labelStartImage',
  'list',
  'setextUnderline',
  'thematicBreak',
];

/** A Markdown field of a data file. */
export class Markdown {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** The targets of its links, in document order. */
  links(): string[] {
    const found: string[] = [];
    const visit = (nodes: readonly PhrasingContent[]): void => {
      for (const node of nodes) {
        if (node.type === 'link') found.push(node.url);
        if ('children' in node) visit(node.children);
      }
    };
    for (const block of this.parse().children)
      if (block.type === 'paragraph') visit(block.children);
    return found;
  }

  /**
   * Renders the field for a page: paragraphs in prose, one line in a table cell. `href` maps a link
   * target in the data to one that works from that page, and `nameOf` fills in the names in a text.
   */
  render(
    place: 'prose' | 'cell',
    href: (url: string) => string,
    nameOf: (text: string) => string = (text) => text,
  ): string {
    const at = { place, href, nameOf };
    const paragraphs = this.parse().children.map((block) =>
      block.type === 'paragraph' ? inline(block.children, at, true) : '',
    );
    return paragraphs.join(place === 'cell' ? ' ' : '\n\n');
  }

  private parse(): Root {
    return parsed(this.source, () =>
      fromMarkdown(this.source, { extensions: [{ disable: { null: DISABLED } }] }),
    );
  }
}

/** A field is printed in many places, and its links are checked first. */
const parsed = memo<string, Root>(5000);

interface Rendering {
  readonly place: 'prose' | 'cell';
  readonly href: (url: string) => string;
  readonly nameOf: (text: string) => string;
}

function inline(nodes: readonly PhrasingContent[], at: Rendering, atStart: boolean): string {
  let out = '';
  for (const [index, node] of nodes.entries()) {
    const first = atStart && index === 0;
    if (node.type === 'text') out += plain(at.nameOf(node.value), first);
    else if (node.type === 'inlineCode') out += codeSpan(at.nameOf(node.value), at.place);
    else if (node.type === 'break') out += ' ';
    else if (node.type === 'emphasis') out += `*${inline(node.children, at, false)}*`;
    else if (node.type === 'strong') out += `**${inline(node.children, at, false)}**`;
    else if (node.type === 'link') {
      out += `[${inline(node.children, at, false)}](${destination(at.href(node.url))})`;
    }
  }
  return out;
}

/** Escapes text but keeps a space at either end, since a code span may be next to it. */
function plain(value: string, atStart: boolean): string {
  const lead = /^\s/.test(value) ? ' ' : '';
  const trail = /\s$/.test(value) && value.trim() !== '' ? ' ' : '';
  const body = atStart ? escapeProse(value) : escapeInline(value.replace(/\s+/g, ' ').trim());
  return `${atStart ? '' : lead}${body}${trail}`;
}

/**
 * Prints a link destination. MDX does not support `<…>` destinations, so characters that would end
 * it are percent-encoded.
 */
function destination(url: string): string {
  return url.replace(/[\s()<>|\\{}`"]/g, (character) =>
    encodeURIComponent(character).replace(/[()]/g, percent),
  );
}

const percent = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
