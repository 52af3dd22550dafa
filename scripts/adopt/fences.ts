/**
 * A page → the policies in its fences: those that can become data, and the reason for each that
 * cannot.
 */
import { parseJson, toDocument } from '../iam/parse.ts';
import type { PolicyDocument } from '../iam/policy.ts';
import { type FenceBlock, readBlocks } from '../reading/blocks.ts';
import { findPolicies } from '../reading/policies.ts';
import { plainText } from '../reading/runs.ts';
import type { Page } from '../pages/page.ts';
import { offsets, parsePage, walk } from '../markdown/page-tree.ts';
import type { Region } from '../pages/regions.ts';
import { type Range, Source } from '../problems/source.ts';
import { type AdoptedKind, rolePolicyKindOf, policyFlaw } from './policy-form.ts';

/** A fence that contains one complete policy in JSON. */
export interface PolicyFence {
  readonly page: Page;
  /** From the first backtick to the end of the last line. */
  readonly range: Range;
  /** The line of the opening backticks, from 1. */
  readonly line: number;
  readonly lastLine: number;
  readonly kind: AdoptedKind;
  /** Its ranges refer to `text`. */
  readonly document: PolicyDocument;
  readonly text: string;
  readonly title: string | undefined;
  /** The rest of the info string. */
  readonly meta: string | undefined;
  /** The text of the nearest heading above. */
  readonly heading: string | undefined;
}

/** A policy that is left unchanged. */
export interface LeftFence {
  readonly page: Page;
  readonly range: Range;
  readonly line: number;
  readonly lastLine: number;
  readonly reason: string;
}

/** Finds fences that contain a policy in any form, outside the regions of the page. */
export function findFences(
  page: Page,
  regions: readonly Region[],
  kind: AdoptedKind | undefined,
): { fences: PolicyFence[]; left: LeftFence[] } {
  const fences: PolicyFence[] = [];
  const left: LeftFence[] = [];
  const headings = headingsOf(page);
  for (const block of readBlocks(page.source, page.flavour).blocks) {
    if (block.kind !== 'fence' || regions.some((region) => isIn(block.range, region))) continue;
    const place = {
      page,
      range: block.range,
      line: page.source.position(block.range.start).line,
      lastLine: page.source.position(block.range.end).line,
    };
    const read = readFence(page.source, block, kind);
    if (!read) continue;
    if (typeof read === 'string') left.push({ ...place, reason: read });
    else {
      const heading = headings.findLast(({ start }) => start < block.range.start)?.text;
      fences.push({ ...place, ...read, text: block.text, heading });
    }
  }
  return { fences, left };
}

const isIn = (range: Range, { begin, end }: Region): boolean =>
  begin.start < range.start && range.end < end.end;

type Read = Pick<PolicyFence, 'kind' | 'document' | 'title' | 'meta'>;

/** The policy in a fence, or why it cannot be adopted; undefined if there is no policy. */
function readFence(
  source: Source,
  block: FenceBlock,
  asked: AdoptedKind | undefined,
): Read | string | undefined {
  const opening = /^(?:`{3,}|~{3,})[ \t]*([^\r\n]*)/.exec(source.text.slice(block.range.start));
  const found = findPolicies(block);
  if (!opening) return found.length > 0 ? 'the code is indented instead of fenced' : undefined;
  const looksLikePolicy = found.length > 0 || /"(?:Statement|Effect)"\s*:/.test(block.text);
  if (!looksLikePolicy) return undefined;
  if (block.language !== 'json' && block.language !== '')
    return found.length > 0 ? otherLanguage(block.language, found[0]?.syntax) : undefined;
  const inner = new Source(source.file, block.text);
  const { node, problems } = parseJson(inner);
  if (!node) {
    if (block.language === '' && found[0]?.syntax !== 'json')
      return found.length > 0 ? otherLanguage('', found[0]?.syntax) : undefined;
    return problems[0]?.message ?? 'the policy is not valid JSON';
  }
  const isPolicy = node.kind === 'map' && node.entries.some(({ key }) => key === 'Statement');
  if (!isPolicy) {
    if (found.length === 0) return undefined;
    return node === undefined || found[0]?.isFragment
      ? 'this is a statement without a policy around it'
      : 'the policy is part of a larger document';
  }
  const document = toDocument(inner, node);
  const flaw = policyFlaw(document, block.context, asked);
  if (flaw !== undefined) return flaw;
  return { kind: asked ?? rolePolicyKindOf(document), document, ...infoOf(opening[1] ?? '') };
}

function otherLanguage(language: string, syntax: string | undefined): string {
  const names: Readonly<Record<string, string>> = {
    hcl: 'HCL',
    terraform: 'HCL',
    tf: 'HCL',
    yaml: 'YAML',
    yml: 'YAML',
  };
  const name = names[language] ?? (syntax === 'yaml' ? 'YAML' : undefined);
  if (name !== undefined) return `the policy is in ${name}; only JSON can be adopted`;
  return language === ''
    ? 'the fence has no language and contains more than a JSON policy'
    : `the language of the fence is ${language}; only JSON can be adopted`;
}

/**
 * Splits `json title="a.json" showLineNumbers` into title and rest. A title that does not come
 * first stays in the rest.
 */
function infoOf(info: string): Pick<PolicyFence, 'title' | 'meta'> {
  const words = info.trim().replace(/^[^\s{]*[ \t]*/, '');
  const match = /^title="([^"]+)"(?:[ \t]+(\S.*))?$/.exec(words);
  return match
    ? { title: match[1], meta: match[2] }
    : { title: undefined, meta: words === '' ? undefined : words };
}

function headingsOf({ source, flavour }: Page): { start: number; text: string }[] {
  const found: { start: number; text: string }[] = [];
  walk(parsePage(source.text, flavour), (node) => {
    if (node.type === 'heading')
      found.push({ start: offsets(node).start, text: plainText(node).trim() });
  });
  return found;
}
