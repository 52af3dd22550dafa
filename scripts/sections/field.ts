/** How models describe what templates may name. */
import type { Kind } from '../data/schema/kinds.ts';

/** `x?` may be absent; `x[]` is a list. */
export type Field = readonly [type: string, description: string];

/** What a parameter of a section may name: an entry of the data. */
export interface EntityType {
  readonly kind: Kind;
  /** What people call it, if its type does not say it. */
  readonly words?: string;
}
