/** Policy files for `simulate` and `validate`: JSON, or YAML by its ending; `-` is standard input. */
import { resolve } from 'node:path';

import type { Case } from '../iam/cases.ts';
import { mapTexts, type Parsed, parseJson, parseYaml, toDocument } from '../iam/parse.ts';
import type { PolicyDocument } from '../iam/policy.ts';
import { type EvaluablePolicy, readPolicy } from '../iam/statement.ts';
import { relativeTo } from '../files/paths.ts';
import { readStandardInput, readText } from '../files/read.ts';
import type { Problem } from '../problems/problem.ts';
import type { Substitute } from '../data/role-policies.ts';
import { Source } from '../problems/source.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { messageOf } from '../problems/message-of.ts';

/** Placeholders are replaced; throws {@link CannotRun} where the file cannot be read. */
export function readPolicyDocument(
  cwd: string,
  file: string,
  substitute: Substitute,
): { document: PolicyDocument | undefined; problems: readonly Problem[] } {
  const source = new Source(
    file === '-' ? '<stdin>' : relativeTo(cwd, resolve(cwd, file)),
    readTextFile(cwd, file),
  );
  const { node, problems }: Parsed = /\.ya?ml$/.test(file) ? parseYaml(source) : parseJson(source);
  return { document: node && toDocument(source, mapTexts(node, substitute)), problems };
}

export function readPolicyFile(
  cwd: string,
  file: string,
  substitute: Substitute,
): { policy: EvaluablePolicy | undefined; problems: readonly Problem[] } {
  const { document, problems } = readPolicyDocument(cwd, file, substitute);
  return { policy: document && readPolicy(document.source.file, document), problems };
}

/** The text of a file, or of standard input for `-`. */
function readTextFile(cwd: string, file: string): string {
  return file === '-' ? readStandardInput() : readText(resolve(cwd, file), file);
}

/** The cases of a file: a JSON array. Throws {@link CannotRun} where it is none. */
export function readCases(cwd: string, file: string): Case[] {
  let cases: unknown;
  try {
    cases = JSON.parse(readTextFile(cwd, file));
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new CannotRun(`${file} is not valid JSON: ${messageOf(error)}`);
  }
  if (!Array.isArray(cases)) throw new CannotRun(`${file} holds no array of cases`);
  for (const [index, one] of cases.entries()) {
    const { action } = (typeof one === 'object' && one !== null ? one : {}) as { action?: unknown };
    if (typeof action !== 'string')
      throw new CannotRun(`${file}: case ${index + 1} has no \`action\``);
  }
  return cases as Case[];
}
