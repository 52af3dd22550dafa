/** A statement where it is written: in a data file, or in a file that ships. */
import type { YAMLMap } from 'yaml';

import type { YamlFile } from './yaml-places.ts';

/** A statement as written, for policies and proofs: its map node and its file. */
export interface PlacedStatement {
  readonly node: YAMLMap;
  readonly file: YamlFile;
  /** The id, if it is a shared statement. */
  readonly id: string | undefined;
}
