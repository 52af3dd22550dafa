/**
 * Puts the value of a module in place of its code, if it is the same in every run and takes more to
 * load what it is computed from than to load the value.
 */
import { build } from 'esbuild';

const COMPUTED = /[\\/]problems[\\/]severities\.ts$/;

/** An esbuild plugin. The exports of these modules are plain JSON. */
export const computedModules = {
  name: 'computed-modules',
  setup({ onLoad }) {
    onLoad({ filter: COMPUTED }, async ({ path }) => {
      const { outputFiles } = await build({
        entryPoints: [path],
        bundle: true,
        format: 'esm',
        write: false,
      });
      const [{ contents }] = outputFiles;
      const url = `data:text/javascript;base64,${Buffer.from(contents).toString('base64')}`;
      const exported = Object.entries(await import(url));
      const lines = exported.map(
        ([name, value]) => `export const ${name} = ${JSON.stringify(value)};`,
      );
      return { contents: lines.join('\n') };
    });
  },
};
