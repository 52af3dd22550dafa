/** Placeholders, written `<LIKE_THIS>`: finding them in a text. What stands for them is role-policies.ts. */

const PLACEHOLDER = /<[A-Z][A-Z0-9_]*>/g;

/** A text that is one placeholder and nothing else; the schema shows it to editors. */
export const WHOLE_PLACEHOLDER = new RegExp(`^${PLACEHOLDER.source}$`);

/** The placeholders of a text, in their order, as often as they occur. */
export const placeholdersIn = (text: string): string[] => text.match(PLACEHOLDER) ?? [];

export const replacePlaceholders = (text: string, valueOf: (name: string) => string): string =>
  text.replace(PLACEHOLDER, valueOf);
