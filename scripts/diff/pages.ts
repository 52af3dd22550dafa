/** Pages that show a policy, and how many of them were written anew. */
import { surveyPage } from '../build/survey-page.ts';
import type { Place } from './side.ts';

interface ShownPages {
  /** Pages with a region that names one of these ids. */
  readonly naming: (ids: readonly string[]) => readonly string[];
  /** Pages with regions whose bytes are others than before. */
  readonly changed: number;
}

export async function pagesOfSides(before: Place, after: Place): Promise<ShownPages> {
  const named = new Map<string, ReadonlySet<string>>();
  const files = after.pages();
  const contents = after.read(files);
  for (const [file, bytes] of contents) {
    const facts = await surveyPage(after.kindOf(file), bytes);
    const words = (facts?.regions ?? []).flatMap(({ args }) =>
      Object.values(args).flatMap((value) => value.split(/[\s,]+/)),
    );
    if (facts && facts.regions.length > 0) named.set(file, new Set(words));
  }
  const earlier = before.read([...named.keys()]);
  const isChanged = (file: string): boolean => {
    const old = earlier.get(file);
    return old !== undefined && contents.get(file)?.equals(old) !== true;
  };
  return {
    naming: (ids) =>
      [...named].flatMap(([file, words]) => (ids.some((id) => words.has(id)) ? file : [])),
    changed: [...named.keys()].filter(isChanged).length,
  };
}
