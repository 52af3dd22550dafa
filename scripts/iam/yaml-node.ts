/** A node of the `yaml` library → a policy node with its range. */
import { type Document, isAlias, isMap, isScalar, isSeq } from 'yaml';

import type { PolicyNode } from './policy.ts';

const NO_RANGE = { start: 0, end: 0 };

/**
 * `rewrite` may replace texts, such as placeholders. Throws for an alias inside the node that it
 * refers to.
 */
export function nodeFromYaml(
  document: Document,
  node: unknown,
  rewrite: (text: string) => string = (text) => text,
): PolicyNode {
  const value = isAlias(node) ? node.resolve(document) : node;
  const range = rangeOf(node);
  if (isAlias(node) && value && rangeOf(value).end >= range.end)
    throw new Error(`the alias *${node.source} is inside the node that it refers to`);
  if (isMap(value)) {
    const entries = value.items.map((item) => ({
      key: rewrite(String(isScalar(item.key) ? item.key.value : item.key)),
      keyRange: rangeOf(item.key),
      value: nodeFromYaml(document, item.value, rewrite),
    }));
    return { kind: 'map', entries, range };
  }
  if (isSeq(value))
    return {
      kind: 'list',
      items: value.items.map((item) => nodeFromYaml(document, item, rewrite)),
      range,
    };
  const scalar = isScalar(value) ? value.value : null;
  if (typeof scalar === 'string') return { kind: 'scalar', value: rewrite(scalar), range };
  return {
    kind: 'scalar',
    value: typeof scalar === 'number' || typeof scalar === 'boolean' ? scalar : null,
    range,
  };
}

function rangeOf(node: unknown): { start: number; end: number } {
  const range = (node as { range?: readonly [number, number, number] | null } | null | undefined)
    ?.range;
  return range ? { start: range[0], end: range[1] } : NO_RANGE;
}
