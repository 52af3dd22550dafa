/** Files that ship → trees with places: JSON, and YAML with CloudFormation's short functions written out. */
import { type Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';

import { parseJson } from '../iam/parse.ts';
import type { PolicyNode } from '../iam/policy.ts';
import type { Range } from '../problems/source.ts';
import type { Reading } from './context.ts';
import { wayOut } from './context.ts';

/** Aliases may stand for this many nodes; more is an attempt to fill the memory. */
const MOST_NODES = 100_000;

/** The documents of a file; undefined if it does not parse, which is reported. */
export function treesOf(reading: Reading): readonly PolicyNode[] | undefined {
  const { source, report } = reading;
  const isYaml =
    /\.ya?ml$/.test(source.file) ||
    (!/\.jsonc?$/.test(source.file) && !/^\s*[{[]/.test(source.text));
  if (isYaml) return yamlTrees(reading);
  const { node, problems } = parseJson(source, { isLoose: source.file.endsWith('.jsonc') });
  if (node) return [node];
  for (const { message, line, column } of problems) {
    const at = offsetOf(source.text, line, column);
    report('source/syntax', at, message.replace('the policy', 'the file'), 'correct the file');
  }
  return undefined;
}

function offsetOf(text: string, line: number, column: number): Range {
  let start = 0;
  for (let at = 1; at < line; at += 1) start = text.indexOf('\n', start) + 1;
  return { start: start + column - 1, end: start + column };
}

function yamlTrees({ source, report, unresolved }: Reading): readonly PolicyNode[] | undefined {
  if (/(?:^|\/)kustomization\.ya?ml$/.test(source.file)) {
    unresolved({ start: 0, end: 0 }, 'a kustomization is not a policy before it is built');
    return undefined;
  }
  const parsed = parseAllDocuments(source.text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    version: '1.2',
  });
  const documents: readonly Document[] = 'empty' in parsed ? [] : parsed;
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error) {
    const [start, end] = error.pos;
    const isTemplate = source.text.includes('{{');
    report(
      'source/syntax',
      { start, end },
      isTemplate
        ? 'the file is a template, and YAML only once it is rendered'
        : `the file is not valid YAML: ${error.message}`,
      isTemplate ? wayOut(source.file) : 'correct the file',
    );
    return undefined;
  }
  let nodes = 0;
  const tree = (document: Document, node: unknown, depth: number): PolicyNode => {
    nodes += 1;
    const range = rangeOf(node);
    if (nodes > MOST_NODES || depth > 64) throw new TooMuch();
    if (isAlias(node)) {
      const target = node.resolve(document);
      return { ...tree(document, target, depth + 1), range };
    }
    const made = plain(document, node, range, depth);
    const tag = (node as { tag?: string } | null)?.tag;
    if (tag === undefined || !/^!\w/.test(tag)) return made;
    // `!GetAtt Role.Arn` is `{ Fn::GetAtt: Role.Arn }`.
    const key = tag === '!Ref' ? 'Ref' : `Fn::${tag.slice(1)}`;
    return { kind: 'map', entries: [{ key, keyRange: range, value: made }], range };
  };
  const plain = (document: Document, node: unknown, range: Range, depth: number): PolicyNode => {
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }) => ({
        key: String(isScalar(key) ? key.value : key),
        keyRange: rangeOf(key),
        value: tree(document, value, depth + 1),
      }));
      return { kind: 'map', entries, range };
    }
    if (isSeq(node))
      return {
        kind: 'list',
        items: node.items.map((item) => tree(document, item, depth + 1)),
        range,
      };
    const value: unknown = isScalar(node) ? node.value : null;
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
    return { kind: 'scalar', value: isPlain ? (value as string) : null, range };
  };
  try {
    return documents.map((document) => tree(document, document.contents, 0));
  } catch (caught) {
    if (!(caught instanceof TooMuch)) throw caught;
    const why = 'the file nests too deeply, or its aliases stand for too much';
    report('source/syntax', { start: 0, end: 0 }, why, 'write the policy out');
    return undefined;
  }
}

class TooMuch extends Error {}

function rangeOf(node: unknown): Range {
  const range = (node as { range?: readonly [number, number, number] | null } | null | undefined)
    ?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}
