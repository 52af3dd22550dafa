/**
 * Puts what a command loads in any case into one file: Node spends more time on finding and linking
 * fifty small files than on running them. esbuild splits files by which entries need them, so every
 * entry is made to need all of it.
 */
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Every command is called through this, and `check` comes with it. */
const START = 'scripts/commands/run.ts';
/** `--version` must not load all of it; what it loads is a file of its own. */
const APART = 'scripts/cli.ts';

const NAME = 'permadocs:core';

/** An esbuild plugin. `metafile` is of a build without it. */
export function oneCore(root, { inputs, outputs }) {
  const apart = closureOf(inputs, APART);
  const core = new Set([...apart, ...[...closureOf(inputs, START)].filter(isOurs)]);
  core.delete(APART);
  const entries = Object.values(outputs).map(({ entryPoint }) => entryPoint);
  const others = new Set(entries.filter((path) => path !== undefined && path !== APART));
  return {
    name: 'one-core',
    setup(build) {
      // The imports are there for how files are split; whether they run anything does not matter.
      build.initialOptions.logOverride = { 'ignored-bare-import': 'silent' };
      build.onResolve({ filter: new RegExp(`^${NAME}$`) }, () => ({ path: NAME, namespace: NAME }));
      build.onLoad({ filter: /./, namespace: NAME }, () => ({
        contents: [...core].map((path) => `import ${JSON.stringify(join(root, path))};`).join('\n'),
        resolveDir: root,
      }));
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!others.has(relative(root, path).split(sep).join('/'))) return undefined;
        // At the end, so that what the file itself needs is still loaded first.
        const contents = `${await readFile(path, 'utf8')}\nimport '${NAME}';\n`;
        return { contents, loader: 'ts' };
      });
    },
  };
}

const isOurs = (path) => /^scripts\/.*\.ts$/.test(path);

/** The files that one loads at once, with itself; dynamic imports are not followed. */
function closureOf(inputs, start) {
  const found = new Set();
  const visit = (path) => {
    if (found.has(path) || !inputs[path]) return;
    found.add(path);
    for (const { path: other, kind } of inputs[path].imports)
      if (kind !== 'dynamic-import') visit(other);
  };
  visit(start);
  return found;
}
