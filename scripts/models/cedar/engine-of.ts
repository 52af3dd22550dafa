/** Which engine the proofs of some files follow from. */
import { engineVersion } from '../../cedar/engine.ts';
import type { Source } from '../../problems/source.ts';

/** Undefined if the files have no Cedar in them. A key may be written with escapes; a file too many does no harm. */
export function engineOf(data: readonly Source[]): string | undefined {
  return data.some(({ text }) => /cedar|\\/.test(text))
    ? `Cedar ${engineVersion() ?? 'without its engine'}`
    : undefined;
}
