/** What editors show of a shape: its documentation on hover. The program itself never reads it. */
import * as z from 'zod';

interface Doc {
  /** Markdown: code spans and links. */
  readonly description: string;
  /** Under `definitions`, for what a schema has more than once. */
  readonly id?: string;
  /** The heading of a hover; fields without one show that of the thing around them. */
  readonly title?: string;
  /** What each value of an enumeration means, in its order. */
  readonly enumDescriptions?: readonly string[];
  /** Shown on hover as YAML. */
  readonly examples?: readonly unknown[];
}

/** Apart from zod's own registry: `describe()` would copy each shape, and every run would pay for it. */
export const docs = z.registry<Doc>();

/** The arguments of `register`: `z.string().register(...doc('The name.'))`. */
export function doc(description: string, more: Omit<Doc, 'description'> = {}): [typeof docs, Doc] {
  return [docs, { description, ...more }];
}

/** Of a field that takes Markdown. */
export function prose(description: string): [typeof docs, Doc] {
  return doc(
    `${description} Takes \`code\`, emphasis and links: \`https://…\`, or \`/out/guide.mdx\` from the root.`,
  );
}
