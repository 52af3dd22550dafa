/** JSON files that say what a managed policy is, as statements that proofs take. */
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';

import { parseJson } from '../iam/parse.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Source } from '../problems/source.ts';
import type { YamlFile } from './yaml-places.ts';

/** A statement as written, for policies and proofs: its map node and its file. */
export interface PlacedStatement {
  readonly node: YAMLMap;
  readonly file: YamlFile;
  /** The id, if it is a shared statement. */
  readonly id: string | undefined;
}

/** Whether a source is the document of a managed policy; data files are YAML. */
export const isDocument = (file: string): boolean => file.endsWith('.json');

/** The policy itself, or what `aws iam get-policy-version` prints. */
export function readDocument(source: Source): {
  readonly statements?: readonly PlacedStatement[];
  readonly problems: readonly Problem[];
} {
  // That is a problem of the line that names it: references/managed.ts.
  if (source.unreadable !== undefined) return { problems: [] };
  const { problems } = parseJson(source);
  if (problems.length > 0) return { problems };
  // JSON is YAML, in which places are known as in data files.
  const document = parseDocument(source.text, { uniqueKeys: false, prettyErrors: false });
  const file: YamlFile = { source, document };
  const list = [['Statement'], ['PolicyVersion', 'Document', 'Statement']]
    .map((path) => document.getIn(path, true))
    .find((one) => one !== undefined);
  const nodes = isSeq(list) ? list.items : [list];
  if (nodes.length > 0 && nodes.every((node) => isMap(node)))
    return {
      statements: nodes.map((node) => ({ node: node as YAMLMap, file, id: undefined })),
      problems: [],
    };
  return {
    problems: [
      problemAt(
        'data/invalid',
        source,
        { start: 0, end: 1 },
        {
          message: 'this is not a policy: it has no `Statement`',
          hint: 'save what `aws iam get-policy-version --query PolicyVersion.Document` prints',
        },
      ),
    ],
  };
}
