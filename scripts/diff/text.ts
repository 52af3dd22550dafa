/** A comparison as text for a terminal: words wrapped whole, to a width. */
import type { Colors } from '../problems/report.ts';
import { visibleLine } from '../problems/visible.ts';
import { callText } from './calls.ts';
import { CALL_WORDS, claimWords } from './terms.ts';
import type { ClaimChange } from '../models/claim-change.ts';
import type { AccessDiff } from './result.ts';
import type { ExampleView, RowView, SideView } from './row-view.ts';
import { dateLines, factLines, plainLists, totalLine } from './totals.ts';
import { policyViews, type PolicyView } from './view.ts';

const MARKS = { unguarded: '!', gained: '+', lost: '-', guarded: '#' } as const;
const LABEL = 8;

export function diffText(diff: AccessDiff, width: number, colors: Colors): string[] {
  const paint = {
    unguarded: (text: string) => colors.bold(colors.red(text)),
    gained: colors.green,
    lost: colors.red,
    guarded: colors.cyan,
  } as const;
  const lines: string[] = [`access from ${diff.before} to ${diff.after}`, ''];
  const say = (indent: number, text: string, style = (line: string): string => line): void => {
    lines.push(...wrapped(visibleLine(text), width, indent).map(style));
  };
  const policy = (view: PolicyView): void => {
    const { id, verdict, groups, shared, unknown, edits } = view;
    say(0, `${id}: ${verdict}`, colors.bold);
    say(2, whereOf(view), colors.dim);
    for (const edit of edits) say(4, edit);
    if (shared.length > 0) say(2, `in every row, ${shared.join(' and ')}`);
    for (const { kind, title, rows, rest } of groups) {
      lines.push('');
      say(2, `${MARKS[kind]} ${title}`, paint[kind]);
      for (const row of rows) lines.push(...rowLines(row, width));
      for (const one of rest) say(4, one, colors.dim);
    }
    if (unknown.length > 0) {
      lines.push('');
      say(2, '? not decided', colors.yellow);
      for (const reason of unknown) say(4, reason);
    }
    lines.push('');
  };
  policyViews(diff).forEach(policy);
  if (diff.claims.length > 0) {
    say(0, 'claims and facts', colors.bold);
    for (const claim of diff.claims) lines.push(...claimLines(claim, width));
    lines.push('');
  }
  if (diff.calls.length > 0) {
    say(0, 'what the code calls', colors.bold);
    for (const call of diff.calls)
      say(2, `${CALL_WORDS[call.change]} (${call.role}): ${callText(call)}`);
    lines.push('');
  }
  const { undescribed, same, moreSame } = plainLists(diff);
  for (const id of undescribed)
    say(0, `${id}: described for the first time; ${diff.before} has no data to compare with`);
  const more = moreSame > 0 ? ` and ${moreSame} more` : '';
  if (same.length > 0) say(0, `same access: ${same.join(', ')}${more}`);
  say(0, totalLine(diff));
  for (const line of [...factLines(diff), ...dateLines(diff)]) say(0, line, colors.dim);
  return lines;
}

function whereOf({ kind, file, pages, morePages, formerly, id }: PolicyView): string {
  const was = formerly === undefined ? '' : `, formerly ${formerly}`;
  const more = morePages > 0 ? ` and ${morePages} more` : '';
  const shown = pages.length > 0 ? `, shown on ${pages.join(', ')}${more}` : '';
  // The place of a policy in a page, and a file, are its name already.
  const place = id.startsWith(file) ? kind : `${kind} in ${file}`;
  return `${place}${shown}${was}`;
}

function rowLines(row: RowView, width: number): string[] {
  const notes = row.notes.length > 0 ? ` (${row.notes.join('; ')})` : '';
  const field = (label: string, text: string): string[] => {
    const [first = '', ...rest] = wrapped(visibleLine(text), width, 6 + LABEL + 1);
    return [`      ${label.padEnd(LABEL)} ${first.trimStart()}`, ...rest];
  };
  return [
    ...wrapped(visibleLine(`${row.actions}${notes}`), width, 4),
    ...(row.callers === undefined ? [] : field('by', row.callers)),
    ...(row.on === undefined ? [] : field('on', row.on)),
    ...(row.when.length === 0 ? [] : field('when', row.when.join(' and '))),
    ...field('before', sideText(row.before)),
    ...field('now', sideText(row.after)),
    ...field('such as', exampleText(row.example)),
  ];
}

const sideText = ({ verb, by }: SideView): string =>
  by.length > 0 ? `${verb} by ${by.join(', ')}` : verb;

function exampleText({ principal, action, resource, context }: ExampleView): string {
  const who = principal === undefined ? '' : ` by ${principal}`;
  const having = context.length > 0 ? `, with ${context.join(', ')}` : '';
  return `${action} on ${resource}${who}${having}`;
}

function claimLines(claim: ClaimChange, width: number): string[] {
  const { policy, say, before, after } = claim;
  const promise = [...new Set([before, after])].filter((one) => one !== null).join(' → ');
  const head = wrapped(visibleLine(`${claimWords(claim)}: ${say}`), width, 2);
  // A fact is its own promise.
  if (promise === say) return head;
  return [...head, ...wrapped(visibleLine(`${policy}: ${promise}`), width, 6)];
}

/** Lines of whole words, indented; a word that is longer than a line has one of its own. */
function wrapped(text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => `${' '.repeat(indent)}${one}`);
}
