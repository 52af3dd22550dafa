/**
 * Copies of a policy whose readers put in values of their own: `<YOUR_BUCKET>` on one page is
 * `my-bucket` on another. Two copies are aligned, so that what is left to differ is access.
 */
import { isAccount, isRegion } from '../../../iam/checks/arn.ts';
import { globMatches } from '../../../iam/glob.ts';
import type { PolicyNode } from '../../../iam/policy.ts';
import type { Range } from '../../../problems/source.ts';
import { STAND_IN, substituted, TOKEN, WORD } from './placeholders.ts';

/** Stands for whatever a reader puts in. */
const MARK = '\uE000';
/** Accounts that AWS's own pages put in: 123456789012, 111122223333. */
const EXAMPLE_ACCOUNT = /^(?:123456789012|(\d)\1{3}(\d)\2{3}(\d)\3{3})$/;
/** Names that say of themselves that they are to be replaced. */
const NAME =
  /^(?:[Mm]y|[Yy]our|[Ee]xample|[Ss]ample|[Tt]est|[Dd]emo)(?:[-_A-Z]|$)|(?:^|[-_])(?:name|id|prefix|path)$|(?:Name|Id|Prefix)$/;
/** No bucket is named so. */
const NO_BUCKET = /[A-Z]|^(?:amzn-s3-demo-|doc-example-)/;

/** A policy with texts in place of functions of a template; `opaque` are the tags of YAML. */
export function asTexts(policy: PolicyNode, opaque: readonly Range[]): PolicyNode {
  const isOpaque = ({ start, end }: Range): boolean =>
    opaque.some((range) => range.start <= start && end <= range.end);
  const visit = (node: PolicyNode): PolicyNode => {
    if (node.kind === 'scalar') {
      const isTag = isOpaque(node.range) && !String(node.value).includes(':');
      return isTag ? { ...node, value: `<${String(node.value)}>` } : node;
    }
    if (node.kind === 'list') return { ...node, items: node.items.map(visit) };
    const text = substituted(node);
    if (text) return { ...text, range: node.range };
    const [only] = node.entries;
    if (only && /^(?:Ref$|Fn::)/.test(only.key)) {
      const name = only.value.kind === 'scalar' ? String(only.value.value) : only.key;
      return { kind: 'scalar', value: `<${name}>`, range: node.range };
    }
    return { ...node, entries: node.entries.map((one) => ({ ...one, value: visit(one.value) })) };
  };
  return visit(policy);
}

/** Which texts stand for a value: the placeholders, or every name of a resource as well. */
export type Marking = 'placeholders' | 'names';

/** With a mark for each placeholder: copies that only their readers tell apart are the same. */
export const marked = (policy: PolicyNode, marking: Marking): PolicyNode =>
  mapValues(policy, marker(marking));

const marker =
  (marking: Marking) =>
  (text: string, element: string): string => {
    const own = markText(text, element);
    return marking === 'names' && /^(?:not)?resource$/.test(element) ? withoutNames(own) : own;
  };

/** `arn:aws:s3:::reports/*` as that of any bucket; what has a wildcard is no name. */
function withoutNames(text: string): string {
  const fields = text.split(':');
  if (fields[0] !== 'arn' || fields.length < 6) return text;
  const rest = fields
    .slice(5)
    .join(':')
    .split(/([:/])/);
  return [
    ...fields.slice(0, 5),
    rest.map((part) => (part === '' || /^[:/]|[*?]/.test(part) ? part : MARK)).join(''),
  ].join(':');
}

/**
 * The other policy with this one's texts where a placeholder of either fits; both as the engine can
 * read them.
 */
export function aligned(
  first: PolicyNode,
  other: PolicyNode,
  marking: Marking,
): readonly [PolicyNode, PolicyNode] {
  const mark = marker(marking);
  const [own, theirs] = [valuesIn(first), valuesIn(other)];
  const renamed = new Map<string, string>();
  for (const [element, texts] of theirs) {
    const free = new Set(own.get(element));
    for (const text of texts) free.delete(text);
    for (const text of texts) {
      if (own.get(element)?.has(text) === true) continue;
      const fitting = [...free].filter((one) => fits(mark(one, element), mark(text, element)));
      const same = fitting.find((one) => mark(one, element) === mark(text, element));
      const chosen = same ?? fitting[0];
      if (chosen === undefined) continue;
      free.delete(chosen);
      renamed.set(`${element}\n${text}`, chosen);
    }
  }
  const rename = (text: string, element: string): string =>
    renamed.get(`${element}\n${text}`) ?? text;
  return [mapValues(first, readable), mapValues(mapValues(other, rename), readable)];
}

/** The texts that a reader may have to replace, by their element. */
function valuesIn(policy: PolicyNode): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  mapValues(policy, (text, element) => {
    values.set(element, (values.get(element) ?? new Set()).add(text));
    return text;
  });
  return values;
}

/** Rewrites the values of resources, principals and conditions, and the keys of these. */
function mapValues(
  policy: PolicyNode,
  rewrite: (text: string, element: string) => string,
): PolicyNode {
  const values = (node: PolicyNode, element: string): PolicyNode => {
    if (node.kind === 'scalar')
      return { ...node, value: rewrite(String(node.value), element.toLowerCase()) };
    if (node.kind === 'list')
      return { ...node, items: node.items.map((item) => values(item, element)) };
    return {
      ...node,
      entries: node.entries.map((entry) => ({
        ...entry,
        value: values(entry.value, `${element}.${entry.key}`),
      })),
    };
  };
  const conditions = (node: PolicyNode): PolicyNode =>
    node.kind === 'map'
      ? { ...node, entries: node.entries.map((entry) => ({ ...entry, value: keys(entry.value) })) }
      : node;
  const keys = (node: PolicyNode): PolicyNode =>
    node.kind === 'map'
      ? {
          ...node,
          entries: node.entries.map((entry) => ({
            ...entry,
            key: rewrite(entry.key, 'key'),
            value: values(entry.value, `condition.${entry.key}`),
          })),
        }
      : node;
  const visit = (node: PolicyNode): PolicyNode => {
    if (node.kind === 'list') return { ...node, items: node.items.map(visit) };
    if (node.kind === 'scalar') return node;
    return {
      ...node,
      entries: node.entries.map((entry) => {
        const { key, value } = entry;
        if (key === 'Statement') return { ...entry, value: visit(value) };
        if (key === 'Condition') return { ...entry, value: conditions(value) };
        return /^(?:Not)?(?:Resource|Principal)$/.test(key)
          ? { ...entry, value: values(value, key) }
          : entry;
      }),
    };
  };
  return visit(policy);
}

function markText(text: string, element: string): string {
  if (element === 'key') return text.replace(TOKEN, MARK);
  const fields = text.replace(TOKEN, MARK).split(':');
  const isArn = fields[0] === 'arn' && fields.length >= 6;
  if (!isArn) {
    if (/^\d+$/.test(text)) return EXAMPLE_ACCOUNT.test(text) ? MARK : text;
    if (/^(?:true|false|\*|[\d.:/T-]+Z?)$/i.test(text)) return text;
    // What is no ARN where one belongs, or is written as words, stands for a value.
    const isWords =
      /\s/.test(text) || STAND_IN.test(text) || (WORD.test(text) && !/[:/]/.test(text));
    const isName = /^(?:not)?(?:resource|principal\.aws)$/.test(element) && !text.includes(':');
    return isWords || isName ? MARK : segments(fields.join(':'), '');
  }
  const [, , service = ''] = fields;
  const [region = '', account = ''] = fields.slice(3);
  const rest = segments(fields.slice(5).join(':'), service);
  return [
    ...fields.slice(0, 3),
    region === '' || isRegion(region) ? region : MARK,
    account === '' || (isAccount(account) && !EXAMPLE_ACCOUNT.test(account)) ? account : MARK,
    rest,
  ].join(':');
}

/** What stands in one of the parts of a name. */
const segments = (text: string, service: string): string =>
  text
    .split(/([:/])/)
    .map((part, at) => {
      const isBucket = service === 's3' && at === 0 && NO_BUCKET.test(part);
      if (/[*?]/.test(part)) return part;
      return isBucket || [WORD, STAND_IN, NAME].some((one) => one.test(part)) ? MARK : part;
    })
    .join('');

/** Whether both can be the same once readers have put their values in. No placeholder is a wildcard. */
function fits(a: string, b: string): boolean {
  if (a === b) return true;
  if (!a.includes(MARK) && !b.includes(MARK)) return false;
  if (wildcardsOf(a) !== wildcardsOf(b)) return false;
  const [own, others] = [a.split(/([:/])/), b.split(/([:/])/)];
  if (own.length === others.length)
    return own.every(
      (part, at) => covers(part, others[at] ?? '') || covers(others[at] ?? '', part),
    );
  return covers(a, b) || covers(b, a);
}

const wildcardsOf = (text: string): number => text.replace(/[^*?]/g, '').length;

/** A mark matches anything; a wildcard only itself. */
const covers = (pattern: string, text: string): boolean =>
  globMatches(literal(pattern).replaceAll(MARK, '*'), literal(text));

const literal = (text: string): string => text.replaceAll('*', '\uE001').replaceAll('?', '\uE002');

/** What is left of a template's syntax is a name to the engine, and accounts are numbers. */
function readable(text: string): string {
  const named = text.replace(TOKEN, (token) =>
    /[$*?:]/.test(token) ? `<${token.match(/[A-Za-z0-9]+/g)?.join('-') ?? 'value'}>` : token,
  );
  const fields = named.split(':');
  const [arn, , , , account = ''] = fields;
  if (arn !== 'arn' || fields.length < 6 || account === '' || isAccount(account)) return named;
  return fields.with(4, '111122223333').join(':');
}
