/** Why a document that holds more than policies is left as it is. */
import { parseAllDocuments } from 'yaml';

import type { FenceBlock } from '../../reading/blocks.ts';

/** With what is beside the policies, which a region would lose. */
export function partReason(block: Pick<FenceBlock, 'text' | 'language'>): string {
  const beside = besideIn(block);
  return `the Cedar policies are part of a larger document${beside === undefined ? '' : `, with ${beside}`}; a region holds a fence of policies, a configuration file of ToolHive, by itself or alone in a ConfigMap, or a \`spec\` with \`authzConfig\` alone, so give the policies a fence of that kind`;
}

/** Keys on the way to policies; what is beside them is more. */
const ON_THE_WAY = new Set(['spec', 'authzConfig', 'incomingAuth', 'version', 'type', 'cedar']);
const MOST = 4;

function besideIn({ text, language }: Pick<FenceBlock, 'text' | 'language'>): string | undefined {
  if (!/^(?:ya?ml|json)$/.test(language)) return undefined;
  try {
    const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent' });
    const all = 'empty' in documents ? [] : documents;
    if (all.length > 1) return `${all.length} documents in one fence`;
    const [value] = all.map((one) => one.toJS({ maxAliasCount: 100 }) as unknown);
    const keys = isMap(value)
      ? [
          ...keysBeside(value, ''),
          ...(isMap(value['spec']) ? keysBeside(value['spec'], 'spec.') : []),
        ]
      : [];
    if (keys.length === 0) return undefined;
    const named = keys.slice(0, MOST).map((key) => `\`${key}\``);
    return `${named.join(', ')}${keys.length > MOST ? ' and more' : ''} beside them`;
  } catch {
    // What is not YAML, or refers to itself too often, is larger all the same.
    return undefined;
  }
}

const keysBeside = (map: Readonly<Record<string, unknown>>, above: string): string[] =>
  Object.keys(map).flatMap((key) => (ON_THE_WAY.has(key) ? [] : [`${above}${key}`]));

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
