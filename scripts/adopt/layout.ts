/**
 * A policy as it stands on a page → YAML that renders in the same layout: what was on one line is a
 * flow map, what was expanded a block map; key order and scalar-or-list are kept.
 */
import { Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';

import type { PolicyNode } from '../iam/policy.ts';

/** `text` is what the ranges of the node are of. */
export function toYaml(node: PolicyNode, text: string): YAMLMap | YAMLSeq | Scalar {
  return build(node, text, false);
}

function build(node: PolicyNode, text: string, inFlow: boolean): YAMLMap | YAMLSeq | Scalar {
  if (node.kind === 'scalar') return new Scalar(node.value);
  const flow = inFlow || !text.slice(node.range.start, node.range.end).includes('\n');
  if (node.kind === 'list') {
    const list = new YAMLSeq();
    list.flow = flow;
    list.items = node.items.map((item) => build(item, text, flow));
    return list;
  }
  const map = new YAMLMap();
  map.flow = flow;
  map.items = node.entries.map(
    ({ key, value }) => new Pair(new Scalar(key), build(value, text, flow)),
  );
  return map;
}

/** What a policy says, without layout and order: two policies that say the same are one. */
export function policyMeaning(node: PolicyNode): string {
  return JSON.stringify(canonical(node, ''));
}

/** Elements in which one value and a list of that value are the same. */
const LISTS = new Set(['Statement', 'Action', 'NotAction', 'Resource', 'NotResource']);

function canonical(node: PolicyNode, key: string): unknown {
  if (node.kind === 'scalar') return LISTS.has(key) ? [node.value] : node.value;
  if (node.kind === 'list')
    return node.items
      .map((item) => canonical(item, ''))
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const entries = node.entries
    .map((entry) => [entry.key, canonical(entry.value, entry.key)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return key === 'Statement' ? [entries] : entries;
}
