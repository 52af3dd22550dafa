/**
 * `npm run compile`: the program with the libraries that it uses → dist/, so that it starts with few
 * files to find and an installation brings few packages; and the types of the library.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

import { licensesOf } from './licenses.mjs';
import { removeUnreachableTypes } from './types.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(join(root, 'dist'), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['cli', 'index', 'thread', 'dev/docs/write', 'dev/write-schemas'].map(
    (name) => `scripts/${name}.ts`,
  ),
  outbase: 'scripts',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  mainFields: ['module', 'main'],
  external: Object.keys(dependencies),
  // One copy: acorn-jsx is CommonJS and would bring the other build of it.
  alias: { acorn: join(root, 'node_modules/acorn/dist/acorn.mjs') },
  // CommonJS libraries ask for Node's own modules with `require`.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(root, 'dist/LICENSES.txt'), licensesOf(root, inputsOf(shipped())));

/** The outputs that the program leads to; those of dev/ stay here. */
function shipped() {
  const outputs = new Set();
  const visit = (path) => {
    if (outputs.has(path) || !metafile.outputs[path]) return;
    outputs.add(path);
    for (const { path: other } of metafile.outputs[path].imports) visit(other);
  };
  for (const name of ['cli', 'index', 'thread']) visit(`dist/${name}.js`);
  return [...outputs];
}

function inputsOf(outputs) {
  return outputs.flatMap((path) => Object.keys(metafile.outputs[path].inputs));
}

const tsc = join(root, 'node_modules/.bin/tsc');
execFileSync(tsc, ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
removeUnreachableTypes(join(root, 'dist/types'));
