/**
 * Pieces of a statement that are a fence of their own: `"Action": […]` without braces, the same in
 * YAML, `actions = […]`, or nothing but names of actions. Each becomes a statement with the elements
 * that it has.
 */
import { isMap, isScalar, parseDocument } from 'yaml';

import { nodeFromYaml } from '../iam/yaml-node.ts';
import type { MapEntry, PolicyNode } from '../iam/policy.ts';
import { STATEMENT_ELEMENTS } from '../iam/written.ts';
import type { FenceBlock } from './blocks.ts';
import { readValue } from './loose-object.ts';
import type { FoundPolicy } from './policies.ts';

/** An element at the beginning of a line, and what separates it from its value. */
const ELEMENT =
  /^[ \t]{0,40}"(Sid|Effect|(?:Not)?Principal|(?:Not)?Action|(?:Not)?Resource|Condition)"[ \t]{0,8}:\s{0,80}/gm;
const TERRAFORM = /^[ \t]{0,40}(not_)?(actions|resources)[ \t]{0,20}=[ \t]{0,8}(?=\[)/gm;
const YAML = /^(?:Not)?(?:Action|Resource):/m;
/** `"s3:GetObject",`, or `- s3:GetObject` */
const NAME =
  /^[ \t]*(?:-[ \t]+)?["'`]?([a-z][a-z0-9-]{1,40}:[A-Z*][A-Za-z0-9*]{0,80})["'`]?,?[ \t]*$/;
const BRACKET = /^[[\]],?$/;
/** What leads up to a list of nothing but names. */
const OF_PERMISSIONS = /\b(?:permissions?|polic(?:y|ies)|IAM|actions?|privileges?|grants?)\b/i;
const LONGEST = 20_000;

/** The piece that a fence without a policy is; none where anything else stands in it. */
export function findPieces(
  fence: Pick<FenceBlock, 'text' | 'language' | 'isDiff' | 'context'>,
): FoundPolicy[] {
  const { text, isDiff, context } = fence;
  if (
    isDiff ||
    text.length > LONGEST ||
    !/\b(?:Action|Resource|actions|resources)\b|:[A-Z*]/.test(text)
  )
    return [];
  const entries = jsonElements(text) ?? terraformLists(text) ?? yamlElements(text) ?? [];
  const all = entries.length > 0 ? entries : namesIn(text, context);
  const statements = all.length > 0 ? statementsIn(all) : callsIn(text).map((call) => [call]);
  return statements.flatMap((own) => {
    const [first] = own;
    const last = own.at(-1);
    if (!first || !last || !own.some(isOfAccess) || own.some(isOfWorkflow)) return [];
    const range = { start: first.keyRange.start, end: last.value.range.end };
    const node: PolicyNode = { kind: 'map', entries: own, range };
    return { node, isFragment: true, isPiece: true, syntax: 'loose', flaws: [], opaque: [] };
  });
}

/** An element that is there already belongs to another statement: the page shows several. */
function statementsIn(entries: readonly MapEntry[]): MapEntry[][] {
  const statements: MapEntry[][] = [];
  for (const entry of entries) {
    const last = statements.at(-1);
    if (!last || last.some(({ key }) => key === entry.key)) statements.push([entry]);
    else last.push(entry);
  }
  return statements;
}

const isOfAccess = ({ key }: MapEntry): boolean => /^(?:Not)?(?:Action|Resource)$/.test(key);

/** A step of a workflow names what it calls as its resource. */
function isOfWorkflow({ value }: MapEntry): boolean {
  const texts = value.kind === 'list' ? value.items : [value];
  return texts.some((one) => one.kind === 'scalar' && /:states:::/.test(String(one.value)));
}

/** Undefined where something else stands before, between or behind the elements. */
function jsonElements(text: string): MapEntry[] | undefined {
  return read(text, ELEMENT, ([, key = '']) => key);
}

function terraformLists(text: string): MapEntry[] | undefined {
  return read(
    text,
    TERRAFORM,
    ([, not, name]) => `${not ? 'Not' : ''}${name === 'actions' ? 'Action' : 'Resource'}`,
  );
}

function read(
  text: string,
  pattern: RegExp,
  nameOf: (match: RegExpMatchArray) => string,
): MapEntry[] | undefined {
  const entries: MapEntry[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const start = match.index;
    // An element of a value that was read.
    if (start < at) continue;
    if (!isFill(text.slice(at, start))) return undefined;
    const value = readValue(text, start + match[0].length);
    if (!value || value.opaque.length > 0) return undefined;
    const written = start + match[0].search(/\S/);
    const keyRange = { start: written, end: start + match[0].trimEnd().length };
    entries.push({ key: nameOf(match), keyRange, value: value.node });
    at = value.end;
  }
  return entries.length > 0 && isFill(text.slice(at)) ? entries : undefined;
}

/** Commas and ellipses. */
const isFill = (text: string): boolean => /^[\s,.…]*$/.test(text);

function yamlElements(text: string): MapEntry[] | undefined {
  if (!YAML.test(text)) return undefined;
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
    const { contents } = document;
    if (document.errors.length > 0 || !isMap(contents) || text.includes('!')) return undefined;
    const isElement = (key: unknown): boolean =>
      isScalar(key) && STATEMENT_ELEMENTS.some((name) => name === key.value);
    if (!contents.items.every(({ key }) => isElement(key))) return undefined;
    const node = nodeFromYaml(document, contents);
    return node.kind === 'map' ? [...node.entries] : undefined;
  } catch {
    return undefined;
  }
}

/** The lists of a statement that code makes with the CDK or Pulumi: each by itself. */
function callsIn(text: string): MapEntry[] {
  if (!IN_CODE.test(text)) return [];
  return [...text.matchAll(LIST)].flatMap(({ 0: all, 1: name = '', index }) => {
    const start = index + all.length;
    const value = readValue(text, start);
    if (value?.node.kind !== 'list') return [];
    const items = value.node.items.filter(
      ({ range }) => !value.opaque.some((one) => one.start < range.end && range.start < one.end),
    );
    const keyRange = { start: index, end: index + name.length };
    const key = /action/i.test(name) ? 'Action' : 'Resource';
    return [{ key, keyRange, value: { ...value.node, items } }];
  });
}

const IN_CODE = /\bPolicyStatement\b|\b[gG]et_?[pP]olicy_?[dD]ocument/;
const LIST = /\b((?:not_?)?(?:[aA]ctions|[rR]esources))[ \t]{0,20}[:=]\s{0,80}(?=\[)/g;

/** Nothing but names, one a line, behind a sentence about permissions. */
function namesIn(text: string, context: string): MapEntry[] {
  const lead = context.slice(context.lastIndexOf('\n') + 1);
  if (!OF_PERMISSIONS.test(lead)) return [];
  const items: PolicyNode[] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    const name = NAME.exec(line)?.[1];
    if (name !== undefined) {
      const start = at + line.indexOf(name);
      items.push({ kind: 'scalar', value: name, range: { start, end: start + name.length } });
    } else if (line.trim() !== '' && !BRACKET.test(line.trim())) return [];
    at += line.length + 1;
  }
  const [first] = items;
  const last = items.at(-1);
  if (!first || !last) return [];
  const range = { start: first.range.start, end: last.range.end };
  return [{ key: 'Action', keyRange: first.range, value: { kind: 'list', items, range } }];
}
