/** Checks references between data files. This folder has one file for each kind of problem. */
import type { Catalog } from '../catalog.ts';
import type { Problem } from '../../problems/problem.ts';
import { checkClaims } from './claims.ts';
import { checkHeldPolicies } from './held-policies.ts';
import { checkIds } from './ids.ts';
import type { OwnFields } from '../schema/own-fields.ts';
import { checkLinks } from './links.ts';
import { checkNames } from './names.ts';
import { checkOwnFields } from './own-fields.ts';
import { checkPlaceholders } from './placeholders.ts';
import { checkRemovedActions } from './removed-actions.ts';
import { checkStatements } from './statements.ts';

interface ReferenceOptions {
  /** The date of the facts; if undefined, every recorded date is in force. */
  readonly asOf: string | undefined;
  readonly placeholders: Readonly<Record<string, string>>;
  /** The fields that permadocs.yaml declares, by kind of entry. */
  readonly fields?: OwnFields;
  /** Whether the workspace has a file, given relative to the root. */
  readonly exists: (path: string) => boolean;
}

export function checkReferences(catalog: Catalog, options: ReferenceOptions): Problem[] {
  return [
    ...checkIds(catalog),
    ...checkClaims(catalog),
    ...checkStatements(catalog),
    ...checkHeldPolicies(catalog, options.placeholders),
    ...checkPlaceholders(catalog, options.placeholders),
    ...checkNames(catalog),
    ...checkOwnFields(catalog, options.fields ?? {}, options.exists),
    ...checkLinks(catalog, options.exists),
    ...checkRemovedActions(catalog, options.asOf),
  ];
}
