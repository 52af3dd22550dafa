/** A file that a command was given, or standard input for `-`. Throws {@link CannotRun} if it cannot be read. */
import { resolve } from 'node:path';

import { Source } from '../problems/source.ts';
import { relativeTo } from './paths.ts';
import { readStandardInput, readText } from './read.ts';

/** What standard input is called. */
export const STANDARD_INPUT = '<stdin>';

/** With its name as messages print it. */
export function readSource(cwd: string, file: string): Source {
  const name = file === '-' ? STANDARD_INPUT : relativeTo(cwd, resolve(cwd, file));
  return new Source(name, readGivenText(cwd, file));
}

export function readGivenText(cwd: string, file: string): string {
  return file === '-' ? readStandardInput() : readText(resolve(cwd, file), file);
}
