/** JSON and YAML → policy nodes with their ranges. Nothing is judged, and nothing is dropped. */
import {
  type Node as JsonNode,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { parseDocument } from 'yaml';

import { type Problem, problemAt } from '../problems/problem.ts';
import type { Source } from '../problems/source.ts';
import type { PolicyDocument, PolicyNode, StatementNode } from './policy.ts';
import { nodeFromYaml } from './yaml-node.ts';

export interface Parsed {
  readonly node?: PolicyNode;
  readonly problems: readonly Problem[];
}

const NO_RANGE = { start: 0, end: 0 };
/** No real policy nests deeper; more is an attempt to overflow the stack. */
const MAX_DEPTH = 64;

/**
 * Parses strict JSON, without comments and trailing commas unless it is loose. Duplicate keys are kept, in order. If the
 * text does not parse, `node` is undefined and `problems` says why.
 *
 * @example
 * const { problems } = parseJson(new Source('policy.json', '{ "Version": }'));
 * console.log(problems[0].line, problems[0].column); // 1 14
 */
export function parseJson(
  source: Source,
  { isLoose = false }: { readonly isLoose?: boolean } = {},
): Parsed {
  const fail = (offset: number, length: number, message: string): Parsed => ({
    problems: [
      problemAt(
        'iam/json-syntax-error',
        source,
        { start: offset, end: offset + length },
        { message },
      ),
    ],
  });
  const deep = tooDeep(source.text);
  if (deep !== undefined)
    return fail(deep, 1, `the document nests deeper than ${MAX_DEPTH} levels`);
  const errors: ParseError[] = [];
  const tree = parseTree(source.text, errors, {
    disallowComments: !isLoose,
    allowTrailingComma: isLoose,
  });
  const [error] = errors;
  if (error)
    return fail(
      error.offset,
      error.length,
      `the policy is not valid JSON: ${words(printParseErrorCode(error.error))}`,
    );
  return tree ? { node: fromJson(tree), problems: [] } : fail(0, 0, 'there is no policy');
}

/**
 * Parses YAML without custom tags. Aliases are resolved, up to a limit.
 *
 * @example
 * const { node } = parseYaml(new Source('policy.yaml', 'Version: "2012-10-17"'));
 * console.log(node.kind, node.entries[0].key); // map Version
 */
export function parseYaml(source: Source): Parsed {
  const document = parseDocument(source.text, {
    uniqueKeys: false,
    version: '1.2',
    prettyErrors: false,
  });
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    return {
      problems: [
        problemAt(
          'iam/json-syntax-error',
          source,
          { start: error.pos[0], end: error.pos[1] },
          { message: `the policy is not valid YAML: ${error.message}` },
        ),
      ],
    };
  }
  try {
    document.toJS({ maxAliasCount: 100 });
    return { node: nodeFromYaml(document, document.contents), problems: [] };
  } catch (caught) {
    return {
      problems: [
        problemAt('iam/json-syntax-error', source, NO_RANGE, {
          message: `the policy is not valid YAML: ${String(caught)}`,
        }),
      ],
    };
  }
}

/** Rewrites every string in a node, keys included; ranges keep referring to the original text. */
export function mapTexts(node: PolicyNode, rewrite: (text: string) => string): PolicyNode {
  if (node.kind === 'list')
    return { ...node, items: node.items.map((item) => mapTexts(item, rewrite)) };
  if (node.kind === 'map')
    return {
      ...node,
      entries: node.entries.map((entry) => ({
        ...entry,
        key: rewrite(entry.key),
        value: mapTexts(entry.value, rewrite),
      })),
    };
  return typeof node.value === 'string' ? { ...node, value: rewrite(node.value) } : node;
}

/**
 * Turns a parsed policy into a document and lists its statements, whether it has one object or a list.
 *
 * @example
 * const source = new Source('policy.json', '{ "Statement": { "Effect": "Allow" } }');
 * console.log(toDocument(source, parseJson(source).node).statements.length); // 1
 */
export function toDocument(source: Source, node: PolicyNode): PolicyDocument {
  const statement =
    node.kind === 'map' ? node.entries.find(({ key }) => key === 'Statement')?.value : undefined;
  const items = statement?.kind === 'list' ? statement.items : statement ? [statement] : [];
  return { source, node, statements: items.map((item): StatementNode => ({ source, node: item })) };
}

function fromJson(node: JsonNode): PolicyNode {
  const range = { start: node.offset, end: node.offset + node.length };
  if (node.type === 'array')
    return { kind: 'list', items: (node.children ?? []).map(fromJson), range };
  if (node.type === 'object') {
    const entries = (node.children ?? []).flatMap(({ children = [] }) => {
      const [key, value] = children;
      if (!key || !value) return [];
      return [
        {
          key: String(key.value),
          keyRange: { start: key.offset, end: key.offset + key.length },
          value: fromJson(value),
        },
      ];
    });
    return { kind: 'map', entries, range };
  }
  return { kind: 'scalar', value: node.value as string | number | boolean | null, range };
}

/**
 * The offset where brackets nest too deeply for a recursive parser. Brackets in strings count too,
 * which does no harm.
 */
function tooDeep(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > MAX_DEPTH) return at;
  }
  return undefined;
}

/** Turns `ValueExpected` into `value expected`. */
function words(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
