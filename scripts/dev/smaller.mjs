/** Makes bundled libraries smaller: short names inside their files, and nothing that is never called. */
import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';

/**
 * What libraries load and the program never calls. gray-matter is given its own YAML parser,
 * Handlebars falls back to code of its own without source maps, and no command of ours is a program
 * for commander to start.
 */
const NEVER_CALLED = {
  'js-yaml':
    'exports.safeLoad = exports.safeDump = () => { throw new Error("js-yaml is not bundled"); };',
  'source-map': '',
  'node:child_process': '',
};

const IN_LIBRARY = /[\\/]node_modules[\\/].*\.[cm]?js$/;

/**
 * An esbuild plugin. Names in our own files stay as they are, so that a stack trace that somebody
 * reports can be read; names in libraries are shortened.
 */
export const smallerLibraries = {
  name: 'smaller-libraries',
  setup(build) {
    const names = Object.keys(NEVER_CALLED).join('|');
    build.onResolve({ filter: new RegExp(`^(?:${names})$`) }, ({ path, importer }) =>
      IN_LIBRARY.test(importer) ? { path, namespace: 'never-called' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'never-called' }, ({ path }) => ({
      contents: NEVER_CALLED[path],
    }));
    build.onLoad({ filter: IN_LIBRARY }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const { code } = await transform(text, { minify: true, target: 'node20' });
      return { contents: code };
    });
  },
};
