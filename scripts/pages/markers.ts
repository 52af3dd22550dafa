/**
 * The markers of a page: which comments in its syntax tree are markers, and whether each is in a
 * legal place.
 */
import type { Code } from '../problems/codes.ts';
import { type HtmlPart, htmlParts } from '../markdown/html.ts';
import { looksLikeMarker, type Marker, parseMarker } from './marker.ts';
import {
  type Flavor,
  type Nodes,
  offsets,
  type PageSyntaxError,
  type Parent,
  type Root,
  walk,
} from '../markdown/page-tree.ts';
import { prefixOf } from './prefix.ts';
import { type Problem, problemAt, type ProblemWords } from '../problems/problem.ts';
import type { Range, Source } from '../problems/source.ts';

/** A marker in the tree. */
export interface PlacedMarker {
  readonly marker: Marker;
  readonly range: Range;
  readonly parent: Parent;
  /** Index among the parent's children. */
  readonly index: number;
  /** From the root down to the parent, inclusive. */
  readonly ancestors: readonly Parent[];
  /** Is it indented by more than what it is in? */
  readonly isIndented: boolean;
}

export type ReportAtRange = (code: Code, range: Range, words: ProblemWords) => void;

const INDENTED: ProblemWords = {
  message: 'the marker is indented, and in no list item',
  hint: 'start it at the beginning of the line: Prettier moves the text of the region there and leaves the marker, and a list would then swallow the end',
};
const APART: ProblemWords = {
  message: 'the end of the region is not indented as its beginning is',
  hint: 'start both markers in the same column; otherwise a list in the region swallows the end',
};
const IN_CODE: ProblemWords = {
  message: 'the marker is in indented code, so it is text and nothing is built',
  hint: 'indent it as the text of its list item, or at the start of the line; to show a marker, put it into a fence',
};
const IN_HTML: ProblemWords = {
  message: 'the marker is part of an HTML block, so nothing in it is Markdown',
  hint: 'put the marker on a line of its own, with a blank line before and after it',
};

/** Finds every marker, in document order; markers in illegal places are reported and left out. */
export function findMarkers(
  source: Source,
  tree: Root,
  flavor: Flavor,
  report: ReportAtRange,
): PlacedMarker[] {
  const markers: PlacedMarker[] = [];
  const parents = new Map<Nodes, Parent>();
  walk(tree, (node, parent) => {
    if (!parent) return;
    if ('children' in node) parents.set(node, parent);
    const range = offsets(node);
    if (flavor === 'mdx') {
      if (node.type !== 'mdxFlowExpression' && node.type !== 'mdxTextExpression') return;
      const comment = /^\s*\/\*(.*)\*\/\s*$/s.exec(node.value)?.[1];
      if (comment === undefined || !looksLikeMarker(comment)) return;
      accept(comment, node, parent, range, node.type === 'mdxFlowExpression');
      return;
    }
    if (node.type === 'html') {
      const value = node.value.trimStart();
      const indent = node.value.length - value.length;
      const isIndented = indent > 0 && !ancestorsOf(parent, parents).some(isListItem);
      const alone = /^<!--(.*)-->[ \t]*$/s.exec(value)?.[1];
      if (alone !== undefined && !alone.includes('-->') && !isIndented) {
        const at = { start: range.start + indent, end: range.end };
        if (looksLikeMarker(alone)) accept(alone, node, parent, at, parent.type !== 'paragraph');
        return;
      }
      for (const inner of commentsIn(node.value)) {
        if (!looksLikeMarker(inner.text)) continue;
        const start = range.start + inner.start;
        const words = isIndented && alone !== undefined ? INDENTED : IN_HTML;
        report('marker/not-alone', { start, end: start + inner.text.length + 7 }, words);
      }
    } else if (
      node.type === 'text' &&
      looksLikeMarker(/^\s*\{\/\*(.*)/s.exec(node.value)?.[1] ?? '')
    ) {
      report('marker/wrong-comment', range, {
        message: 'in CommonMark, {/* … */} is text that readers see',
        hint: 'write <!-- … -->, or list the page under `mdx` in permadocs.yaml if its site parses .md as MDX',
      });
    }
  });
  return markers;

  function accept(
    comment: string,
    node: Nodes,
    parent: Parent,
    range: Range,
    isFlow: boolean,
  ): void {
    const lines = {
      first: source.position(range.start).line,
      last: source.position(range.end).line,
    };
    if (lines.first !== lines.last) {
      report('marker/multi-line', range, {
        message: 'the marker spans several lines',
        hint: 'write it on one line; Prettier damages longer comments',
      });
      return;
    }
    const before = source.text.slice(source.lineRange(lines.first).start, range.start);
    const after = source.text.slice(range.end, source.lineRange(lines.last).end);
    if (
      !isFlow ||
      !/^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*$/.test(before) ||
      after.trim() !== ''
    ) {
      report('marker/not-alone', range, {
        message: 'the marker shares its line or its paragraph with other text',
        hint: 'put it on a line of its own, with a blank line before and after it',
      });
      return;
    }
    const result = parseMarker(comment);
    if (result.kind === 'malformed') report('marker/malformed', range, result);
    if (result.kind !== 'marker') return;
    markers.push({
      marker: result.marker,
      range,
      parent,
      index: parent.children.indexOf(node as never),
      ancestors: ancestorsOf(parent, parents),
      isIndented: range.start > offsets(node).start,
    });
  }
}

const isListItem = ({ type }: Parent): boolean => type === 'listItem';

/** Reports a marker in indented code, which is text although it looks like a marker. */
export function reportInCode(marker: Range, report: ReportAtRange): void {
  report('marker/in-code', marker, IN_CODE);
}

/** An end that is indented otherwise than its beginning could land in the last list of the region. */
export function checkColumns(
  source: Source,
  begin: PlacedMarker,
  end: PlacedMarker,
  report: ReportAtRange,
): void {
  if (!begin.isIndented && !end.isIndented) return;
  if (prefixOf(source, begin.range) !== prefixOf(source, end.range))
    report('marker/not-alone', end.range, APART);
}

function ancestorsOf(node: Parent, parents: ReadonlyMap<Nodes, Parent>): Parent[] {
  const ancestors = [node];
  for (let at = parents.get(node as Nodes); at; at = parents.get(at as Nodes))
    ancestors.unshift(at);
  return ancestors;
}

/** The comments in an HTML block. A comment inside a comment or in a script is just text. */
function commentsIn(html: string): HtmlPart[] {
  if (/^<(?:script|style|textarea)\b/i.test(html)) return [];
  return [...htmlParts(html)].filter(({ kind }) => kind === 'comment');
}

/**
 * Outside, a region needs a blank line on both sides, or the edge of what contains it. `above` is
 * the number of the page's lines before the source's first.
 */
export function checkSurroundings(
  source: Source,
  { marker, range }: PlacedMarker,
  above: number,
  report: ReportAtRange,
): void {
  const { line } = source.position(range.start);
  const outside = marker.edge === 'begin' ? line - 1 : line + 1;
  if (outside < 1 || outside > source.lineCount) return;
  const neighbor = source.line(outside);
  if (/^[\s>\uFEFF]*$/.test(neighbor)) return;
  const before = source.text.slice(source.lineRange(line).start, range.start);
  if (marker.edge === 'begin' && /[-*+]|\d[.)]/.test(before)) return;
  const isImport = /^\s*(?:import|export)\b/.test(neighbor) && marker.edge === 'begin';
  const side = marker.edge === 'begin' ? 'before' : 'after';
  report(isImport ? 'marker/after-import' : 'marker/missing-blank-line', range, {
    message: isImport
      ? 'the marker is glued to an import'
      : `there is no blank line ${side} the marker`,
    hint: `add a blank line ${side} line ${above + line}; otherwise the next Prettier run joins the two`,
  });
}

const MARKERS_BEFORE_FRONT_MATTER =
  /^(?:[ \t]*(?:(?:\{\/\*|<!--)[^\n]*)?\r?\n)+---[ \t]*\r?\n(?:[\w-]+:|#)/;

/** Reports a marker before the front matter, which keeps the front matter from being recognized. */
export function frontMatterProblems(
  source: Source,
  tree: Root,
  markers: readonly PlacedMarker[],
): Problem[] {
  const marker = markers.find((placed) => placed.parent === tree && placed.index === 0);
  if (!marker || !MARKERS_BEFORE_FRONT_MATTER.test(source.text)) return [];
  return [
    problemAt('marker/before-front-matter', source, marker.range, {
      message: 'the marker is before the front matter, which turns the front matter into text',
      hint: 'move the marker below the closing ---',
    }),
  ];
}

/**
 * The problem for a page that does not parse: at the marker that causes it if there is one, else
 * the parser's own.
 */
export function syntaxProblem(source: Source, flavor: Flavor, error: PageSyntaxError): Problem {
  const range = { start: error.offset, end: error.offset + 1 };
  if (error.isTooComplex) return tooComplex(source, error);
  const html = /<!--\s*(?:BEGIN|END) permadocs\b[^\n]*/.exec(source.text);
  if (
    flavor === 'mdx' &&
    html &&
    source.position(html.index).line === source.position(error.offset).line
  ) {
    return problemAt(
      'marker/wrong-comment',
      source,
      { start: html.index, end: html.index + html[0].length },
      {
        message: 'MDX does not support HTML comments',
        hint: 'write {/* … */}',
      },
    );
  }
  const { line } = source.position(error.offset);
  for (const near of [line, line - 1, line + 1]) {
    const isMarker = /^\s*\{\/\*\s*BEGIN permadocs\b/.test(source.line(near));
    if (isMarker && /^\s*(?:import|export)\b/.test(source.line(near - 1))) {
      return problemAt('marker/after-import', source, source.lineRange(near), {
        message: 'the marker is glued to an import, so MDX reads it as code',
        hint: `add a blank line before line ${near}`,
      });
    }
  }
  return problemAt('page/unparsable', source, range, {
    message: `the page is not valid MDX: ${error.message}`,
    hint: 'fix the page; its regions cannot be found until it parses',
  });
}

export function tooComplex(source: Source, error: PageSyntaxError): Problem {
  const range = { start: error.offset, end: error.offset + 1 };
  return problemAt('page/too-complex', source, range, tooComplexWords(error));
}

export const tooComplexWords = ({ message }: PageSyntaxError): ProblemWords => ({
  message: `the page cannot be read in bounded time: ${message}`,
  hint: 'simplify what is here, or exclude the page with `ignore` in permadocs.yaml',
});
