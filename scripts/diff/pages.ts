/** Pages that show a policy, and how many of them were written anew. */
import type { Catalog, Holder } from '../data/catalog.ts';
import { surveyPage } from '../build/survey-page.ts';
import type { Place, Side } from './side.ts';

interface ShownPages {
  /** Pages with a region about the role, or about a shared statement of its policies. */
  readonly of: (role: Holder) => readonly string[];
  /** Pages with regions whose bytes are others than before. */
  readonly changed: number;
}

export async function shownPages(before: Place, after: Side): Promise<ShownPages> {
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
    of: (role) => {
      const ids = [role.id, ...statementsOf(after.catalog, role)];
      return [...named].flatMap(([file, words]) => (ids.some((id) => words.has(id)) ? file : []));
    },
    changed: [...named.keys()].filter(isChanged).length,
  };
}

function statementsOf(catalog: Catalog, role: Holder): string[] {
  return catalog
    .policiesOf(role)
    .flatMap(({ statements }) => statements)
    .flatMap(({ id }) => id ?? []);
}
