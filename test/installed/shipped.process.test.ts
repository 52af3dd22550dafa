import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

import { licensesOf } from '../../scripts/dev/licenses.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** A library with its version and license, as the notices name it. */
const LIBRARY = /^(\S+) (\d+\.\d+\.\d+\S*) \([^)]+\)$/;

/** The text of the license in the library's own folder; empty if it has none. */
function licenseIn(library: string): string {
  const [, name = '', version = ''] = LIBRARY.exec(library) ?? [];
  const nested = readdirSync(join(root, 'node_modules')).map(
    (other) => `node_modules/${other}/node_modules/${name}`,
  );
  const isIt = (folder: string): boolean => {
    try {
      return (
        (JSON.parse(read(`${folder}/package.json`)) as { version: string }).version === version
      );
    } catch {
      return false;
    }
  };
  const folder = [`node_modules/${name}`, ...nested].find(isIt);
  if (folder === undefined) throw new Error(`${library} is not installed`);
  const file = readdirSync(join(root, folder)).find((one) => /^(?:licen[cs]e|copying)/i.test(one));
  return file === undefined ? '' : read(`${folder}/${file}`);
}

/** What `npm pack` would put into the package. */
let shipped: readonly string[] = [];
beforeAll(() => {
  const pack = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [{ files }] = JSON.parse(execFileSync('npm', pack, { cwd: root, encoding: 'utf8' })) as [
    { files: { path: string }[] },
  ];
  shipped = files.map(({ path }) => path);
});

describe('what ships', () => {
  it('has every file that README links to or shows', () => {
    const linked = [...read('README.md').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(
      ([, path = '']) => path,
    );
    expect(linked.length).toBeGreaterThan(10);
    expect(linked.filter((path) => !shipped.includes(path))).toEqual([]);
  });

  it('has only the types that the library leads to, and none of what makes our own docs', () => {
    const types = shipped.filter((path) => path.endsWith('.d.ts'));
    expect(types).toContain('dist/types/index.d.ts');
    expect(types.filter((path) => /\/(?:commands|dev|adopt|init)\//.test(path))).toEqual([]);
    expect(shipped.filter((path) => path.startsWith('dist/dev/'))).toEqual([]);
  });

  it('has no script that runs when it is installed', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
      expect(scripts).not.toHaveProperty(name);
  });
});

describe('the notices of bundled libraries', () => {
  it('give every library its license text, nested copies included', () => {
    const notices = read('dist/LICENSES.txt').split(`\n${'-'.repeat(80)}\n\n`);
    const ofLibrary = new Map(
      notices.flatMap((notice) =>
        notice.split('\n').flatMap((line) => (LIBRARY.test(line) ? [[line, notice]] : [])),
      ),
    );
    expect(ofLibrary.size).toBeGreaterThan(50);
    for (const [library, notice] of ofLibrary) {
      expect(library).not.toContain('undefined');
      // The holders of the copyright are named, and the text is that of their license.
      const own = licenseIn(library);
      for (const line of own.match(/^\s*Copyright .*\d.*$/gim) ?? [])
        expect(notice, library).toContain(line.trim());
      const sentence = /Permission is hereby granted|Redistribution and use|Permission to use/;
      expect(notice, library).toContain(sentence.exec(own)?.[0] ?? 'Permission is hereby granted');
      expect(notice.length, notice).toBeGreaterThan(300);
    }
    expect(notices.find((notice) => notice.startsWith('diff '))).toContain('Redistribution');
  });

  it('leave out what libraries load and the program never calls', () => {
    expect(read('dist/LICENSES.txt')).not.toMatch(/^(?:js-yaml|source-map) /m);
  });

  it('are refused for a library without one', () => {
    expect(() => licensesOf(root, ['node_modules/ansi-sequence-parser/dist/index.js'])).toThrow(
      /^ansi-sequence-parser \S+ is bundled without its license$/,
    );
  });
});
