/**
 * Registers on shapes which texts of the data refer to entries of another kind. Reference checks
 * and `explain` follow from it; references/named.ts finds the texts in an entry.
 */
import * as z from 'zod';

import type { Kind } from './kinds.ts';

/**
 * The kinds that an id can be missing from. AWS has actions that the data does not have,
 * placeholders have their own check, and nothing refers to Cedar policies.
 */
export type ReferableKind = Exclude<Kind, 'actions' | 'policies' | 'cedar' | 'placeholders'>;

export interface EntryReference {
  /** The id may be of any of these kinds. */
  readonly kinds: readonly Kind[];
  /** If set, an unknown id is a problem, reported as missing from this kind. */
  readonly missingFrom: ReferableKind | undefined;
  /** Words that may be used instead of an id. */
  readonly words: readonly string[];
}

export const references = z.registry<EntryReference>();

/**
 * The arguments of `register` for a text that must be an entry's id:
 * `z.string().register(...refersTo('roles'))`.
 */
export function refersTo(
  kind: ReferableKind,
  otherKinds: readonly Kind[] = [],
  words: readonly string[] = [],
): [typeof references, EntryReference] {
  return [references, { kinds: [...otherKinds, kind], missingFrom: kind, words }];
}

/** For names of AWS, such as actions, of which the data has entries for only some. */
export function mayName(kind: Kind): [typeof references, EntryReference] {
  return [references, { kinds: [kind], missingFrom: undefined, words: [] }];
}
