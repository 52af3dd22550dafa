/** JSON and YAML as they ship, CloudFormation's functions included → the policy that they make. */
import type { MapNode, PolicyNode } from '../iam/policy.ts';
import type { Range } from '../problems/source.ts';
import { asNode, flattened, type Reading, tidy } from './context.ts';
import { interpolated } from './texts.ts';

const FUNCTION = /^(?:Ref|Fn::[A-Za-z0-9]+(?:::[A-Za-z0-9]+)?)$/;

/** Undefined if a part has no value; every such part is reported. */
export function evaluated(node: PolicyNode, reading: Reading): PolicyNode | undefined {
  if (node.kind === 'scalar') {
    if (typeof node.value !== 'string') return node;
    const text = interpolated(node.value, node.range, reading, 'plain');
    return text === undefined ? undefined : { ...node, value: text };
  }
  if (node.kind === 'list') {
    const present = node.items.filter((item) => !isNoValue(item));
    const items = present.map((item) => evaluated(item, reading));
    const known = items.filter((item) => item !== undefined);
    return known.length < items.length
      ? undefined
      : { ...node, items: flattened(known, present.map(unlessFunction)) };
  }
  const called = functionOf(node);
  if (called) return applied(called.name, called.argument, node.range, reading);
  const all = withMerged(node.entries).filter(({ value }) => !isNoValue(value));
  const entries = all.map((entry) => {
    const key = interpolated(entry.key, entry.keyRange, reading, 'plain');
    const value = evaluated(entry.value, reading);
    return key === undefined || value === undefined ? undefined : { ...entry, key, value };
  });
  const known = entries.filter((entry) => entry !== undefined);
  return known.length < entries.length ? undefined : { ...node, entries: known };
}

/** CloudFormation leaves it out. */
function isNoValue(node: PolicyNode): boolean {
  const called = node.kind === 'map' ? functionOf(node) : undefined;
  const { name, argument } = called ?? {};
  return name === 'Ref' && argument?.kind === 'scalar' && argument.value === 'AWS::NoValue';
}

/** A function may stand for a list; what is not one is itself. */
const unlessFunction = (node: PolicyNode): PolicyNode =>
  node.kind === 'map' && functionOf(node)
    ? { kind: 'scalar', value: null, range: node.range }
    : node;

/** `<<: *defaults` stands for the entries of that map, unless the map has its own. */
function withMerged(entries: MapNode['entries']): MapNode['entries'] {
  if (!entries.some(({ key }) => key === '<<')) return entries;
  const own = new Set(entries.map(({ key }) => key));
  return entries.flatMap((entry) => {
    if (entry.key !== '<<') return [entry];
    const maps = entry.value.kind === 'list' ? entry.value.items : [entry.value];
    return maps.flatMap((map) =>
      map.kind === 'map'
        ? withMerged(map.entries).filter(({ key }) => !own.has(key) && own.add(key))
        : [],
    );
  });
}

function functionOf(node: MapNode): { name: string; argument: PolicyNode } | undefined {
  const [only] = node.entries;
  if (!only || node.entries.length > 1 || !FUNCTION.test(only.key)) return undefined;
  return { name: only.key, argument: only.value };
}

function applied(
  name: string,
  argument: PolicyNode,
  range: Range,
  reading: Reading,
): PolicyNode | undefined {
  const short = name === 'Ref' ? '!Ref' : `!${name.replace('Fn::', '')}`;
  if (name === 'Ref' || name === 'Fn::GetAtt') {
    const asked = nameIn(argument);
    if (asked !== undefined) return named(asked, short, range, reading);
  }
  if (name === 'Fn::Sub') {
    const text = substituted(argument, range, reading);
    const where = argument.kind === 'scalar' ? argument.range : range;
    return text === undefined ? undefined : { kind: 'scalar', value: text, range: where };
  }
  if (name === 'Fn::Join') return joined(argument, range, reading);
  return stated(short, argument, range, reading);
}

/**
 * What only a deployment tells may be stated as the file writes it, on one line: `!ImportValue bucket`.
 * A text cannot stand for a statement.
 */
function stated(
  short: string,
  argument: PolicyNode,
  range: Range,
  { source, values, unresolved }: Reading,
): PolicyNode | undefined {
  const { start, end } = argument.range;
  const written = tidy(source.text.slice(start, end));
  const name = hasMaps(argument) || written === '' ? undefined : `${short} ${written}`;
  const value = name === undefined ? undefined : values.of(name);
  if (value !== undefined) return asNode(value, range);
  unresolved(range, `the result of ${short} is not known before the template is deployed`, name);
  return undefined;
}

/** Whether there are maps that are no functions. */
const hasMaps = (node: PolicyNode): boolean =>
  node.kind === 'map'
    ? !functionOf(node)
    : node.kind === 'list' && node.items.some((item) => hasMaps(item));

/** `Bucket`, `Bucket.Arn`, `[Bucket, Arn]`. */
function nameIn(argument: PolicyNode): string | undefined {
  if (argument.kind === 'scalar') return String(argument.value);
  if (argument.kind !== 'list') return undefined;
  const parts = argument.items.map((item) => (item.kind === 'scalar' ? String(item.value) : ''));
  return parts.includes('') ? undefined : parts.join('.');
}

function named(
  name: string,
  short: string,
  range: Range,
  { values, unresolved }: Reading,
): PolicyNode | undefined {
  const value = values.of(name);
  if (value !== undefined) return asNode(value, range);
  unresolved(range, `the value of ${short} ${name} is not known`, name);
  return undefined;
}

/** A text, or a text with values of its own. */
function substituted(argument: PolicyNode, range: Range, reading: Reading): string | undefined {
  if (argument.kind === 'scalar')
    return interpolated(String(argument.value), range, reading, 'sub');
  const [text, given] = argument.kind === 'list' ? argument.items : [];
  if (text?.kind !== 'scalar' || given?.kind !== 'map') {
    reading.unresolved(range, '!Sub takes a text, or a text and its values');
    return undefined;
  }
  const own = new Map<string, string>();
  for (const { key, value } of given.entries) {
    const made = evaluated(value, reading);
    if (made?.kind !== 'scalar') return undefined;
    own.set(key, String(made.value));
  }
  return interpolated(String(text.value), text.range, reading, 'sub', own);
}

function joined(argument: PolicyNode, range: Range, reading: Reading): PolicyNode | undefined {
  const [separator, list] = argument.kind === 'list' ? argument.items : [];
  const parts = list && evaluated(list, reading);
  if (list && !parts) return undefined;
  const isPlain = parts?.kind === 'list' && parts.items.every(({ kind }) => kind === 'scalar');
  if (separator?.kind !== 'scalar' || !isPlain) {
    reading.unresolved(range, '!Join takes a separator and a list of texts');
    return undefined;
  }
  const texts = parts.items.map((item) => (item.kind === 'scalar' ? String(item.value) : ''));
  return { kind: 'scalar', value: texts.join(String(separator.value)), range };
}
