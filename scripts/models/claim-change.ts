/** A change of what is promised, as programs read it; apart, since it is part of the library. */
export interface ClaimChange {
  /** The id of the role, with `/trust` for its trust policy; of a fact the condition key. */
  readonly policy: string;
  readonly say: string;
  readonly change:
    'dropped' | 'weakened' | 'changed' | 'failing' | 'accepted' | 'fact added' | 'fact changed';
  /** What is different, in words, if `change` is `changed`: `the requests`. */
  readonly differs?: readonly string[];
  /** What is promised, in words; null where there is no such claim. */
  readonly before: string | null;
  readonly after: string | null;
}
