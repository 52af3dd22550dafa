/**
 * Policies and needs from files that ship: JSON, YAML, CloudFormation, Terraform, and code. This room
 * reads them into what the data know; whether they are granted or equal is for the proofs.
 */
import { type Catalog, loadCatalog } from '../data/catalog.ts';
import { isSaidOnPages, type Requirements, type Shipping } from '../data/shipped.ts';
import type { Problem } from '../problems/problem.ts';
import type { Source } from '../problems/source.ts';
import type { ShippedFiles } from './shipped-files.ts';
import { requirementsIn } from './requirements.ts';
import { resolveSource } from './resolve.ts';

export type { ShippedFiles } from './shipped-files.ts';

export function shippingFrom(files: ShippedFiles): Shipping {
  return {
    resolve: (asked) => resolveSource(asked, files),
    requirementsOf: (role) => requirementsIn(role, files),
  };
}

/** Loads data with what they take from files that ship. */
export function catalogWith(
  data: readonly Source[],
  files: ShippedFiles,
): { readonly catalog: Catalog; readonly problems: Problem[] } {
  return loadCatalog(data, shippingFrom(files));
}

/** The same without what code calls: for a revision, whose code need not be read. */
export function policiesWith(
  data: readonly Source[],
  files: ShippedFiles,
): { readonly catalog: Catalog; readonly problems: Problem[] } {
  return loadCatalog(data, { ...shippingFrom(files), requirementsOf: () => NONE });
}

/** The same with what pages are made from: the code is read if they may say what its calls are for. */
export function pagesWith(
  data: readonly Source[],
  files: ShippedFiles,
): { readonly catalog: Catalog; readonly problems: Problem[] } {
  const shipping = shippingFrom(files);
  const requirementsOf: Shipping['requirementsOf'] = (role) =>
    role.value.requires.some(isSaidOnPages) ? shipping.requirementsOf(role) : NONE;
  return loadCatalog(data, { ...shipping, requirementsOf });
}

const NONE: Requirements = { actions: [], problems: [] };

/** Every file that data take something from, each once, in the order of its path. */
export function shippedSources(data: readonly Source[], files: ShippedFiles): Source[] {
  const read = new Map<string, Source>();
  const source = (file: string): Source => {
    const known = read.get(file) ?? files.source(file);
    read.set(file, known);
    return known;
  };
  catalogWith(data, { ...files, source });
  return [...read.values()].toSorted((a, b) => (a.file < b.file ? -1 : 1));
}
