/** Places of a policy that is the text of a value: in a literal block of YAML, each line is one of the file. */
import type { PolicyNode } from '../iam/policy.ts';
import type { Range, Source } from '../problems/source.ts';
import { at } from './terraform.ts';

/** `node` was read from `text`, the value at `range`; elsewhere all of it is at the value. */
export function inBlock(node: PolicyNode, text: string, range: Range, source: Source): PolicyNode {
  if (source.text[range.start] !== '|') return at(node, range);
  const lines = startsOf(source.text.slice(range.start)).map((start) => start + range.start);
  const first = source.text
    .slice(lines[1] ?? range.end, range.end)
    .replace(/^(?:[ \t]*\r?\n)*/, '');
  const indent = first.length - first.trimStart().length;
  const own = startsOf(text);
  const placed = (offset: number): number => {
    const line = own.findLastIndex((start) => start <= offset);
    const start = (lines[line + 1] ?? range.end) + indent;
    // A variable that was filled in makes the line longer than that of the file.
    const end = source.text.indexOf('\n', start);
    return Math.min(start + offset - (own[line] ?? 0), end === -1 ? source.text.length : end);
  };
  return moved(node, ({ start, end }) => ({ start: placed(start), end: placed(end) }));
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let next = text.indexOf('\n'); next !== -1; next = text.indexOf('\n', next + 1))
    starts.push(next + 1);
  return starts;
}

function moved(node: PolicyNode, move: (range: Range) => Range): PolicyNode {
  const range = move(node.range);
  if (node.kind === 'scalar') return { ...node, range };
  if (node.kind === 'list')
    return { ...node, range, items: node.items.map((item) => moved(item, move)) };
  const entries = node.entries.map(({ key, keyRange, value }) => ({
    key,
    keyRange: move(keyRange),
    value: moved(value, move),
  }));
  return { ...node, range, entries };
}
