/**
 * Adds fields that are computed only when a template reads them: things refer to each
 * other in cycles, and what a template does not read does not feed its region.
 */
export function lazily<T extends object, L extends object>(
  eager: T,
  fields: { readonly [F in keyof L]: () => L[F] },
): T & L {
  for (const [name, get] of Object.entries(fields)) {
    Object.defineProperty(eager, name, { enumerable: true, get: get as () => unknown });
  }
  return eager as T & L;
}
