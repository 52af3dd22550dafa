/** Policy files for `simulate` and `validate`: JSON, or YAML by its ending; `-` is standard input. */
import { resolve } from 'node:path';

import { mapTexts, type Parsed, parseJson, parseYaml, toDocument } from '../../iam/parse.ts';
import type { PolicyDocument } from '../../iam/policy.ts';
import { type EvaluablePolicy, readPolicy } from '../../iam/statement.ts';
import { relativeTo } from '../../files/paths.ts';
import { readStandardInput, readText } from '../../files/read.ts';
import type { Problem } from '../../problems/problem.ts';
import type { Substitute } from '../../data/role-policies.ts';
import { Source } from '../../problems/source.ts';

/** Placeholders are replaced; throws {@link CannotRun} where the file cannot be read. */
function readPolicyDocument(
  cwd: string,
  file: string,
  substitute: Substitute,
): { document: PolicyDocument | undefined; problems: readonly Problem[] } {
  const source = readSource(cwd, file);
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

/** A file, or standard input for `-`, with its name as messages print it. */
export function readSource(cwd: string, file: string): Source {
  const name = file === '-' ? '<stdin>' : relativeTo(cwd, resolve(cwd, file));
  return new Source(name, readTextFile(cwd, file));
}

/** The text of a file, or of standard input for `-`. */
export function readTextFile(cwd: string, file: string): string {
  return file === '-' ? readStandardInput() : readText(resolve(cwd, file), file);
}
