/** Terminal text → an SVG card. Pure: the same text gives the same bytes on every machine. */
import { createAnsiSequenceParser, type ParseToken } from 'ansi-sequence-parser';

/** GitHub's dark palette. The border makes the card stand out on GitHub's dark theme too. */
const PALETTE: Readonly<Record<string, string>> = {
  red: '#ff7b72',
  green: '#7ee787',
  yellow: '#e3b341',
  blue: '#79c0ff',
  magenta: '#d2a8ff',
  cyan: '#76e3ea',
};
const DIM = '#9198a1';
const TEXT = '#e6edf3';
const COLUMN = 8.4;
const LINE = 20;
const PADDING = 16;

type Piece = Pick<ParseToken, 'value' | 'foreground' | 'decorations'>;

/** Renders terminal text. Lines longer than `columns` wrap, as in a terminal of that width. */
export function ansiSvg(
  text: string,
  { title, columns = 100 }: { readonly title: string; readonly columns?: number },
): string {
  const parser = createAnsiSequenceParser();
  const rows = text
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrap(parser.parse(line), columns));
  const width = columns * COLUMN + 2 * PADDING;
  const height = rows.length * LINE + 2 * PADDING;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    `  <title id="title">${escape(title)}</title>`,
    `  <rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="#0d1117" stroke="#3d444d" />`,
    `  <g fill="${TEXT}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    ...rows.flatMap((row, index) => rowSvg(row, PADDING + LINE * index + 14)),
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
}

/** One row of text. Its length is fixed, so that it fits the card in any font. */
function rowSvg(row: readonly Piece[], y: number): string[] {
  const length = row.reduce((sum, { value }) => sum + value.length, 0);
  if (length === 0) return [];
  const spans = row.map(({ value, ...style }) => {
    const attributes = attributesOf(style);
    return attributes === '' ? escape(value) : `<tspan${attributes}>${escape(value)}</tspan>`;
  });
  const width = Number((length * COLUMN).toFixed(1));
  return [
    `    <text xml:space="preserve" x="${PADDING}" y="${y}" textLength="${width}">${spans.join('')}</text>`,
  ];
}

function attributesOf({ foreground, decorations }: Omit<Piece, 'value'>): string {
  const color = foreground?.type === 'named' ? PALETTE[foreground.name] : undefined;
  const fill = color ?? (decorations.has('dim') ? DIM : undefined);
  return [
    fill && ` fill="${fill}"`,
    decorations.has('bold') && ' font-weight="bold"',
    decorations.has('underline') && ' text-decoration="underline"',
  ]
    .filter(Boolean)
    .join('');
}

function wrap(pieces: readonly Piece[], columns: number): Piece[][] {
  const rows: Piece[][] = [[]];
  let used = 0;
  for (const { value, ...style } of pieces) {
    for (let rest = value; rest !== '';) {
      if (used === columns) {
        rows.push([]);
        used = 0;
      }
      const part = rest.slice(0, columns - used);
      rows.at(-1)?.push({ value: part, ...style });
      used += part.length;
      rest = rest.slice(part.length);
    }
  }
  return rows;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
