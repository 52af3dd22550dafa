/** The fences of a page that hold Cedar policies. */
import { type AdoptedFence, INDENTED, infoAt, infoOf, type LeftFence } from '../fence.ts';
import type { Found, Given, OpenedPage } from '../model.ts';
import { INSTALL } from '../../cedar/engine.ts';
import { type CedarContent, NO_ENGINE, readCedar } from './content.ts';

/** A fence with Cedar policies that a section could print. */
export interface CedarFence extends AdoptedFence {
  readonly content: CedarContent;
  readonly text: string;
  /** Of the fence. */
  readonly language: string;
  readonly title: string | undefined;
  readonly meta: string | undefined;
  readonly heading: string | undefined;
}

/** With a kind of IAM's policies asked for, none is looked for. */
export function findCedarFences({ page, free }: OpenedPage, { kind }: Given): Found {
  const fences: CedarFence[] = [];
  const left: LeftFence[] = [];
  for (const { block, heading, ...place } of kind === undefined ? free : []) {
    const content = readCedar(block);
    if (content === undefined) continue;
    const info = infoAt(page.source.text, block.range.start);
    if (typeof content === 'string')
      left.push({
        ...place,
        reason: content,
        remedy: content === NO_ENGINE ? INSTALL : undefined,
      });
    else if (info === undefined) left.push({ ...place, reason: INDENTED });
    else
      fences.push({
        ...place,
        printedBy: 'cedar-policy',
        hasClaims: true,
        content,
        language: /^[^\s{]*/.exec(info)?.[0] ?? '',
        ...infoOf(info),
        text: block.text,
        heading,
      });
  }
  return { fences, left };
}
