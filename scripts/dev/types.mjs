/** Reduces the compiler's type declarations to those that the library's own refer to. */
import { readdirSync, readFileSync, rmSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Removes declarations that cannot be reached from `index.d.ts`, and folders left empty. */
export function removeUnreachableTypes(folder) {
  const reachable = new Set();
  const visit = (file) => {
    if (reachable.has(file)) return;
    reachable.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, path] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.(?:js|ts)['"]/g))
      visit(join(dirname(file), `${path}.d.ts`));
  };
  visit(join(folder, 'index.d.ts'));
  const names = readdirSync(folder, { recursive: true });
  for (const name of names)
    if (name.endsWith('.d.ts') && !reachable.has(join(folder, name))) rmSync(join(folder, name));
  for (const name of names.toSorted((a, b) => b.length - a.length)) {
    const path = join(folder, name);
    if (!name.endsWith('.d.ts') && readdirSync(path).length === 0) rmdirSync(path);
  }
}
