/** A page: its bytes as text that can be spliced and written back without losing one of them. */
import { isAscii } from 'node:buffer';

import type { Flavour } from '../markdown/page-tree.ts';
import { Source } from '../problems/source.ts';

export interface Page {
  /** Relative to the root, with `/`. */
  readonly file: string;
  readonly flavour: Flavour;
  /** Regions of a frozen page are checked, but never rendered. */
  readonly frozen: boolean;
  readonly bytes: Buffer;
  /** Without a byte order mark. */
  readonly source: Source;
  /**
   * `latin1` where the bytes are not valid UTF-8: each byte is then one character of the text, so
   * that what was there is written back as it was.
   */
  readonly encoding: 'utf8' | 'latin1';
}

/** How a page is read. */
export type PageKind = Pick<Page, 'file' | 'flavour' | 'frozen'>;

/** In bytes. Real pages reach a megabyte or two. */
export const LARGEST_PAGE = 64 << 20;
/** In UTF-16 units: a parser takes a minute and a gigabyte over the worst text of this size. */
export const LARGEST_PARSED = 2 << 20;

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

export function toPage(file: string, bytes: Buffer, flavour: Flavour, frozen: boolean): Page {
  const content = hasBom(bytes) ? bytes.subarray(BOM.length) : bytes;
  // ASCII is read several times faster as what it also is.
  const utf8 = content.toString(isAscii(content) ? 'latin1' : 'utf8');
  const isUtf8 = !utf8.includes('\uFFFD') || Buffer.from(utf8, 'utf8').equals(content);
  const text = isUtf8 ? utf8 : content.toString('latin1');
  return {
    file,
    flavour,
    frozen,
    bytes,
    source: new Source(file, text),
    encoding: isUtf8 ? 'utf8' : 'latin1',
  };
}

/** The bytes of a page whose text is now `text`. */
export function toBytes(page: Page, text: string): Buffer {
  const content = Buffer.from(text, page.encoding);
  return hasBom(page.bytes) ? Buffer.concat([BOM, content]) : content;
}

/** Generated text as it stands in the text of this page. */
export function asPageText(page: Pick<Page, 'encoding'>, generated: string): string {
  return page.encoding === 'utf8' ? generated : Buffer.from(generated, 'utf8').toString('latin1');
}

function hasBom(bytes: Buffer): boolean {
  return bytes.subarray(0, BOM.length).equals(BOM);
}
