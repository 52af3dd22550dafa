/** Documentation of shapes, which editors show on hover. The program itself never reads it. */
import * as z from 'zod';

interface Doc {
  /** Markdown with code spans and links. */
  readonly description: string;
  /** The name under `definitions`, for a shape that the schema uses more than once. */
  readonly id?: string;
  /** The heading of the hover text; a field without one shows its container's. */
  readonly title?: string;
  /** What each value of an enumeration means, in the same order. */
  readonly enumDescriptions?: readonly string[];
  /** Shown on hover as YAML. */
  readonly examples?: readonly unknown[];
}

/**
 * Separate from zod's own registry, because `describe()` would copy each shape and slow down every
 * run.
 */
export const docs = z.registry<Doc>();

/** The arguments of `register`: `z.string().register(...doc('The name.'))`. */
export function doc(description: string, more: Omit<Doc, 'description'> = {}): [typeof docs, Doc] {
  return [docs, { description, ...more }];
}

/** The documentation of a field that takes Markdown. */
export function prose(description: string): [typeof docs, Doc] {
  return doc(
    `${description} Takes \`code\`, emphasis and links: \`https://…\`, or a path from the root such as \`/out/guide.mdx\`.`,
  );
}
