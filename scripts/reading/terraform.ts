/** Terraform's `aws_iam_policy_document` → the policy that it stands for, as far as it is literal. */
import type { MapEntry, PolicyNode } from '../iam/policy.ts';
import type { Range } from '../problems/source.ts';
import { readValue } from './loose-object.ts';

/** Arguments of a statement, by the elements that they are in a policy. */
export const ELEMENTS: Readonly<Record<string, string>> = {
  sid: 'Sid',
  effect: 'Effect',
  actions: 'Action',
  not_actions: 'NotAction',
  resources: 'Resource',
  not_resources: 'NotResource',
};

export interface Attribute {
  readonly name: string;
  readonly range: Range;
  /** Of a here-document, its text; the range is that of its lines. */
  readonly value: PolicyNode;
  readonly isHereDocument?: boolean;
}

/** A `data` or `resource` block. */
export interface TerraformBlock {
  /** `aws_iam_policy_document` */
  readonly type: string;
  readonly name: string;
  readonly isData: boolean;
  /** Of its first line. */
  readonly range: Range;
  /** Undefined if it cannot be read whole. */
  readonly block: HclBlock | undefined;
  /** Values that are not literals: variables, functions, loops. */
  readonly opaque: readonly Range[];
}

/** The `data` and `resource` blocks of a file, in order. */
export function terraformBlocks(text: string): TerraformBlock[] {
  const opening =
    /^[ \t]*(data|resource)[ \t]+"([\w-]{1,99})"[ \t]+"([\w-]{1,99})"[ \t\r\n]{0,9}\{/gm;
  return [...text.matchAll(opening)].map(
    ({ 0: head, 1: kind, 2: type = '', 3: name = '', index }) => {
      const opaque: Range[] = [];
      const behind = index + head.length;
      const start = index + head.length - head.trimStart().length;
      const block = readBody(text, behind, 'data', opaque, 0)?.block;
      const isData = kind === 'data';
      return { type, name, isData, range: { start, end: behind }, block, opaque };
    },
  );
}

/** The `locals` and `variable` blocks of a file, in order; `name` is empty for `locals`. */
export function valueBlocks(text: string): Omit<TerraformBlock, 'isData'>[] {
  const opening = /^[ \t]*(locals|variable)(?:[ \t]+"([\w-]{1,99})")?[ \t\r\n]{0,9}\{/gm;
  return [...text.matchAll(opening)].map(({ 0: head, 1: type = '', 2: name = '', index }) => {
    const opaque: Range[] = [];
    const behind = index + head.length;
    const start = behind - head.trimStart().length;
    const block = readBody(text, behind, type, opaque, 0)?.block;
    return { type, name, range: { start, end: behind }, block, opaque };
  });
}

export interface HclBlock {
  readonly type: string;
  readonly range: Range;
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly HclBlock[];
}

/** Policies with offsets of `text`. A block that cannot be read whole is left out. */
export function terraformPolicies(text: string): { node: PolicyNode; opaque: readonly Range[] }[] {
  return [...documentPolicies(text), ...lonelyStatements(text)];
}

/** Statements whose document is not printed around them. Firewalls have blocks of that name, too. */
function lonelyStatements(text: string): { node: PolicyNode; opaque: readonly Range[] }[] {
  let depth = 0;
  let at = 0;
  return [...text.matchAll(LONELY)].flatMap(({ 0: head, index }) => {
    for (; at < index; at += 1) depth += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0;
    if (depth !== 0) return [];
    const opaque: Range[] = [];
    const block = readBody(text, index + head.length, 'statement', opaque, 0)?.block;
    const names = block?.attributes.map(({ name }) => name) ?? [];
    const isOfPolicy = names.some((name) => /^(?:not_)?actions$/.test(name));
    return block && isOfPolicy && block.blocks.every(({ type }) => type !== 'dynamic')
      ? [{ node: toPolicy(block, [block]), opaque }]
      : [];
  });
}

const LONELY = /^[ \t]*statement[ \t]*\{/gm;

function documentPolicies(text: string): { node: PolicyNode; opaque: readonly Range[] }[] {
  const opening = /\bdata[ \t]+"aws_iam_policy_document"[ \t]+"[^"\n]*"[ \t\n]*\{/g;
  return [...text.matchAll(opening)].flatMap(({ 0: head, index }) => {
    const opaque: Range[] = [];
    const block = readBody(text, index + head.length, 'data', opaque, 0)?.block;
    const statements = (block?.blocks ?? []).filter(
      ({ type, blocks }) => type === 'statement' && blocks.every((one) => one.type !== 'dynamic'),
    );
    return block && statements.length > 0 ? [{ node: toPolicy(block, statements), opaque }] : [];
  });
}

/** What belongs into a `statement` and stands beside one: `actions` directly in the document. */
export function misplacedArguments(text: string): { name: string; range: Range }[] {
  const opening = /\bdata[ \t]+"aws_iam_policy_document"[ \t]+"[^"\n]*"[ \t\n]*\{/g;
  return [...text.matchAll(opening)].flatMap(({ 0: head, index }) => {
    const block = readBody(text, index + head.length, 'data', [], 0)?.block;
    const found = [
      ...(block?.attributes ?? []).map(({ name, range }) => ({ name, range })),
      ...(block?.blocks ?? []).map(({ type, range }) => ({ name: type, range })),
    ];
    return found
      .filter(({ name }) => name in ELEMENTS || OF_STATEMENTS.has(name))
      .toSorted((a, b) => a.range.start - b.range.start);
  });
}

const OF_STATEMENTS: ReadonlySet<string> = new Set(['principals', 'not_principals', 'condition']);

/** `at` is behind the opening brace. */
function readBody(
  text: string,
  at: number,
  type: string,
  opaque: Range[],
  depth: number,
): { block: HclBlock; end: number } | undefined {
  const attributes: Attribute[] = [];
  const blocks: HclBlock[] = [];
  const start = at - 1;
  if (depth > 8) return undefined;
  for (let here = skipSpace(text, at); ; here = skipSpace(text, here)) {
    if (text[here] === '}') {
      const range = { start, end: here + 1 };
      return { block: { type, range, attributes, blocks }, end: here + 1 };
    }
    HEAD.lastIndex = here;
    const head = HEAD.exec(text);
    if (!head) return undefined;
    const [whole, name = '', sign] = head;
    if (sign === '{') {
      const inner = readBody(text, here + whole.length, name, opaque, depth + 1);
      if (!inner) return undefined;
      blocks.push(inner.block);
      here = inner.end;
    } else {
      const body = hereDocumentAt(text, here + whole.length);
      if (body) {
        const { start: from, end } = body;
        attributes.push({
          name,
          range: { start: here, end: here + name.length },
          value: { kind: 'scalar', value: text.slice(from, end), range: { start: from, end } },
          isHereDocument: true,
        });
        here = body.behind;
        continue;
      }
      const read = readValue(text, here + whole.length);
      if (!read) return undefined;
      opaque.push(...read.opaque);
      attributes.push({ name, range: { start: here, end: here + name.length }, value: read.node });
      here = read.end;
    }
  }
}

/** `<<EOF` up to the line that is `EOF`. */
function hereDocumentAt(
  text: string,
  at: number,
): { start: number; end: number; behind: number } | undefined {
  HERE.lastIndex = at;
  const [head, name = ''] = HERE.exec(text) ?? [];
  if (head === undefined) return undefined;
  const start = at + head.length;
  for (let line = start; line < text.length;) {
    const next = text.indexOf('\n', line);
    const end = next === -1 ? text.length : next;
    if (text.slice(line, end).trim() === name) return { start, end: line, behind: end };
    line = end + 1;
  }
  return undefined;
}

const HERE = /<<-?([A-Za-z_]\w{0,40})[ \t]*\r?\n/y;
const HEAD = /([A-Za-z_][\w-]*)(?:[ \t]+"[^"\n]*")*[ \t]*([={])[ \t]*/y;
const SPACE = /(?:[\s,]+|#[^\n]*|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y;

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  return at + (SPACE.exec(text)?.[0].length ?? 0);
}

/** The policy of an `aws_iam_policy_document` with these statements. */
export function toPolicy(block: HclBlock, statements: readonly HclBlock[]): PolicyNode {
  const items = statements.map(toStatement);
  return map(block.range, [
    entry('Version', scalar('2012-10-17', block.range)),
    entry('Statement', { kind: 'list', items, range: block.range }),
  ]);
}

function toStatement({ attributes, blocks, range }: HclBlock): PolicyNode {
  const entries = attributes.flatMap(({ name, range: keyRange, value }) => {
    const element = ELEMENTS[name];
    return element === undefined ? [] : [{ key: element, keyRange, value: asWritten(value) }];
  });
  if (!entries.some(({ key }) => key === 'Effect'))
    entries.push(entry('Effect', scalar('Allow', { start: range.start, end: range.start })));
  for (const [type, key] of [
    ['principals', 'Principal'],
    ['not_principals', 'NotPrincipal'],
  ] as const) {
    const found = blocks.filter((one) => one.type === type);
    if (!found[0]) continue;
    // Terraform's `type = "*"` is a bare star in the policy.
    const isAnyone = found.length === 1 && attributeText(found[0], 'type') === '*';
    const value = isAnyone
      ? scalar('*', found[0].range)
      : merged(found[0].range, found, 'type', 'identifiers');
    entries.push(entry(key, value));
  }
  const conditions = blocks.filter((one) => one.type === 'condition');
  if (conditions[0]) {
    const operators = grouped(conditions, (one) => attributeText(one, 'test') ?? '');
    const tests = [...operators].map(([test, group]) => {
      const first = group[0]?.range ?? range;
      return entry(test, merged(first, group, 'variable', 'values'));
    });
    entries.push(entry('Condition', map(conditions[0].range, tests)));
  }
  return map(range, entries);
}

/** `{ AWS: [...] }` of blocks with a name and values; the same name twice is one list. */
function merged(
  range: Range,
  blocks: readonly HclBlock[],
  nameOf: string,
  valuesOf: string,
): PolicyNode {
  const groups = grouped(blocks, (block) => attributeText(block, nameOf) ?? '…');
  return map(
    range,
    [...groups].map(([name, group]) => {
      const items = group.flatMap((block) => {
        const value = block.attributes.find((one) => one.name === valuesOf)?.value;
        return value?.kind === 'list' ? value.items : value ? [value] : [];
      });
      const at = group[0]?.range ?? range;
      return entry(name, asWritten({ kind: 'list', items, range: at }), at);
    }),
  );
}

function attributeText(block: HclBlock, name: string): string | undefined {
  const value = block.attributes.find((one) => one.name === name)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

/** `&{aws:username}` is how Terraform writes a variable of a policy. */
function asWritten(node: PolicyNode): PolicyNode {
  if (node.kind === 'list') return { ...node, items: node.items.map(asWritten) };
  return node.kind === 'scalar' && typeof node.value === 'string'
    ? { ...node, value: node.value.replaceAll('&{', '${') }
    : node;
}

const scalar = (value: string, range: Range): PolicyNode => ({ kind: 'scalar', value, range });
const map = (range: Range, entries: readonly MapEntry[]): PolicyNode => ({
  kind: 'map',
  entries,
  range,
});
const entry = (key: string, value: PolicyNode, keyRange: Range = value.range): MapEntry => ({
  key,
  keyRange,
  value,
});

function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
