/** Reads files of a root, as they are or as a command would make them. */
import { join } from 'node:path';

import { obstacleOf, reachFrom } from '../files/reach.ts';
import { type Read, readRegular, textOf } from '../files/read.ts';
import { LARGEST_PAGE } from '../pages/page.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { Source } from '../problems/source.ts';

/** Files as they would be, by their paths from the root: what a command tries before it writes. */
export type Overlay = ReadonlyMap<string, Buffer>;

/** All paths are relative to the root; files of the overlay stand for those on disk, or beside them. */
export interface Reading {
  readonly overlay: Overlay;
  readonly exists: (file: string) => boolean;
  /** The bytes of a page, or why there are none. */
  readonly tryRead: (file: string) => Read;
  /** The same; throws {@link CannotRun} where there are none. */
  readonly read: (file: string) => Buffer;
  /** A data file or a template; one that cannot be read says why. */
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
