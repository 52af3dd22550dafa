/** The texts of a problem code. */
export type Severity = 'error' | 'warning';

export interface CodeWords {
  readonly severity: Severity;
  /** One line, no full stop. */
  readonly title: string;
  /** Why it matters and how to fix it, in plain Markdown. */
  readonly explain: string;
}

export const error = (title: string, explain: string): CodeWords => ({
  severity: 'error',
  title,
  explain,
});

export const warning = (title: string, explain: string): CodeWords => ({
  severity: 'warning',
  title,
  explain,
});
