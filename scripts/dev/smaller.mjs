/** Makes bundled libraries smaller: short names inside their files, and nothing that is never called. */
import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';

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

const IN_LIBRARY = /[\\/]node_modules[\\/].*\.[cm]?js$/;

/**
 * An esbuild plugin. Names in our own files stay as they are, so that a stack trace that somebody
 * reports can be read; names in libraries are shortened.
 */
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
    build.onLoad({ filter: IN_LIBRARY }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const { code } = await transform(text, { minify: true, target: 'node20' });
      return { contents: code };
    });
  },
};
