import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

import { licensesOf } from '../../scripts/dev/licenses.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

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
    const libraries = notices.flatMap((notice) => notice.split('\n\n', 1)[0]?.split('\n') ?? []);
    expect(libraries.length).toBeGreaterThan(50);
    for (const library of libraries)
      expect(library).toMatch(/^\S+ \d+\.\d+\.\d+\S* \((?!undefined)[^)]+\)$/);
    expect(notices.find((notice) => notice.startsWith('diff '))).toContain('Redistribution');
    for (const notice of notices) expect(notice.length, notice).toBeGreaterThan(300);
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
