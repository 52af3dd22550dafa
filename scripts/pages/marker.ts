/** The grammar of a marker: the text between the delimiters of its comment. */
import type { Flavor } from '../markdown/page-tree.ts';
import { memo } from '../memo.ts';
import { copyOf } from '../problems/source.ts';

export interface Marker {
  readonly edge: 'begin' | 'end';
  readonly section: string;
  /** As written; `$name` refers to the page's front matter. */
  readonly args: Readonly<Record<string, string>>;
}

export type MarkerResult =
  | { readonly kind: 'marker'; readonly marker: Marker }
  | { readonly kind: 'malformed'; readonly message: string; readonly hint: string }
  /** A comment that is not a marker. */
  | { readonly kind: 'other' };

/** The comment delimiters for each flavor. */
const DELIMITERS = {
  mdx: ['{/*', '*/}'],
  commonmark: ['<!--', '-->'],
} as const satisfies Record<Flavor, readonly [string, string]>;

/** A comment line for a page; the inverse of {@link parseMarker}. */
export function markerComment(flavor: Flavor, words: string): string {
  const [open, close] = DELIMITERS[flavor];
  return `${open} ${words} ${close}`;
}

/** A line that is nothing but a comment; the group captures the comment's text. */
export const COMMENT_LINE = {
  mdx: /^\{\/\*(.*)\*\/\}[ \t]*$/,
  commonmark: /^<!--(.*)-->[ \t]*$/,
} as const satisfies Record<Flavor, RegExp>;

/**
 * A marker begins with these words, in any case, so that a typo is reported instead of silently
 * treated as text.
 */
const OURS = /^\s*(begin|end)\s+permadocs(?=\s|$)/i;
const ARGUMENT = /^([a-zA-Z][\w-]*)=(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"']+))(?=\s|$)/;
const SECTION = /^[a-z][a-z0-9-]*$/;

/** Whether the text of a comment begins like a marker. */
export function looksLikeMarker(comment: string): boolean {
  return OURS.test(comment);
}

/**
 * Pages repeat the same markers: bench row “check, no cache”. Keys are copies, so that no page
 * stays in memory.
 */
const results = memo<string, MarkerResult>(1000, copyOf);

/** See {@link readMarker}; each text is read once. */
export function parseMarker(comment: string): MarkerResult {
  return results(comment, () => readMarker(copyOf(comment)));
}

/** Reads the text of a comment, such as ` BEGIN permadocs policy role="s3-readonly" -- a note `. */
function readMarker(comment: string): MarkerResult {
  const opening = OURS.exec(comment);
  if (!opening) return { kind: 'other' };
  const [whole, word = ''] = opening;
  if (word !== 'BEGIN' && word !== 'END') {
    return malformed(
      `a marker begins with ${word.toUpperCase()} in capitals`,
      `write ${word.toUpperCase()} permadocs`,
    );
  }
  const edge = word === 'BEGIN' ? 'begin' : 'end';
  const [words = ''] = comment.slice(whole.length).split(/\s--(?:\s|$)/, 1);
  let rest = words.trim();
  const [section = ''] = rest.split(/\s/, 1);
  if (!SECTION.test(section)) {
    const what =
      section === ''
        ? 'does not name a section'
        : `names \`${section}\`, which is not a valid section name`;
    return malformed(
      `the marker ${what}`,
      `write ${word} permadocs <section>; \`permadocs list sections\` prints them`,
    );
  }
  rest = rest.slice(section.length).trim();
  const args: Record<string, string> = Object.create(null) as Record<string, string>;
  while (rest !== '') {
    const match = ARGUMENT.exec(rest);
    if (!match) {
      const [token] = rest.split(/\s/, 1);
      return malformed(
        `\`${token}\` in the marker is not a parameter`,
        'write name="value", and a note after " -- "',
      );
    }
    const [all, name = '', double, single, bare] = match;
    if (name in args) return malformed(`the parameter ${name} is given twice`, 'keep one of them');
    args[name] = double ?? single ?? bare ?? '';
    rest = rest.slice(all.length).trim();
  }
  if (edge === 'end' && Object.keys(args).length > 0) {
    return malformed('an end marker takes no parameters', `write END permadocs ${section}`);
  }
  return { kind: 'marker', marker: { edge, section, args } };
}

function malformed(message: string, hint: string): MarkerResult {
  return { kind: 'malformed', message, hint };
}
