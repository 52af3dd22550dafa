/**
 * `npm run compile`: bundles the program and its libraries into dist/, so that it starts fast and
 * installs few packages, and writes the types of the library.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

import { computedModules } from './computed.mjs';
import { oneCore } from './core.mjs';
import { withoutFacades } from './facades.mjs';
import { licensesOf } from './licenses.mjs';
import { namesIn, withShortNames } from './short-names.mjs';
import { smallerLibraries } from './smaller.mjs';
import { removeUnreachableTypes } from './types.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Bundled CommonJS libraries load Node's own modules with `require`. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

rmSync(join(root, 'dist'), { recursive: true, force: true });
// At the same time as what follows.
const tsc = join(root, 'node_modules/.bin/tsc');
const types = promisify(execFile)(tsc, ['-p', 'tsconfig.build.json'], { cwd: root });
const options = {
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
  minifySyntax: true,
  plugins: [computedModules, smallerLibraries],
  mainFields: ['module', 'main'],
  external: Object.keys(dependencies),
  alias: {
    // One copy of acorn: acorn-jsx is CommonJS and would add the other build of it.
    acorn: join(root, 'node_modules/acorn/dist/acorn.mjs'),
    // The same programs as modules, of which only what is used is bundled.
    handlebars: join(root, 'node_modules/handlebars/lib/handlebars.js'),
    yaml: join(root, 'node_modules/yaml/browser/dist/index.js'),
  },
  banner: { js: REQUIRE },
  metafile: true,
  logLevel: 'warning',
};
const split = await build({ ...options, write: false });
const { metafile } = await build({
  ...options,
  plugins: [oneCore(root, split.metafile), ...options.plugins],
});
const outputs = Object.keys(metafile.outputs).map((path) => join(root, path));
outputs.forEach(withoutNeedlessRequire);
withoutFacades(outputs, new Set(options.entryPoints.map(compiledFile)));
const ours = Object.keys(metafile.inputs).filter((path) => /^scripts\/.*\.ts$/.test(path));
const names = namesIn(ours.map((path) => readFileSync(join(root, path), 'utf8')));
for (const path of outputs.filter((one) => existsSync(one)))
  writeFileSync(path, await withShortNames(readFileSync(path, 'utf8'), names));
writeFileSync(join(root, 'dist/LICENSES.txt'), licensesOf(root, inputsOf(shipped())));

/** Where an entry is compiled to. */
function compiledFile(source) {
  return join(root, source.replace(/^scripts\b/, 'dist').replace(/\.ts$/, '.js'));
}

/** Takes the banner out of a file that has no use for it; hardly any has. */
function withoutNeedlessRequire(path) {
  const text = readFileSync(path, 'utf8');
  const without = text.replace(`${REQUIRE}\n`, '');
  if (!/\brequire\b/.test(without)) writeFileSync(path, without);
}

/** The output files that the shipped program needs; those of dev/ are not shipped. */
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

await types;
removeUnreachableTypes(join(root, 'dist/types'));
