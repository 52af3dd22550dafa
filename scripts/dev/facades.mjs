/**
 * Removes files that only pass on what another one exports: esbuild writes one for each dynamic
 * import of something that is bundled with other things. Node would find, open and link it for
 * nothing.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const FACADE =
  /^import\{([\w$,]+)\}from"(\.\/[\w-]+\.js)";(?:import"\.\/[\w-]+\.js";)*export\{\1\};\s*$/;

/** `paths` are the compiled files. Those that are entries must stay. */
export function withoutFacades(paths, entries) {
  const behind = new Map();
  for (const path of paths) {
    const target = entries.has(path) ? undefined : FACADE.exec(readFileSync(path, 'utf8'))?.[2];
    if (target !== undefined) behind.set(path, join(dirname(path), target));
  }
  for (const path of paths) {
    if (behind.has(path)) {
      rmSync(path);
      continue;
    }
    const text = readFileSync(path, 'utf8');
    const direct = text.replace(/\bimport\("(\.{1,2}\/[\w./-]+\.js)"\)/g, (written, to) => {
      const target = behind.get(join(dirname(path), to));
      return target === undefined
        ? written
        : `import("${to.slice(0, to.lastIndexOf('/') + 1)}${basename(target)}")`;
    });
    if (direct !== text) writeFileSync(path, direct);
  }
}
