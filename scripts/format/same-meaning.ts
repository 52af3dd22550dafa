/** Whether two texts differ only in how a Prettier of some day lays them out. */
import { meaningOf } from '../markdown/meaning.ts';
import type { Flavor } from '../markdown/page-tree.ts';

/** Compares with a text, as trees; one that does not parse is like nothing but itself. */
export function sameMeaningAs(text: string, flavor: Flavor): (other: string) => boolean {
  const own = meaningOf(text, flavor);
  return (other) => {
    if (other === text) return true;
    const meaning = meaningOf(other, flavor);
    return 'shows' in own && 'shows' in meaning && own.shows === meaning.shows;
  };
}
