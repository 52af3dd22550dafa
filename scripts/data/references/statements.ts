/**
 * Checks on statements that the schema cannot express: `use` or elements, and numbers that are
 * names.
 */
import { isPair, isScalar, visit } from 'yaml';

import { allEntries, type Catalog, type Entry, type Holder, placeIn } from '../catalog.ts';
import { type Problem, problemAt, type ProblemWords } from '../../problems/problem.ts';
import type { StatementData } from '../schema/index.ts';
import { statementsInData } from '../written-policies.ts';
import type { Path, YamlFile } from '../yaml-places.ts';

/**
 * A statement has either `use` or IAM elements, and names that look like numbers must be quoted.
 */
export function checkStatements(catalog: Catalog): Problem[] {
  const files = new Set(allEntries(catalog).map(({ file }) => file));
  return [
    ...[...catalog.all('roles'), ...catalog.all('policies')].flatMap(checkPolicies),
    ...catalog.all('statements').flatMap(checkShared),
    ...[...files].flatMap(checkNumbers),
  ];
}

function checkPolicies(holder: Holder): Problem[] {
  return statementsInData(holder.value).flatMap(({ path, data }) => {
    const { statements = [], values, from } = data;
    const found = statements.flatMap((statement, index) =>
      checkElements(holder, [...path, 'statements', index], statement),
    );
    if (values === undefined || from !== undefined) return found;
    const place = placeIn(holder, [...path, 'values']);
    const words = { message: '`values` goes with `from`', hint: 'remove it, or add `from`' };
    return [...found, problemAt('data/invalid', holder.file.source, place, words)];
  });
}

function checkShared(entry: Entry<'statements'>): Problem[] {
  const problems = checkElements(entry, [], entry.value);
  if (entry.value.use === undefined) return problems;
  return problems.concat(
    problemAt('data/invalid', entry.file.source, placeIn(entry, ['use']), {
      message: 'a shared statement cannot `use` another one',
      hint: 'write the statement out',
    }),
  );
}

function checkElements(entry: Entry, path: Path, statement: StatementData): Problem[] {
  const invalid = (words: ProblemWords): Problem[] => [
    problemAt('data/invalid', entry.file.source, placeIn(entry, path), words),
  ];
  if ('use' in statement && Object.keys(statement).length > 1) {
    return invalid({
      message: '`use` cannot be combined with other elements of a statement',
      hint: 'keep only `use`, or write the statement out',
    });
  }
  if ('from' in statement || 'values' in statement) {
    const others = Object.keys(statement).filter((key) => key !== 'from' && key !== 'values');
    if (!('from' in statement) || others.length > 0)
      return invalid({
        message: '`from` and `values` cannot be combined with elements of a statement',
        hint: 'keep only `from` and `values`, or write the statement out',
      });
    return [];
  }
  if ('use' in statement || 'Effect' in statement) return [];
  return invalid({
    message: 'the statement has no `Effect`',
    hint: 'write `Effect: Allow` or `Effect: Deny`, or refer to a shared statement with `use`, or to one that ships with `from`',
  });
}

/** `Condition` values may be JSON numbers, unless YAML changed what was written. */
function checkNumbers(file: YamlFile): Problem[] {
  const problems: Problem[] = [];
  visit(file.document, {
    Scalar(key, node, path) {
      if (
        key === 'key' ||
        typeof node.value !== 'number' ||
        !node.range ||
        node.source === undefined
      )
        return;
      const written = node.source;
      // Cedar compares numbers, so that one of twelve digits is not an account there.
      const isAccount = /^\d{12}$/.test(written) && !isInCedar(path);
      if (String(node.value) === written && !isAccount) return;
      problems.push(
        problemAt(
          'data/unquoted-number',
          file.source,
          { start: node.range[0], end: node.range[1] },
          {
            message: `\`${written}\` is a number to YAML, but looks like a name`,
            hint: /^-?\d+\.\d+$/.test(written)
              ? `quote it: "${written}"; if it is a number, write ${node.value}`
              : `quote it: "${written}"`,
          },
        ),
      );
    },
  });
  return problems;
}

/** Whether a value is in the `cedar` section of a file. */
const isInCedar = (path: readonly unknown[]): boolean => {
  const section = path.find((one) => isPair(one));
  return isPair(section) && isScalar(section.key) && section.key.value === 'cedar';
};
