/** Checks that every id that the data refers to exists in the catalog. */
import { allEntries, type Catalog, placeIn } from '../catalog.ts';
import type { Code } from '../../problems/codes.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';
import type { ReferableKind } from '../schema/refers-to.ts';
import { idsNamedBy } from './named.ts';

const UNKNOWN_ID: Readonly<Record<ReferableKind, Code>> = {
  services: 'data/unknown-service',
  conditionKeys: 'data/unknown-condition-key',
  statements: 'data/unknown-statement',
  roles: 'data/unknown-role',
  errors: 'data/unknown-error',
  scenarios: 'data/unknown-scenario',
};

export function checkIds(catalog: Catalog): Problem[] {
  return allEntries(catalog).flatMap((entry) =>
    idsNamedBy(entry).flatMap(({ id, kinds, missingFrom, words, path }) => {
      if (
        missingFrom === undefined ||
        words.includes(id) ||
        catalog.mayLack(id) ||
        kinds.some((kind) => catalog.get(kind, id))
      )
        return [];
      return problemAt(UNKNOWN_ID[missingFrom], entry.file.source, placeIn(entry, path), {
        message: `\`${id}\` is not defined in ${missingFrom}`,
        hint: didYouMean(id, catalog.ids(missingFrom)) ?? idsOf(catalog, missingFrom),
      });
    }),
  );
}

function idsOf(catalog: Catalog, kind: ReferableKind): string {
  const ids = catalog.ids(kind);
  return ids.length > 0 ? `${kind} are: ${ids.join(', ')}` : `no data file defines any ${kind}`;
}
