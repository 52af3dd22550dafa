/**
 * Page text → regions. The syntax tree decides what a marker is; every illegal arrangement is a
 * problem.
 */
import type { Code } from '../problems/codes.ts';
import { isBalanced } from '../markdown/html.ts';
import type { Marker } from './marker.ts';
import {
  checkSurroundings,
  findMarkers,
  frontMatterProblems,
  type PlacedMarker,
  type ReportAtRange,
  syntaxProblem,
} from './markers.ts';
import {
  type Flavour,
  offsets,
  PageSyntaxError,
  type Parent,
  parsePage,
  type Root,
} from '../markdown/page-tree.ts';
import { type Problem, problemAt, type ProblemWords } from '../problems/problem.ts';
import type { Range, Source } from '../problems/source.ts';

export interface Region {
  readonly section: string;
  readonly args: Readonly<Record<string, string>>;
  /** The comment node of each marker. */
  readonly begin: Range;
  readonly end: Range;
  /** From after the line of BEGIN to the start of the line of END. */
  readonly body: Range;
  /** What precedes each line of the region: quote marks and indentation. */
  readonly prefix: string;
  /**
   * The list items (`- `, `1. `) and quotes (`> `) that contain the region, outermost first: in
   * Prettier only these narrow the text. Undefined if anything else indents the region.
   */
  readonly within: readonly string[] | undefined;
}

/** Finds the regions of a page. If any problem is an error, the regions must not be used. */
export function parseRegions(
  source: Source,
  flavour: Flavour,
): { regions: Region[]; problems: Problem[] } {
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
  const regions = pairs.map(([begin, end]) => toRegion(source, begin, end));
  return { regions, problems: [...problems, ...frontMatterProblems(source, tree, markers)] };
}

/** Pairs each BEGIN with its END. Nested, crossing and torn regions are reported and left out. */
function pairMarkers(
  source: Source,
  markers: readonly PlacedMarker[],
  flavour: Flavour,
  report: ReportAtRange,
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
        message: `END permadocs ${marker.section} appears while the region ${outer.marker.section} of line ${lineOf(outer)} is open`,
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
          hint: 'put both markers in the same list item, quote, admonition or element',
        });
      }
    }
  }
  for (const begin of open) unclosed(begin);
  return pairs;
}

/**
 * Whether the open region ends after a BEGIN at `at`, given that this BEGIN needs an END too if the
 * names match.
 */
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

/**
 * Whether the region closes everything it opens and nothing else. HTML elements are not nodes in
 * the tree of CommonMark.
 */
function htmlIsBalanced(begin: PlacedMarker, end: PlacedMarker, flavour: Flavour): boolean {
  if (flavour === 'mdx') return true;
  const between = begin.parent.children.slice(begin.index + 1, end.index);
  return isBalanced(between.flatMap((node) => (node.type === 'html' ? [node.value] : [])));
}

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
  const prefix = before.replace(/[^\s>]/g, ' ');
  return {
    section: begin.marker.section,
    args: begin.marker.args,
    begin: begin.range,
    end: end.range,
    body: {
      start: Math.min(source.lineRange(beginLine + 1).start, endLine.start),
      end: endLine.start,
    },
    prefix,
    within: containersOf(source, begin, prefix),
  };
}

/**
 * See {@link Region.within}. If the containers' prefixes do not add up to the region's, something
 * else indents it too.
 */
function containersOf(
  source: Source,
  { ancestors }: PlacedMarker,
  prefix: string,
): string[] | undefined {
  const containers: string[] = [];
  for (const node of ancestors) {
    if (node.type === 'blockquote') containers.push('> ');
    else if (node.type === 'listItem') {
      const item = /^(?:[-*+]|\d{1,9}[.)])[ \t]+/.exec(source.text.slice(offsets(node).start));
      if (!item) return undefined;
      containers.push(item[0]);
    } else if (!TRANSPARENT.has(node.type)) return undefined;
  }
  const expected = containers.map((one) => (one === '> ' ? one : ' '.repeat(one.length))).join('');
  return expected === prefix ? containers : undefined;
}

/** Containers that Prettier does not indent, or that leave indenting to their list items. */
const TRANSPARENT = new Set(['root', 'list', 'containerDirective', 'mdxJsxFlowElement']);
