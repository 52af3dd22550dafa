/** Values as YAML that every reader of it takes for the same: YAML 1.1, as CloudFormation reads it. */
import { Document, Scalar, visit } from 'yaml';

import type { PolicyValue } from './policy-value.ts';

/**
 * Texts that a reader of YAML 1.1 or 1.2 could take for something else are quoted: `'2012-10-17'` is a
 * date, `on` is true, and an account such as `012345678901` is a number. So is what begins with a
 * placeholder, which readers replace with such an account.
 */
export function yamlText(value: PolicyValue): string {
  const document = new Document(value, {
    version: '1.1',
    // Its tag would leave `<<` bare, whatever the type of the scalar.
    customTags: (tags) =>
      tags.filter((tag) => typeof tag === 'string' || !tag.tag.endsWith(':merge')),
    aliasDuplicateObjects: false,
  });
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && !isPlain(scalar.value))
        scalar.type = /[\t\r\n]/.test(scalar.value) ? Scalar.QUOTE_DOUBLE : Scalar.QUOTE_SINGLE;
    },
  });
  return document.toString({ lineWidth: 0, singleQuote: true }).trimEnd();
}

/** What begins like a word or a path; `yaml` itself quotes the words that YAML gives a meaning. */
const isPlain = (text: string): boolean => /^[A-Za-z/$]/.test(text) && !/[\t\r\n]/.test(text);
