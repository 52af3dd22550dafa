/**
 * Cuts the HTML in Markdown into comments, tags and text. Takes linear time: once an end delimiter
 * is known to be missing, it is not searched for again.
 */

export interface HtmlPart {
  readonly kind: 'comment' | 'tag' | 'text';
  /** For a comment, the text between its delimiters; otherwise the part as written. */
  readonly text: string;
  /** Offsets of the part, delimiters included. */
  readonly start: number;
  readonly end: number;
}

export function* htmlParts(html: string): Generator<HtmlPart> {
  let hasCommentEnd = true;
  let hasTagEnd = true;
  for (let at = 0; at < html.length;) {
    if (hasCommentEnd && html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4);
      hasCommentEnd = end !== -1;
      if (hasCommentEnd) {
        yield { kind: 'comment', text: html.slice(at + 4, end), start: at, end: end + 3 };
        at = end + 3;
        continue;
      }
    }
    const isTag: boolean = hasTagEnd && html[at] === '<';
    const end: number = isTag ? html.indexOf('>', at) : -1;
    if (isTag) hasTagEnd = end !== -1;
    if (isTag && hasTagEnd) {
      yield { kind: 'tag', text: html.slice(at, end + 1), start: at, end: end + 1 };
      at = end + 1;
    } else {
      const next = html.indexOf('<', at + 1);
      const stop = next === -1 ? html.length : next;
      yield { kind: 'text', text: html.slice(at, stop), start: at, end: stop };
      at = stop;
    }
  }
}

/** Elements whose end tag is never optional. */
const CONTAINERS = new Set(
  'article aside blockquote details div figure ol section summary table ul'.split(' '),
);
const VOID_ELEMENTS = new Set(
  'area base br col embed hr img input link meta source track wbr'.split(' '),
);

/** Whether a run of HTML blocks closes everything it opens and nothing else. */
export function isBalanced(blocks: readonly string[]): boolean {
  const open: string[] = [];
  for (const { kind, text } of blocks.flatMap((html) => [...htmlParts(html)])) {
    const match = kind === 'tag' ? /^<(\/?)([a-zA-Z][\w-]*)(?=[\s/>])/.exec(text) : null;
    if (!match) continue;
    const [, slash, name = ''] = match;
    const tag = name.toLowerCase();
    if (text.endsWith('/>') || VOID_ELEMENTS.has(tag)) continue;
    if (!slash) open.push(tag);
    else if (!open.includes(tag)) return false;
    else open.splice(open.lastIndexOf(tag));
  }
  return !open.some((tag) => CONTAINERS.has(tag));
}
