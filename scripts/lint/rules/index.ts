/** The rules that no permission model has a part in, and the examples of all rules. */
import type { Examples } from '../../models/lint.ts';
import type { LintedModel } from '../knowledge.ts';
import type { Rule } from '../page.ts';
import { damagedMarker } from './damaged-marker.ts';
import { badIgnore, unusedIgnore } from './ignores.ts';
import { unknownMarker } from './unknown-marker.ts';

export const RULES: readonly Rule[] = [unknownMarker, damagedMarker];

/** An example of everything that lint says. */
export async function examplesOf(models: readonly LintedModel[]): Promise<Examples[]> {
  const linters = await Promise.all(models.map(({ lint }) => lint.load()));
  return [
    ...linters.flatMap(({ rules, drift }) => [...rules, drift]),
    ...RULES,
    badIgnore,
    unusedIgnore,
  ];
}
