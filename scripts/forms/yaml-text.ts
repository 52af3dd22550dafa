/** Values as YAML that every reader of it takes for the same: YAML 1.1, as CloudFormation reads it. */
import { stringify } from 'yaml';

import type { PolicyValue } from './policy-value.ts';

/**
 * Texts that YAML 1.1 would read as something else are quoted: `'2012-10-17'` is a date, `on` is
 * true, and an account such as `012345678901` is a number.
 */
export function yamlText(value: PolicyValue): string {
  return stringify(value, {
    version: '1.1',
    lineWidth: 0,
    singleQuote: true,
    aliasDuplicateObjects: false,
  }).trimEnd();
}
