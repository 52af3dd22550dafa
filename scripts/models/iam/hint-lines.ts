/** Claims as lines of YAML that can be pasted as they are. */
import { stringify } from 'yaml';

/** `- { say: …, only: […] }`, on one line. */
export const claimLine = (draft: { readonly say: string }): string =>
  `- ${stringify(draft, { collectionStyle: 'flow', lineWidth: 0, singleQuote: true }).trim()}`;
