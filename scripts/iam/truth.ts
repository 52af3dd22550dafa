/** Three-valued logic. What is not documented is unknown, but only as long as it matters. */

/** False; the reason is part of a sentence. */
export interface No {
  readonly value: false;
  readonly reason: string;
}

/** Unknown, with the reason. */
export interface Unknown {
  readonly value: 'unknown';
  readonly reason: string;
}

export type Truth = { readonly value: true } | No | Unknown;

export const YES: Truth = { value: true };
export const no = (reason: string): No => ({ value: false, reason });
export const unknown = (reason: string): Unknown => ({ value: 'unknown', reason });

/** True if all are; false as soon as one is, no matter what is unknown. */
export function all(truths: Iterable<Truth>): Truth {
  let open: Unknown | undefined;
  for (const truth of truths) {
    if (truth.value === false) return truth;
    if (truth.value === 'unknown') open ??= truth;
  }
  return open ?? YES;
}

/** True as soon as one is; `otherwise` is the reason if none is. */
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
