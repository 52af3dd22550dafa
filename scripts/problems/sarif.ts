/** Problems → SARIF 2.1.0, the format of code scanning. */
import { CODES } from './codes.ts';
import type { Problem } from './problem.ts';

export function sarif(problems: readonly Problem[], version: string): string {
  const codes = [...new Set(problems.map(({ code }) => code))].toSorted();
  const rules = codes.map((code) => ({
    id: code,
    shortDescription: { text: CODES[code].title },
    help: { text: CODES[code].explain, markdown: CODES[code].explain },
    defaultConfiguration: { level: CODES[code].severity },
  }));
  const results = problems.map((problem) => ({
    ruleId: problem.code,
    ruleIndex: codes.indexOf(problem.code),
    level: problem.severity,
    message: {
      text: problem.hint === undefined ? problem.message : `${problem.message}\n${problem.hint}`,
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: {
            uri: problem.file.split('/').map(encodeURIComponent).join('/'),
            uriBaseId: '%SRCROOT%',
          },
          region: {
            startLine: problem.line,
            startColumn: problem.column,
            endLine: problem.endLine,
            endColumn: problem.endColumn,
          },
        },
      },
    ],
  }));
  const driver = {
    name: 'permadocs',
    version,
    informationUri: 'https://www.npmjs.com/package/permadocs',
    rules,
  };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
  return JSON.stringify(log, null, 2);
}
