/** Every problem code with its severity and its words: what is found, why it is wrong, what to do. */
import { IAM_CODES } from './iam/codes.ts';

export type Severity = 'error' | 'warning';

export interface CodeWords {
  readonly severity: Severity;
  /** One line, no full stop. */
  readonly title: string;
  /** Why it matters and the way out, in plain Markdown prose. */
  readonly explain: string;
}

const BUILD_CODES = {
  'config/invalid': {
    severity: 'error',
    title: 'permadocs.yaml is not valid',
    explain: 'A key is unknown or a value has the wrong type. Unknown keys are errors, so that a misspelt setting is not silently ignored.',
  },
} as const satisfies Record<`${string}/${string}`, CodeWords>;

export const CODES = { ...BUILD_CODES, ...IAM_CODES } as const satisfies Record<string, CodeWords>;

export type Code = keyof typeof CODES;
