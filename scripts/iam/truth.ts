/** Three-valued logic: what is not documented is unknown, and stays so only while it matters. */

export type Truth =
  | { readonly value: true }
  /** Why not, as a part of a sentence. */
  | { readonly value: false; readonly reason: string }
  /** What is not known. */
  | { readonly value: 'unknown'; readonly reason: string };

export const YES: Truth = { value: true };
export const no = (reason: string): Truth => ({ value: false, reason });
export const unknown = (reason: string): Truth => ({ value: 'unknown', reason });

/** True when all are; false as soon as one is, whatever is unknown beside it. */
export function all(truths: Iterable<Truth>): Truth {
  let open: Truth | undefined;
  for (const truth of truths) {
    if (truth.value === false) return truth;
    if (truth.value === 'unknown') open ??= truth;
  }
  return open ?? YES;
}

/** True as soon as one is; `otherwise` says why none is. */
export function any(truths: Iterable<Truth>, otherwise: string): Truth {
  let open: Truth | undefined;
  for (const truth of truths) {
    if (truth.value === true) return truth;
    if (truth.value === 'unknown') open ??= truth;
  }
  return open ?? no(otherwise);
}

export function not(truth: Truth, reason: string): Truth {
  if (truth.value === 'unknown') return truth;
  return truth.value ? no(reason) : YES;
}
