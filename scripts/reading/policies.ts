/** Policies in fences: found in any language that holds one as a literal, with their places. */
import { distance } from 'fastest-levenshtein';
import { type Document, isMap, isScalar, isSeq, parseDocument, Scalar, visit } from 'yaml';

import { nodeFromYaml } from '../iam/yaml-node.ts';
import type { PolicyNode } from '../iam/policy.ts';
import type { Range } from '../problems/source.ts';
import type { FenceBlock } from './blocks.ts';
import { memo } from '../memo.ts';
import { valuesOf } from './elements.ts';
import { type Flaw, type LooseValue, readValue } from './loose-object.ts';
import {
  afterDiff,
  hereDocuments,
  statementBlocks,
  unescapeQuotes,
  unquoteShell,
  withoutTemplate,
} from './masks.ts';
import { terraformPolicies } from './terraform.ts';

export interface FoundPolicy {
  /** Offsets are those of the fence. */
  readonly node: PolicyNode;
  /** A statement without a policy around it. */
  readonly isFragment: boolean;
  /** Elements of a statement without what is around them: pieces.ts. */
  readonly isPiece?: boolean;
  readonly syntax: 'json' | 'loose' | 'yaml' | 'terraform';
  readonly flaws: readonly Flaw[];
  readonly opaque: readonly Range[];
}

/** The key of a policy, or what was to be one. */
const STATEMENT = /["'“”„]?\b([Ss]t\w{5,9})["'“”]?\s{0,8}[:=]?\s{0,8}[[{]/g;
const EFFECT = /["'“”„]?\bEffect["'“”]?\s{0,8}[:=]?\s{0,8}["'“”„][A-Za-z]{2,12}["'“”]/g;

const MAY_BE_YAML = /^(?:ya?ml|text|txt|plaintext|plain|none|)$/;
const HAS_HERE_DOCUMENTS = /^(?:bash|sh|shell|zsh|console|terminal|hcl|terraform|tf|dockerfile|)$/;

type Written = Pick<FenceBlock, 'text' | 'language' | 'isDiff'>;

/**
 * Every policy of a fence, and every statement that stands alone. Fences of one text have the same
 * ones, as objects too, so that others can remember what they know of them.
 */
export function findPolicies({ text, language, isDiff }: Written): readonly FoundPolicy[] {
  if (!/\b(?:Statement|statement"|Effect|aws_iam_policy_document|statement[ \t]{0,8}\{)/.test(text))
    return [];
  const work = (): readonly FoundPolicy[] => policiesIn({ text, language, isDiff });
  if (text.length > LONGEST_KEPT) return work();
  return policiesOf(`${language} ${isDiff}\n${text}`, work);
}

/** The same policy is on many pages: bench row “`lint`, pages of five policies”. */
const policiesOf = memo<string, readonly FoundPolicy[]>(200);
/** In UTF-16 units. */
const LONGEST_KEPT = 20_000;

function policiesIn({ text: written, language, isDiff }: Written): FoundPolicy[] {
  const text = unquoteShell(isDiff ? afterDiff(written) : written);
  const found = findObjects(text).map((one) =>
    isDiff ? { ...one, syntax: 'loose' as const } : one,
  );
  if (text.includes('\\"')) {
    const inStrings = findObjects(unescapeQuotes(text)).filter((one) => !overlaps(found, one));
    found.push(...inStrings.map((one) => ({ ...one, syntax: 'loose' as const })));
  }
  for (const { node, opaque } of terraformPolicies(text))
    found.push({ node, opaque, isFragment: false, syntax: 'terraform', flaws: [] });
  if (found.length === 0 && MAY_BE_YAML.test(language)) found.push(...findInYaml(text, 0));
  if (found.length === 0 && HAS_HERE_DOCUMENTS.test(language)) {
    for (const { text: body, start } of hereDocuments(text)) {
      if (/\bEffect\b/.test(body)) found.push(...findInYaml(body, start));
    }
  }
  return found.toSorted((a, b) => a.node.range.start - b.node.range.start);
}

/** Whole policies first; then the statements that stand outside of them. */
function findObjects(text: string): FoundPolicy[] {
  const policies = findKeyed(text, STATEMENT, false);
  const read = new Map<number, PolicyNode>();
  for (const { node } of policies) addMaps(node, read);
  const fragments = findKeyed(text, EFFECT, true, read);
  return [...policies, ...fragments.filter((one) => !overlaps(policies, one))];
}

/** The maps in a node, by where they begin. */
function addMaps(node: PolicyNode, maps: Map<number, PolicyNode>): void {
  if (node.kind === 'scalar') return;
  if (node.kind === 'map') maps.set(node.range.start, node);
  const inner = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  for (const one of inner) addMaps(one, maps);
}

/** What was `read` is not read again: in a policy, its statements are the same as alone. */
function findKeyed(
  text: string,
  pattern: RegExp,
  isFragment: boolean,
  read: ReadonlyMap<number, PolicyNode> = NONE,
): FoundPolicy[] {
  const found: FoundPolicy[] = [];
  const matches = [...text.matchAll(pattern)].filter(
    ([, key]) => key === undefined || distance(key, 'Statement') <= 2,
  );
  const braces = enclosingBraces(
    text,
    matches.map(({ index }) => index),
  );
  for (const [at, { index }] of matches.entries()) {
    const start = braces[at];
    if (start === undefined || index < (found.at(-1)?.node.range.end ?? 0)) continue;
    const node = read.get(start);
    const object = node ? { node, flaws: [], opaque: [] } : readValue(text, start);
    if (object && looksRight(object, isFragment)) found.push(toFound(object, isFragment));
  }
  return found;
}

const NONE: ReadonlyMap<number, PolicyNode> = new Map();

/** Of policies in order: does one of them share a place with this? */
function overlaps(policies: readonly FoundPolicy[], { node: { range } }: FoundPolicy): boolean {
  let low = 0;
  let high = policies.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((policies[middle]?.node.range.end ?? 0) > range.start) high = middle;
    else low = middle + 1;
  }
  return (policies[low]?.node.range.start ?? Infinity) < range.end;
}

function toFound(
  { node, flaws, opaque }: Omit<LooseValue, 'end'>,
  isFragment: boolean,
): FoundPolicy {
  const isJson = flaws.every(({ kind }) => kind !== 'loose');
  return { node, isFragment, syntax: isJson ? 'json' : 'loose', flaws, opaque };
}

function looksRight({ node }: Pick<LooseValue, 'node'>, isFragment: boolean): boolean {
  if (node.kind !== 'map') return false;
  const keys = node.entries.map(({ key }) => key);
  return isFragment
    ? keys.includes('Effect') && keys.some((key) => /^(?:Not)?Action$/.test(key))
    : keys.includes('Statement') ||
        /^20(?:12-10|08-10)-17$/.test(valuesOf(node, 'Version')[0] ?? '');
}

/** The brace that each offset (ascending) is directly inside of; undefined in a list or in none. */
function enclosingBraces(text: string, offsets: readonly number[]): (number | undefined)[] {
  const braces: (number | undefined)[] = [];
  const open: number[] = [];
  let next = 0;
  for (let at = 0; at < text.length && next < offsets.length; at += 1) {
    for (; offsets[next] === at; next += 1) {
      const top = open.at(-1);
      braces.push(top !== undefined && text[top] === '{' ? top : undefined);
    }
    const character = text[at];
    if (character === '{' || character === '[') open.push(at);
    else if (character === '}' || character === ']') open.pop();
  }
  return braces;
}

/** YAML: CloudFormation and the like. Values with tags (`!Ref`) are opaque. */
function findInYaml(written: string, shift: number): FoundPolicy[] {
  const text = withoutTemplate(written);
  const whole = tryYaml(text, shift);
  if (whole !== undefined) return whole;
  // One line that is not YAML silences nothing but itself: each block around a statement by itself.
  return statementBlocks(text).flatMap(
    ({ text: block, start }) => tryYaml(block, shift + start) ?? [],
  );
}

/** Undefined where it is not YAML. */
function tryYaml(text: string, shift: number): FoundPolicy[] | undefined {
  try {
    const document = parseDocument(text, {
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    if (document.errors.length > 0) return undefined;
    // Throws where aliases would multiply.
    document.toJS({ maxAliasCount: 100 });
    return yamlPolicies(document, shift);
  } catch {
    return undefined;
  }
}

function yamlPolicies(document: Document, shift: number): FoundPolicy[] {
  joinTexts(document);
  const opaque: Range[] = [];
  const found: FoundPolicy[] = [];
  visit(document, {
    Node(_, node) {
      const { tag, range } = node as { tag?: string; range?: readonly number[] | null };
      // What `!Sub` puts in is a placeholder of a text that is judged.
      const isText = tag === '!Sub' && isScalar(node);
      if (tag?.startsWith('!') && !isText && range)
        opaque.push({ start: (range[0] ?? 0) + shift, end: (range[1] ?? 0) + shift });
    },
  });
  visit(document, {
    Map(_, map) {
      const keys = map.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
      const isPolicy = keys.includes('Statement');
      const isFragment =
        keys.includes('Effect') && keys.some((key) => /^(?:Not)?Action$/.test(key));
      if ((!isPolicy && !isFragment) || !isMap(map)) return undefined;
      const node = moved(nodeFromYaml(document, map), shift);
      const { start, end } = node.range;
      const own = opaque.filter((range) => range.start < end && start < range.end);
      found.push({ node, isFragment: !isPolicy, syntax: 'yaml', flaws: [], opaque: own });
      return visit.SKIP;
    },
  });
  return found;
}

/** `!Join ["", […]]` as the text that it makes, with a placeholder for each part that is not literal. */
function joinTexts(document: Document): void {
  visit(document, {
    Seq(_, list) {
      const [separator, parts] = list.items;
      if (list.tag !== '!Join' || !isScalar(separator) || !isSeq(parts)) return undefined;
      const texts = parts.items.map((part) => {
        const isLiteral = isScalar(part) && !part.tag?.startsWith('!');
        if (isLiteral) return String(part.value);
        const isSub = isScalar(part) && part.tag === '!Sub';
        if (isSub) return String(part.value);
        const name = isScalar(part) ? String(part.value) : 'value';
        return `\${${name.startsWith('AWS::') ? name : name.replace(/\W+/g, '')}}`;
      });
      const text = new Scalar(texts.join(String(separator.value)));
      if (list.range) text.range = list.range;
      return text;
    },
  });
}

/** The same policy in a text that begins elsewhere. */
export function shifted(policy: FoundPolicy, by: number): FoundPolicy {
  const shift = <One extends Range>(one: One): One => ({
    ...one,
    start: one.start + by,
    end: one.end + by,
  });
  return {
    ...policy,
    node: moved(policy.node, by),
    flaws: policy.flaws.map(shift),
    opaque: policy.opaque.map(shift),
  };
}

/** The same node, with its places in the whole of which its text was a part. */
function moved(node: PolicyNode, by: number): PolicyNode {
  if (by === 0) return node;
  const shift = ({ start, end }: Range): Range => ({ start: start + by, end: end + by });
  const range = shift(node.range);
  if (node.kind === 'scalar') return { ...node, range };
  if (node.kind === 'list')
    return { ...node, range, items: node.items.map((one) => moved(one, by)) };
  const entries = node.entries.map(({ key, keyRange, value }) => ({
    key,
    keyRange: shift(keyRange),
    value: moved(value, by),
  }));
  return { ...node, range, entries };
}
