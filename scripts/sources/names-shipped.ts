/** Whether data may take something from files that ship: a look that loads no parser. */
import type { Source } from '../problems/source.ts';

const WORDS = /\b(?:from|sameAs|requires|document)["']?[ \t]*:/;

/** Data of which this is false take nothing; of others, only a parser can tell. */
export const namesShipped = (data: readonly Source[]): boolean =>
  data.some(({ text }) => WORDS.test(text));
