/** A policy that ships → statements as the data have them: YAML nodes with places in that file. */
import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';

import type { PlacedStatement } from '../data/placed-statement.ts';
import type { PolicyNode } from '../iam/policy.ts';
import type { Range, Source } from '../problems/source.ts';

/** Pages keep the layout: what is on one line in the file stays on one. */
export function placedStatement(node: PolicyNode, source: Source): PlacedStatement {
  const document = new Document() as PlacedStatement['file']['document'];
  const made = toYaml(node, source.text) as YAMLMap;
  made.flow = false;
  return { node: made, file: { source, document }, id: undefined };
}

function toYaml(node: PolicyNode, text: string): YAMLMap | YAMLSeq | Scalar {
  const range: [number, number, number] = [node.range.start, node.range.end, node.range.end];
  if (node.kind === 'scalar') {
    const scalar = new Scalar(node.value);
    scalar.range = range;
    return scalar;
  }
  const collection = node.kind === 'list' ? new YAMLSeq() : new YAMLMap();
  collection.range = range;
  collection.flow = isOnOneLine(node, node.range, text);
  if (node.kind === 'list') collection.items = node.items.map((item) => toYaml(item, text));
  else
    for (const { key, keyRange, value } of node.entries) {
      const name = new Scalar(key);
      name.range = [keyRange.start, keyRange.end, keyRange.end];
      (collection as YAMLMap).items.push(new Pair(name, toYaml(value, text)));
    }
  return collection;
}

/** A collection whose parts have no place of their own was in a text, or made from blocks. */
function isOnOneLine(node: PolicyNode, { start, end }: Range, text: string): boolean {
  const parts =
    node.kind === 'list'
      ? node.items
      : node.kind === 'map'
        ? node.entries.map(({ value }) => value)
        : [];
  const isApart = parts.every(({ range }) => range.start !== start || range.end !== end);
  return isApart && !text.slice(start, end).includes('\n');
}
