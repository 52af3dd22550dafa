/**
 * Admonitions (`!!! note`, `???`) and tabs (`=== "Name"`) of MkDocs. Their text is indented by four,
 * which CommonMark reads as code; taken out of its indentation, it is a page of its own.
 */
import { type Nodes, offsets, type Parent, type Root, walk } from '../markdown/page-tree.ts';
import { looksLikeMarker } from './marker.ts';
import type { Range } from '../problems/source.ts';
import { Source } from '../problems/source.ts';

/** The text of an admonition or tab. */
export interface TabBody {
  /** Without its indentation; its first line stands for the opening one, and is empty. */
  readonly source: Source;
  /** How many lines of the page come before that line. */
  readonly above: number;
  /** From a place in `source` to the place in the page. */
  readonly toPage: (range: Range) => Range;
}

/** Indented code with a marker: the body of what opens above it, or nothing but code. */
interface IndentedCode {
  /** The comment of its first marker. */
  readonly marker: Range;
  readonly body: TabBody | undefined;
}

/** As Python-Markdown and Material for MkDocs read them. */
const OPENING = /^(?:(?:!!!|\?\?\?\+?) ?\w[^"]*(?:"[^"]*")?|===[!+]{0,2} +"[^"]*")$/;
const MARKER_LINE = /^[ \t>]*<!--(.*)-->[ \t]*$/;

/** The indented code of a CommonMark page that has a marker on a line of its own. */
export function indentedMarkers(source: Source, tree: Root): IndentedCode[] {
  const found: IndentedCode[] = [];
  walk(tree, (node, parent) => {
    if (node.type !== 'code' || !parent || !node.value.includes('permadocs')) return;
    const range = offsets(node);
    if (/^[`~]/.test(source.text.slice(range.start).trimStart())) return;
    const marker = firstMarker(source, range);
    if (marker) found.push({ marker, body: bodyOf(source, node, parent) });
  });
  return found;
}

function firstMarker(source: Source, { start, end }: Range): Range | undefined {
  const last = source.position(end).line;
  for (let line = source.position(start).line; line <= last; line += 1) {
    const text = source.line(line);
    const comment = MARKER_LINE.exec(text)?.[1];
    if (comment === undefined || !looksLikeMarker(comment)) continue;
    const at = source.lineRange(line).start + text.indexOf('<!--');
    return { start: at, end: source.lineRange(line).start + text.trimEnd().length };
  }
  return undefined;
}

function bodyOf(source: Source, code: Nodes, parent: Parent): TabBody | undefined {
  const opening = parent.children[parent.children.indexOf(code as never) - 1];
  if (opening?.type !== 'paragraph') return undefined;
  const { start } = offsets(opening);
  const above = source.position(start).line - 1;
  if (
    !OPENING.test(
      source
        .line(above + 1)
        .slice(columnOf(source, start))
        .trimEnd(),
    )
  )
    return undefined;
  const before = source.text.slice(source.lineRange(above + 1).start, start);
  const prefix = before.replace(/[^\s>]/g, ' ');
  const lines = [''];
  const cuts = [0];
  const last = source.position(offsets(code).end).line;
  for (let line = above + 2; line <= last; line += 1) {
    const text = source.line(line);
    const cut = indentOf(text, prefix);
    if (cut === undefined) return undefined;
    cuts.push(cut);
    lines.push(text.slice(cut));
  }
  const body = new Source(source.file, lines.join('\n'));
  const toPage = (offset: number): number => {
    const { line, column } = body.position(offset);
    return source.lineRange(above + line).start + (cuts[line - 1] ?? 0) + column - 1;
  };
  return {
    source: body,
    above,
    toPage: (range) => ({ start: toPage(range.start), end: toPage(range.end) }),
  };
}

const columnOf = (source: Source, offset: number): number => source.position(offset).column - 1;

/** How much of a line is indentation of its body; all of a blank one. */
function indentOf(line: string, prefix: string): number | undefined {
  if (/^[\s>]*$/.test(line)) return line.length;
  const indent = [`${prefix}    `, `${prefix}\t`].find((one) => line.startsWith(one));
  return indent?.length;
}
