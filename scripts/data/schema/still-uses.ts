/** Removed actions that policies name on purpose, for now. */
import { doc } from './doc.ts';
import { anAction, texts } from './text.ts';

export const stillUses = (what: 'policies' | 'statements') =>
  texts('A removed action that is still named.', anAction())
    .default([])
    .register(
      ...doc(
        `Removed actions that the ${what} still name, such as \`aws-mcp:InvokeMcp\`: a warning instead of an error, until the ${what} are updated. \`permadocs adopt\` writes it for old policies.`,
      ),
    );
