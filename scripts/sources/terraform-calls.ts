/** The few functions of Terraform whose result is plain from what they are given: `join`, `concat`, … */
import type { PolicyNode } from '../iam/policy.ts';
import type { Range } from '../problems/source.ts';
import { type LooseValue, readValue } from '../reading/loose-object.ts';

interface Call {
  readonly name: string;
  readonly given: readonly Pick<LooseValue, 'node' | 'opaque'>[];
}

/** A call of one of them, which is all that stands at the range. */
export function callIn(text: string, { start, end }: Range): Call | undefined {
  const whole = text.slice(start, end).trimEnd();
  const [head, name = ''] = /^([a-z]+)\(\s*/.exec(whole) ?? [];
  if (head === undefined || !Object.hasOwn(RESULTS, name)) return undefined;
  const given: Call['given'][number][] = [];
  const behind = start + whole.length - 1;
  for (let at = start + head.length; at < behind;) {
    const read = readValue(text, at);
    if (!read || read.end > behind || read.flaws.some(isFatal)) return undefined;
    given.push(read);
    at = read.end + (/^\s*,?\s*/.exec(text.slice(read.end, behind))?.[0].length ?? 0);
    if (at === read.end && at < behind) return undefined;
  }
  return text[behind] === ')' ? { name, given } : undefined;
}

const isFatal = ({ kind }: LooseValue['flaws'][number]): boolean =>
  kind === 'unclosed' || kind === 'broken';

type Texts = string | readonly string[];

/** What a call makes of these; undefined if that is not plain. */
export function resultOf(name: string, given: readonly PolicyNode[]): Texts | undefined {
  const values = given.map(textsOf);
  const known = values.filter((one) => one !== undefined);
  return known.length < values.length ? undefined : RESULTS[name]?.(known);
}

function textsOf(node: PolicyNode): Texts | undefined {
  if (node.kind === 'scalar') return node.value === null ? undefined : String(node.value);
  if (node.kind === 'map') return undefined;
  const texts = node.items.map(textsOf);
  return texts.every((one) => typeof one === 'string') ? texts : undefined;
}

const isList = (value: Texts | undefined): value is readonly string[] => Array.isArray(value);

/** Terraform's function reference. */
const RESULTS: Readonly<Record<string, (given: readonly Texts[]) => Texts | undefined>> = {
  concat: (given) => (given.every(isList) ? given.flat() : undefined),
  join: ([separator, ...lists]) =>
    typeof separator === 'string' && lists.length > 0 && lists.every(isList)
      ? lists.flat().join(separator)
      : undefined,
  format: ([pattern, ...given]) => {
    if (typeof pattern !== 'string' || !given.every((one) => typeof one === 'string'))
      return undefined;
    const verbs = pattern.match(/%./gs)?.filter((one) => one !== '%%') ?? [];
    if (verbs.length !== given.length || verbs.some((one) => one !== '%s')) return undefined;
    let at = 0;
    return pattern.replace(/%./gs, (verb) => (verb === '%%' ? '%' : (given[at++] ?? '')));
  },
  // A set has an order of its own, which means nothing in a policy.
  toset: ([list]) => (isList(list) ? [...new Set(list)] : undefined),
  tolist: ([list]) => (isList(list) ? list : undefined),
  distinct: ([list]) => (isList(list) ? [...new Set(list)] : undefined),
};
