/** What the data files say of each other, checked: a file of this folder for each thing that can be wrong. */
import type { Catalog } from '../catalog.ts';
import type { Problem } from '../../problems/problem.ts';
import { checkClaims } from './claims.ts';
import { checkIds } from './ids.ts';
import { checkLinks } from './links.ts';
import { checkPlaceholders } from './placeholders.ts';
import { checkRemovedActions } from './removed-actions.ts';
import { checkStatements } from './statements.ts';

interface ReferenceOptions {
  /** The day whose facts hold; undefined: every recorded date is in force. */
  readonly asOf: string | undefined;
  readonly placeholders: Readonly<Record<string, string>>;
  /** Does the workspace have this file? Relative to the root. */
  readonly exists: (path: string) => boolean;
}

export function checkReferences(catalog: Catalog, options: ReferenceOptions): Problem[] {
  return [
    ...checkIds(catalog),
    ...checkClaims(catalog),
    ...checkStatements(catalog),
    ...checkPlaceholders(catalog, options.placeholders),
    ...checkLinks(catalog, options.exists),
    ...checkRemovedActions(catalog, options.asOf),
  ];
}
