/** Finds values in a YAML file: nodes and ranges by path, with aliases resolved. */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';

import type { Range, Source } from '../problems/source.ts';

export type Path = readonly PropertyKey[];

export interface YamlFile {
  readonly source: Source;
  readonly document: Document.Parsed;
}

/** How often aliases may be used; more is an attempt to fill the memory. */
export const MAX_ALIASES = 100;

/** The range of the value at a path, or of the nearest enclosing value that exists. */
export function rangeOf(file: YamlFile, path: Path): Range {
  let node: unknown = file.document.contents;
  let range: Range = nodeRange(node) ?? { start: 0, end: 0 };
  for (const key of path) {
    node = child(resolveAlias(file, node), key);
    const next = nodeRange(node);
    if (!next) return range;
    range = next;
  }
  return range;
}

/** The range of a map entry's key; the value's range if the path does not end in a map. */
export function keyRangeOf(file: YamlFile, path: Path): Range {
  const parent = nodeAt(file, path.slice(0, -1));
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = pairsOf(parent).get(String(last));
    const range = pair && nodeRange(pair.key);
    if (range) return range;
  }
  return rangeOf(file, path);
}

/** The node at a path, with aliases resolved; undefined if there is none. */
export function nodeAt(file: YamlFile, path: Path): Node | undefined {
  let node: unknown = resolveAlias(file, file.document.contents);
  for (const key of path) node = resolveAlias(file, child(node, key));
  return node === null ? undefined : (node as Node | undefined);
}

export function resolveAlias(file: YamlFile, node: unknown): unknown {
  return isAlias(node) ? node.resolve(file.document) : node;
}

function child(node: unknown, key: PropertyKey): unknown {
  if (isSeq(node)) return node.items[Number(key)];
  if (!isMap(node)) return undefined;
  return pairsOf(node).get(String(key))?.value;
}

/** Indexed by key, since a map may have thousands of entries and each is looked up. */
const pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = pairs.get(map);
  if (known) return known;
  const byKey = new Map<string, Pair>();
  for (const pair of map.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
    if (key !== undefined && !byKey.has(key)) byKey.set(key, pair);
  }
  pairs.set(map, byKey);
  return byKey;
}

export function nodeRange(node: unknown): Range | undefined {
  if (isPair(node)) return nodeRange(node.key);
  const range = (node as Node | null | undefined)?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
}
