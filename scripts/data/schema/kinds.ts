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

/** What people call the entries of a kind, where its name does not say it. */
export const KIND_WORDS: Readonly<Partial<Record<(typeof KINDS)[number], string>>> = {
  cedar: 'sets of Cedar policies',
};

export type Kind = (typeof KINDS)[number];
