/**
 * Addresses that GFM finds in text without marks (`a@b.c`, `www.example.com`). Those that the
 * parser only sees when the tree is made come as nodes without a place; they get theirs here.
 */
import type { Nodes, Parents, Root, Text } from 'mdast';
import type { Extension } from 'mdast-util-from-markdown';

import type { Source } from '../problems/source.ts';
import { positionOf } from './position.ts';

/** The same extension, whose nodes all have a place in `source`. */
export function placed(extension: Extension, source: Source): Extension {
  const transforms = extension.transforms?.map((transform) => (tree: Root) => {
    const before = childrenOf(tree);
    const made = transform(tree);
    for (const [parent, children] of before) placeChildren(parent, children, source);
    return made;
  });
  return transforms ? { ...extension, transforms } : extension;
}

/** What each parent of text has in it. */
function childrenOf(tree: Root): Map<Parents, readonly Nodes[]> {
  const found = new Map<Parents, readonly Nodes[]>();
  const pending: Nodes[] = [tree];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (!('children' in node)) continue;
    if (node.children.some(({ type }) => type === 'text')) found.set(node, [...node.children]);
    pending.push(...node.children);
  }
  return found;
}

/** A text was cut into nodes whose texts, one after the other, are what it was. */
function placeChildren(parent: Parents, before: readonly Nodes[], source: Source): void {
  const left = new Set<Nodes>(parent.children);
  const cut = before.filter((node): node is Text => node.type === 'text' && !left.has(node));
  if (cut.length === 0) return;
  let at = 0;
  let end = 0;
  for (const node of parent.children) {
    if (node.position || (node.type !== 'text' && node.type !== 'link')) continue;
    if (at === end) {
      const whole = cut.shift()?.position;
      at = whole?.start.offset ?? 0;
      end = whole?.end.offset ?? 0;
    }
    const [text] = node.type === 'link' ? node.children : [node];
    if (text?.type !== 'text') continue;
    const next = endOf(text.value, source.text, at, end);
    const position = positionOf(source, { start: at, end: next });
    node.position = position;
    text.position = position;
    at = next;
  }
}

const REFERENCE = /&#?\w+;/y;

/** The end of a text as it is written: with escapes, references, and what containers put before lines. */
function endOf(value: string, written: string, start: number, end: number): number {
  let at = start;
  for (const character of value) {
    REFERENCE.lastIndex = at;
    const reference = character === '&' ? undefined : REFERENCE.exec(written)?.[0];
    if (reference !== undefined) at += reference.length;
    else {
      while (at < end && !written.startsWith(character, at)) at += 1;
      at += character.length;
    }
  }
  return Math.min(at, end);
}
