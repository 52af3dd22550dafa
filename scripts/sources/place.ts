/** Places in files that ship, as the data write them: `stack.yaml#doc=2/Resources/Reader`. */
import type { PolicyNode } from '../iam/policy.ts';
import { didYouMean } from '../problems/did-you-mean.ts';

export interface Place {
  /** Relative to the root. */
  readonly file: string;
  /** From 1; undefined if it is not stated. */
  readonly document: number | undefined;
  /** Of Terraform: `aws_iam_policy_document.reader`. */
  readonly address: string | undefined;
  /** The steps of a JSON Pointer. */
  readonly steps: readonly string[];
}

export function placeOf(from: string): Place {
  const hash = from.indexOf('#');
  const [file, behind] = hash === -1 ? [from, ''] : [from.slice(0, hash), from.slice(hash + 1)];
  const [, number, rest = behind] = /^doc=(\d{1,6})(.*)$/s.exec(behind) ?? [];
  const [head = '', ...steps] = rest.split('/');
  return {
    file,
    document: number === undefined ? undefined : Number(number),
    address: head === '' ? undefined : head,
    steps: steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')),
  };
}

type Found =
  { readonly node: PolicyNode } | { readonly step: string; readonly known: readonly string[] };

/** The node that the steps lead to. A statement of a list may be named by its Sid. */
export function nodeAt(root: PolicyNode, steps: readonly string[]): Found {
  let node = root;
  for (const step of steps) {
    const next: PolicyNode | undefined = childOf(node, step);
    if (!next) return { step, known: namesIn(node) };
    node = next;
  }
  return { node };
}

function childOf(node: PolicyNode, step: string): PolicyNode | undefined {
  if (node.kind === 'map') return node.entries.find(({ key }) => key === step)?.value;
  if (node.kind !== 'list') return undefined;
  if (/^\d{1,6}$/.test(step)) return node.items[Number(step)];
  const named = node.items.filter((item) => sidOf(item) === step);
  // Of two statements with one Sid, the name is of neither.
  return named.length === 1 ? named[0] : undefined;
}

function sidOf(node: PolicyNode): string | undefined {
  const sid =
    node.kind === 'map' ? node.entries.find(({ key }) => key === 'Sid')?.value : undefined;
  return sid?.kind === 'scalar' ? String(sid.value) : undefined;
}

function namesIn(node: PolicyNode): string[] {
  if (node.kind === 'map') return node.entries.map(({ key }) => key);
  if (node.kind !== 'list') return [];
  return node.items.map((item, index) => {
    const sid = sidOf(item);
    return sid === undefined ? String(index) : `${index} (${sid})`;
  });
}

/** What there is instead, as a hint. */
export function instead(step: string, known: readonly string[], what: string): string {
  const meant = didYouMean(step, known);
  if (meant !== undefined) return meant;
  if (known.length === 0) return `there is no ${what} to point at`;
  const shown = known.slice(0, 12).join(', ');
  return `there are: ${shown}${known.length > 12 ? `, and ${known.length - 12} more` : ''}`;
}
