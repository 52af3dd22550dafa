/** A comparison → a few lines for a reader who has one copy before them and is told of another. */
import type { Access, AccessRow, ChangeKind } from './access.ts';
import { CHANGES } from './access.ts';

/** What the other copy does that this one does not. */
const VERBS: Readonly<Record<ChangeKind, string>> = {
  unguarded: 'does not refuse',
  gained: 'also allows',
  lost: 'does not allow',
  guarded: 'also refuses',
};
/** What was allowed is refused, and the other way round: told once. */
const TURNED = { guarded: 'refuses', unguarded: 'allows' } as const;

/** More than this are counted. */
const MOST_LINES = 2;

/**
 * `also allows s3:PutObject on arn:aws:s3:::b/*`, at most two of these, and a request that the copies
 * decide differently. What is asked for a resource that no such action takes is left out, and so is
 * what only actions that AWS does not list would do. Empty if no difference was found, which does not
 * prove that there is none.
 */
export function differenceLines({ changes }: Access): string[] {
  const rows = CHANGES.flatMap((kind) => {
    const { verdict, rows: found } = changes[kind];
    if (verdict !== 'yes') return [];
    return found.filter(({ isUnfitting, fittingActions }) => !isUnfitting && fittingActions !== '');
  });
  const texts = new Map<string, AccessRow[]>();
  for (const row of rows) texts.set(rowText(row), [...(texts.get(rowText(row)) ?? []), row]);
  const lines = [...texts].map(([text, [row, other]]) => ({
    row,
    text: told(verbOf(row, other), text),
  }));
  // One of each kind comes before a second one of any.
  const isFirst = ({ row }: (typeof lines)[number], at: number): boolean =>
    lines.findIndex((line) => line.row?.change === row?.change) === at;
  const shown = [...lines.filter(isFirst), ...lines.filter((line, at) => !isFirst(line, at))].slice(
    0,
    MOST_LINES,
  );
  const example = shown[0]?.row;
  if (!example) return [];
  const more = lines.length - shown.length;
  return [
    ...shown.map(({ text }) => text),
    `such as ${requestText(example)}${more > 0 ? `; and ${more} more` : ''}`,
  ];
}

/** `does not allow any s3 action`: with every, it would allow some of them. */
function told(verb: string, text: string): string {
  const words = verb.startsWith('does not')
    ? text
        .replace(/\bevery action except\b/, 'actions other than')
        .replace(/\bevery ([a-z0-9-]+) action except\b/g, '$1 actions other than')
        .replace(/\bevery((?: [a-z0-9-]+)? action)\b/g, 'any$1')
    : text;
  return `${verb} ${words}`;
}

function verbOf(row: AccessRow | undefined, other: AccessRow | undefined): string {
  const kinds = [row?.change, other?.change];
  if (kinds.includes('guarded') && kinds.includes('lost')) return TURNED.guarded;
  if (kinds.includes('unguarded') && kinds.includes('gained')) return TURNED.unguarded;
  return row ? VERBS[row.change] : '';
}

function rowText({ fittingActions, shownResources, callers, when }: AccessRow): string {
  const who = callers === undefined ? '' : ` by ${callers}`;
  const where = shownResources === 'any resource' ? '' : ` on ${shownResources}`;
  const having = when.length === 0 ? '' : `, when ${when.join(' and ')}`;
  return `${fittingActions}${where}${who}${having}`;
}

function requestText({ callers, request }: AccessRow): string {
  const who = callers === undefined ? '' : ` by ${request.principal}`;
  const keys = Object.entries(request.context).flatMap(([key, value]) =>
    value === null ? [] : [`${key} ${JSON.stringify(value)}`],
  );
  const having = keys.length === 0 ? '' : `, with ${keys.join(', ')}`;
  return `${request.action} on ${request.resource}${who}${having}`;
}
