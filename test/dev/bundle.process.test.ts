/** How the compiled program is split into files: each that starts with a command costs time. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const DIST = join(import.meta.dirname, '../../dist');

/** The files that one loads at once, with itself. */
function loadedWith(name: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(name)) return loaded;
  loaded.add(name);
  const text = readFileSync(join(DIST, name), 'utf8');
  for (const [, other = ''] of text.matchAll(/\b(?:import|from)"\.\/([\w-]+\.js)"/g))
    loadedWith(other, loaded);
  return loaded;
}

it('prints its version from two files, and checks from three', () => {
  const cli = readFileSync(join(DIST, 'cli.js'), 'utf8');
  const run = /import\("\.\/([\w-]+\.js)"\)/.exec(cli)?.[1] ?? '';
  expect(loadedWith('cli.js').size).toBe(2);
  expect(loadedWith(run, loadedWith('cli.js')).size).toBe(3);
});

it('has no file that only passes on what another one exports', () => {
  const names = readdirSync(DIST).filter((name) => name.endsWith('.js'));
  const passedOn = names.filter((name) =>
    /^import\{[^}]*\}from[^;]*;(?:import"[^;]*;)*export\{[^}]*\};\s*$/.test(
      readFileSync(join(DIST, name), 'utf8'),
    ),
  );
  expect(passedOn).toEqual([]);
});

it('keeps the names of functions and classes, which stack traces show', () => {
  const names = readdirSync(DIST).filter((name) => name.endsWith('.js'));
  const program = names.map((name) => readFileSync(join(DIST, name), 'utf8')).join('\n');
  // One that is exported and one that is not; a function that is a constant; a class with its method.
  const readable = [
    'async function planBuild(',
    'function firstDifference(',
    'readFrontMatter=',
    'Formatter=class',
    'async wrapWidth(',
  ];
  expect(readable.filter((text) => !program.includes(text))).toEqual([]);
  // Variables have short names, and so has everything in libraries.
  expect(
    ['knownTexts', 'OPTIMIZED_AFTER', 'micromark('].filter((text) => program.includes(text)),
  ).toEqual([]);
});

it('has types that refer to nothing that is missing', () => {
  const tsc = join(import.meta.dirname, '../../node_modules/.bin/tsc');
  const options =
    '--ignoreConfig --noEmit --strict --skipLibCheck false --allowImportingTsExtensions --module nodenext --target es2023';
  const args = [...options.split(' '), join(DIST, 'types/index.d.ts')];
  expect(execFileSync(tsc, args, { encoding: 'utf8' })).toBe('');
});
