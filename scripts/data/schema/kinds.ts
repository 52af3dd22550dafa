/**
 * The kinds of entries in data files. Defined apart from their shapes, so that shapes can refer to
 * them.
 */

/** In the order in which people read them; `dataFileSchema` has exactly these maps. */
export const KINDS = [
  'services',
  'actions',
  'conditionKeys',
  'statements',
  'roles',
  'policies',
  'cedar',
  'errors',
  'scenarios',
  'placeholders',
] as const;

export type Kind = (typeof KINDS)[number];
