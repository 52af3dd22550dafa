/** Pages that are kept once a version of the product: only the newest edition of each is compared. */

/** Where all versions are, the current ones apart; what a folder is called after its version. */
const VERSIONS = /^(?:versioned_docs|versions?)$/;
const NUMBER =
  /^(?:docs[-_])?(?:version[-_]?|release[-_]?|v)?(\d{1,4}(?:[._]\d{1,4}){0,3})(?:[._]x)?(?:-docs)?$/i;
/** A number that says of itself that it is a version. */
const NAMED_NUMBER =
  /^(?:docs[-_])?(?:version[-_]?|release[-_]?|v)\d{1,4}(?:[._]\d{1,4}){0,3}(?:[._]x)?(?:-docs)?$/i;
const CURRENT = /^(?:docs[-_])?(?:current|latest|next|stable|main|master|dev|edge)(?:-docs)?$/i;

interface Edition {
  /** The path without its version. */
  readonly page: string;
  /** Undefined for a page that has no version, which is the newest. */
  readonly version: readonly number[] | undefined;
}

/** The files that are the newest edition of their page, in the newest edition of their product. */
export function newestEditions(files: readonly string[]): ReadonlySet<string> {
  return newestPages(withoutOldProducts(files));
}

/**
 * Pages are renamed and moved between versions: beside `kubeone/main/`, all of `kubeone/v1.7/` is old.
 * Years and chapters are no versions.
 */
function withoutOldProducts(files: readonly string[]): readonly string[] {
  const folders = files.map(productOf);
  const current = new Set(
    folders.flatMap((folder) => (folder && !folder.version ? [folder.page] : [])),
  );
  return files.filter((_, index) => {
    const folder = folders[index];
    return !folder?.version || !current.has(folder.page);
  });
}

/** The folder that holds the versions of a product, and which of them a file is of. */
function productOf(file: string): Edition | undefined {
  const parts = file.split('/').slice(0, -1);
  const at = parts.findIndex((part) => CURRENT.test(part) || NAMED_NUMBER.test(part));
  if (at === -1) return undefined;
  const number = NUMBER.exec(parts[at] ?? '')?.[1];
  return {
    page: parts.slice(0, at).join('/'),
    version: number === undefined ? undefined : number.split(/[._]/).map(Number),
  };
}

function newestPages(files: readonly string[]): ReadonlySet<string> {
  const newest = new Map<string, { readonly file: string; readonly edition: Edition }>();
  for (const file of files) {
    const edition = editionOf(file);
    const known = newest.get(edition.page);
    if (!known || isNewer(edition, known.edition)) newest.set(edition.page, { file, edition });
  }
  return new Set([...newest.values()].map(({ file }) => file));
}

function editionOf(file: string): Edition {
  const parts: string[] = [];
  let version: number[] | undefined;
  for (const part of file.split('/')) {
    const number = NUMBER.exec(part)?.[1];
    if (number !== undefined) version = number.split(/[._]/).map(Number);
    if (number !== undefined || CURRENT.test(part) || VERSIONS.test(part)) {
      // Folders such as `docs`, `v1.0-docs` and `docs-v1.0` are editions of each other.
      if (/-docs$|^docs[-_]/.test(part)) parts.push('docs');
    } else parts.push(part);
  }
  // Docusaurus keeps the current pages in `docs/` and the others beside it.
  const page = file.split('/').includes('versioned_docs') ? ['docs', ...parts] : parts;
  return { page: page.join('/'), version };
}

function isNewer(one: Edition, other: Edition): boolean {
  if (!one.version || !other.version) return !one.version && other.version !== undefined;
  const length = Math.max(one.version.length, other.version.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (one.version[at] ?? 0) - (other.version[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
