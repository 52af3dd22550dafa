/** A set of Cedar policies of the data, as its engine takes them, with the places of its text. */
import { isScalar } from 'yaml';

import { align } from '../cedar/alignment.ts';
import type { Entry } from './catalog.ts';
import { nodeAt, type Path } from './yaml-places.ts';

export interface WrittenPolicy {
  readonly id: string;
  /** As written, with its placeholders. */
  readonly text: string;
  /** In the entry. */
  readonly path: Path;
  /** An offset of the text as one of its file. */
  readonly toFile: (offset: number) => number;
}

/** The policies of an entry, in order. */
export function writtenPolicies({ id, value, file }: Entry<'cedar'>): WrittenPolicy[] {
  return value.policies.map((policy, index) => {
    const path: Path =
      typeof policy === 'string' ? ['policies', index] : ['policies', index, 'policy'];
    const text = typeof policy === 'string' ? policy : policy.policy;
    const node = nodeAt(file, ['cedar', id, ...path]);
    const start = isScalar(node) ? (node.range?.[0] ?? 0) : 0;
    return {
      id: (typeof policy === 'string' ? undefined : policy.id) ?? `policy-${index + 1}`,
      text,
      path,
      toFile: align(text, file.source.text, start),
    };
  });
}
