/** What `prove` says of numbers in claims: that they matter, or that they do not. */
import type { CedarDecision } from '../../cedar/decide.ts';
import { decimalText, numbersIn } from '../../cedar/toolhive-numbers.ts';
import type { Entry } from '../../data/catalog.ts';
import type { CedarClaim } from '../../data/schema/index.ts';
import type { ProblemWords } from '../../problems/problem.ts';

/** The answers to one request, if its whole numbers are Longs, and if they are decimals. */
export const numbersDiffer = (long: CedarDecision, decimal: CedarDecision): ProblemWords => ({
  message: `this depends on what ToolHive makes of numbers: ${answer(long)} if they are Longs, as it documents, and ${answer(decimal)} if they are decimals, which its code makes of JSON`,
  hint: 'add `numbers: long` or `numbers: decimal` to the set, as your ToolHive does, or compare the number in a way that both decide alike',
});

function answer({ decision, by, errors: [error] }: CedarDecision): string {
  if (error) return `${error.policy} errors, so that ToolHive refuses,`;
  return `it is ${decision}${by.length > 0 ? ` by ${by.join(', ')}` : ''}`;
}

/** What is taken for granted of the numbers in a claim. */
export function numberNotes(
  { value: { model, numbers } }: Entry<'cedar'>,
  { requests }: CedarClaim,
): string[] {
  if (model !== 'toolhive') return [];
  const written = [...new Set(requests.flatMap(numbersIn))];
  // What a product of floats cuts off, where a reader does not expect it: 0.0003 becomes 0.0002.
  const cut = written.filter(
    (one) =>
      !(Number.isInteger(one) && numbers === 'long') && Number(decimalText(one) ?? one) !== one,
  );
  const whole =
    numbers === undefined
      ? 'whole numbers were tried both as Longs and as decimals'
      : `ToolHive makes ${numbers === 'long' ? 'Longs' : 'decimals'} of whole numbers, as \`numbers\` says`;
  return [
    ...(written.some(Number.isInteger) ? [whole] : []),
    ...cut.map((one) => `ToolHive makes decimal("${decimalText(one)}") of ${one}`),
  ];
}
