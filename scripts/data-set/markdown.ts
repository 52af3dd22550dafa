/** The data set and its changes as Markdown: the text of a pull request, or a comment on one. */
import { commentCode as code } from '../markdown/comment.ts';
import type { DataReport, WorkspaceNames } from './json-output.ts';
import { ageLine, changesLine, countLine, type Item, itemsOf } from './words.ts';

/** The first line of a comment, by which the next run finds it again. */
const MARKER = '<!-- permadocs data -->';

/** GitHub takes 65,536 characters; what is left out is counted. */
const LONGEST = 60_000;

export function dataMarkdown({ dataSet, workspace, changes }: DataReport): string {
  const head = [
    MARKER,
    '## IAM data',
    `${ageLine(dataSet, code)}: ${countLine(dataSet)}.`,
    ...(changes ? [sentence(changesLine(changes, code))] : []),
    ...(changes?.notCompared ?? []).map((what) => `Not compared: ${what}.`),
  ];
  const items = changes ? itemsOf(changes, code).map(itemText) : namesList(workspace);
  return [...head, ...(items.length > 0 ? [cutList(items)] : [])].join('\n\n');
}

const MARKS = { '-': '➖', '~': '✏️', '+': '➕' } as const;

function itemText({ mark, head, details, places }: Item): string {
  const parts = [...details, places].map((part) => `  - ${part}`);
  return [`- ${MARKS[mark]} ${head}`, ...parts].join('\n');
}

const LABELS: Readonly<Record<keyof WorkspaceNames, string>> = {
  services: 'Services',
  actions: 'Actions',
  patterns: 'Patterns',
  conditionKeys: 'Condition keys',
  notListed: 'Not listed',
};

function namesList(workspace: WorkspaceNames | null): string[] {
  return Object.entries(LABELS).flatMap(([key, label]) => {
    const names = workspace?.[key as keyof WorkspaceNames] ?? [];
    return names.length === 0 ? [] : [`- ${label}: ${names.map((name) => code(name)).join(', ')}`];
  });
}

function cutList(items: readonly string[]): string {
  let length = 0;
  const most = items.findIndex((item) => (length += item.length + 1) > LONGEST);
  if (most === -1) return items.join('\n');
  return [...items.slice(0, most), `- … and ${items.length - most} more`].join('\n');
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
