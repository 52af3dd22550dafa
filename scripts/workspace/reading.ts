/** Reads files below a root, as they are on disk or as a command would write them. */
import { join } from 'node:path';

import { obstacleOf, reachFrom } from '../files/reach.ts';
import { type Read, readRegular, textOf } from '../files/read.ts';
import { LARGEST_PAGE } from '../pages/page.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { Source } from '../problems/source.ts';

/**
 * Files as they would be after a command, by path relative to the root. A command checks them
 * before it writes.
 */
export type Overlay = ReadonlyMap<string, Buffer>;

/** All paths are relative to the root. Files in the overlay replace or complement those on disk. */
export interface Reading {
  readonly overlay: Overlay;
  readonly exists: (file: string) => boolean;
  /** The bytes of a page, or why it cannot be read. */
  readonly tryRead: (file: string) => Read;
  /** The bytes of a page; throws {@link CannotRun} if it cannot be read. */
  readonly read: (file: string) => Buffer;
  /** A data file or template. If it cannot be read, `unreadable` says why. */
  readonly source: (file: string) => Source;
}

export function readingFrom(root: string, overlay: Overlay): Reading {
  const reach = reachFrom(root);
  const tryRead = (file: string): Read => {
    const bytes = overlay.get(file);
    if (bytes) return { bytes };
    const why = obstacleOf(reach(file));
    return why === undefined ? readRegular(join(root, file), LARGEST_PAGE) : { why: `it ${why}` };
  };
  return {
    overlay,
    exists: (file) => overlay.has(file) || 'mode' in reach(file),
    tryRead,
    read: (file) => {
      const read = tryRead(file);
      if ('why' in read) throw new CannotRun(`${file} cannot be read: ${read.why}`);
      return read.bytes;
    },
    source: (file) => {
      const bytes = overlay.get(file);
      const read = bytes ? { bytes } : readRegular(join(root, file));
      return 'why' in read
        ? new Source(file, '', `${file} cannot be read: ${read.why}`)
        : new Source(file, textOf(read.bytes));
    },
  };
}
