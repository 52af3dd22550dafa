/** Reports invisible characters in a YAML file, which could deceive the readers of a page. */
import { type Document, isScalar, visit } from 'yaml';

import type { Code } from '../problems/codes.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Source } from '../problems/source.ts';
import { escaped, unseenAt } from '../problems/visible.ts';

/**
 * At most one problem per text: at the character if it is written literally, otherwise at the text.
 */
export function unseenTexts(source: Source, document: Document.Parsed, code: Code): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Scalar(_, node) {
      if (!isScalar(node) || typeof node.value !== 'string') return;
      const at = unseenAt(node.value);
      if (at === -1) return;
      const [start = 0, end = 0] = node.range ?? [];
      const raw = unseenAt(source.text.slice(start, end).replaceAll('\r\n', '\n\n'));
      const range = raw === -1 ? { start, end } : { start: start + raw, end: start + raw + 1 };
      problems.push(
        problemAt(code, source, range, {
          message: `the text contains the invisible character ${escaped(node.value[at] ?? '')}`,
          hint: 'remove it; control characters and direction changes can make a page deceive its readers',
        }),
      );
    },
  });
  return problems;
}
