/** The data set and its changes as text for a terminal. */
import type { Colors } from '../problems/report.ts';
import { visibleLine } from '../problems/visible.ts';
import { wrapWords } from '../problems/wrapping.ts';
import type { DataReport, WorkspaceNames } from './json-output.ts';
import { ageLine, changesLine, countLine, type Item, itemsOf } from './words.ts';

export function dataText(report: DataReport, width: number, colors: Colors): string[] {
  const { dataSet, workspace, changes } = report;
  const say = (indent: number, text: string): string =>
    ' '.repeat(indent) +
    wrapWords(visibleLine(text), { width, first: indent, indent: ' '.repeat(indent) });
  const paint = { '-': colors.red, '~': colors.yellow, '+': colors.green };
  const item = ({ mark, head, details, places }: Item): string[] => [
    '',
    paint[mark](say(0, `${mark} ${head}`)),
    ...details.map((detail) => say(4, detail)),
    colors.dim(say(4, places)),
  ];
  const lines = [
    colors.bold(say(0, ageLine(dataSet, plain))),
    say(0, countLine(dataSet)),
    // Whole, however long: half a command would run when it is pasted.
    visibleLine(`update with: ${dataSet.update}`),
  ];
  if (changes)
    return [
      ...lines,
      '',
      say(0, changesLine(changes, plain)),
      ...changes.notCompared.map((what) => say(0, `not compared: ${what}`)),
      ...itemsOf(changes, plain).flatMap(item),
    ];
  return workspace ? [...lines, ...namesText(workspace, width, colors)] : lines;
}

const plain = (text: string): string => text;

const LABELS: Readonly<Record<keyof WorkspaceNames, string>> = {
  services: 'services',
  actions: 'actions',
  patterns: 'patterns',
  conditionKeys: 'condition keys',
  notListed: 'not listed',
};
const LABEL = 16;

function namesText(workspace: WorkspaceNames, width: number, colors: Colors): string[] {
  const indent = ' '.repeat(LABEL + 2);
  const rows = Object.entries(LABELS).flatMap(([key, label]) => {
    const names = workspace[key as keyof WorkspaceNames];
    if (names.length === 0) return [];
    const text = wrapWords(visibleLine(names.join(', ')), { width, first: indent.length, indent });
    return [`  ${colors.dim(label.padEnd(LABEL))}${text}`];
  });
  return [
    '',
    rows.length === 0 ? 'this workspace names nothing of it' : 'this workspace names',
    ...rows,
  ];
}
