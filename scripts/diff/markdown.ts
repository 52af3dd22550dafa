/**
 * A comparison as Markdown for GitHub and GitLab: a comment on a pull request, a job summary. What
 * comes from data is in code spans, where a host makes no mention, link or HTML of it: a fork wrote it.
 */
import { commentCode as code } from '../markdown/comment.ts';
import { plural } from '../problems/report.ts';
import { callText } from './calls.ts';
import { CALL_WORDS, claimWords } from './terms.ts';
import type { ClaimChange } from '../models/claim-change.ts';
import type { AccessDiff } from './result.ts';
import type { ExampleView, RowView, SideView } from './row-view.ts';
import { dateLines, factLines, plainLists, policyCount, totalLine } from './totals.ts';
import { type GroupView, policyViews, type PolicyView } from './view.ts';

/** The first line of a comment, by which the next run finds it again. */
const MARKER = '<!-- permadocs diff -->';

/** GitHub takes 65,536 characters; what is left out is counted. */
const LONGEST = 60_000;
/** Longer tables are folded. */
const MOST_OPEN_ROWS = 5;

const MARKS = { unguarded: '⚠️', gained: '➕', lost: '➖', guarded: '🛡️' } as const;

export function diffMarkdown(diff: AccessDiff): string {
  const head = [
    MARKER,
    '## Access',
    `From ${code(diff.before)} to ${code(diff.after)}: ${totalLine(diff)}${dateLines(diff)
      .map((line) => ` (${line})`)
      .join('')}.`,
  ];
  const tail = [...claimList(diff.claims), ...callList(diff.calls), ...plainParts(diff)];
  const parts: string[] = [];
  let length = [...head, ...tail].join('\n\n').length;
  const views = policyViews(diff);
  for (const [at, view] of views.entries()) {
    const part = policyPart(view);
    length += part.length + 2;
    if (length > LONGEST) {
      parts.push(`… and ${policyCount(views.length - at)} more.`);
      break;
    }
    parts.push(part);
  }
  return `${[...head, ...parts, ...tail].join('\n\n').slice(0, LONGEST + 4000)}\n`;
}

const codes = (texts: readonly string[], between = ', '): string =>
  texts.map((text) => code(text)).join(between);

/** The same in a table, where a pipe would end the cell. */
const cell = (text: string): string => code(text, 'cell');
const cells = (texts: readonly string[], between = ', '): string => texts.map(cell).join(between);

function policyPart(view: PolicyView): string {
  const { id, verdict, shared, groups, unknown, edits } = view;
  const rows = groups.reduce((sum, group) => sum + group.rows.length, 0);
  const table = groups.length > 0 ? tableOf(groups) : '';
  const folded =
    rows > MOST_OPEN_ROWS
      ? `<details>\n<summary>${plural(rows, 'row')}</summary>\n\n${table}\n\n</details>`
      : table;
  return [
    `### ${code(id)}: ${verdict}`,
    whereOf(view),
    edits.map((one) => `- ${code(one)}`).join('\n'),
    shared.length > 0 ? `In every row, ${codes(shared, ' and ')}.` : '',
    folded,
    unknown.length > 0
      ? `Not decided:\n\n${unknown.map((one) => `- ${code(one)}`).join('\n')}`
      : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function whereOf({ kind, file, pages, morePages, formerly, id }: PolicyView): string {
  const place = id.startsWith(file) ? kind : `${kind} in ${code(file)}`;
  const more = morePages > 0 ? ` and ${morePages} more` : '';
  const shown = pages.length > 0 ? `, shown on ${codes(pages)}${more}` : '';
  const was = formerly === undefined ? '' : `, formerly ${code(formerly)}`;
  return `${place[0]?.toUpperCase()}${place.slice(1)}${shown}${was}.`;
}

function tableOf(groups: readonly GroupView[]): string {
  const hasCallers = groups.some(({ rows }) => rows.some(({ callers }) => callers !== undefined));
  const hasOn = groups.some(({ rows }) => rows.some(({ on }) => on !== undefined));
  const columns = [
    '',
    'Actions',
    ...(hasCallers ? ['By'] : []),
    ...(hasOn ? ['On'] : []),
    'When',
    'Before → now',
    'Such as',
  ];
  const lines = groups.flatMap(({ kind, title, rows, rest }) => [
    ...rows.map((row) => [
      `${MARKS[kind]} ${title}`,
      actionsCell(row),
      ...(hasCallers ? [row.callers === undefined ? '' : cell(row.callers)] : []),
      ...(hasOn ? [row.on === undefined ? '' : cell(row.on)] : []),
      row.when.length > 0 ? cells(row.when, ' and ') : 'always',
      `${sideCell(row.before)} → ${sideCell(row.after)}`,
      exampleCell(row.example),
    ]),
    ...rest.map((one) => [MARKS[kind], one, ...columns.slice(2).map(() => '')]),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...lines.map(line)].join('\n');
}

function actionsCell({ actions, notes }: RowView): string {
  return [cell(actions), ...notes].join('<br>');
}

const sideCell = ({ verb, by }: SideView): string =>
  by.length > 0 ? `${verb} by ${cells(by)}` : verb;

function exampleCell({ principal, action, resource, context }: ExampleView): string {
  const who = principal === undefined ? '' : ` by ${cell(principal)}`;
  const having = context.length > 0 ? `, with ${cells(context)}` : '';
  return `${cell(action)} on ${cell(resource)}${who}${having}`;
}

function claimList(claims: readonly ClaimChange[]): string[] {
  if (claims.length === 0) return [];
  const items = claims.map((claim) => {
    const { policy, say, before, after } = claim;
    const promise = [...new Set([before, after])]
      .filter((one) => one !== null)
      .map((one) => code(one));
    const [first] = promise;
    const words = promise.length === 1 && first === code(say) ? '' : ` (${promise.join(' → ')})`;
    return `- **${claimWords(claim)}** in ${code(policy)}: ${code(say)}${words}`;
  });
  const list = items.slice(0, 20).join('\n');
  const more = items.length > 20 ? `\n- … and ${items.length - 20} more` : '';
  return [`### Claims and facts\n\n${list}${more}`];
}

/** Longer lists are counted. */
const MOST_CALLS = 50;

function callList(calls: AccessDiff['calls']): string[] {
  if (calls.length === 0) return [];
  const lines = calls
    .slice(0, MOST_CALLS)
    .map((call) => `- ${CALL_WORDS[call.change]} (${code(call.role)}): ${code(callText(call))}`);
  const rest = calls.length - lines.length;
  return [
    '### What the code calls',
    [...lines, ...(rest > 0 ? [`- … and ${rest} more`] : [])].join('\n'),
  ];
}

function plainParts(diff: AccessDiff): string[] {
  const { undescribed, same, moreSame } = plainLists(diff);
  const facts = factLines(diff);
  const more = moreSame > 0 ? ` and ${moreSame} more` : '';
  return [
    ...undescribed.map(
      (id) =>
        `${code(id)}: described for the first time; ${code(diff.before)} has no data to compare with.`,
    ),
    ...(same.length > 0 ? [`Same access: ${codes(same)}${more}.`] : []),
    ...(facts.length > 0 ? [`Proven ${codes(facts)}.`] : []),
  ];
}
