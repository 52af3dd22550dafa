/**
 * A page as lint reads it: blocks of prose with the words around them, and fences. Offsets are those
 * of the page, in UTF-16 units.
 */
import { htmlParts } from '../markdown/html.ts';
import {
  type Flavor,
  type Nodes,
  offsets,
  PageSyntaxError,
  parsePage,
  type Root,
  walk,
} from '../markdown/page-tree.ts';
import { parseInParts } from '../markdown/page-parts.ts';
import { type Range, Source } from '../problems/source.ts';
import { innerFences } from './inner-fences.ts';
import { withoutLineNumbers } from './masks.ts';
import { collectRuns, plainText, type TextRun } from './runs.ts';
import { refersBack, sentenceAt } from './sentences.ts';
import { MENDED } from './wrong-words.ts';

/** A paragraph, a list item, a table row, a heading: what a reader takes in at once. */
export interface ProseBlock {
  readonly kind: 'prose';
  readonly runs: readonly TextRun[];
  readonly text: string;
  /** What leads up to it: the headings above, the sentence before a list, the head of a table. */
  readonly context: string;
  /** What comes after its list or table and points back at it: “They are no longer …”. */
  readonly sequel: string;
  readonly range: Range;
  /** The index of the section between headings that it is in. */
  readonly section: number;
}

export interface FenceBlock {
  readonly kind: 'fence';
  readonly language: string;
  /** Lines that begin with a minus are taken away. */
  readonly isDiff: boolean;
  readonly text: string;
  readonly context: string;
  readonly sequel: string;
  /** The first sentence of the paragraph that follows, or the output that a fence there shows. */
  readonly after: string;
  readonly range: Range;
  readonly section: number;
  /** An offset of `text` as one of the page. */
  readonly toPage: (offset: number) => number;
}

export type Block = ProseBlock | FenceBlock;

export interface PageBlocks {
  readonly blocks: readonly Block[];
  /** The comments of the page: `{/* … *\/}` and `<!-- … -->`, their text trimmed. */
  readonly comments: readonly { readonly text: string; readonly range: Range }[];
  /** Paragraphs, lists, tables, fences, elements, and what is in them; the outer one before the inner. */
  readonly flow: readonly Range[];
  /** Where the page does not parse as MDX; it is read as CommonMark then. */
  readonly syntaxError: PageSyntaxError | undefined;
}

/** `starts` says where blocks certainly begin, if it is known: see {@link parseInParts}. */
export function readBlocks(
  source: Source,
  flavor: Flavor,
  starts: readonly number[] = [],
): PageBlocks {
  const parsed = tryParse(source, flavor, starts);
  const syntaxError = 'error' in parsed ? parsed.error : undefined;
  const readable = 'error' in parsed ? tryParse(source, 'commonmark', []) : parsed;
  const reader = new BlockReader(source);
  if ('error' in readable) return { blocks: [], comments: [], flow: [], syntaxError };
  const { tree } = readable;
  reader.read(tree.children as Nodes[], '');
  const { blocks, comments, flow } = reader;
  return { blocks, comments, flow, syntaxError };
}

function tryParse(
  source: Source,
  flavor: Flavor,
  starts: readonly number[],
): { readonly tree: Root } | { readonly error: PageSyntaxError } {
  try {
    const tree = starts.length > 0 ? parseInParts(source, flavor, starts) : undefined;
    return { tree: tree ?? parsePage(source.text, flavor) };
  } catch (error) {
    if (error instanceof PageSyntaxError) return { error };
    throw error;
  }
}

/** How far behind an example it may say how to mend it. */
export const BEHIND = 4;

class BlockReader {
  readonly blocks: Block[] = [];
  readonly comments: { text: string; range: Range }[] = [];
  readonly flow: Range[] = [];
  readonly #source: Source;
  readonly #headings: { readonly depth: number; readonly text: string }[] = [];
  #section = 0;
  #sequel = '';
  #after = '';

  constructor(source: Source) {
    this.#source = source;
  }

  /** `lead` is what stands above the nodes: the sentence before a list, the head of a table. */
  read(nodes: readonly Nodes[], lead: string): void {
    let before = '';
    const outer = this.#sequel;
    for (const [index, node] of nodes.entries()) {
      this.#sequel = sequelOf(node, nodes[index + 1]) || outer;
      this.#after =
        node.type === 'code' ? reportIn(nodes.slice(index + 1, index + 1 + BEHIND)) : '';
      this.#block(node, [lead, before].filter(Boolean).join('\n'));
      // A sentence leads on to what follows it directly, over blank lines and comments.
      if (node.type !== 'mdxFlowExpression' && !isComment(node)) before = plainText(node);
    }
    this.#sequel = outer;
  }

  #block(node: Nodes, before: string): void {
    this.flow.push(offsets(node));
    if (node.type === 'heading') {
      while ((this.#headings.at(-1)?.depth ?? 0) >= node.depth) this.#headings.pop();
      this.#headings.push({ depth: node.depth, text: plainText(node) });
      this.#section += 1;
      this.#prose(node, '');
    } else if ('value' in node && /^(?:yaml|toml)$/.test(node.type)) this.#title(node.value);
    else if (node.type === 'code') this.#fence(node, before);
    else if (node.type === 'html') this.#html(node, before);
    else if (node.type === 'mdxFlowExpression') this.#comment(node);
    else if (node.type === 'table') {
      const head = plainText(node.children[0] as Nodes);
      for (const row of node.children) this.#prose(row, `${before}\n${head}`);
    } else if (node.type === 'mdxJsxFlowElement' && node.name === 'code') this.#prose(node, before);
    else if (isContainer(node)) {
      if ('attributes' in node) this.#attributes(node, before);
      // The first paragraph of a list is not what leads to its items; what precedes the list is.
      const isList = node.type === 'list' || node.type === 'listItem';
      this.read(node.children as Nodes[], isList ? before : this.#titleOf(node));
    } else if ('children' in node) this.#prose(node, before);
  }

  /** The title in the front matter is the page's first heading. */
  #title(frontMatter: string): void {
    const title = /^title[ \t]*[:=](.+)$/m.exec(frontMatter)?.[1];
    if (title !== undefined) this.#headings.push({ depth: 0, text: title });
  }

  #prose(node: Nodes, before: string): void {
    walk(node, (inner) => {
      if (inner.type === 'mdxTextExpression' || (inner.type === 'html' && isComment(inner)))
        this.#comment(inner);
    });
    const runs: TextRun[] = [];
    collectRuns(node, this.#source, runs);
    if (runs.length === 0) return;
    this.blocks.push({
      kind: 'prose',
      runs,
      text: runs.map(({ text }) => text).join(''),
      context: this.#contextOf(before),
      sequel: this.#sequel,
      range: offsets(node),
      section: this.#section,
    });
  }

  #fence(node: Extract<Nodes, { type: 'code' }>, before: string): void {
    const toPage = fenceOffsets(this.#source, node);
    const block = (info: string, text: string, lead: string) => ({
      kind: 'fence' as const,
      language: /^[^\s{]*/.exec(info)?.[0].toLowerCase() ?? '',
      isDiff: /\bdiff\b/i.test(info),
      text: withoutLineNumbers(text),
      context: this.#contextOf(lead),
      sequel: this.#sequel,
      after: this.#after,
      range: offsets(node),
      section: this.#section,
      toPage,
    });
    const inner = isFenced(this.#source, node) ? [] : innerFences(node.value);
    for (const { start, end, info, before: lead, after } of inner)
      this.blocks.push({
        ...block(info, node.value.slice(start, end), lead || before),
        after: sentenceAt(after, 0).text,
        toPage: (offset) => toPage(start + offset),
      });
    if (inner.length === 0)
      this.blocks.push(block(`${node.lang ?? ''} ${node.meta ?? ''}`, node.value, before));
  }

  /** Tags are skipped, their text and attribute values are read. */
  #html(node: Extract<Nodes, { type: 'html' }>, before: string): void {
    const { start } = offsets(node);
    const runs: TextRun[] = [];
    let tag = '';
    for (const part of htmlParts(node.value)) {
      const range = { start: start + part.start, end: start + part.end };
      if (part.kind === 'comment') this.comments.push({ text: part.text.trim(), range });
      else if (part.kind === 'tag') tag = part.text;
      else if (part.text.trim() !== '') {
        const isCode = /^<code[\s>]/i.test(tag);
        if (runs.length > 0)
          runs.push({ kind: 'prose', text: ' ', range: { start: range.start, end: range.start } });
        runs.push(
          isCode
            ? { kind: 'code', text: part.text.trim(), range: trimmed(part.text, range) }
            : { kind: 'prose', text: part.text, range },
        );
      }
    }
    if (runs.length === 0) return;
    this.blocks.push({
      kind: 'prose',
      runs,
      text: runs.map(({ text }) => text).join(''),
      context: this.#contextOf(before),
      sequel: this.#sequel,
      range: offsets(node),
      section: this.#section,
    });
  }

  #attributes(node: Nodes, before: string): void {
    const { attributes } = node as unknown as {
      attributes?: readonly {
        type: string;
        name?: string;
        value?: unknown;
        position?: { start: { offset?: number }; end: { offset?: number } };
      }[];
    };
    if (!Array.isArray(attributes)) return;
    for (const { name, value, position } of attributes as {
      name?: string;
      value?: unknown;
      position?: { start: { offset?: number }; end: { offset?: number } };
    }[]) {
      if (
        typeof value !== 'string' ||
        !position ||
        /^(?:href|src|to|id|className|class)$/.test(name ?? '')
      )
        continue;
      const range = { start: position.start.offset ?? 0, end: position.end.offset ?? 0 };
      this.blocks.push({
        kind: 'prose',
        runs: [{ kind: 'attribute', text: value, range }],
        text: value,
        context: this.#contextOf(before),
        sequel: this.#sequel,
        range,
        section: this.#section,
      });
    }
  }

  /** The label of a tab, the title of an admonition. */
  #titleOf(node: Nodes): string {
    if (node.type === 'mdxJsxFlowElement') {
      const titles = node.attributes.map((attribute) =>
        'name' in attribute && /^(?:label|title|summary|type|status)$/.test(attribute.name)
          ? attribute.value
          : undefined,
      );
      return titles.find((title) => typeof title === 'string') ?? '';
    }
    if (node.type !== 'containerDirective') return '';
    const { text } = this.#source;
    const { start } = offsets(node);
    const end = text.indexOf('\n', start);
    return text.slice(start, end === -1 ? undefined : end).replace(/^:+[\w-]*/, '');
  }

  #comment(node: Nodes): void {
    const written = 'value' in node ? node.value : '';
    const text = written.replace(/^\s*\/\*|^<!--/, '').replace(/\*\/\s*$|-->$/, '');
    this.comments.push({ text: text.trim(), range: offsets(node) });
  }

  #contextOf(before: string): string {
    return [...this.#headings.map(({ text }) => text), before].join('\n');
  }
}

const CONTAINERS = new Set([
  'list',
  'listItem',
  'blockquote',
  'containerDirective',
  'mdxJsxFlowElement',
  'footnoteDefinition',
]);
const isContainer = (node: Nodes): node is Extract<Nodes, { children: unknown }> =>
  CONTAINERS.has(node.type);

/** The place of a text without the blanks around it. */
const trimmed = (text: string, { start, end }: Range): Range => ({
  start: start + text.length - text.trimStart().length,
  end: end - text.length + text.trimEnd().length,
});

/** The paragraph behind a list, a table or a fence, where it points back at it. */
function sequelOf(node: Nodes, next: Nodes | undefined): string {
  if (next?.type !== 'paragraph' || !/^(?:list|table|code)$/.test(node.type)) return '';
  const text = plainText(next);
  return refersBack(text) ? sentenceAt(text, 0).text : '';
}

/**
 * What may report a mistake in the example before them: the first sentence, the output of a command,
 * or a paragraph further down on how to mend it.
 */
function reportIn(nodes: readonly Nodes[]): string {
  const [next] = nodes;
  if (next?.type === 'code')
    return /MalformedPolicy|InvalidPolicyDocument/.exec(next.value)?.[0] ?? '';
  if (next?.type !== 'paragraph') return '';
  const end = nodes.findIndex(({ type }) => type === 'code' || type === 'heading');
  const texts = nodes.slice(0, end === -1 ? undefined : end).map(plainText);
  return texts.find((text) => MENDED.test(text)) ?? sentenceAt(texts[0] ?? '', 0).text;
}

const isComment = (node: Nodes): boolean => node.type === 'html' && node.value.startsWith('<!--');

/** Each line of a fence ends its line of the page; what precedes it there is the container's. */
function fenceOffsets(
  source: Source,
  node: Extract<Nodes, { type: 'code' }>,
): (offset: number) => number {
  const inner = new Source(source.file, node.value);
  const first = (node.position?.start.line ?? 1) + (isFenced(source, node) ? 1 : 0);
  return (offset) => {
    const { line, column } = inner.position(offset);
    return source.lineRange(first + line - 1).end - inner.line(line).length + column - 1;
  };
}

function isFenced(source: Source, node: Nodes): boolean {
  return /^[`~]/.test(source.text.slice(offsets(node).start, offsets(node).start + 1));
}
