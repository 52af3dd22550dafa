/**
 * A policy on a page → YAML that renders with the same layout: what was on one line becomes a flow
 * map, what was expanded a block map; key order and scalar-or-list are kept.
 */
import { Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';

import type { PolicyNode } from '../../iam/policy.ts';

/** `text` is the text that the node's ranges refer to. */
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

/** What a policy means, without layout and order: policies with the same meaning are the same. */
export function policyMeaning(node: PolicyNode): string {
  return JSON.stringify(canonical(node, ''));
}

/** Elements in which a single value and a list of that value mean the same. */
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
