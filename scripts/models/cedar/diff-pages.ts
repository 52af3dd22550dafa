/** Cedar policies in pages compared: the same as Cedar reads them, or what was written differently. */
import { loadEngine } from '../../cedar/engine.ts';
import { parsePolicies } from '../../cedar/parse.ts';
import { isToolHives } from '../../cedar/toolhive.ts';
import { LARGEST_PARSED, toPage } from '../../pages/page.ts';
import { readBlocks } from '../../reading/blocks.ts';
import { findCedar } from '../../reading/cedar.ts';
import type { PagesOfSide } from '../changes.ts';
import type { Comparison } from '../model.ts';
import { type PagePair, pairPolicies, placeOfPair, type PlacedOnPage } from '../page-pairs.ts';
import { annotatedId, compareTexts, type Compared, onlyText, WORDS } from './diff.ts';

interface PageSet extends PlacedOnPage {
  /** The texts of its policies. */
  readonly text: string;
  /** What is configured beside them. */
  readonly entities: string;
}

export const comparePages: Comparison['pages'] = (before, after) => {
  const pairs = pairPolicies(setsIn(before), setsIn(after));
  return Promise.resolve(
    pairs.map((pair) => {
      const { access, edits } = compared(pair);
      return {
        ...WORDS,
        ...placeOfPair(pair),
        access,
        ...(edits ? { edits: edits.words } : {}),
      };
    }),
  );
};

function setsIn({ kindOf, pages }: PagesOfSide): PageSet[] {
  return [...pages].flatMap(([file, bytes]) => {
    if (bytes.length > LARGEST_PARSED || !/\b(?:permit|forbid)\b/.test(bytes.toString('latin1')))
      return [];
    const { flavor } = kindOf(file);
    const { source } = toPage(file, bytes, flavor, false);
    const found = readBlocks(source, flavor).blocks.flatMap((block) =>
      block.kind === 'fence' ? findCedar(block).map((set) => ({ block, set })) : [],
    );
    return found
      .flatMap(({ block, set: { texts, configuration } }) => {
        const [first] = texts;
        const text = texts.map((one) => one.text).join('\n');
        const leaves = leavesOf(text);
        // Without a doubt, or because it parses: a page also shows the grammar of the language.
        if (!first || !(texts.some(({ isSure }) => isSure) || leaves)) return [];
        const { line } = source.position(block.toPage(first.toFence(0)));
        const entities = configuration?.entities?.text ?? '[]';
        const title = block.context;
        return { file, line, title, text, entities, leaves: leaves ?? new Set([text]) };
      })
      .map((one, index) => ({ ...one, index }));
  });
}

/** The parts of each policy; undefined if one does not parse, or nothing can tell. */
function leavesOf(text: string): ReadonlySet<string> | undefined {
  const engine = loadEngine();
  const read = engine && parsePolicies(engine, text);
  if (!read || read.errors.length > 0) return undefined;
  return new Set(
    read.policies.flatMap(({ json: { effect, principal, action, resource, conditions } }) =>
      [principal, action, resource, ...conditions].map((part) => JSON.stringify([effect, part])),
    ),
  );
}

function compared({ before, after }: PagePair<PageSet>): Compared {
  const isStrict = [before, after].some((one) => one !== undefined && isToolHives(one.text));
  const terms = { nameOf: annotatedId, isStrict };
  if (before && after)
    return compareTexts(before.text, after.text, terms, before.entities === after.entities);
  return onlyText(before?.text ?? after?.text ?? '', terms, after ? 'are new' : 'are gone');
}
