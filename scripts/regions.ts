/** Page text → regions. The syntax tree decides what is a marker; every illegal shape is a problem. */
import { looksLikeMarker, type Marker, parseMarker } from './marker.ts';
import {
  type Flavour,
  type Nodes,
  offsets,
  PageSyntaxError,
  type Parent,
  parsePage,
  type Root,
  walk,
} from './page-tree.ts';
import { type Problem, problemAt, type ProblemWords } from './problem.ts';
import type { Code } from './codes.ts';
import type { Range, Source } from './source.ts';

export interface Region {
  readonly section: string;
  readonly args: Readonly<Record<string, string>>;
  /** The comment node of each marker. */
  readonly begin: Range;
  readonly end: Range;
  /** From behind the line of BEGIN to the start of the line of END. */
  readonly body: Range;
  /** What stands before each line of the region: quote marks and indentation. */
  readonly prefix: string;
  /** Is it in a list item, a quote, an admonition or an element? */
  readonly nested: boolean;
}

/** A comment of ours in the tree. */
interface PlacedMarker {
  readonly marker: Marker;
  readonly range: Range;
  readonly parent: Parent;
  /** Index among the parent's children. */
  readonly index: number;
}

/** Is the word in the text at all? Without it a page has no regions and needs no parser. */
export function mentionsMarkers(text: string): boolean {
  return text.includes('permadocs');
}

/** Finds the regions of a page; with an error among the problems the regions are not to be used. */
export function findRegions(
  source: Source,
  flavour: Flavour,
): { regions: Region[]; problems: Problem[] } {
  if (!mentionsMarkers(source.text)) return { regions: [], problems: [] };
  let tree: Root;
  try {
    tree = parsePage(source.text, flavour);
  } catch (error) {
    if (!(error instanceof PageSyntaxError)) throw error;
    return { regions: [], problems: [syntaxProblem(source, flavour, error)] };
  }
  const problems: Problem[] = [];
  const report = (code: Code, range: Range, words: ProblemWords): void => {
    problems.push(problemAt(code, source, range, words));
  };
  const markers = findMarkers(source, tree, flavour, report);
  for (const marker of markers) checkSurroundings(source, marker, report);
  const pairs = pairMarkers(source, markers, flavour, report);
  problems.push(...frontMatterProblems(source, tree, markers));
  const regions = pairs.map(([begin, end]) => toRegion(source, begin, end));
  return { regions, problems };
}

type Report = (code: Code, range: Range, words: ProblemWords) => void;

function findMarkers(source: Source, tree: Root, flavour: Flavour, report: Report): PlacedMarker[] {
  const markers: PlacedMarker[] = [];
  walk(tree, (node, parent) => {
    if (!parent) return;
    const range = offsets(node);
    if (flavour === 'mdx') {
      if (node.type !== 'mdxFlowExpression' && node.type !== 'mdxTextExpression') return;
      const comment = /^\s*\/\*(.*)\*\/\s*$/s.exec(node.value)?.[1];
      if (comment === undefined || !looksLikeMarker(comment)) return;
      accept(comment, node, parent, range, node.type === 'mdxFlowExpression');
      return;
    }
    if (node.type === 'html') {
      const alone = /^<!--(.*)-->[ \t]*$/s.exec(node.value)?.[1];
      if (alone !== undefined && !alone.includes('-->')) {
        if (looksLikeMarker(alone)) accept(alone, node, parent, range, parent.type !== 'paragraph');
        return;
      }
      for (const inner of commentsIn(node.value)) {
        if (!looksLikeMarker(inner.text)) continue;
        const start = range.start + inner.start;
        report(
          'marker/not-alone',
          { start, end: start + inner.text.length + 7 },
          {
            message: 'the marker is part of an HTML block, so nothing in it is Markdown',
            hint: 'put the marker on a line of its own, with a blank line before and after it',
          },
        );
      }
    } else if (
      node.type === 'text' &&
      looksLikeMarker(/^\s*\{\/\*(.*)/s.exec(node.value)?.[1] ?? '')
    ) {
      report('marker/wrong-comment', range, {
        message: 'in CommonMark {/* … */} is text that readers see',
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
    });
  }
}

/** The comments of an HTML block; a comment inside a comment is text, as is anything in a script. */
function* commentsIn(html: string): Generator<{ text: string; start: number }> {
  if (/^<(?:script|style|textarea)\b/i.test(html)) return;
  for (let at = html.indexOf('<!--'); at !== -1;) {
    const end = html.indexOf('-->', at + 4);
    if (end === -1) return;
    yield { text: html.slice(at + 4, end), start: at };
    at = html.indexOf('<!--', end + 3);
  }
}

/** Outside, a region needs a blank line on both sides, or the edge of what contains it. */
function checkSurroundings(source: Source, { marker, range }: PlacedMarker, report: Report): void {
  const { line } = source.position(range.start);
  const outside = marker.edge === 'begin' ? line - 1 : line + 1;
  if (outside < 1 || outside > source.lineCount) return;
  const neighbour = source.line(outside);
  if (/^[\s>\uFEFF]*$/.test(neighbour)) return;
  const before = source.text.slice(source.lineRange(line).start, range.start);
  if (marker.edge === 'begin' && /[-*+]|\d[.)]/.test(before)) return;
  const isImport = /^\s*(?:import|export)\b/.test(neighbour) && marker.edge === 'begin';
  const side = marker.edge === 'begin' ? 'before' : 'after';
  report(isImport ? 'marker/after-import' : 'marker/missing-blank-line', range, {
    message: isImport
      ? 'the marker is glued to an import'
      : `there is no blank line ${side} the marker`,
    hint: `add a blank line ${side} line ${line}; otherwise the next Prettier run joins the two`,
  });
}

/** Pairs each BEGIN with its END; regions that are nested, crossing or torn are reported, and not paired. */
function pairMarkers(
  source: Source,
  markers: readonly PlacedMarker[],
  flavour: Flavour,
  report: Report,
): [PlacedMarker, PlacedMarker][] {
  const pairs: [PlacedMarker, PlacedMarker][] = [];
  const open: PlacedMarker[] = [];
  const lineOf = ({ range }: PlacedMarker): number => source.position(range.start).line;
  const unclosed = (begin: PlacedMarker): void =>
    report('marker/unclosed', begin.range, {
      message: `the region ${begin.marker.section} has no end`,
      hint: `add END permadocs ${begin.marker.section} after it, in the same comment form`,
    });
  for (const [at, placed] of markers.entries()) {
    const { marker, range } = placed;
    const outer = open.at(-1);
    if (marker.edge === 'begin') {
      if (outer && !endsAfter(markers, at, outer, marker)) unclosed(open.pop() as PlacedMarker);
      else if (outer) {
        report('marker/nested', range, {
          message: `the region ${marker.section} begins inside the region ${outer.marker.section} of line ${lineOf(outer)}`,
          hint: 'end the first region before the second begins',
        });
      }
      open.push(placed);
    } else if (!outer) {
      report('marker/unopened', range, {
        message: `END permadocs ${marker.section} closes nothing`,
        hint: `remove it, or add BEGIN permadocs ${marker.section} before it`,
      });
    } else if (outer.marker.section !== marker.section) {
      report('marker/crossing', range, {
        message: `END permadocs ${marker.section} stands where the region ${outer.marker.section} of line ${lineOf(outer)} is open`,
        hint: `end ${outer.marker.section} first`,
      });
      const opening = open.findLastIndex((begin) => begin.marker.section === marker.section);
      open.splice(opening === -1 ? open.length - 1 : opening, 1);
    } else {
      open.pop();
      if (outer.parent === placed.parent && htmlIsBalanced(outer, placed, flavour))
        pairs.push([outer, placed]);
      else {
        const end = outer.parent === placed.parent ? 'another HTML element' : nameOf(placed.parent);
        report('marker/different-parents', range, {
          message: `the region ${marker.section} begins in ${nameOf(outer.parent)} (line ${lineOf(outer)}) and ends in ${end}`,
          hint: 'put both markers into the same list item, quote, admonition or element',
        });
      }
    }
  }
  for (const begin of open) unclosed(begin);
  return pairs;
}

/** Does the open region end behind a BEGIN at `at`, counting that BEGIN's own END where the names agree? */
function endsAfter(
  markers: readonly PlacedMarker[],
  at: number,
  outer: PlacedMarker,
  inner: Marker,
): boolean {
  let depth = outer.marker.section === inner.section ? 2 : 1;
  for (const { marker } of markers.slice(at + 1)) {
    if (marker.section !== outer.marker.section) continue;
    depth += marker.edge === 'begin' ? 1 : -1;
    if (depth === 0) return true;
  }
  return false;
}

/** In CommonMark the elements of a page are no tree: what a region opens it must close, and no more. */
function htmlIsBalanced(begin: PlacedMarker, end: PlacedMarker, flavour: Flavour): boolean {
  if (flavour === 'mdx') return true;
  const open: string[] = [];
  for (const node of begin.parent.children.slice(begin.index + 1, end.index)) {
    if (node.type !== 'html') continue;
    const html = node.value.replace(/<!--.*?-->/gs, '');
    for (const [, slash, name = '', selfClosing] of html.matchAll(
      /<(\/?)([a-zA-Z][\w-]*)[^<>]*?(\/?)>/g,
    )) {
      const tag = name.toLowerCase();
      if (selfClosing || VOID_ELEMENTS.has(tag)) continue;
      if (!slash) open.push(tag);
      else if (!open.includes(tag)) return false;
      else open.splice(open.lastIndexOf(tag));
    }
  }
  return !open.some((tag) => CONTAINERS.has(tag));
}

const VOID_ELEMENTS = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);
/** Elements whose end tag is never optional. */
const CONTAINERS = new Set([
  'article',
  'aside',
  'blockquote',
  'details',
  'div',
  'figure',
  'ol',
  'section',
  'summary',
  'table',
  'ul',
]);

function nameOf(parent: Parent): string {
  const names: Readonly<Record<string, string>> = {
    root: 'the page itself',
    listItem: 'a list item',
    blockquote: 'a quote',
    containerDirective: 'an admonition',
    footnoteDefinition: 'a footnote',
  };
  const name = 'name' in parent ? parent.name : undefined;
  return names[parent.type] ?? (typeof name === 'string' ? `<${name}>` : 'another element');
}

function toRegion(source: Source, begin: PlacedMarker, end: PlacedMarker): Region {
  const beginLine = source.position(begin.range.start).line;
  const endLine = source.lineRange(source.position(end.range.start).line);
  const before = source.text.slice(source.lineRange(beginLine).start, begin.range.start);
  return {
    section: begin.marker.section,
    args: begin.marker.args,
    begin: begin.range,
    end: end.range,
    body: {
      start: Math.min(source.lineRange(beginLine + 1).start, endLine.start),
      end: endLine.start,
    },
    prefix: before.replace(/[^\s>]/g, ' '),
    nested: begin.parent.type !== 'root',
  };
}

const MARKERS_BEFORE_FRONT_MATTER =
  /^(?:[ \t]*(?:(?:\{\/\*|<!--)[^\n]*)?\r?\n)+---[ \t]*\r?\n(?:[\w-]+:|#)/;

/** A marker at the very top turns front matter into text. */
function frontMatterProblems(
  source: Source,
  tree: Root,
  markers: readonly PlacedMarker[],
): Problem[] {
  const marker = markers.find((placed) => placed.parent === tree && placed.index === 0);
  if (!marker || !MARKERS_BEFORE_FRONT_MATTER.test(source.text)) return [];
  return [
    problemAt('marker/before-front-matter', source, marker.range, {
      message: 'the marker stands before the front matter, which makes text of it',
      hint: 'move the marker below the closing ---',
    }),
  ];
}

/** What a parser says about a page it refuses, or the marker that is to blame. */
function syntaxProblem(source: Source, flavour: Flavour, error: PageSyntaxError): Problem {
  const range = { start: error.offset, end: error.offset + 1 };
  const html = /<!--\s*(?:BEGIN|END) permadocs\b[^\n]*/.exec(source.text);
  if (
    flavour === 'mdx' &&
    html &&
    source.position(html.index).line === source.position(error.offset).line
  ) {
    return problemAt(
      'marker/wrong-comment',
      source,
      { start: html.index, end: html.index + html[0].length },
      {
        message: 'MDX has no HTML comments',
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
    hint: 'correct the page; its regions cannot be found before',
  });
}
