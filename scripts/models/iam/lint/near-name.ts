/** ARNs of roles whose names nearly are those of roles in the data: a slip, or what a rename left. */
import { nearest } from '../../../problems/did-you-mean.ts';
import type { Rule } from './page.ts';

const ROLE_ARN = /:role\/(?:[\w+=,.@-]+\/)?([A-Za-z][\w+=,.@-]{5,63})(?![\w+=,.@/-])/g;

/** More letters than these make it another name. */
const MOST_EDITS = 2;

export const nearName: Rule = {
  code: 'lint/near-name',
  good: 'Assume `arn:aws:iam::111122223333:role/NewRole`.\n',
  bad: 'Assume `arn:aws:iam::111122223333:role/NewRoel`.\n',
  check: (page, { roles, formerly }) => {
    if (roles.size === 0) return [];
    const { text } = page.source;
    const isKnown = (name: string): boolean =>
      // A page that creates the role means it.
      roles.has(name) || formerly.has(name) || text.includes(`--role-name ${name}`);
    const find = (
      part: string,
      toRange: (at: number, length: number) => { start: number; end: number },
    ) =>
      [...part.matchAll(ROLE_ARN)].flatMap(({ 0: arn, 1: name = '', index }) => {
        const near = isKnown(name) ? undefined : nearest(name, [...roles], MOST_EDITS);
        if (near === undefined || bare(near) === bare(name)) return [];
        return {
          code: 'lint/near-name' as const,
          range: toRange(index + arn.length - name.length, name.length),
          message: `no role here is called ${name}`,
          hint: `did you mean \`${near}\`?`,
        };
      });
    return page.blocks.flatMap((block) =>
      block.kind === 'fence'
        ? find(block.text, (at, length) => ({
            start: block.toPage(at),
            end: block.toPage(at + length),
          }))
        : block.runs.flatMap((run) => find(run.text, () => run.range)),
    );
  },
};

/** Names that differ in a number are brothers. */
const bare = (name: string): string => name.replace(/\d+/g, '');
