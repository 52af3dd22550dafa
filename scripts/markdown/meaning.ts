/** What a Markdown text means to its readers: its syntax tree without layout. */
import { Source } from '../problems/source.ts';
import { parseInParts } from './page-parts.ts';
import { type Flavor, type Nodes, PageSyntaxError } from './page-tree.ts';

/** Languages whose fences Prettier formats. Of these only JSON is compared, by value. */
const FORMATTED =
  /^(?:jsx?|mjs|cjs|tsx?|css|scss|less|html|vue|ya?ml|graphql|gql|mdx?|markdown|javascript|typescript)$/i;

/**
 * The meaning of a text as a string to compare, or why it does not parse in its flavor. `starts` says
 * where blocks certainly begin, if it is known: see {@link parseInParts}.
 */
export function meaningOf(
  text: string,
  flavor: Flavor,
  starts: readonly number[] = [],
): { readonly shows: string } | { readonly invalid: string } {
  try {
    return { shows: JSON.stringify(simplify(parseInParts(new Source('', text), flavor, starts))) };
  } catch (error) {
    if (!(error instanceof PageSyntaxError)) throw error;
    return { invalid: error.message };
  }
}

type Simple =
  string | { readonly type: string; readonly fields: unknown; readonly children: Simple[] };

function simplify(node: Nodes): Simple {
  const {
    type,
    children = [],
    position: _position,
    spread: _spread,
    data: _data,
    ...fields
  } = node as unknown as {
    type: string;
    children?: Nodes[];
    position?: unknown;
    spread?: unknown;
    data?: unknown;
    [field: string]: unknown;
  };
  if (type === 'text') return fold(String(fields['value']));
  const simple = mergeText(children.map(simplify));
  const isJsx = type === 'mdxJsxTextElement' || type === 'mdxJsxFlowElement';
  if (isJsx) {
    return {
      type: 'jsx',
      fields: { name: fields['name'], attributes: attributesOf(fields['attributes']) },
      children: simple.flatMap(unwrapParagraph),
    };
  }
  // Prettier may wrap an element out of its paragraph, or into one.
  if (type === 'paragraph' && simple.length === 1 && isSimpleJsx(simple[0]))
    return simple[0] as Simple;
  if (type === 'code') return { type, fields: codeFields(fields), children: [] };
  if (type === 'html') return { type, fields: fold(String(fields['value'])), children: [] };
  if (type === 'inlineCode') return { type, fields: fold(String(fields['value'])), children: [] };
  return { type, fields: inOrder(fields), children: simple };
}

function codeFields(fields: Readonly<Record<string, unknown>>): unknown {
  const lang = String(fields['lang'] ?? '');
  if (/^json[5c]?$/i.test(lang)) {
    try {
      return [lang, fields['meta'], JSON.parse(String(fields['value'])) as unknown];
    } catch {
      return inOrder(fields);
    }
  }
  return FORMATTED.test(lang) ? [lang, fields['meta']] : inOrder(fields);
}

/** The parser and {@link parseInParts} may name the fields of a node in another order. */
function inOrder(fields: Readonly<Record<string, unknown>>): unknown {
  return Object.keys(fields)
    .toSorted()
    .map((name) => [name, fields[name]]);
}

/**
 * Joins adjacent text and trims the ends of a block, since line wrapping changes neither meaning.
 */
function mergeText(nodes: readonly Simple[]): Simple[] {
  const merged: Simple[] = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (typeof node === 'string' && typeof last === 'string')
      merged[merged.length - 1] = fold(last + node);
    else merged.push(node);
  }
  const [first] = merged;
  if (typeof first === 'string') merged[0] = first.trimStart();
  const last = merged.at(-1);
  if (typeof last === 'string') merged[merged.length - 1] = last.trimEnd();
  return merged.filter((node) => node !== '');
}

function unwrapParagraph(node: Simple): Simple[] {
  return typeof node !== 'string' && node.type === 'paragraph' ? node.children : [node];
}

function isSimpleJsx(node: Simple | undefined): boolean {
  return typeof node === 'object' && node.type === 'jsx';
}

function attributesOf(attributes: unknown): unknown {
  if (!Array.isArray(attributes)) return [];
  return attributes.map((attribute: { type: string; name?: string; value?: unknown }) => [
    attribute.type,
    attribute.name,
    typeof attribute.value === 'object' && attribute.value !== null && 'value' in attribute.value
      ? fold(String(attribute.value.value))
      : attribute.value,
  ]);
}

const fold = (text: string): string => text.replace(/\s+/g, ' ');
