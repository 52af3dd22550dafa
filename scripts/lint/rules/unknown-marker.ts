/** Comments that were probably meant for permadocs, and that it will never see. */
import { distance } from 'fastest-levenshtein';

import type { Rule } from '../page.ts';

export const unknownMarker: Rule = {
  code: 'lint/unknown-marker',
  good: '<!-- BEGIN changelog v1.2 -->\n\ntext\n\n<!-- END changelog -->\n',
  bad: '<!-- BEGIN permadoc policy role="x" -->\n\ntext\n',
  check: (page) =>
    page.comments.flatMap(({ text, range }) => {
      const [, edge = '', word = ''] = /^(begin|end)[\s:_-]+([a-z-]+)/i.exec(text) ?? [];
      const isOurs = word === 'permadocs';
      if (isOurs || word === '' || distance(word.toLowerCase(), 'permadocs') > 2) return [];
      return [
        {
          code: 'lint/unknown-marker' as const,
          range,
          message: `\`${word}\` is not the word that permadocs looks for`,
          hint: `write ${edge.toUpperCase()} permadocs`,
        },
      ];
    }),
};
