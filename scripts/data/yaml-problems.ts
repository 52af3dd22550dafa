/** Describes problems with a YAML file, from the parser's errors and the schema's issues. */
import { isMap, isScalar, isSeq } from 'yaml';
import * as z from 'zod';

import type { Code } from '../problems/codes.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { type Problem, problemAt, type ProblemWords } from '../problems/problem.ts';
import { schemaAt, unwrap } from './schema/steps.ts';
import type { Source } from '../problems/source.ts';
import {
  keyRangeOf,
  MAX_ALIASES,
  nodeAt,
  type Path,
  rangeOf,
  type YamlFile,
} from './yaml-places.ts';

/** How the parser says it. */
export const UNCLOSED_QUOTE = /missing closing .quote/i;

/** The parser's message, with a hint if the cause is a common mistake. */
export function syntaxWords(message: string, source: Source, at: number): ProblemWords {
  const rest = source.text.slice(at, at + 40).split('\n')[0] ?? '';
  if (/alias/i.test(message) || rest.startsWith('*')) {
    return { message: 'an unquoted `*` begins a YAML alias', hint: 'quote it: "*"' };
  }
  if (/flow (?:sequence|map|collection)/i.test(message))
    return {
      message,
      hint: 'between [ ] or { }, quote values that contain brackets, braces or commas',
    };
  if (UNCLOSED_QUOTE.test(message))
    return { message: 'nothing closes this quote', hint: 'close it where the text ends' };
  if (/tab/i.test(message)) return { message, hint: 'indent with spaces' };
  if (/tag/i.test(message))
    return {
      message,
      hint: 'tags are not supported in data files; write the plain value, quoted if necessary',
    };
  return { message };
}

/** The problems for one issue of the schema: one, or one for each unknown key. */
export function shapeProblems(
  file: YamlFile,
  schema: z.ZodType,
  issue: z.core.$ZodIssue,
  code: Code,
): Problem[] {
  const branch = branchOf(file, issue);
  if (branch)
    return branch.flatMap((one) =>
      shapeProblems(file, schema, { ...one, path: [...issue.path, ...one.path] }, code),
    );
  if (issue.code === 'unrecognized_keys') {
    const keys = keysAt(schema, issue.path);
    return issue.keys.map((key) =>
      problemAt(code, file.source, keyRangeOf(file, [...issue.path, key]), {
        message: `unknown key \`${key}\`${issue.path.length > 0 ? ` in ${issue.path.map(String).join('.')}` : ''}`,
        hint: didYouMean(key, keys) ?? `known keys: ${keys.join(', ')}`,
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
      message: `${expected(issue)}${foundText(file, issue.path)}`,
      hint: quoteHint(file, issue.path) ?? shapeHint(file, schema, issue),
    }),
  ];
}

/**
 * Of a value that may be a map or a list of maps, the issues as which it was meant. Unions that say
 * what is expected have a message of their own.
 */
function branchOf(
  file: YamlFile,
  issue: z.core.$ZodIssue,
): readonly z.core.$ZodIssue[] | undefined {
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return undefined;
  const node = nodeAt(file, issue.path);
  if (!isMap(node) && !isSeq(node)) return undefined;
  const isOther = ({ code, path }: z.core.$ZodIssue): boolean =>
    code === 'invalid_type' && path.length === 0;
  return issue.errors.find((issues) => !issues.some(isOther));
}

/** Problems with the value of an invalid key, which the schema does not check. */
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
  if (issue.code === 'too_small' && issue.origin === 'array') return 'expected at least one entry';
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

function foundText(file: YamlFile, path: Path): string {
  const node = nodeAt(file, path);
  if (isScalar(node) && node.value !== null)
    return `, found \`${String(node.source ?? node.value)}\``;
  if (isScalar(node)) return ', found nothing';
  if (isSeq(node)) return node.items.length === 0 ? ', found an empty list' : ', found a list';
  return isMap(node) ? ', found a map' : '';
}

function quoteHint(file: YamlFile, path: Path): string | undefined {
  const node = nodeAt(file, path);
  if (!isScalar(node) || typeof node.value === 'string' || node.value === null) return undefined;
  return `quote it: "${node.source ?? String(node.value)}"`;
}

/** A text where a map with one key is enough, or a list of them, as that map. */
function shapeHint(file: YamlFile, schema: z.ZodType, issue: z.core.$ZodIssue): string | undefined {
  const node = nodeAt(file, issue.path);
  if (issue.code !== 'invalid_type' || !isScalar(node) || typeof node.value !== 'string')
    return undefined;
  const wanted = unwrap(schemaAt(schema, issue.path));
  const isList = wanted instanceof z.ZodArray;
  const item = isList ? unwrap(wanted.element) : wanted;
  const needed =
    item instanceof z.ZodObject
      ? Object.entries(item.shape).flatMap(([key, one]) =>
          (one as z.ZodType).safeParse(undefined).success ? [] : key,
        )
      : [];
  const [key] = needed;
  if (key === undefined || needed.length > 1) return undefined;
  const map = `{ ${key}: ${node.source ?? node.value} }`;
  return isList ? `write a list: [${map}]` : `write ${map}`;
}

/** The keys that a strict object of the schema accepts at a path. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  const inner = unwrap(schemaAt(schema, path));
  const branches = inner instanceof z.ZodUnion ? inner.options.map(unwrap) : [inner];
  return branches.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []));
}
