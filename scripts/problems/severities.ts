/**
 * The severity of every problem code, without its texts. Hardly any run prints these, so the
 * compiled program has the value of this file in place of the catalog: see dev/computed.mjs.
 */
import { type Code, CODES, type Severity } from './codes.ts';

export const SEVERITIES = Object.fromEntries(
  Object.entries(CODES).map(([code, { severity }]) => [code, severity]),
) as Readonly<Record<Code, Severity>>;
