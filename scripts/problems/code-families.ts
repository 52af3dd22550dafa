/** Which codes a `--rule` or a line under `lint.rules` selects: one code, or a family of codes. */
import { type Code, CODES, type Severity } from './codes.ts';

/**
 * Every code, and every family such as `iam/*`. `lint/policy` also selects the checks that it runs,
 * `iam/*`.
 */
export const SELECTORS: readonly string[] = [
  ...Object.keys(CODES),
  ...new Set(Object.keys(CODES).map((code) => `${familyOf(code)}/*`)),
];

export function selects(selector: string, code: Code): boolean {
  return (
    selector === code ||
    selector === `${familyOf(code)}/*` ||
    (selector === 'lint/policy' && familyOf(code) === 'iam')
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
  const rule = familyOf(code) === 'iam' ? severities['lint/policy'] : undefined;
  return severities[code] ?? rule ?? severities[`${familyOf(code)}/*`];
}

function familyOf(code: string): string {
  return code.slice(0, code.indexOf('/'));
}
