/** The place of a node, from that of its text. */
import type { Position } from 'unist';

import type { Range, Source } from '../problems/source.ts';

/** A range as nodes have it: lines and columns from 1, offsets from 0. */
export function positionOf(source: Source, { start, end }: Range): Position {
  const first = source.position(start);
  const last = source.position(end);
  return {
    start: { line: first.line, column: first.column, offset: start },
    end: { line: last.line, column: last.column, offset: end },
  };
}
