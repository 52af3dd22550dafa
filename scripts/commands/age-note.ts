/** The note of commands that judge by the data set: it is old. Never in output for machines or in CI. */
import { ageNote } from '../data-set/age.ts';
import type { CommonOptions, Terminal } from './command.ts';

/** Prints it to standard error; it counts as nothing. */
export function noteAge(terminal: Terminal, { format, quiet }: CommonOptions): void {
  if (terminal.inCi === true || format !== 'text' || quiet === true) return;
  const note = ageNote(terminal.today(), terminal.cwd);
  if (note !== undefined) terminal.err(terminal.colors.dim(note));
}
