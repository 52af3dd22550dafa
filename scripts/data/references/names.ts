/** Checks the names in texts, such as `{role:s3-readonly}`: each must be of a role that there is. */
import { allEntries, type Catalog, placeIn } from '../catalog.ts';
import { Markdown } from '../../markdown/markdown.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';
import { namesIn, withNames } from '../names.ts';
import type { Path } from '../yaml-places.ts';

export function checkNames(catalog: Catalog): Problem[] {
  return allEntries(catalog).flatMap((entry) =>
    [...textsIn(entry.value)].flatMap(({ text, path }) =>
      namesIn(text)
        .filter(
          ({ written, id }) => withNames(written, catalog) === written && !catalog.mayLack(id),
        )
        .map(({ written, id }) => {
          const isRole = catalog.get('roles', id) !== undefined;
          const ids = catalog.ids('roles');
          return problemAt('data/unknown-role', entry.file.source, placeIn(entry, path), {
            message: isRole
              ? `the role ${id} has no such policy: ${written}`
              : `\`${id}\` in ${written} is not defined in roles`,
            hint: isRole
              ? `write {role:${id}} for its name, {file:${id}} for the file of its permissions`
              : (didYouMean(id, ids) ?? `roles are: ${ids.join(', ') || 'none'}`),
          });
        }),
    ),
  );
}

function* textsIn(value: unknown, path: Path = []): Generator<{ text: string; path: Path }> {
  if (typeof value === 'string') yield { text: value, path };
  else if (value instanceof Markdown) yield { text: value.source, path };
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value))
      yield* textsIn(item, [...path, Array.isArray(value) ? Number(key) : key]);
}
