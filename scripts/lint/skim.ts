/** Bytes of a page → could there be anything in it that a rule looks at? Told by searches alone. */
import { Reader } from '../reader.ts';
import { wordsOf } from './words.ts';

export interface SkimmedTree {
  /** Absolute. */
  readonly root: string;
  /** See {@link wordsOf}. */
  readonly references: readonly string[];
}

export function skimmer({ root, references }: SkimmedTree): (file: string) => boolean {
  const { isWorthReading } = wordsOf(references);
  const reader = new Reader(root);
  return (file) => {
    const bytes = reader.read(file);
    return isWorthReading(bytes) && !bytes.includes(0);
  };
}
