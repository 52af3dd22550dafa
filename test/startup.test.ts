/** What starts with a command, before it knows whether there is work: no parser, schema or formatter. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

/** Everything that a file loads at once: dynamic imports and types are not. */
function loadedWith(entry: string): Map<string, string> {
  const loaded = new Map<string, string>();
  const visit = (file: string): void => {
    const text = readFileSync(file, 'utf8');
    const all = text.matchAll(
      /^(?:import|export) (?!type )[^;]*?from '([^']+)'|^import '([^']+)'/gm,
    );
    for (const [whole, from, bare] of all) {
      if (/^(?:import|export) \{(?:\s*type [^,}]+,?)*\s*\}/.test(whole)) continue;
      const name = from ?? bare ?? '';
      const other = name.startsWith('.') ? join(dirname(file), name) : name;
      if (loaded.has(other)) continue;
      loaded.set(other, file);
      if (name.startsWith('.') && other.endsWith('.ts')) visit(other);
    }
  };
  visit(entry);
  return loaded;
}

const HEAVY =
  /^(?:zod|yaml|handlebars|prettier|gray-matter|micromark(?!-util-html-tag-name)|mdast|unist|jsonc|@cloud-copilot|@cedar-policy|chokidar)/;

it.each([
  'cli',
  'commands/check',
  'commands/build',
  'commands/lint',
  'build/pipeline',
  'proof/prove',
  'models/models',
  'lint/lint',
  'thread',
])('%s loads what reads data, pages and templates only when there is something to read', (name) => {
  const loaded = loadedWith(`scripts/${name}.ts`);
  const heavy = [...loaded].filter(([other]) => HEAVY.test(other));
  expect(heavy.map(([other, by]) => `${by} loads ${other}`)).toEqual([]);
});

it('build/inputs asks whether anything changed without the permission models', () => {
  const loaded = loadedWith('scripts/build/inputs.ts');
  const models = [...loaded.keys()].filter((file) =>
    /^scripts\/(?:models\/models|proof)/.test(file),
  );
  expect(models).toEqual([]);
});
