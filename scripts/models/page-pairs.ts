/** Which policy in a page is which on the other side. */

export interface PlacedOnPage {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The headings and the sentence that lead up to it. */
  readonly title: string;
  /** Which one of its page, from 0. */
  readonly index: number;
  /** What it says, in parts by which it is known again. */
  readonly leaves: ReadonlySet<string>;
}

export interface PagePair<One extends PlacedOnPage> {
  readonly before: One | undefined;
  readonly after: One | undefined;
}

/** On one page that much must speak for a pair: likeness, the same title (a half), the same place. */
const ENOUGH = 0.4;
/** Between pages only likeness counts. */
const ALIKE = 0.75;

/** Pairs by likeness, title and place, the best ones first; what is left came or went. */
export function pairPolicies<One extends PlacedOnPage>(
  before: readonly One[],
  after: readonly One[],
): readonly PagePair<One>[] {
  const scored = after
    .flatMap((now) => before.map((old) => ({ old, now, score: scoreOf(old, now) })))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  const [taken, pairs] = [new Set<One>(), new Map<One, One>()];
  for (const { old, now } of scored) {
    if (taken.has(old) || pairs.has(now)) continue;
    taken.add(old);
    pairs.set(now, old);
  }
  return [
    ...after.map((now): PagePair<One> => ({ before: pairs.get(now), after: now })),
    ...before
      .filter((old) => !taken.has(old))
      .map((old): PagePair<One> => ({ before: old, after: undefined })),
  ];
}

function scoreOf(old: PlacedOnPage, now: PlacedOnPage): number {
  const shared = [...old.leaves].filter((leaf) => now.leaves.has(leaf)).length;
  const likeness = shared / Math.max(1, old.leaves.size + now.leaves.size - shared);
  if (old.file !== now.file) return likeness >= ALIKE ? likeness : 0;
  const title = old.title === now.title ? 0.5 : 0;
  const score = 1 + likeness + title + (old.index === now.index ? 0.1 : 0);
  return score - 1 >= ENOUGH ? score : 0;
}

/** What a pair is called, and where it is. */
export function placeOfPair({ before, after }: PagePair<PlacedOnPage>) {
  const shown = after ?? before;
  const file = shown?.file ?? '';
  const isMoved = before && after && before.file !== after.file;
  return {
    id: `${file}:${shown?.line ?? 1}`,
    file,
    pages: [file],
    presence: !before ? 'new' : !after ? 'gone' : 'both',
    formerly: isMoved ? `${before.file}:${before.line}` : undefined,
  } as const;
}
