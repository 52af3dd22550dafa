/**
 * One YAML file, parsed safely and checked against a schema. Where its values are is yaml-places.ts,
 * and how a wrong value is described yaml-problems.ts.
 */
import { type Alias, type Document, isScalar, parseDocument, visit } from 'yaml';
import type * as z from 'zod';

import type { Code } from '../problems/codes.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Range, Source } from '../problems/source.ts';
import { messageOf } from '../problems/message-of.ts';
import { unseenTexts } from './unseen.ts';
import { MAX_ALIASES, nodeRange, type YamlFile } from './yaml-places.ts';
import { shapeProblems, syntaxWords } from './yaml-problems.ts';

/** How deep collections may nest: more is an attempt to overflow the stack. */
const MAX_DEPTH = 64;
/** The line that opens a conflict; the other marks are found with it. */
const CONFLICT = /^<{7}(?: |$)/;

/** The codes that a kind of YAML file reports under. */
interface YamlCodes {
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
    // The parser compares each key with each other one; see `badKeys`.
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

/** What the parser refuses, and YAML 1.1, which would read the same text as other values. */
function syntaxProblems({ source, document }: YamlFile, code: Code): Problem[] {
  const problems = [...document.errors, ...document.warnings].map(
    ({ message, pos: [start, end] }) =>
      problemAt(code, source, { start, end }, syntaxWords(message, source, start)),
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

/** A git conflict in YAML never parses into sense, so it is named before the parser complains. */
function findConflict(source: Source, code: Code): Problem | undefined {
  if (!source.text.includes('<<<<<<<')) return undefined;
  for (let line = 1; line <= source.lineCount; line += 1) {
    if (CONFLICT.test(source.line(line))) {
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

const REPEATED_KEY = {
  message: 'the same key stands twice in one map',
  hint: 'merge the two or rename one',
};

/** Keys that occur twice in a map, and those that objects inherit. */
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
