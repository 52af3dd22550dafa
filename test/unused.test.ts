import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globbySync } from 'globby';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = globbySync('scripts/**/*.{ts,mjs}', { cwd: root });
const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

/** Imported by tests only: what each test cannot reach another way. */
const FOR_TESTS: Readonly<Record<string, string>> = {
  'scripts/commands/examples.ts: EXAMPLES': 'each example of the help is run',
  'scripts/dev/docs/generated.ts: exampleOf': 'the example of the README is built in a workspace',
  'scripts/dev/docs/library-page.ts: libraryExamples': 'each example of docs/library.md is run',
  'scripts/dev/docs/library-page.ts: libraryNamesWithoutExample': 'and no function is without one',
  'scripts/lint/tree.ts: lintTree': 'a model of the test takes its place among the others',
};

/** Rooms whose exports are not sorted out yet. */
const LATER = ['scripts/files/', 'scripts/iam/'];

/** The library's own names, and the entries of the program and its worker. */
const ENTRIES = ['scripts/index.ts', 'scripts/cli.ts', 'scripts/thread.ts'];

const DECLARED =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;
const IMPORTED = /\b(?:import|export)(?: type)? (?:\w+, )?(\*|\{[^}]*\})[^'{}]*?from '(\.[^']+)'/g;
const LOADED = /\bimport\(\s*'(\.[^']+)'/g;

interface Import {
  readonly from: string;
  /** The names taken, or all of the file's text where they cannot be told. */
  readonly names: string;
}

function importsOf(file: string, text: string): Import[] {
  const at = (path = ''): string => join(dirname(file), path);
  return [
    ...[...text.matchAll(IMPORTED)].map(([, names = '', path]) => ({
      from: at(path),
      names: names === '*' ? text : names,
    })),
    ...[...text.matchAll(LOADED)].map(([, path]) => ({ from: at(path), names: text })),
  ];
}

it('every exported name is imported somewhere in the program', () => {
  const imports = [...texts].flatMap(([file, text]) => importsOf(file, text));
  const unused = [...texts]
    .filter(([file]) => !ENTRIES.includes(file) && !LATER.some((room) => file.startsWith(room)))
    .flatMap(([file, text]) => {
      const taken = imports.filter(({ from }) => from === file).map(({ names }) => names);
      return [...text.matchAll(DECLARED)]
        .map(([, name = '']) => name)
        .filter((name) => !taken.some((names) => new RegExp(`\\b${name}\\b`).test(names)))
        .map((name) => `${file}: ${name}`);
    });
  // Remove the `export`, or the code if nothing is left that uses it.
  expect(unused.filter((name) => !Object.hasOwn(FOR_TESTS, name))).toEqual([]);
});
