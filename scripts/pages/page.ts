/** A page: its bytes as text that can be spliced and written back without losing a byte. */
import { isAscii } from 'node:buffer';

import type { Flavor } from '../markdown/page-tree.ts';
import { Source } from '../problems/source.ts';
import { problemOfFile, type Problem } from '../problems/problem.ts';

export interface Page {
  /** Relative to the root, with `/`. */
  readonly file: string;
  readonly flavor: Flavor;
  /** Regions of a frozen page are checked but never rendered. */
  readonly frozen: boolean;
  readonly bytes: Buffer;
  /** Without a byte order mark. */
  readonly source: Source;
  /**
   * `latin1` if the bytes are not valid UTF-8: each byte then becomes one character, so that text
   * outside regions is written back byte for byte.
   */
  readonly encoding: 'utf8' | 'latin1';
}

/** How to read a page. */
export type PageKind = Pick<Page, 'file' | 'flavor' | 'frozen'>;

/** In bytes. Real pages reach a megabyte or two. */
export const LARGEST_PAGE = 64 << 20;
/** In UTF-16 units: a parser takes a minute and a gigabyte over the worst text of this size. */
export const LARGEST_PARSED = 2 << 20;

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

export function toPage(file: string, bytes: Buffer, flavor: Flavor, frozen: boolean): Page {
  const content = hasBom(bytes) ? bytes.subarray(BOM.length) : bytes;
  // Node decodes ASCII several times faster as latin1, with the same result.
  const utf8 = content.toString(isAscii(content) ? 'latin1' : 'utf8');
  const isUtf8 = !utf8.includes('\uFFFD') || Buffer.from(utf8, 'utf8').equals(content);
  const text = isUtf8 ? utf8 : content.toString('latin1');
  return {
    file,
    flavor,
    frozen,
    bytes,
    source: new Source(file, text),
    encoding: isUtf8 ? 'utf8' : 'latin1',
  };
}

/** The bytes of a page whose text is now `text`, with its byte order mark if it had one. */
export function toBytes(page: Page, text: string): Buffer {
  const content = Buffer.from(text, page.encoding);
  return hasBom(page.bytes) ? Buffer.concat([BOM, content]) : content;
}

/** Generated text in the encoding of this page's text. */
export function asPageText(page: Pick<Page, 'encoding'>, generated: string): string {
  return page.encoding === 'utf8' ? generated : Buffer.from(generated, 'utf8').toString('latin1');
}

function hasBom(bytes: Buffer): boolean {
  return bytes.subarray(0, BOM.length).equals(BOM);
}

/** Refuses binary files, and files too large to parse. */
export function refusePage(file: string, bytes: Buffer): Problem | undefined {
  const hint = 'exclude it with `ignore` in permadocs.yaml';
  if (bytes.includes(0))
    return problemOfFile('page/not-text', file, { message: `${file} contains a NUL byte`, hint });
  if (bytes.length <= LARGEST_PAGE) return undefined;
  return tooLarge(file, bytes.length);
}

export function tooLarge(file: string, length: number): Problem {
  return problemOfFile('page/too-large', file, {
    message: `${file} has ${Math.round(length / 2 ** 20)} MB, too much for a parser`,
    hint: 'split the page, or exclude it with `ignore` in permadocs.yaml',
  });
}

/** Whether the text is empty or a single heading. */
export function isTitleAlone(text: string): boolean {
  const rest = text.trim();
  return rest === '' || (/^#[ \t]/.test(rest) && !rest.includes('\n'));
}
