/** Claims as lines of YAML that can be pasted as they are. */
import { stringify } from 'yaml';

import type { BoundDraft } from './bound.ts';

/** `- { say: …, only: […] }`, on one line. */
export const claimLine = (draft: BoundDraft): string =>
  `- ${stringify(draft, { collectionStyle: 'flow', lineWidth: 0, singleQuote: true }).trim()}`;
