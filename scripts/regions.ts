/** Page text → regions. The syntax tree decides what is a marker; every illegal shape is a problem. */
import type { Code } from './codes.ts';
import { htmlParts } from './html.ts';
import type { Marker } from './marker.ts';
import {
  checkSurroundings,
  findMarkers,
  frontMatterProblems,
  type PlacedMarker,
  type Report,
  syntaxProblem,
} from './markers.ts';
import { type Flavour, PageSyntaxError, type Parent, parsePage, type Root } from './page-tree.ts';
import { type Problem, problemAt, type ProblemWords } from './problem.ts';
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
    for (const { kind, text } of htmlParts(node.value)) {
      const match = kind === 'tag' ? /^<(\/?)([a-zA-Z][\w-]*)[^<>]*?(\/?)>$/.exec(text) : null;
      if (!match) continue;
      const [, slash, name = '', selfClosing] = match;
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
