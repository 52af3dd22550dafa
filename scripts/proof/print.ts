/** What was proven, as `prove` prints it: for people, and for programs. */
import { type Colors, plural } from '../problems/report.ts';
import type { Outcome } from '../models/model.ts';
import type { Proven, ProvenModel } from './prove.ts';

export function provenLines({ models }: Proven, colors: Colors): string[] {
  if (models.every((model) => outcomesOf(model).length === 0)) return ['no claims'];
  const lines = models.flatMap((model) => [
    ...claimLines(model, colors),
    ...totalLines(model),
    ...model.holders.flatMap(({ endNotes }) => endNotes),
  ]);
  return lines[0] === '' ? lines.slice(1) : lines;
}

const outcomesOf = ({ holders }: ProvenModel): readonly Outcome[] =>
  holders.flatMap(({ outcomes }) => outcomes);

/** With an empty line before each holder. */
function claimLines({ holders }: ProvenModel, colors: Colors): string[] {
  const { bold, dim, green, red } = colors;
  return holders
    .filter(({ outcomes }) => outcomes.length > 0)
    .flatMap(({ id, notes, outcomes }) => [
      '',
      bold(id),
      ...notes.map((note) => dim(`  ${note}`)),
      ...outcomes.flatMap(({ holds, say, shown, since }) => [
        `  ${holds ? green('✓') : red('✗')} ${say.replace(/\s+/g, ' ').trim()}`,
        dim(`      ${shown}`),
        ...since.map((fact) => dim(`      since ${fact}`)),
      ]),
    ]);
}

function totalLines(model: ProvenModel): string[] {
  const outcomes = outcomesOf(model);
  if (outcomes.length === 0) return [];
  const held = outcomes.filter(({ holds }) => holds).length;
  const claims = `${plural(outcomes.length, 'claim')}${model.terms.about}`;
  return ['', `${held} of ${claims} ${held === 1 ? 'holds' : 'hold'}`];
}

/** One object: what the proofs rest on, then the claims of each model, those of the first one last. */
export function provenJson({ models }: Proven): object {
  const claims = models.map(({ terms, holders }) => [
    terms.claims,
    holders.flatMap(({ id, outcomes }) =>
      outcomes.map(({ index, say, expect, holds, details }) => ({
        [terms.holder]: id,
        index,
        say,
        expect,
        holds,
        ...details,
      })),
    ),
  ]);
  const summaries = models.map(({ summary }) => Object.entries(summary));
  return Object.fromEntries([...summaries.flat(), ...claims.toReversed()]) as object;
}
