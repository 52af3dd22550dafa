/** Adds a policy to a role that the data already has, without changing the rest of its file. */
import { isCollection, isSeq, type Node, parseDocument } from 'yaml';

import { roleFile, type RoleText } from './data-file.ts';

type Path = readonly string[];

/** The text of a role's file with the policies, claims and placeholders of `made` added. */
export function addedTo(old: string, made: RoleText): string {
  const role = ['roles', made.names.id];
  const held = ['policies', 'permissions'];
  const others = made.policies.filter(({ kind }) => kind !== 'permissions');
  if (others.length < made.policies.length && parseDocument(old).hasIn([...role, ...held])) {
    const longer = withMore(old, roleFile(made), [...role, ...held]);
    // A layout of its own is left for people; the build then says what is missing.
    return longer === undefined ? old : addedTo(longer, { ...made, policies: others });
  }
  const fresh = roleFile(made);
  const insertions = [
    ...(made.policies.length > 0 ? [[...role, 'policies']] : []),
    [...role, 'stillUses'],
    [...role, 'claims'],
    ['placeholders'],
  ].flatMap((path) => insertion(old, fresh, path) ?? []);
  let text = old;
  // Of several at one place, the first is to come first.
  for (const { at, lines } of insertions.toReversed().toSorted((a, b) => b.at - a.at))
    text = text.slice(0, at) + lines + text.slice(at);
  return text;
}

/** The policies at a path in `fresh` as further items of the list that is there, or becomes one. */
function withMore(old: string, fresh: string, path: Path): string | undefined {
  const listed = asList(old, path);
  const more = asList(fresh, path);
  const into = listed === undefined ? undefined : blockAt(listed, path);
  const from = more === undefined ? undefined : blockAt(more, path);
  if (listed === undefined || more === undefined || !into || !from) return undefined;
  const lines = shifted(more.slice(from.start, from.end).split('\n'), into.indent - from.indent);
  return `${listed.slice(0, into.end)}\n${lines.join('\n')}${listed.slice(into.end)}`;
}

/** One policy as the only item of a list; a list as it is. Undefined unless it is in block style. */
function asList(text: string, path: Path): string | undefined {
  const block = blockAt(text, path);
  if (!block || isSeq(parseDocument(text).getIn(path, true))) return block && text;
  const lines = shifted(text.slice(block.start, block.end).split('\n'), 2);
  const first = lines.findIndex((line) => !/^\s*#/.test(line));
  const item = lines.map((line, index) =>
    index === first ? `${' '.repeat(block.indent)}- ${line.trimStart()}` : line,
  );
  return text.slice(0, block.start) + item.join('\n') + text.slice(block.end);
}

const shifted = (lines: readonly string[], by: number): string[] =>
  lines.map((line) => (by >= 0 ? ' '.repeat(line === '' ? 0 : by) + line : line.slice(-by)));

/** What is at the path in `fresh`, at the end of the same map or list of `old`, or of its parent. */
function insertion(
  old: string,
  fresh: string,
  path: Path,
): { readonly at: number; readonly lines: string } | undefined {
  const source = blockAt(fresh, path);
  if (!source) return undefined;
  const target = blockAt(old, path);
  const into = target ?? blockAt(old, path.slice(0, -1));
  if (!into) return undefined;
  const start = target ? source.start : lineBefore(fresh, source.start, path.at(-1) ?? '');
  const lines = fresh.slice(start, source.end).split('\n');
  const shift = into.indent - indentOf(lines.find((line) => !/^\s*#/.test(line)) ?? '');
  return { at: into.end, lines: `\n${shifted(lines, shift).join('\n')}` };
}

interface Block {
  /** The start of the first line of its items, with the comments above them. */
  readonly start: number;
  /** The end of its last line. */
  readonly end: number;
  /** Of its items. */
  readonly indent: number;
}

/** Where a map or list in block style is; the whole file for an empty path. */
function blockAt(text: string, path: Path): Block | undefined {
  const document = parseDocument(text);
  const node = (path.length === 0 ? document.contents : document.getIn(path, true)) as
    Node | undefined;
  if (!isCollection(node) || node.flow === true || !node.range) return undefined;
  const [first, last] = node.range;
  const trimmed = text.slice(0, last).trimEnd().length;
  const end = text.indexOf('\n', trimmed) === -1 ? text.length : text.indexOf('\n', trimmed);
  let start = text.lastIndexOf('\n', first - 1) + 1;
  const indent = indentOf(text.slice(start));
  for (;;) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (start === 0 || !/^[ \t]*#/.test(text.slice(above, start))) break;
    start = above;
  }
  return { start, end, indent };
}

const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;

/** The start of the line with the key that opens a block. */
const lineBefore = (text: string, start: number, key: string): number =>
  text.lastIndexOf('\n', text.lastIndexOf(`${key}:`, start)) + 1;
