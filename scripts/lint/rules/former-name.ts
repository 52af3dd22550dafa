/** Old names of roles and files, which the workspace's data lists under `formerly`. */
import type { Rule } from '../page.ts';
import { sentenceAt } from '../../reading/sentences.ts';

/** A sentence about the change itself may name the old name. */
const RENAMED =
  /\b(?:former(?:ly)?|previous(?:ly)?|renamed|used to|was called|old name|no longer)\b/i;

export const formerName: Rule = {
  code: 'lint/former-name',
  good: 'Create the role NewRole.\n',
  bad: 'Create the role OldRole.\n',
  check: (page, { formerly }) => {
    if (formerly.size === 0) return [];
    const names = [...formerly.keys()]
      .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('|');
    const pattern = new RegExp(`(?<![\\w-])(?:${names})(?![\\w-])`, 'g');
    return page.blocks.flatMap((block) => {
      const report = (text: string, start: number, end: number) => ({
        code: 'lint/former-name' as const,
        range: { start, end },
        message: `${text} is called ${formerly.get(text)} now`,
        hint: `write ${formerly.get(text)}, or let a region write it`,
      });
      if (block.kind === 'fence') {
        return [...block.text.matchAll(pattern)].map(({ 0: text, index }) =>
          report(text, block.toPage(index), block.toPage(index + text.length)),
        );
      }
      let before = 0;
      return block.runs.flatMap((run) => {
        const at = before;
        before += run.text.length;
        return [...run.text.matchAll(pattern)]
          .filter(({ index }) => !RENAMED.test(sentenceAt(block.text, at + index).text))
          .map(({ 0: text, index }) => {
            const isVerbatim =
              run.kind === 'prose' && run.range.end - run.range.start === run.text.length;
            return isVerbatim
              ? report(text, run.range.start + index, run.range.start + index + text.length)
              : report(text, run.range.start, run.range.end);
          });
      });
    });
  },
};
