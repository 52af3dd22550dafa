/**
 * Parses a YAML file safely and checks it against a schema. yaml-places.ts finds the ranges of
 * values, and yaml-problems.ts describes wrong ones.
 */
import { type Alias, type Document, isScalar, parseDocument, visit } from 'yaml';
import type * as z from 'zod';

import type { Code } from '../problems/codes.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Range, Source } from '../problems/source.ts';
import { messageOf } from '../problems/message-of.ts';
import { unseenTexts } from './unseen.ts';
import { MAX_ALIASES, nodeRange, type YamlFile } from './yaml-places.ts';
import { shapeProblems, syntaxWords, UNCLOSED_QUOTE } from './yaml-problems.ts';

/** How deeply collections may nest; deeper nesting is an attempt to overflow the stack. */
const MAX_DEPTH = 64;
/** The first line of a git conflict; the remaining markers follow it. */
const CONFLICT = /^<{7}(?: |$)/;

/** The problem codes for a kind of YAML file. */
interface YamlCodes {
  readonly syntax: Code;
  readonly shape: Code;
}

/**
 * Parses a file and checks it against `schema`. Returns all problems of the file together; the
 * value is defined only if there are none.
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
    // The parser would compare every key with every other; `badKeys` does this faster.
    uniqueKeys: false,
    version: '1.2',
    prettyErrors: false,
  });
  const file: YamlFile = { source, document };
  const syntax = [
    ...syntaxProblems(file, codes.syntax),
    ...badKeys(file, codes.syntax),
    ...unseenTexts(source, document, codes.shape),
  ];
  if (syntax.length > 0) return { file, problems: syntax };
  const plain = plainValue(file, codes.syntax);
  if (plain.problem) return { file, problems: [plain.problem] };
  const checked = schema.safeParse(plain.value);
  if (checked.success) return { file, value: checked.data, problems: [] };
  const problems = checked.error.issues.flatMap((issue) =>
    shapeProblems(file, schema, issue, codes.shape),
  );
  return { file, problems };
}

/** Reports syntax errors, and YAML 1.1, which would read the same text as different values. */
function syntaxProblems({ source, document }: YamlFile, code: Code): Problem[] {
  // After one error of syntax the parser loses its way: the others are its guesses.
  const [first, ...others] = document.errors;
  const alone = others.filter((error) => error.code === 'DUPLICATE_KEY');
  const problems = [...(first ? [first] : []), ...alone, ...document.warnings].map(
    ({ message, pos: [start, end] }) =>
      problemAt(
        code,
        source,
        openQuote(source, document, message, start) ?? { start, end },
        syntaxWords(message, source, start),
      ),
  );
  if (document.directives.yaml.explicit && document.directives.yaml.version !== '1.2') {
    problems.push(
      problemAt(
        code,
        source,
        { start: 0, end: 5 },
        {
          message: 'YAML 1.1 reads `no`, `on` and dates as something other than text',
          hint: 'remove the %YAML directive',
        },
      ),
    );
  }
  return problems;
}

/** The line that opens a quote which nothing closes: the parser reads on to the end of the file. */
function openQuote(
  source: Source,
  document: Document.Parsed,
  message: string,
  at: number,
): Range | undefined {
  if (!UNCLOSED_QUOTE.test(message)) return undefined;
  let start: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith('QUOTE') && range?.[1] === at) start = range[0];
    },
  });
  if (start === undefined) return undefined;
  const [line = ''] = source.text.slice(start).split(/\r?\n/, 1);
  return { start, end: start + line.length };
}

/** The file as a value for the schema; an empty file is an empty map. */
function plainValue(file: YamlFile, code: Code): { value?: unknown; problem?: Problem } {
  try {
    return { value: file.document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {} };
  } catch (error) {
    const problem = problemAt(code, file.source, aliasRange(file.document), {
      message: `an alias cannot be resolved: ${messageOf(error)}`,
      hint: 'write the value out, or share it as a statement with `use`',
    });
    return { problem };
  }
}

/** The first alias whose anchor does not precede it, or else the first alias. */
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

/** Reports git conflicts before the parser does, since its errors about them make no sense. */
function findConflict(source: Source, code: Code): Problem | undefined {
  if (!source.text.includes('<<<<<<<')) return undefined;
  for (let line = 1; line <= source.lineCount; line += 1) {
    if (CONFLICT.test(source.line(line))) {
      return problemAt(code, source, source.lineRange(line), {
        message: 'this git conflict is not resolved',
        hint: 'keep one side and remove the lines that begin with <<<<<<<, ======= and >>>>>>>',
      });
    }
  }
  return undefined;
}

/**
 * Refuses deep nesting before the recursive parser runs. Brackets and indentation limit how deeply
 * a file can nest.
 */
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
          hint: 'data files need a dozen at most',
        },
      );
    }
  }
  return undefined;
}

const REPEATED_KEY = {
  message: 'the key is defined twice in one map',
  hint: 'merge the two or rename one',
};

/** Keys that occur twice in a map, and keys that every object inherits. */
function badKeys(file: YamlFile, code: Code): Problem[] {
  const problems: Problem[] = [];
  visit(file.document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name))
          problems.push(
            problemAt(code, file.source, nodeRange(key) ?? { start: 0, end: 0 }, REPEATED_KEY),
          );
        seen.add(name);
      }
    },
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
