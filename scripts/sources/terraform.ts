/** Terraform → a policy: `aws_iam_policy_document`, and policies in the arguments of resources. */
import { posix } from 'node:path';

import { parseJson } from '../iam/parse.ts';
import type { MapEntry, PolicyNode } from '../iam/policy.ts';
import { readValue } from '../reading/loose-object.ts';
import {
  type Attribute,
  ELEMENTS,
  type HclBlock,
  type TerraformBlock,
  terraformBlocks,
  toPolicy,
  valueBlocks,
} from '../reading/terraform.ts';
import { Source } from '../problems/source.ts';
import type { Range } from '../problems/source.ts';
import { asNode, flattened, type Reading, tidy, wayOut } from './context.ts';
import { callIn, resultOf } from './terraform-calls.ts';
import { interpolated } from './texts.ts';

const DOCUMENT = 'aws_iam_policy_document';
/** Arguments of resources that hold a policy. */
const POLICIES = ['policy', 'assume_role_policy', 'access_policy', 'inline_policy', 'content'];

interface Address {
  readonly type: string;
  readonly name: string;
  readonly argument: string | undefined;
}

/** `data.aws_iam_policy_document.reader`, `aws_iam_role.reader.assume_role_policy`. */
export function addressOf(text: string): Address | undefined {
  const [, type, name, argument] =
    /^(?:data\.|resource\.)?([a-z]\w*)\.([\w-]+)(?:\.(\w+))?$/.exec(text) ?? [];
  return type === undefined || name === undefined ? undefined : { type, name, argument };
}

/** What of a file can be pointed at. */
function addressesIn(text: string): string[] {
  return terraformBlocks(text)
    .filter(({ type, block }) => type === DOCUMENT || policyArguments(block).length > 0)
    .map(({ type, name }) => `${type}.${name}`);
}

const policyArguments = (block: HclBlock | undefined): readonly Attribute[] =>
  (block?.attributes ?? []).filter(({ name }) => POLICIES.includes(name));

const INLINE = 'inline_policy';

/** The policies of the `inline_policy` blocks of a role. */
const inlinePolicies = ({ blocks }: HclBlock): readonly Attribute[] =>
  blocks
    .filter(({ type }) => type === INLINE)
    .flatMap(({ attributes }) => attributes.filter(({ name }) => name === 'policy'));

/** The only policy of a file, if there is no address; `missing` says what could be pointed at. */
export function policyAt(
  address: Address | undefined,
  reading: Reading,
): { readonly node: PolicyNode | undefined } | { readonly missing: readonly string[] } {
  const { text } = reading.source;
  const blocks = terraformBlocks(text);
  const known = addressesIn(text);
  const [only] = known;
  const asked = address ?? (known.length === 1 && only !== undefined ? addressOf(only) : undefined);
  const found = blocks.find(({ type, name }) => type === asked?.type && name === asked.name);
  if (!asked || !found) return { missing: known };
  if (found.type === DOCUMENT) return { node: documentOf(found, reading, blocks) };
  if (!found.block) return { node: unreadable(found, reading) };
  const inline = inlinePolicies(found.block);
  const [alone] = inline;
  if (asked.argument === INLINE && alone && inline.length === 1)
    return isRepeated(found.block, reading)
      ? { node: undefined }
      : { node: policyOfArgument(alone, found, blocks, reading) };
  const holding = policyArguments(found.block);
  const argument =
    asked.argument === undefined
      ? holding[0]
      : found.block.attributes.find(({ name }) => name === asked.argument);
  if (!argument)
    return { missing: holding.map(({ name }) => `${found.type}.${found.name}.${name}`) };
  if (isRepeated(found.block, reading)) return { node: undefined };
  return { node: policyOfArgument(argument, found, blocks, reading) };
}

function unreadable({ range }: TerraformBlock, reading: Reading): undefined {
  reading.report('source/syntax', range, 'this block cannot be read whole', wayOut('x.tf'));
  return undefined;
}

/** `count` and `for_each` make any number of a block. */
function isRepeated({ attributes }: HclBlock, { unresolved }: Reading): boolean {
  const repeated = attributes.filter(({ name }) => name === 'for_each' || name === 'count');
  for (const { name, range } of repeated)
    unresolved(range, `what \`${name}\` makes is not known before Terraform runs`);
  return repeated.length > 0;
}

const HARMLESS = new Set(['version', 'policy_id', 'provider', 'depends_on', 'lifecycle']);
const OF_STATEMENTS = new Set(['principals', 'not_principals', 'condition']);

function documentOf(
  found: TerraformBlock,
  reading: Reading,
  blocks: readonly TerraformBlock[],
  depth = 0,
): PolicyNode | undefined {
  const { opaque } = found;
  const merged = found.block?.attributes.find(({ name }) => name === SOURCES);
  const sources = merged && depth < DEEPEST ? sourcesOf(merged, blocks, reading) : undefined;
  const block =
    found.block && sources
      ? { ...found.block, attributes: found.block.attributes.filter((one) => one !== merged) }
      : found.block;
  if (!block) return unreadable(found, reading);
  let isKnown = !isRepeated(block, reading);
  const refuse = (range: Range, what: string): void => {
    isKnown = false;
    reading.unresolved(range, what);
  };
  for (const { name, range } of block.attributes)
    if (!HARMLESS.has(name) && name !== 'for_each' && name !== 'count')
      refuse(range, `what \`${name}\` adds is somewhere else`);
  for (const { type, range } of block.blocks)
    if (type !== 'statement' && !HARMLESS.has(type)) refuse(range, ofBlock(type));
  const statements = block.blocks.filter(({ type }) => type === 'statement');
  for (const statement of statements) {
    for (const { name, range } of statement.attributes)
      if (!(name in ELEMENTS)) refuse(range, `\`${name}\` is not an argument of a statement`);
    for (const { type, range } of statement.blocks)
      if (!OF_STATEMENTS.has(type)) refuse(range, ofBlock(type));
  }
  const made = statements.map((statement) => blockWith(statement, opaque, reading));
  const known = made.filter((one) => one !== undefined);
  const around = AROUND.map(([argument, key]) => {
    const found = block.attributes.find(({ name }) => name === argument);
    const value = found && evaluated(found.value, opaque, reading);
    return {
      isKnown: !found || value !== undefined,
      entry: found && value && { key, value, found },
    };
  });
  if (!isKnown || known.length < made.length || around.some((one) => !one.isKnown))
    return undefined;
  const before = (sources ?? []).map((one) => documentOf(one, reading, blocks, depth + 1));
  if (before.some((one) => one === undefined)) return undefined;
  return withElements(
    afterOthers(
      before.filter((one) => one !== undefined),
      withoutEmptySids(toPolicy(block, known)),
    ),
    around.flatMap(({ entry }) =>
      entry ? { key: entry.key, keyRange: entry.found.range, value: entry.value } : [],
    ),
  );
}

/** The documents of the same file whose statements come first. */
const SOURCES = 'source_policy_documents';
const DEEPEST = 8;

/** Undefined if one of them is somewhere else. */
function sourcesOf(
  { value }: Attribute,
  blocks: readonly TerraformBlock[],
  { source }: Reading,
): readonly TerraformBlock[] | undefined {
  if (value.kind !== 'list') return undefined;
  const found = value.items.map(({ range }) => {
    const text = source.text.slice(range.start, range.end);
    const [, name] =
      /^data\.aws_iam_policy_document\.([\w-]+)\.(?:minified_)?json$/.exec(text) ?? [];
    return blocks.find((one) => one.type === DOCUMENT && one.name === name);
  });
  const known = found.filter((one) => one !== undefined);
  return known.length < found.length ? undefined : known;
}

/** As the provider merges them: in order, and of two statements with one Sid the later stays. */
function afterOthers(before: readonly PolicyNode[], policy: PolicyNode): PolicyNode {
  if (before.length === 0 || policy.kind !== 'map') return policy;
  const all = [...before, policy].flatMap(statementsIn);
  const sid = (node: PolicyNode): string => {
    const found = node.kind === 'map' && node.entries.find(({ key }) => key === 'Sid')?.value;
    return found && found.kind === 'scalar' ? String(found.value) : '';
  };
  const last = new Map(all.map((one) => [sid(one), one]));
  const first = new Set<string>();
  const items = all.flatMap((one) => {
    const name = sid(one);
    if (name === '') return [one];
    if (first.has(name)) return [];
    first.add(name);
    return last.get(name) ?? [];
  });
  const entries = policy.entries.map((entry) =>
    entry.key === 'Statement'
      ? { ...entry, value: { kind: 'list' as const, items, range: entry.value.range } }
      : entry,
  );
  return { ...policy, entries };
}

function statementsIn(policy: PolicyNode): readonly PolicyNode[] {
  const found =
    policy.kind === 'map' && policy.entries.find(({ key }) => key === 'Statement')?.value;
  if (!found) return [];
  return found.kind === 'list' ? found.items : [found];
}

/** Arguments of a document that are elements of the policy, besides its statements. */
const AROUND = [
  ['version', 'Version'],
  ['policy_id', 'Id'],
] as const;

/** The policy with these elements in place of its own. */
function withElements(policy: PolicyNode, elements: readonly MapEntry[]): PolicyNode {
  if (policy.kind !== 'map') return policy;
  const others = policy.entries.filter(({ key }) => !elements.some((one) => one.key === key));
  return { ...policy, entries: [...elements, ...others] };
}

const ofBlock = (type: string): string =>
  type === 'dynamic'
    ? 'what a `dynamic` block makes is not known before Terraform runs'
    : `a \`${type}\` block is not understood here`;

/** The block with every value evaluated. */
function blockWith(
  block: HclBlock,
  opaque: readonly Range[],
  reading: Reading,
): HclBlock | undefined {
  const attributes = block.attributes.map((attribute) => {
    const value = evaluated(attribute.value, opaque, reading);
    return value && { ...attribute, value: single(value) };
  });
  const blocks = block.blocks.map((inner) => blockWith(inner, opaque, reading));
  const known = {
    attributes: attributes.filter((one) => one !== undefined),
    blocks: blocks.filter((one) => one !== undefined),
  };
  return known.attributes.length < attributes.length || known.blocks.length < blocks.length
    ? undefined
    : { ...block, ...known };
}

/** Terraform writes a list of one as the one. */
const single = (node: PolicyNode): PolicyNode => {
  const [first] = node.kind === 'list' ? node.items : [];
  return node.kind === 'list' && node.items.length === 1 && first ? first : node;
};

/** Terraform leaves out what is empty; lists of one that blocks were merged into are the one. */
function withoutEmptySids(policy: PolicyNode): PolicyNode {
  const tidied = (node: PolicyNode): PolicyNode => {
    if (node.kind === 'scalar') return node;
    if (node.kind === 'list') return single({ ...node, items: node.items.map(tidied) });
    const entries = node.entries
      .filter(({ key, value }) => key !== 'Sid' || value.kind !== 'scalar' || value.value !== '')
      .map((entry) => ({
        ...entry,
        value:
          entry.key === 'Statement' && entry.value.kind === 'list'
            ? { ...entry.value, items: entry.value.items.map(tidied) }
            : tidied(entry.value),
      }));
    return { ...node, entries };
  };
  return tidied(policy);
}

/** A literal, or an expression whose value is stated. */
function evaluated(
  node: PolicyNode,
  opaque: readonly Range[],
  reading: Reading,
): PolicyNode | undefined {
  const isExpression = (one: PolicyNode): boolean =>
    opaque.some(({ start, end }) => start === one.range.start && end === one.range.end);
  if (isExpression(node)) return stated(node.range, reading);
  if (node.kind === 'scalar') {
    if (typeof node.value !== 'string') return node;
    const text = interpolated(node.value, node.range, reading, 'terraform');
    return text === undefined ? undefined : { ...node, value: text };
  }
  if (node.kind === 'list') {
    const items = node.items.map((item) => evaluated(item, opaque, reading));
    const known = items.filter((item) => item !== undefined);
    if (known.length < items.length) return undefined;
    return { ...node, items: flattened(known, node.items) };
  }
  const entries = node.entries.map((entry) => {
    const key = interpolated(entry.key, entry.keyRange, reading, 'terraform');
    const value = evaluated(entry.value, opaque, reading);
    return key === undefined || value === undefined ? undefined : { ...entry, key, value };
  });
  const known = entries.filter((entry) => entry !== undefined);
  return known.length < entries.length ? undefined : { ...node, entries: known };
}

function stated(range: Range, reading: Reading): PolicyNode | undefined {
  const { source, values, unresolved } = reading;
  const expression = tidy(source.text.slice(range.start, range.end));
  const value = values.of(expression);
  if (value !== undefined) return asNode(value, range);
  if (/^-?\d{1,15}(?:\.\d{1,15})?$/.test(expression)) return asNode(expression, range);
  const call = callIn(source.text, range);
  if (call) {
    const given = call.given.map(({ node, opaque }) => evaluated(node, opaque, reading));
    const known = given.filter((one) => one !== undefined);
    // What is missing in it has been reported.
    if (known.length < given.length) return undefined;
    const result = resultOf(call.name, known);
    if (result !== undefined) return asNode(result, range);
  }
  const isLoop = /^[[{(]?\s*for\b|\[for\b|\{for\b/.test(expression);
  if (isLoop) unresolved(range, 'what a `for` expression makes is not known before Terraform runs');
  else unresolved(range, `the value of ${shortened(expression)} is not known`, expression);
  return undefined;
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** `jsonencode({…})`, a here-document, a text, or the JSON of a document of the same file. */
function policyOfArgument(
  { value, isHereDocument }: Attribute,
  { opaque }: TerraformBlock,
  blocks: readonly TerraformBlock[],
  reading: Reading,
): PolicyNode | undefined {
  const { source, report } = reading;
  const isExpression = opaque.some(({ start }) => start === value.range.start);
  if (!isExpression)
    return value.kind === 'scalar' ? ofText(value, isHereDocument === true, reading) : undefined;
  const expression = source.text.slice(value.range.start, value.range.end);
  const [call] = /^jsonencode\(\s*/.exec(expression) ?? [];
  if (call !== undefined) {
    const read = readValue(source.text, value.range.start + call.length);
    const isBroken = read?.flaws.some(({ kind }) => kind === 'unclosed' || kind === 'broken');
    if (read && isBroken !== true) return evaluated(read.node, read.opaque, reading);
    report('source/syntax', value.range, 'what is encoded here cannot be read', wayOut('x.tf'));
    return undefined;
  }
  const [, name] =
    /^data\.aws_iam_policy_document\.([\w-]+)\.(?:minified_)?json\s*$/.exec(expression) ?? [];
  const document = blocks.find((one) => one.type === DOCUMENT && one.name === name);
  if (name !== undefined && document) return documentOf(document, reading, blocks);
  const [, local] = /^local\.([\w-]+)\s*$/.exec(expression) ?? [];
  const here = local === undefined ? undefined : localIn(source.text, local);
  if (here) return policyOfArgument(here.attribute, here.block, blocks, reading);
  const [, file] = /^(?:file|templatefile)\(\s*"([^"]+)"/.exec(expression) ?? [];
  report(
    'source/unresolved',
    value.range,
    file === undefined
      ? `the policy comes from ${shortened(tidy(expression))}, which is somewhere else`
      : `the policy is in another file, ${file}`,
    file !== undefined
      ? `point \`from\` at that file: ${besides(source.file, file)}`
      : name === undefined
        ? wayOut('x.tf')
        : `point \`from\` at the file that has it: #${DOCUMENT}.${name}`,
  );
  return undefined;
}

/** A local of the same file; one that names itself is not followed. */
function localIn(
  text: string,
  name: string,
): { readonly attribute: Attribute; readonly block: TerraformBlock } | undefined {
  for (const found of valueBlocks(text)) {
    const attribute = found.block?.attributes.find((one) => one.name === name);
    if (found.type !== 'locals' || !attribute) continue;
    const { start, end } = attribute.value.range;
    const isReference = text.slice(start, end).startsWith('local.');
    return isReference ? undefined : { attribute, block: { ...found, isData: false } };
  }
  return undefined;
}

/** A file that Terraform names, from the root. */
const besides = (file: string, named: string): string =>
  posix.join(posix.dirname(file), named.replace(/^\$\{path\.module\}\//, ''));

/** JSON in a here-document keeps its places; in a quoted text all of it is at the text. */
function ofText(
  value: PolicyNode,
  isHereDocument: boolean,
  reading: Reading,
): PolicyNode | undefined {
  const { source, report } = reading;
  const text = value.kind === 'scalar' ? String(value.value) : '';
  const { start } = value.range;
  const padded = isHereDocument ? `${blanks(source.text.slice(0, start))}${text}` : text;
  const { node, problems } = parseJson(new Source(source.file, padded));
  if (!node) {
    const [problem] = problems;
    const message = problem?.message.replace('the policy is', 'the text is') ?? 'it is not JSON';
    report(
      'source/syntax',
      value.range,
      message,
      'correct the text, or write it as jsonencode({…})',
    );
    return undefined;
  }
  return evaluated(isHereDocument ? node : at(node, value.range), [], reading);
}

const blanks = (text: string): string => text.replace(/[^\n]/g, ' ');

/** The node with one place for all of it. */
export function at(node: PolicyNode, range: Range): PolicyNode {
  if (node.kind === 'scalar') return { ...node, range };
  if (node.kind === 'list')
    return { ...node, range, items: node.items.map((one) => at(one, range)) };
  const entries = node.entries.map(({ key, value }) => ({
    key,
    keyRange: range,
    value: at(value, range),
  }));
  return { ...node, range, entries };
}
