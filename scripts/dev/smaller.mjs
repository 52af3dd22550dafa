/** Makes bundled libraries smaller: nothing that is never called. */
import { readFile } from 'node:fs/promises';

/**
 * What libraries load, and what they are given instead. gray-matter gets its own YAML parser,
 * Handlebars falls back to code of its own without source maps, and commander starts no programs
 * for us. Importing `node:process` would open the standard streams.
 */
const INSTEAD = {
  'js-yaml':
    'exports.safeLoad = exports.safeDump = () => { throw new Error("js-yaml is not bundled"); };',
  'source-map': '',
  'node:child_process': '',
  'node:process': 'module.exports = process;',
};

/**
 * What is taken out of files of libraries. zod's schemas bring code that makes JSON Schema of them,
 * and so does `z.toJSONSchema`, which only `npm run schemas` calls.
 */
const WITHOUT = {
  'zod/v4/classic/schemas.js': [
    /^ *inst\._zod\.processJSONSchema = .*$/gm,
    /^ *jsonSchema: \{\n.*createStandard.*\n.*createStandard.*\n *\},$/gm,
    /^ *toJSONSchema\(params\) \{\n.*\n *\},$/gm,
  ],
};

const IN_LIBRARY = /[\\/]node_modules[\\/].*\.[cm]?js$/;
const SHORTENED = new RegExp(
  `[\\\\/](?:${Object.keys(WITHOUT).join('|').replaceAll('/', '[\\\\/]')})$`,
);

/** An esbuild plugin. */
export const smallerLibraries = {
  name: 'smaller-libraries',
  setup(build) {
    const names = Object.keys(INSTEAD).join('|');
    build.onResolve({ filter: new RegExp(`^(?:${names})$`) }, ({ path, importer }) =>
      IN_LIBRARY.test(importer) ? { path, namespace: 'instead' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'instead' }, ({ path }) => ({
      contents: INSTEAD[path],
    }));
    build.onLoad({ filter: SHORTENED }, async ({ path }) => {
      const file = Object.keys(WITHOUT).find((end) => path.replaceAll('\\', '/').endsWith(end));
      const text = await readFile(path, 'utf8');
      return {
        contents: WITHOUT[file].reduce((rest, unused) => without(rest, unused, path), text),
      };
    });
  },
};

function without(text, unused, path) {
  const rest = text.replace(unused, '');
  // A newer version may be written in another way.
  if (rest === text) throw new Error(`${path} has nothing like ${unused}: see dev/smaller.mjs`);
  return rest;
}
