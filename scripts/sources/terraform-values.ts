/**
 * What the other files of a Terraform module say of a variable or a local: its value, if it is a
 * literal, or why it is not known before Terraform runs.
 */
import { posix } from 'node:path';

import type { PolicyNode } from '../iam/policy.ts';
import type { Source } from '../problems/source.ts';
import { type Attribute, valueBlocks } from '../reading/terraform.ts';
import type { ShippedFiles } from './shipped-files.ts';

/** A value, or a reason that is worded to follow “is not known”. */
export type Meaning = { readonly value: string | readonly string[] } | { readonly why: string };

export interface Module {
  /** Of `var.bucket`, `local.name`, `local.names.reports`; undefined if the files do not say. */
  readonly meaning: (expression: string) => Meaning | undefined;
  /** The files that were read for it, relative to the root. */
  readonly read: () => readonly string[];
}

interface Definition {
  readonly source: Source;
  readonly attribute: Attribute | undefined;
  readonly isExpression: boolean;
  readonly line: number;
}

/** More levels of locals than this are an attempt to keep the program busy. */
const DEEPEST = 16;

/** The files beside `file`, read when something is asked. */
export function moduleOf(file: string, files: ShippedFiles): Module {
  const folder = posix.dirname(file);
  const inFolder = (name: string): string =>
    folder === '.' ? name : `${literally(folder)}/${name}`;
  let known: Definitions | undefined;
  const definitions = (): Definitions => (known ??= definitionsIn(files, inFolder));
  const meaning = (expression: string, depth = 0): Meaning | undefined => {
    const [, kind, name = '', rest = ''] =
      /^(var|local)\.([\w-]{1,99})((?:\.[\w-]{1,99}|\["[\w-]{1,99}"\]){0,4})$/.exec(expression) ??
      [];
    if (kind === undefined) return undefined;
    const { byName, settings } = definitions();
    const found = byName.get(`${kind}.${name}`);
    if (!found) return undefined;
    const place = `${found.source.file}:${found.line}`;
    if (kind === 'var') {
      const set = settings.find(({ text }) =>
        new RegExp(`^[ \\t]*${name}[ \\t]*=`, 'm').test(text),
      );
      if (set) return { why: `, because ${set.file} sets it` };
    }
    const { attribute } = found;
    if (!attribute) return { why: `, and ${place} gives no default` };
    const steps = [...rest.matchAll(/[\w-]{1,99}/g)].map(([step]) => step);
    const node = steps.reduce<PolicyNode | undefined>(childOf, attribute.value);
    const computed = { why: `, because ${place} computes it` };
    if (!node || depth > DEEPEST) return computed;
    return literal(node, found, (one) => meaning(one, depth + 1)) ?? computed;
  };
  return { meaning, read: () => known?.read ?? [] };
}

/** A path in which nothing is a wildcard. */
const literally = (path: string): string => path.replace(/[\\()[\]{}*?!+@]/g, '\\$&');

interface Definitions {
  /** By `var.name` and `local.name`. */
  readonly byName: ReadonlyMap<string, Definition>;
  /** Files that Terraform takes values of variables from. */
  readonly settings: readonly Source[];
  readonly read: readonly string[];
}

function definitionsIn(files: ShippedFiles, inFolder: (name: string) => string): Definitions {
  const sources = files.matching([inFolder('*.tf')]).map(files.source);
  const settings = files
    .matching([inFolder('terraform.tfvars'), inFolder('*.auto.tfvars')])
    .map(files.source);
  const byName = new Map<string, Definition>();
  for (const source of sources)
    for (const { type, name, range, block, opaque } of valueBlocks(source.text)) {
      const define = (id: string, attribute: Attribute | undefined): void => {
        const { start } = attribute?.value.range ?? range;
        const isExpression = opaque.some((one) => one.start === start);
        const { line } = source.position((attribute?.range ?? range).start);
        if (!byName.has(id)) byName.set(id, { source, attribute, isExpression, line });
      };
      const attributes = block?.attributes ?? [];
      if (type === 'locals') for (const one of attributes) define(`local.${one.name}`, one);
      else
        define(
          `var.${name}`,
          attributes.find((one) => one.name === 'default'),
        );
    }
  return { byName, settings, read: [...sources, ...settings].map(({ file }) => file) };
}

const childOf = (node: PolicyNode | undefined, step: string): PolicyNode | undefined =>
  node?.kind === 'map' ? node.entries.find(({ key }) => key === step)?.value : undefined;

/** The text or the texts of a node; undefined if something in it is computed. */
function literal(
  node: PolicyNode,
  { source, isExpression }: Definition,
  meaning: (expression: string) => Meaning | undefined,
): Meaning | undefined {
  const reference = source.text.slice(node.range.start, node.range.end).trim();
  if (isExpression || (node.kind === 'scalar' && node.value === '…')) return meaning(reference);
  if (node.kind === 'list') {
    const items = node.items.map((item) =>
      literal(item, { source, isExpression: false, attribute: undefined, line: 0 }, meaning),
    );
    const texts = items.flatMap((item) => (item && 'value' in item ? item.value : []));
    return items.every((item) => item && 'value' in item) ? { value: texts } : undefined;
  }
  if (node.kind === 'map' || node.value === null) return undefined;
  const text = String(node.value);
  if (/%\{|\$\$\{/.test(text)) return undefined;
  let isKnown = true;
  const made = text.replace(/\$\{([^{}]{1,200})\}/g, (_, inside: string) => {
    const inner = meaning(inside.trim());
    if (inner && 'value' in inner && typeof inner.value === 'string') return inner.value;
    isKnown = false;
    return '';
  });
  return isKnown && !made.includes('${') ? { value: made } : undefined;
}
