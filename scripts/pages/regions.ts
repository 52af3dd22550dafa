/**
 * Page text → regions. The syntax tree decides what a marker is; every illegal arrangement is a
 * problem.
 */
import type { Code } from '../problems/codes.ts';
import { isBalanced } from '../markdown/html.ts';
import type { Marker } from './marker.ts';
import {
  checkColumns,
  checkSurroundings,
  findMarkers,
  frontMatterProblems,
  type PlacedMarker,
  type ReportAtRange,
  reportInCode,
  syntaxProblem,
  tooComplexWords,
} from './markers.ts';
import { prefixIn, prefixOf } from './prefix.ts';
import { indentedMarkers, type TabBody } from './tab-bodies.ts';
import {
  type Flavor,
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
  flavor: Flavor,
): { regions: Region[]; problems: Problem[] } {
  let tree: Root;
  try {
    tree = parsePage(source.text, flavor);
  } catch (error) {
    if (!(error instanceof PageSyntaxError)) throw error;
    return { regions: [], problems: [syntaxProblem(source, flavor, error)] };
  }
  const problems: Problem[] = [];
  const report = (code: Code, range: Range, words: ProblemWords): void => {
    problems.push(problemAt(code, source, range, words));
  };
  const { regions, markers } = regionsOfTree({ source, tree, above: 0, depth: 0 }, flavor, report);
  return { regions, problems: [...problems, ...frontMatterProblems(source, tree, markers)] };
}

/** A page, or the text of an admonition or tab in it. */
interface Part {
  readonly source: Source;
  readonly tree: Root;
  /** How many lines of the page come before it. */
  readonly above: number;
  /** In how many admonitions and tabs it is. */
  readonly depth: number;
}

/** Nobody nests tabs deeper; each level reads its text again. */
const DEEPEST = 6;

function regionsOfTree(
  { source, tree, above, depth }: Part,
  flavor: Flavor,
  report: ReportAtRange,
): { regions: Region[]; markers: readonly PlacedMarker[] } {
  const markers = findMarkers(source, tree, flavor, report);
  for (const marker of markers) checkSurroundings(source, marker, above, report);
  const pairs = pairMarkers(source, markers, flavor, above, report);
  for (const [begin, end] of pairs) checkColumns(source, begin, end, report);
  const regions = pairs.map(([begin, end]) => toRegion(source, begin, end, flavor));
  if (flavor === 'commonmark')
    for (const { marker, body } of indentedMarkers(source, tree)) {
      if (!body || depth === DEEPEST) reportInCode(marker, report);
      else regions.push(...regionsOfBody(source, body, above, depth, report));
    }
  return { regions: regions.toSorted((a, b) => a.begin.start - b.begin.start), markers };
}

function regionsOfBody(
  source: Source,
  body: TabBody,
  above: number,
  depth: number,
  report: ReportAtRange,
): Region[] {
  let tree: Root;
  try {
    tree = parsePage(body.source.text, 'commonmark');
  } catch (error) {
    if (!(error instanceof PageSyntaxError)) throw error;
    const at = body.toPage({ start: error.offset, end: error.offset + 1 });
    report('page/too-complex', at, tooComplexWords(error));
    return [];
  }
  const part = { source: body.source, tree, above: above + body.above, depth: depth + 1 };
  const { regions } = regionsOfTree(part, 'commonmark', (code, range, words) =>
    report(code, body.toPage(range), words),
  );
  return regions.map((region) => {
    const [begin, end] = [body.toPage(region.begin), body.toPage(region.end)];
    const place = { begin, end, body: between(source, begin, end) };
    return { ...region, ...place, prefix: prefixOf(source, begin) };
  });
}

/** Pairs each BEGIN with its END; regions that are nested, crossing or torn are reported, and not paired. */
function pairMarkers(
  source: Source,
  markers: readonly PlacedMarker[],
  flavor: Flavor,
  above: number,
  report: ReportAtRange,
): [PlacedMarker, PlacedMarker][] {
  const pairs: [PlacedMarker, PlacedMarker][] = [];
  const open: PlacedMarker[] = [];
  const lineOf = ({ range }: PlacedMarker): number => above + source.position(range.start).line;
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
      if (outer.parent === placed.parent && htmlIsBalanced(outer, placed, flavor))
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
function htmlIsBalanced(begin: PlacedMarker, end: PlacedMarker, flavor: Flavor): boolean {
  if (flavor === 'mdx') return true;
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

function toRegion(source: Source, begin: PlacedMarker, end: PlacedMarker, flavor: Flavor): Region {
  const prefix = prefixOf(source, begin.range);
  return {
    section: begin.marker.section,
    args: begin.marker.args,
    begin: begin.range,
    end: end.range,
    body: between(source, begin.range, end.range),
    prefix,
    within: containersOf(source, begin, prefix, flavor),
  };
}

/** From after the line of BEGIN to the start of the line of END. */
function between(source: Source, begin: Range, end: Range): Range {
  const beginLine = source.position(begin.start).line;
  const endLine = source.lineRange(source.position(end.start).line);
  const start = Math.min(source.lineRange(beginLine + 1).start, endLine.start);
  return { start, end: endLine.start };
}

/**
 * See {@link Region.within}. Their own prefixes must make up the region's, or something else does
 * too; only in CommonMark, where nothing else can, a region may be indented by more.
 */
function containersOf(
  source: Source,
  { ancestors }: PlacedMarker,
  prefix: string,
  flavor: Flavor,
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
  const expected = prefixIn(containers);
  const isMore = prefix.startsWith(expected) || /^[ \t]*$/.test(prefix + expected);
  return expected === prefix || (flavor === 'commonmark' && isMore) ? containers : undefined;
}

/** Containers that Prettier does not indent, or that leave indenting to their list items. */
const TRANSPARENT = new Set(['root', 'list', 'containerDirective', 'mdxJsxFlowElement']);
