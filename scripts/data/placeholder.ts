/** Finds placeholders, written `<LIKE_THIS>`, in texts. role-policies.ts replaces them. */

const PLACEHOLDER = /<[A-Z][A-Z0-9_]*>/g;

/** A text that is exactly one placeholder. Part of the schema for editors. */
export const WHOLE_PLACEHOLDER = new RegExp(`^${PLACEHOLDER.source}$`);

/** The placeholders in a text, in order, with repetitions. */
export const placeholdersIn = (text: string): string[] => text.match(PLACEHOLDER) ?? [];

export const replacePlaceholders = (text: string, valueOf: (name: string) => string): string =>
  text.replace(PLACEHOLDER, valueOf);
