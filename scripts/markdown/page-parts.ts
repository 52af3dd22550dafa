/**
 * Parses a page whose blocks are known. Blocks that certainly are headings, fences and paragraphs of
 * plain text are read without the parser; it reads the others, as one text in their order. The tree
 * is that of {@link parsePage}.
 */
import type { RootContent } from 'mdast';

import { plainBlocks } from './plain-blocks.ts';
import { positionOf } from './position.ts';
import {
  type Flavor,
  offsets,
  PageSyntaxError,
  type Parent,
  parsePage,
  type Root,
  walk,
} from './page-tree.ts';
import type { Node, Position } from 'unist';
import type { Range, Source } from '../problems/source.ts';

/**
 * `starts` are offsets, ascending, where blocks certainly begin at the top level or directly in an
 * element or admonition. Throws as {@link parsePage} does.
 */
export function parseInParts(source: Source, flavor: Flavor, starts: readonly number[]): Root {
  const parts = new Parts(source);
  const all = [0, ...starts.filter((start) => start > 0)];
  for (const [index, start] of all.entries()) {
    const block = { start, end: all[index + 1] ?? source.text.length };
    parts.add(block, plainBlocks(source, block, flavor));
  }
  return parts.parse(flavor) ?? parsePage(source.text, flavor);
}

/** What the parser reads in the place of plain blocks, so that it never joins what is around them. */
const STAND_IN = '***\n\n';

class Parts {
  readonly #source: Source;
  /** What the parser reads, and where each part of it begins there and in the page. */
  #rest = '';
  readonly #moves: { readonly from: number; readonly by: number }[] = [];
  /** Plain blocks, by the offset of their stand-in. */
  readonly #plain = new Map<number, RootContent[]>();
  /** Plain blocks that the next one joins. */
  #run: RootContent[] | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  add({ start, end }: Range, nodes: RootContent[] | undefined): void {
    if (!nodes) {
      this.#run = undefined;
      this.#moves.push({ from: this.#rest.length, by: start - this.#rest.length });
      this.#rest += this.#source.text.slice(start, end);
    } else if (this.#run) this.#run.push(...nodes);
    else {
      this.#run = nodes;
      this.#plain.set(this.#rest.length, nodes);
      this.#rest += STAND_IN;
    }
  }

  /** Undefined if no part is plain, or the parser does not see them as they were cut. */
  parse(flavor: Flavor): Root | undefined {
    const [first] = this.#plain.values();
    if (!first) return undefined;
    const position = positionOf(this.#source, { start: 0, end: this.#source.text.length });
    if (this.#moves.length === 0) return { type: 'root', children: first, position };
    const tree = tryParse(this.#rest, flavor);
    return tree && this.#fillIn(tree) ? { ...tree, position } : undefined;
  }

  /** Puts plain blocks in the place of their stand-ins; false if some have none. */
  #fillIn(tree: Root): boolean {
    const standIns = new Map<Node, RootContent[]>();
    const parents = new Set<Parent>();
    walk(tree, (node, parent) => {
      const nodes =
        node.type === 'thematicBreak' ? this.#plain.get(offsets(node).start) : undefined;
      if (nodes && parent) {
        standIns.set(node, nodes);
        parents.add(parent);
      } else this.#move(node);
      if ('attributes' in node && Array.isArray(node.attributes))
        for (const attribute of node.attributes) this.#move(attribute);
    });
    for (const parent of parents)
      parent.children = parent.children.flatMap((child) => standIns.get(child) ?? [child]);
    return standIns.size === this.#plain.size;
  }

  #move(node: { position?: Position | undefined }): void {
    if (!node.position) return;
    const { start, end } = offsets(node as Node);
    // The end is behind the last character, not before the next part.
    const range = {
      start: this.#inPage(start),
      end: end > start ? this.#inPage(end - 1) + 1 : this.#inPage(end),
    };
    node.position = positionOf(this.#source, range);
  }

  #inPage(offset: number): number {
    let low = 0;
    let high = this.#moves.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#moves[middle]?.from ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return offset + (this.#moves[low]?.by ?? 0);
  }
}

/** Undefined where the text does not parse; the page says why, at its own place. */
function tryParse(text: string, flavor: Flavor): Root | undefined {
  try {
    return parsePage(text, flavor);
  } catch (error) {
    if (error instanceof PageSyntaxError) return undefined;
    throw error;
  }
}
