/** Pages → those with anything in them that a rule may look at. Told by searches alone. */
import { bulkReader } from '../files/bulk-reader.ts';
import { LARGEST_PAGE } from '../pages/page.ts';
import type { Task } from '../files/threads.ts';
import { MODELS } from '../models/models.ts';
import type { LintedModel } from './knowledge.ts';
import { wordsOf } from './words.ts';

interface SkimmedTree {
  /** Absolute. */
  readonly root: string;
  /** See {@link wordsOf}. */
  readonly names: readonly string[];
}

const skimmer =
  (models: readonly LintedModel[]) =>
  ({ root, names }: SkimmedTree): ((files: readonly string[]) => Promise<string[]>) => {
    const { isWorthReading } = wordsOf(models, names);
    const read = bulkReader(root, LARGEST_PAGE);
    return async (files) => {
      // Timers come in between: a terminal shows that lint is at work.
      await new Promise((resolve) => void setImmediate(resolve));
      return files.filter((file) => {
        const found = read(file);
        // What cannot be read is looked at again, and told.
        return 'why' in found || (isWorthReading(found.bytes) && !found.bytes.includes(0));
      });
    };
  };

/** Skimming as the task of two threads. */
export const skimming = (models: readonly LintedModel[]): Task<SkimmedTree, string, string[]> => ({
  name: 'skim',
  start: skimmer(models),
  worthwhile: 1500,
  share: 64,
});

/** As the worker knows it. */
export const SKIM = skimming(MODELS);
