/** The bytes of a page → what a build needs of it: its regions and the problems of their markers. */
import { hash } from '../files/hash.ts';
import type { LocatedRegions } from '../pages/unclear-regions.ts';
import { isTitleAlone, type Page, type PageKind, refusePage, toPage } from '../pages/page.ts';
import { type PageFacts, RegionFacts, type RegionShape } from './page-facts.ts';
import { problemAt } from '../problems/problem.ts';
import { memo } from '../memo.ts';
import type { Region } from '../pages/regions.ts';
import { copyOf } from '../problems/source.ts';
import { findRegions } from '../pages/find-regions.ts';

const WORD = Buffer.from('permadocs');

/**
 * Undefined for a page without regions and problems. For most pages, one search in their bytes
 * decides that. `known` is the hash of the bytes, if it was worked out before.
 */
export async function surveyPage(
  kind: PageKind,
  bytes: Buffer,
  known?: string,
): Promise<PageFacts | undefined> {
  if (!bytes.includes(WORD)) return undefined;
  const { file } = kind;
  const hashOfPage = (): string => known ?? hash(bytes);
  const refused = refusePage(file, bytes);
  if (refused)
    return { file, hash: hashOfPage(), encoding: 'latin1', regions: [], problems: [refused] };
  const page = toPage(file, bytes, kind.flavor, kind.frozen);
  const found = await findRegions(page);
  const { regions, problems } = kind.frozen ? found : await withFrontMatter(page, found);
  if (regions.length === 0 && problems.length === 0) return undefined;
  const facts = regions.map((region) => factsOf(page, region));
  return { file, hash: hashOfPage(), encoding: page.encoding, regions: facts, problems };
}

/**
 * Fills in values from the page's front matter, and checks whether a marker becomes its
 * description.
 */
async function withFrontMatter(page: Page, found: LocatedRegions): Promise<LocatedRegions> {
  const [first] = found.regions;
  if (!first) return found;
  const refers = found.regions.some(({ args }) => Object.values(args).some(isVariable));
  const { text } = page.source;
  const above = text.slice(0, first.begin.start);
  const isAtTop = page.flavor === 'mdx' && above.length < TOP && mayLackDescription(above);
  if (!refers && !isAtTop) return found;
  const { becomesDescription, pageValues } = await import('../pages/page-values.ts');
  const values = refers ? pageValues(page) : new Map<string, string>();
  const problems = [...found.problems, ...(isAtTop ? becomesDescription(page, first) : [])];
  const regions = found.regions.map((region) => ({
    ...region,
    args: Object.fromEntries(
      Object.entries(region.args).map(([name, value]) => {
        if (!isVariable(value)) return [name, value];
        const variable = value.slice(1);
        const set = values.get(variable);
        if (set === undefined)
          problems.push(
            problemAt('marker/bad-parameter', page.source, region.begin, {
              message: `the front matter does not set \`permadocs.${variable}\``,
              hint: `add it:\npermadocs:\n  ${variable}: …`,
            }),
          );
        return [name, set ?? ''];
      }),
    ),
  }));
  return { regions, problems };
}

/** In UTF-16 units: if more than this precedes the first region, the description is not checked. */
const TOP = 20_000;

function mayLackDescription(above: string): boolean {
  const closing = /^---[ \t]*\r?\n/.test(above) ? above.indexOf('\n---', 3) : -1;
  const behind = closing === -1 ? 0 : above.indexOf('\n', closing + 1);
  return isTitleAlone(above.slice(behind)) && !/^description:[ \t]*[^\s#]/m.test(above);
}

const isVariable = (value: string): boolean => /^\$[a-zA-Z][\w-]*$/.test(value);

/**
 * Shapes by marker arguments (by identity: equal marker texts share one object), then by everything
 * else.
 */
const shapes = new WeakMap<Region['args'], Map<string, RegionShape>>();

function factsOf({ source: { text } }: Page, region: Region): RegionFacts {
  const { section, args, prefix, within, body } = region;
  const newline = text.indexOf('\n', region.begin.end);
  const eol = text[newline - 1] === '\r' ? '\r\n' : '\n';
  const content = text.slice(body.start, body.end);
  const bodyHash = hashOfBody(content, () => hash(content));
  const ofArgs = shapes.get(args) ?? new Map<string, RegionShape>();
  shapes.set(args, ofArgs);
  const key = `${bodyHash} ${eol}${within?.join('') ?? '?'} ${prefix}`;
  const shape = ofArgs.get(key) ?? { section, args, prefix, within, bodyHash, eol };
  ofArgs.set(key, shape);
  return RegionFacts.of(shape, region);
}

/**
 * Pages repeat each other's regions, and looking up a text is faster than hashing it: bench row
 * “check, no cache”. Keys are copies, so that no page stays in memory.
 */
const hashOfBody = memo<string, string>(1000, copyOf);
