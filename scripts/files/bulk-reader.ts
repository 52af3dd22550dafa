/** Reads thousands of files one after another into the same memory. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import { OPEN_TO_READ, type Read, refusalOf } from './read.ts';
import { reasonOf } from './stat.ts';

/** Reads a file, given relative to the root. Its bytes are valid only until the next call. */
export type BulkReader = (file: string) => Read;

/**
 * `most`: the largest size that is read, in bytes. Only a file that does not fit the current buffer
 * is checked for being a regular file: checking each would cost a system call, and the walk has
 * already checked.
 */
export function bulkReader(root: string, most: number): BulkReader {
  let buffer = Buffer.allocUnsafeSlow(1 << 18);
  const read = (descriptor: number): Read => {
    // Reading a regular file fills the buffer unless the file ends first.
    let length = readSync(descriptor, buffer);
    while (length === buffer.length) {
      const stats = fstatSync(descriptor);
      const refused = refusalOf(stats, most, length);
      if (refused) return refused;
      const bigger = Buffer.allocUnsafeSlow(Math.max(stats.size + 1, length * 2));
      buffer.copy(bigger, 0, 0, length);
      buffer = bigger;
      length += readSync(descriptor, buffer, length, buffer.length - length, null);
    }
    return { bytes: buffer.subarray(0, length) };
  };
  return (file) => {
    try {
      const descriptor = openSync(`${root}/${file}`, OPEN_TO_READ);
      try {
        return read(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      return { why: reasonOf(error) };
    }
  };
}
