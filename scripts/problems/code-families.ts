/** Which codes a `--rule` or a line under `lint.rules` selects: one code, or a family of codes. */
import { type Code, CODES, type Severity } from './codes.ts';

/** Rules of lint that run the checks of a permission model, by the family of their codes. */
const RULES: Readonly<Record<string, string>> = { iam: 'lint/policy', cedar: 'lint/cedar' };

/**
 * Every code, and every family such as `iam/*`. `lint/policy` also selects the checks that it runs,
 * `iam/*`, and `lint/cedar` those of `cedar/*`.
 */
export const SELECTORS: readonly string[] = [
  ...Object.keys(CODES),
  ...new Set(Object.keys(CODES).map((code) => `${familyOf(code)}/*`)),
];

export function selects(selector: string, code: Code): boolean {
  return (
    selector === code || selector === `${familyOf(code)}/*` || selector === RULES[familyOf(code)]
  );
}

/**
 * The severity that a configuration sets for a code. The most specific line wins: the code itself,
 * then its rule, then its family.
 */
export function severityOf(
  code: Code,
  severities: Readonly<Record<string, Severity | 'off'>>,
): Severity | 'off' | undefined {
  const rule = severities[RULES[familyOf(code)] ?? ''];
  return severities[code] ?? rule ?? severities[`${familyOf(code)}/*`];
}

function familyOf(code: string): string {
  return code.slice(0, code.indexOf('/'));
}
