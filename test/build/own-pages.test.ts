import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globbySync } from 'globby';
import { expect, it } from 'vitest';

import { loadCatalog } from '../../scripts/data/catalog.ts';
import { Source } from '../../scripts/problems/source.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = (pattern: string): Source[] =>
  globbySync(pattern, { cwd: root }).map(
    (file) => new Source(file, readFileSync(`${root}/${file}`, 'utf8')),
  );
const { catalog } = loadCatalog(sources('data/**/*.yaml'));
const statements = catalog.all('statements');

it('a proof can name each shared statement of ours by its Sid', () => {
  const sids = statements.map(({ value }) => value.Sid);
  expect(sids).not.toContain(undefined);
  expect(sids.filter((sid, index) => sids.indexOf(sid) !== index)).toEqual([]);
});

it('our pages call a statement by its Sid, as their claims do, and not by its id', () => {
  const pages = sources('out/**/*.mdx');
  expect(pages).not.toEqual([]);
  const wrong = pages.flatMap(({ file, text }) =>
    statements.filter(({ id }) => text.includes(`\`${id}\``)).map(({ id }) => `${file}: ${id}`),
  );
  expect(wrong).toEqual([]);
});
