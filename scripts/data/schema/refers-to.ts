/**
 * Which texts of the data name entries of another kind, registered on the shapes. The checks of
 * references and `explain` follow from it; finding the texts in an entry is references/named.ts.
 */
import * as z from 'zod';

import type { Kind } from './kinds.ts';

/** The kinds that an id can be missing from: actions AWS has too, and placeholders have a check of their own. */
export type ReferableKind = Exclude<Kind, 'actions' | 'placeholders'>;

export interface EntryReference {
  /** The id may be of any of these. */
  readonly kinds: readonly Kind[];
  /** An unknown id is a problem, reported as missing from this kind; undefined: it is none. */
  readonly missingFrom: ReferableKind | undefined;
  /** Words that may be there in place of an id. */
  readonly words: readonly string[];
}

export const references = z.registry<EntryReference>();

/** The arguments of `register` for a text that must be the id of an entry: `z.string().register(...refersTo('roles'))`. */
export function refersTo(
  kind: ReferableKind,
  otherKinds: readonly Kind[] = [],
  words: readonly string[] = [],
): [typeof references, EntryReference] {
  return [references, { kinds: [...otherKinds, kind], missingFrom: kind, words }];
}

/** For names of AWS, such as actions: the data have an entry for some of them only. */
export function mayName(kind: Kind): [typeof references, EntryReference] {
  return [references, { kinds: [kind], missingFrom: undefined, words: [] }];
}
