/**
 * What a page says where a file that ships has variables: the file's policy with a mark in place of
 * each, held against the page's.
 */
import type { PolicyNode } from '../../iam/policy.ts';

/** By the name of the variable, as `values` takes them. */
export type Values = Record<string, string | string[]>;

/** Marks stand for variables; they contain what no policy has. */
const MARK = /\ue000(\d+)\ue000/g;
export const markOf = (index: number): string => `\ue000${index}\ue000`;

/**
 * The values with which the policy with marks is that of the page; undefined if none are, or if a
 * text could be divided in several ways.
 */
export function derivedValues(
  marked: readonly PolicyNode[],
  page: readonly PolicyNode[],
  names: readonly string[],
): Values | undefined {
  const found = new Map<string, string | string[]>();
  const isSettled =
    marked.length === page.length &&
    marked.every((node, index) => isMatched(node, page[index], names, found));
  return isSettled && names.every((name) => found.has(name))
    ? Object.fromEntries(names.map((name) => [name, found.get(name) ?? '']))
    : undefined;
}

type Found = Map<string, string | string[]>;

function isMatched(
  marked: PolicyNode,
  page: PolicyNode | undefined,
  names: readonly string[],
  found: Found,
): boolean {
  const whole = marked.kind === 'scalar' ? wholeMark(marked.value, names) : undefined;
  if (whole !== undefined && page?.kind === 'list') {
    const texts = page.items.map((item) => (item.kind === 'scalar' ? item.value : undefined));
    return texts.every((one) => typeof one === 'string') && settle(found, whole, texts);
  }
  if (marked.kind === 'scalar') {
    if (page?.kind !== 'scalar') return false;
    if (typeof marked.value !== 'string' || typeof page.value !== 'string')
      return marked.value === page.value;
    return isTextMatched(marked.value, page.value, names, found);
  }
  if (marked.kind === 'list')
    return (
      page?.kind === 'list' &&
      page.items.length === marked.items.length &&
      marked.items.every((item, index) => isMatched(item, page.items[index], names, found))
    );
  return (
    page?.kind === 'map' &&
    page.entries.length === marked.entries.length &&
    marked.entries.every((entry, index) => {
      const other = page.entries[index];
      return (
        other !== undefined &&
        isTextMatched(entry.key, other.key, names, found) &&
        isMatched(entry.value, other.value, names, found)
      );
    })
  );
}

function wholeMark(value: unknown, names: readonly string[]): string | undefined {
  const [, index] = typeof value === 'string' ? (/^\ue000(\d+)\ue000$/.exec(value) ?? []) : [];
  return index === undefined ? undefined : names[Number(index)];
}

function isTextMatched(
  marked: string,
  text: string,
  names: readonly string[],
  found: Found,
): boolean {
  const asked = [...marked.matchAll(MARK)].map(([, index]) => names[Number(index)] ?? '');
  const pattern = (part: string): RegExp =>
    new RegExp(
      `^${marked
        .split(MARK)
        .map((one, at) => (at % 2 === 1 ? part : one.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')))
        .join('')}$`,
      's',
    );
  // The shortest and the longest first parts are the same only if there is one way to divide it.
  const [short, long] = [pattern('(.+?)').exec(text), pattern('(.+)').exec(text)];
  if (!short || !long) return false;
  return asked.every((name, at) => {
    const value = short[at + 1] ?? '';
    return value === long[at + 1] && settle(found, name, value);
  });
}

function settle(found: Found, name: string, value: string | string[]): boolean {
  const known = found.get(name);
  found.set(name, value);
  return known === undefined || JSON.stringify(known) === JSON.stringify(value);
}
