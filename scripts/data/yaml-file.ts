/** One YAML file: parsed, checked against a shape, and every value findable at its line and column. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import * as z from 'zod';

import { didYouMean } from '../problems/did-you-mean.ts';
import type { Code } from '../problems/codes.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Range, Source } from '../problems/source.ts';

export type Path = readonly PropertyKey[];

export interface YamlFile {
  readonly source: Source;
  readonly document: Document.Parsed;
}

/** How often an alias may be used: more is an attempt to fill the memory. */
const MAX_ALIASES = 100;
/** How deep collections may nest: more is an attempt to overflow the stack. */
const MAX_DEPTH = 64;
const CONFLICT = /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/;

/** The codes that a kind of YAML file reports under. */
export interface YamlCodes {
  readonly syntax: Code;
  readonly shape: Code;
}

/**
 * Parses a file and checks it against `schema`. All problems of the file are returned together;
 * the value is there only when there is none.
 */
export function readYaml<T extends z.ZodType>(
  source: Source,
  schema: T,
  codes: YamlCodes,
): { file?: YamlFile; value?: z.output<T>; problems: Problem[] } {
  const conflict = findConflict(source, codes.syntax);
  if (conflict) return { problems: [conflict] };
  const tooDeep = findDeepNesting(source, codes.syntax);
  if (tooDeep) return { problems: [tooDeep] };
  const document = parseDocument(source.text, {
    lineCounter: new LineCounter(),
    uniqueKeys: true,
    version: '1.2',
    prettyErrors: false,
  });
  const file: YamlFile = { source, document };
  const problems = [...document.errors, ...document.warnings].map((error) =>
    problemAt(
      codes.syntax,
      source,
      { start: error.pos[0], end: error.pos[1] },
      syntaxWords(error.message, source, error.pos[0]),
    ),
  );
  if (document.directives.yaml.explicit && document.directives.yaml.version !== '1.2') {
    problems.push(
      problemAt(
        codes.syntax,
        source,
        { start: 0, end: 5 },
        {
          message: 'YAML 1.1 reads `no`, `on` and dates as something other than text',
          hint: 'remove the %YAML directive',
        },
      ),
    );
  }
  problems.push(...unsafeKeys(file, codes.syntax));
  if (problems.length > 0) return { file, problems };
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  } catch (error) {
    return {
      file,
      problems: [
        problemAt(codes.syntax, source, aliasRange(document), {
          message: `an alias cannot be resolved: ${error instanceof Error ? error.message : String(error)}`,
          hint: 'write the value out, or share it as a statement with `use`',
        }),
      ],
    };
  }
  const result = schema.safeParse(raw);
  if (result.success) return { file, value: result.data, problems };
  return {
    file,
    problems: result.error.issues.flatMap((issue) =>
      shapeProblems(file, schema, issue, codes.shape),
    ),
  };
}

/** The first alias whose anchor does not stand before it, or else the first of them. */
function aliasRange(document: Document.Parsed): Range {
  const anchors = new Set<string>();
  let first: Alias | undefined;
  visit(document, {
    Value: (_, { anchor }) => {
      if (anchor !== undefined) anchors.add(anchor);
    },
    Alias: (_, alias) => {
      first ??= alias;
      if (anchors.has(alias.source)) return undefined;
      first = alias;
      return visit.BREAK;
    },
  });
  return nodeRange(first) ?? { start: 0, end: 0 };
}

/** The range of the value at a path, or of the nearest enclosing one that the file has. */
export function rangeOf(file: YamlFile, path: Path): Range {
  let node: unknown = file.document.contents;
  let range: Range = nodeRange(node) ?? { start: 0, end: 0 };
  for (const key of path) {
    node = child(resolveAlias(file, node), key);
    const next = nodeRange(node);
    if (!next) return range;
    range = next;
  }
  return range;
}

/** The range of the key of a map entry; the value's where the path does not end in a map. */
export function keyRangeOf(file: YamlFile, path: Path): Range {
  const parent = nodeAt(file, path.slice(0, -1));
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === last);
    const range = pair && nodeRange(pair.key);
    if (range) return range;
  }
  return rangeOf(file, path);
}

/** The node at a path, aliases resolved; undefined where there is none. */
export function nodeAt(file: YamlFile, path: Path): Node | undefined {
  let node: unknown = resolveAlias(file, file.document.contents);
  for (const key of path) node = resolveAlias(file, child(node, key));
  return node === null ? undefined : (node as Node | undefined);
}

export function resolveAlias(file: YamlFile, node: unknown): unknown {
  return isAlias(node) ? node.resolve(file.document) : node;
}

function child(node: unknown, key: PropertyKey): unknown {
  if (isSeq(node)) return node.items[Number(key)];
  if (!isMap(node)) return undefined;
  return node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
    ?.value;
}

function nodeRange(node: unknown): Range | undefined {
  if (isPair(node)) return nodeRange(node.key);
  const range = (node as Node | null | undefined)?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
}

/** A git conflict in YAML never parses into sense, so it is named before the parser complains. */
function findConflict(source: Source, code: Code): Problem | undefined {
  if (!source.text.includes('<<<<<<<')) return undefined;
  for (let line = 1; line <= source.lineCount; line += 1) {
    if (CONFLICT.test(source.line(line)) && source.line(line).startsWith('<')) {
      return problemAt(code, source, source.lineRange(line), {
        message: 'a git conflict is not resolved here',
        hint: 'keep one side and remove the lines that begin with <<<<<<<, ======= and >>>>>>>',
      });
    }
  }
  return undefined;
}

/** Stops before the recursive parser does: brackets and indentation bound how deep a file nests. */
function findDeepNesting(source: Source, code: Code): Problem | undefined {
  let brackets = 0;
  for (let at = 0; at < source.text.length; at += 1) {
    const character = source.text[at];
    if (character === '[' || character === '{') brackets += 1;
    else if (character === ']' || character === '}') brackets = Math.max(0, brackets - 1);
    else if (character === '\n') {
      let indent = at + 1;
      while (source.text[indent] === ' ' || source.text[indent] === '-') indent += 1;
      if (indent - at > MAX_DEPTH * 4 && /[:-]/.test(source.text.slice(at, indent + 200)))
        brackets = Infinity;
    }
    if (brackets > MAX_DEPTH) {
      return problemAt(
        code,
        source,
        { start: at, end: at + 1 },
        {
          message: `the file nests deeper than ${MAX_DEPTH} levels`,
          hint: 'data files need no more than a dozen',
        },
      );
    }
  }
  return undefined;
}

function unsafeKeys(file: YamlFile, code: Code): Problem[] {
  const problems: Problem[] = [];
  visit(file.document, {
    Pair(_, pair) {
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
        problems.push(
          problemAt(code, file.source, nodeRange(pair.key) ?? { start: 0, end: 0 }, {
            message: `\`${key}\` cannot be a key`,
            hint: 'choose another name',
          }),
        );
      }
    },
  });
  return problems;
}

function syntaxWords(
  message: string,
  source: Source,
  at: number,
): { message: string; hint?: string } {
  const rest = source.text.slice(at, at + 40).split('\n')[0] ?? '';
  if (/alias/i.test(message) || rest.startsWith('*')) {
    return { message: 'an unquoted `*` begins a YAML alias', hint: 'quote it: "*"' };
  }
  if (/Map keys must be unique/.test(message)) {
    return { message: 'the same key stands twice in one map', hint: 'merge the two or rename one' };
  }
  if (/flow (?:sequence|map|collection)/i.test(message))
    return {
      message,
      hint: 'between [ ] or { }, quote what has brackets, braces or commas of its own',
    };
  if (/tab/i.test(message)) return { message, hint: 'indent with spaces' };
  if (/tag/i.test(message))
    return { message, hint: 'data files use no tags; write the plain value, quoted if need be' };
  return { message };
}

function shapeProblems(
  file: YamlFile,
  schema: z.ZodType,
  issue: z.core.$ZodIssue,
  code: Code,
): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) =>
      problemAt(code, file.source, keyRangeOf(file, [...issue.path, key]), {
        message: `unknown key \`${key}\`${issue.path.length > 0 ? ` in ${issue.path.map(String).join('.')}` : ''}`,
        hint: didYouMean(key, known) ?? `known keys: ${known.join(', ')}`,
      }),
    );
  }
  if (issue.code === 'invalid_key') {
    const message = issue.issues[0]?.message ?? issue.message;
    return [
      problemAt(code, file.source, keyRangeOf(file, issue.path), { message }),
      ...valueProblems(file, schema, issue.path, code),
    ];
  }
  const missing = nodeAt(file, issue.path) === undefined;
  if (missing && issue.path.length > 0) {
    const parent = issue.path.slice(0, -1);
    const range = parent.length > 0 ? keyRangeOf(file, parent) : rangeOf(file, []);
    return [
      problemAt(code, file.source, range, {
        message: `\`${String(issue.path.at(-1))}\` is missing: ${expected(issue)}`,
      }),
    ];
  }
  return [
    problemAt(code, file.source, rangeOf(file, issue.path), {
      message: `${expected(issue)}${found(file, issue.path)}`,
      hint: quoteHint(file, issue.path),
    }),
  ];
}

/** What is wrong with the value under a key that is itself wrong: the schema stops at the key. */
function valueProblems(file: YamlFile, schema: z.ZodType, path: Path, code: Code): Problem[] {
  const valueSchema = schemaAt(schema, path);
  const value: unknown = nodeAt(file, path)?.toJS(file.document, { maxAliasCount: MAX_ALIASES });
  const issues =
    valueSchema instanceof z.ZodType ? (valueSchema.safeParse(value).error?.issues ?? []) : [];
  return issues.flatMap((issue) =>
    shapeProblems(file, schema, { ...issue, path: [...path, ...issue.path] }, code),
  );
}

function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `expected ${article(issue.expected)}`;
  if (issue.code === 'invalid_value')
    return `expected one of ${issue.values.map((value) => String(value)).join(', ')}`;
  return issue.message;
}

function article(type: string): string {
  const words: Record<string, string> = {
    object: 'a map',
    array: 'a list',
    record: 'a map',
    string: 'text',
  };
  return words[type] ?? `a ${type}`;
}

function found(file: YamlFile, path: Path): string {
  const node = nodeAt(file, path);
  if (isScalar(node) && node.value !== null)
    return `, found \`${String(node.source ?? node.value)}\``;
  if (isScalar(node)) return ', found nothing';
  if (isSeq(node)) return ', found a list';
  return isMap(node) ? ', found a map' : '';
}

function quoteHint(file: YamlFile, path: Path): string | undefined {
  const node = nodeAt(file, path);
  if (!isScalar(node) || typeof node.value === 'string' || node.value === null) return undefined;
  return `quote it: "${node.source ?? String(node.value)}"`;
}

/** The keys that a strict object of the schema knows at a path. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  const inner = unwrap(schemaAt(schema, path));
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function schemaAt(schema: z.ZodType, path: Path): z.core.$ZodType | undefined {
  let at: z.core.$ZodType | undefined = schema;
  for (const key of path) at = step(unwrap(at), key);
  return at;
}

function step(schema: z.core.$ZodType | undefined, key: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject)
    return (schema.shape as Record<PropertyKey, z.core.$ZodType>)[key];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}

function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return unwrap(schema.def.innerType);
  if (schema instanceof z.ZodPipe) return unwrap(schema.def.in);
  return schema;
}

export type { YAMLMap };
