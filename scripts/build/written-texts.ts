/** The record of generated texts, of a workspace with or without git. */
import { Git } from '../files/git.ts';
import { hash } from '../files/hash.ts';
import { openRecord } from '../files/record.ts';

export interface WrittenTexts {
  /** git's own folder; undefined without git. */
  readonly gitFolder: string | undefined;
  readonly isEmpty: boolean;
  /** Whether an earlier build wrote a text, or what is between two markers, with this hash. */
  readonly has: (hash: string) => boolean;
  /**
   * Records texts that are about to be written. Call it before the first page is written; throws
   * {@link CannotRun} if the record cannot be saved.
   */
  readonly add: (news: readonly { readonly text: string; readonly bodyHash?: string }[]) => void;
}

export function openWrittenTexts(root: string): WrittenTexts {
  const git = Git.open(root);
  const record = openRecord(root, git);
  return {
    gitFolder: git?.folder,
    get isEmpty() {
      return record.isEmpty;
    },
    has: record.has,
    add: (news) =>
      record.add(
        [...new Set(news)].flatMap(({ text, bodyHash }) => [bodyHash ?? hash(text), hash(text)]),
      ),
  };
}
