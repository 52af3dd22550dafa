/** Reads thousands of files one after the other, into the same memory. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import { OPEN_TO_READ, type Read, refusalOf } from './read.ts';
import { reasonOf } from './stat.ts';

/** Reads a file, relative to the root; its bytes are gone with the next one. */
export type BulkReader = (file: string) => Read;

/**
 * `most`: how many bytes a file may have. What is not a file is told only of more than fits the
 * memory at hand: asking for each would cost a call, and the walk has asked before.
 */
export function bulkReader(root: string, most: number): BulkReader {
  let buffer = Buffer.allocUnsafeSlow(1 << 18);
  const read = (descriptor: number): Read => {
    // A regular file fills what it can: less than was asked for is its end.
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
