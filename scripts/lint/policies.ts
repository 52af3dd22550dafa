/** Policies in fences: found in any language that holds one as a literal, with their places. */
import { isMap, isScalar, parseDocument, visit } from 'yaml';

import { nodeFromYaml } from '../iam/parse.ts';
import type { PolicyNode } from '../iam/policy.ts';
import type { Range } from '../source.ts';
import { type Flaw, type LooseObject, readObject } from './loose-object.ts';

export interface FoundPolicy {
  /** Offsets are those of the fence. */
  readonly node: PolicyNode;
  /** A statement without a policy around it. */
  readonly isFragment: boolean;
  readonly syntax: 'json' | 'loose' | 'yaml';
  readonly flaws: readonly Flaw[];
  readonly opaque: readonly Range[];
}

const STATEMENT = /["']?\bStatement["']?\s*[:=]\s*[[{]/g;
const EFFECT = /["']?\bEffect["']?\s*[:=]\s*["'](?:Allow|Deny)["']/g;

/** Every policy of a fence, and every statement that stands alone. */
export function findPolicies(text: string, language: string): FoundPolicy[] {
  if (!/\b(?:Statement|Effect)\b/.test(text)) return [];
  const objects = findObjects(text);
  return objects.length === 0 && /^(?:ya?ml|)$/.test(language) ? findInYaml(text) : objects;
}

function findObjects(text: string): FoundPolicy[] {
  const found: FoundPolicy[] = [];
  const isInside = (at: number): boolean => {
    const last = found.at(-1)?.node.range;
    return last !== undefined && at < last.end;
  };
  for (const [pattern, isFragment] of [
    [STATEMENT, false],
    [EFFECT, true],
  ] as const) {
    const taken = found.splice(0);
    const matches = [...text.matchAll(pattern)].map(({ index }) => index);
    const braces = enclosingBraces(text, matches);
    for (const [at, index] of matches.entries()) {
      const start = braces[at];
      if (start === undefined || isInside(index)) continue;
      const object = readObject(text, start);
      if (object && looksRight(object, isFragment)) found.push(toFound(object, isFragment));
    }
    const isTaken = ({ node: { range } }: FoundPolicy): boolean =>
      taken.some(({ node }) => node.range.start < range.end && range.start < node.range.end);
    const fresh =
      taken.length === 0 ? found.splice(0) : found.splice(0).filter((one) => !isTaken(one));
    found.push(...taken, ...fresh);
  }
  return found.toSorted((a, b) => a.node.range.start - b.node.range.start);
}

function toFound({ node, flaws, opaque }: LooseObject, isFragment: boolean): FoundPolicy {
  const isJson = flaws.every(({ kind }) => kind !== 'loose');
  return { node, isFragment, syntax: isJson ? 'json' : 'loose', flaws, opaque };
}

function looksRight({ node }: LooseObject, isFragment: boolean): boolean {
  if (node.kind !== 'map') return false;
  const keys = node.entries.map(({ key }) => key);
  return isFragment
    ? keys.includes('Effect') && keys.some((key) => /^(?:Not)?Action$/.test(key))
    : keys.includes('Statement');
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

/** YAML: CloudFormation and the like. Values with tags (`!Sub`) are opaque. */
function findInYaml(text: string): FoundPolicy[] {
  const document = parseDocument(text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  if (document.errors.length > 0) return [];
  const opaque: Range[] = [];
  visit(document, {
    Node(_, node) {
      const { tag, range } = node as { tag?: string; range?: readonly number[] | null };
      if (tag?.startsWith('!') && range) opaque.push({ start: range[0] ?? 0, end: range[1] ?? 0 });
    },
  });
  const found: FoundPolicy[] = [];
  visit(document, {
    Map(_, map) {
      const keys = map.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
      const isPolicy = keys.includes('Statement');
      const isFragment =
        keys.includes('Effect') && keys.some((key) => /^(?:Not)?Action$/.test(key));
      if ((!isPolicy && !isFragment) || !isMap(map)) return undefined;
      try {
        found.push({
          node: nodeFromYaml(document, map),
          isFragment: !isPolicy,
          syntax: 'yaml',
          flaws: [],
          opaque,
        });
      } catch {
        return undefined;
      }
      return visit.SKIP;
    },
  });
  return found;
}
