/** Reads regular files up to a size limit: a pipe would block, and a device never ends. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

import { CannotRun } from '../problems/cannot-run.ts';
import { kindOf, reasonOf } from './stat.ts';

/** The bytes of a file, or why it was not read; `size`, in bytes, if it exceeds the limit. */
export type Read =
  { readonly bytes: Buffer } | { readonly why: string; readonly size?: number | undefined };

/** In bytes. The limit for files that people write, other than pages. */
export const LARGEST_INPUT = 4 << 20;

/** Without O_NONBLOCK, opening a pipe would wait for a writer. */
export const OPEN_TO_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export function readRegular(path: string, most: number = LARGEST_INPUT): Read {
  try {
    const descriptor = openSync(path, OPEN_TO_READ);
    try {
      const stats = fstatSync(descriptor);
      const refused = refusalOf(stats, most);
      if (refused) return refused;
      const bytes = Buffer.allocUnsafe(stats.size + 1);
      const length = fill(descriptor, bytes, 0);
      // The file grew: another program is still writing it.
      return length > stats.size
        ? { why: 'it was written while it was read' }
        : { bytes: bytes.subarray(0, length) };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return { why: reasonOf(error) };
  }
}

/** Reads until the buffer is full or the file ends; returns the number of bytes in the buffer. */
function fill(descriptor: number, bytes: Buffer, from: number): number {
  let length = from;
  while (length < bytes.length) {
    const read = readSync(descriptor, bytes, length, bytes.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return length;
}

/**
 * Why an open file must not be read, or read further: some files are longer than the system
 * reports.
 */
export function refusalOf(stats: Stats, most: number, length = 0): Read | undefined {
  if (!stats.isFile()) return { why: `it is ${kindOf(stats)}, not a file` };
  const size = Math.max(stats.size, length);
  return size <= most ? undefined : { why: `it has more than ${sizeText(most)}`, size };
}

/** Reads a text without its byte order mark; throws {@link CannotRun} if it cannot be read. */
export function readText(path: string, name: string = path): string {
  const read = readRegular(path);
  if ('why' in read) throw new CannotRun(`${name} cannot be read: ${read.why}`);
  return textOf(read.bytes);
}

/** Reads a text without its byte order mark; undefined if it cannot be read. */
export function textIfThere(path: string): string | undefined {
  const read = readRegular(path);
  return 'why' in read ? undefined : textOf(read.bytes);
}

/** Reads standard input to its end. Throws {@link CannotRun} if it exceeds the limit. */
export function readStandardInput(): string {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(1 << 16);
    const read = readSync(0, chunk, 0, chunk.length, null);
    if (read === 0) return textOf(Buffer.concat(chunks, length));
    chunks.push(chunk.subarray(0, read));
    length += read;
    if (length > LARGEST_INPUT)
      throw new CannotRun(`standard input has more than ${sizeText(LARGEST_INPUT)}`);
  }
}

export const textOf = (bytes: Buffer): string => bytes.toString('utf8').replace(/^\uFEFF/, '');

export function sizeText(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
