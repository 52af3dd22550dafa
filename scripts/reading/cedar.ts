/**
 * Cedar in fences: as itself, in the strings of JSON and of code, in YAML scalars of any style, and
 * in documents inside of others (a ConfigMap, a here-document). Found by its words, without the
 * engine.
 */
import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
} from 'yaml';

import type { Range } from '../problems/source.ts';
import { align } from '../cedar/alignment.ts';
import type { FenceBlock } from './blocks.ts';
import { afterDiff, hereDocuments } from './masks.ts';

/** A text that holds one policy or several. */
export interface CedarText {
  readonly text: string;
  /** An offset of `text` as one of the fence. */
  readonly toFence: (offset: number) => number;
  /** Whether it is Cedar beyond doubt: a fence of that language, or an entry of a configuration. */
  readonly isSure: boolean;
}

/** The policies that a fence prints as one set. */
export interface CedarSet {
  readonly texts: readonly CedarText[];
  /** Of a configuration file of ToolHive, or of its operator’s. */
  readonly configuration: CedarConfiguration | undefined;
}

export interface CedarEntities {
  readonly text: string;
  /** Of the string that holds them, in the fence. */
  readonly range: Range;
  /** An offset of `text` as one of the fence. */
  readonly toFence: (offset: number) => number;
}

export interface CedarConfiguration {
  /** The entities as JSON text, and where they are; undefined if it has none. */
  readonly entities: CedarEntities | undefined;
  /** The type of groups, if it is not the usual one. */
  readonly groupType: string | undefined;
  /** The whole, if it is a JSON document by itself. */
  readonly json: Range | undefined;
}

/** A word that every policy has. */
const CEDAR_WORD = /\b(?:permit|forbid)\s{0,4}\(/;
/** What begins with a policy, after comments and annotations. */
const BEGINS =
  /^(?:\s|\/\/[^\n]*\n|@\w+\s{0,4}(?:\("(?:[^"\\]|\\.)*"\))?)*(?:permit|forbid)\s{0,4}\(/;

/** Whether a text is Cedar from its beginning on. */
export const beginsWithPolicy = (text: string): boolean => BEGINS.test(text);

/** Every set of policies in a fence. */
export function findCedar({
  text: written,
  language,
  isDiff,
}: Pick<FenceBlock, 'text' | 'language' | 'isDiff'>): CedarSet[] {
  if (!CEDAR_WORD.test(written)) return [];
  const text = isDiff ? afterDiff(written) : written;
  if (/^(?:cedar|)$/.test(language) && BEGINS.test(text))
    return [asWhole(text, language === 'cedar')];
  if (/^(?:text|txt|plaintext|plain|cedarpolicy|cedar-policy)$/.test(language))
    return BEGINS.test(text) ? [asWhole(text, language.startsWith('cedar'))] : [];
  if (language === 'cedar') return wrapped(text);
  return inDocument(text, language, 0);
}

function asWhole(text: string, isSure: boolean): CedarSet {
  return { texts: [{ text, toFence: (offset) => offset, isSure }], configuration: undefined };
}

/** `policy readers { permit (…); }`: not of the language, but a page may name its policies like this. */
const WRAPPER =
  /^[ \t]{0,8}policy\s{1,8}["\w-]{1,80}\s{0,8}\{[ \t]*\n([^]*?)^[ \t]{0,8}\}[ \t]*$/gm;

function wrapped(text: string): CedarSet[] {
  const texts = [...text.matchAll(WRAPPER)].flatMap(({ 0: whole, 1: inner = '', index }) => {
    if (!BEGINS.test(inner)) return [];
    const from = index + whole.lastIndexOf(inner);
    return [{ text: inner, toFence: (offset: number) => from + offset, isSure: false }];
  });
  return texts.length > 0 ? [{ texts, configuration: undefined }] : [];
}

const HAS_HERE_DOCUMENTS = /^(?:bash|sh|shell|zsh|console|terminal|)$/;

/** `shift` is where the text begins in the fence. */
function inDocument(text: string, language: string, shift: number): CedarSet[] {
  if (/^(?:ya?ml)$/.test(language)) return inYaml(text, shift);
  if (/^jsonc?5?$/.test(language)) return inJson(text, shift);
  if (HAS_HERE_DOCUMENTS.test(language)) {
    const inside = hereDocuments(text).flatMap(({ text: body, start }) =>
      CEDAR_WORD.test(body)
        ? inDocument(body, /^\s*[[{]/.test(body) ? 'json' : 'yaml', shift + start)
        : [],
    );
    if (inside.length > 0) return inside;
  }
  if (language === '' && /^\s*[[{]/.test(text)) return inJson(text, shift);
  const texts = strings(text, shift, false);
  if (language === '' && texts.length === 0) return inYaml(text, shift);
  return texts.length > 0 ? [{ texts, configuration: undefined }] : [];
}

/** `"…"`, over several lines where a page breaks them, which JSON does not allow. */
const STRING = /"((?:[^"\\]|\\[^])*)"/g;

function strings(text: string, shift: number, isSure: boolean): CedarText[] {
  return [...text.matchAll(STRING)].flatMap(({ 1: inner = '', index }) => {
    if (!CEDAR_WORD.test(inner)) return [];
    const value = unescaped(inner);
    if (!BEGINS.test(value)) return [];
    const place = align(value, text, index + 1);
    return [{ text: value, toFence: (offset: number) => shift + place(offset), isSure }];
  });
}

/** Documents in the strings of another: a ConfigMap in JSON. */
function documentsInStrings(text: string, shift: number): CedarSet[] {
  return [...text.matchAll(STRING)].flatMap(({ 1: inner = '', index }) => {
    if (!CEDAR_WORD.test(inner)) return [];
    const value = unescaped(inner);
    const place = align(value, text, index + 1);
    return inString(value, (offset) => shift + place(offset));
  });
}

function unescaped(inner: string): string {
  return inner.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, code?: string, one = '') => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return one === 'n' ? '\n' : one === 't' ? '\t' : one === 'r' ? '\r' : String(one);
  });
}

/** A list of policies, or a configuration that has one. */
function inJson(text: string, shift: number): CedarSet[] {
  const isConfiguration = /"(?:policies|cedar|cedarv1)"/.test(text);
  const texts = strings(text, shift, isConfiguration);
  if (texts.length === 0) return documentsInStrings(text, shift);
  if (!isConfiguration) return [{ texts, configuration: undefined }];
  const entities = /"entities_?[jJ](?:son|SON)"\s{0,8}:\s{0,8}"((?:[^"\\]|\\[^])*)"/.exec(text);
  const from = entities ? entities.index + entities[0].length - (entities[1]?.length ?? 0) - 1 : 0;
  const isWhole = /^\s*\{/.test(text) && /\}\s*$/.test(text);
  return [
    {
      texts,
      configuration: /"cedar"|"cedarv1"/.test(text)
        ? {
            entities: entities
              ? entitiesAt(unescaped(entities[1] ?? ''), text, shift, {
                  start: from,
                  end: from + (entities[1]?.length ?? 0),
                })
              : undefined,
            groupType: /"group_entity_type"\s{0,8}:\s{0,8}"(\w+)"/.exec(text)?.[1],
            json: isWhole ? { start: shift, end: shift + text.length } : undefined,
          }
        : undefined,
    },
  ];
}

/** Entities in a string of a text, which is at `shift` in its fence. */
function entitiesAt(value: string, text: string, shift: number, at: Range): CedarEntities {
  const place = align(value, text, at.start);
  return {
    text: value,
    range: { start: shift + at.start, end: shift + at.end },
    toFence: (offset) => shift + place(offset),
  };
}

/** Nothing where it is not YAML; the parser runs out of stack where a text nests too deep. */
function inYaml(text: string, shift: number): CedarSet[] {
  try {
    return setsInYaml(text, shift);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function setsInYaml(text: string, shift: number): CedarSet[] {
  const sets: CedarSet[] = [];
  const lists = new Map<unknown, CedarText[]>();
  const configurations = new Map<unknown, CedarConfiguration | undefined>();
  const documents = parseAllDocuments(text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  for (const document of 'empty' in documents ? [] : documents) {
    visit(document, {
      Scalar(_, node, path) {
        const { value, range } = node;
        if (typeof value !== 'string' || !range || !CEDAR_WORD.test(value)) return;
        const place = align(value, text, range[0]);
        const toFence = (offset: number): number => shift + place(offset);
        if (!BEGINS.test(value)) {
          sets.push(...inString(value, toFence));
          return;
        }
        const parent = path.findLast((one) => isSeq(one)) ?? node;
        const map = path.findLast((one) => isMap(one));
        const isList = isPolicyList(path);
        lists.set(parent, [...(lists.get(parent) ?? []), { text: value, toFence, isSure: isList }]);
        if (isList && isMap(map))
          configurations.set(parent, configurationOf(map, path, text, shift));
      },
    });
  }
  for (const [parent, texts] of lists)
    sets.push({ texts, configuration: configurations.get(parent) });
  return sets.toSorted((a, b) => startOf(a) - startOf(b));
}

const startOf = ({ texts }: CedarSet): number => texts[0]?.toFence(0) ?? 0;

/** A document in a string: the JSON of a ConfigMap. */
function inString(value: string, toFence: (offset: number) => number): CedarSet[] {
  // A list or a map inside a scalar; anything else is prose, and would be a scalar again.
  const isJson = /^\s*[[{]/.test(value);
  if (!isJson && !/^[ \t]*policies:(?:\s|$)/m.test(value)) return [];
  return inDocument(value, isJson ? 'json' : 'yaml', 0).map(({ texts, configuration }) => ({
    texts: texts.map((one) => ({
      ...one,
      toFence: (offset: number) => toFence(one.toFence(offset)),
    })),
    configuration: configuration && {
      ...configuration,
      json: undefined,
      entities: configuration.entities && {
        ...configuration.entities,
        range: {
          start: toFence(configuration.entities.range.start),
          end: toFence(configuration.entities.range.end),
        },
        toFence: inFence(toFence, configuration.entities),
      },
    },
  }));
}

const inFence =
  (outer: (offset: number) => number, inner: CedarEntities): CedarEntities['toFence'] =>
  (offset) =>
    outer(inner.toFence(offset));

const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');

/** In a list under `policies`. */
function isPolicyList(path: readonly unknown[]): boolean {
  const pairs = path.filter((one): one is Pair => isPair(one));
  const last = pairs.at(-1);
  return last !== undefined && keyOf(last) === 'policies' && isSeq(path.at(-1));
}

/** `cedar:` of a file, `inline:` of `authzConfig`, `config:` of a resource of type cedarv1. */
function configurationOf(
  map: { readonly items: readonly Pair[] },
  path: readonly unknown[],
  text: string,
  shift: number,
): CedarConfiguration | undefined {
  const above = path.filter((one): one is Pair => isPair(one)).map(keyOf);
  if (!above.some((key) => /^(?:cedar|authzConfig|inline|config)$/.test(key))) return undefined;
  const value = (...keys: string[]): Node | undefined =>
    map.items.find((pair) => keys.includes(keyOf(pair)))?.value as Node | undefined;
  const entities = value('entities_json', 'entitiesJson');
  const group = path
    .filter((one) => isMap(one))
    .flatMap(({ items }) => items as Pair[])
    .find((pair) => /^group(?:_entity_type|EntityType)$/.test(keyOf(pair)))?.value;
  return {
    entities:
      isScalar(entities) && typeof entities.value === 'string' && entities.range
        ? entitiesAt(entities.value, text, shift, {
            start: entities.range[0],
            end: entities.range[1],
          })
        : undefined,
    groupType: isScalar(group) ? String(group.value) : undefined,
    json: undefined,
  };
}
