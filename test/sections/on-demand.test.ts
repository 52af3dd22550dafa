import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globbySync } from 'globby';
import { describe, expect, it } from 'vitest';

import { Source } from '../../scripts/problems/source.ts';
import { loadSections } from '../../scripts/sections/sections.ts';
import type { Section, TemplateSource } from '../../scripts/sections/template.ts';

const folder = fileURLToPath(new URL('../../templates/', import.meta.url));
const shipped = globbySync('**/*.hbs', { cwd: folder }).map((path): TemplateSource => ({
  name: path.replace(/^partials\//, '').replace(/\.hbs$/, ''),
  isPartial: path.startsWith('partials/'),
  isShipped: true,
  source: new Source(
    `node_modules/permadocs/templates/${path}`,
    readFileSync(`${folder}${path}`, 'utf8'),
  ),
}));
const installed = shipped.map((one) => ({ ...one, isInstalled: true }));
const fields = {};
const settings = { fields, placeholders: {}, tabs: 'headings' } as const;

describe('sections of an installation', () => {
  it('are valid, so that they need not be checked again', () => {
    expect(loadSections(shipped, settings).problems).toEqual([]);
  });

  it('are the same when they are parsed on demand', () => {
    const checked = [...loadSections(shipped, settings).sections.values()];
    const found = [...loadSections(installed, settings).sections.values()];
    const known = (one: Section) => [
      one.name,
      one.file,
      one.description,
      one.params,
      one.isShipped,
    ];
    expect(found.map(known)).toEqual(checked.map(known));
    for (const { template } of found) expect(template).toBeTypeOf('function');
  });

  it('are checked as a whole beside a template of the workspace', () => {
    const own = {
      name: 'own',
      isPartial: false,
      source: new Source('templates/own.hbs', '---\ndescription: Own.\n---\n\n{{> nowhere}}\n'),
    };
    const { problems } = loadSections([...installed, own], settings);
    expect(problems.map(({ code, file }) => [code, file])).toEqual([
      ['template/unknown-partial', 'templates/own.hbs'],
    ]);
  });

  it('cannot be used if a file is damaged', () => {
    const damaged = installed.map((one) =>
      one.name === 'policy' ? { ...one, source: new Source(one.source.file, '{{#if}}') } : one,
    );
    const { sections } = loadSections(damaged, settings);
    expect(() => sections.get('policy')?.params).toThrow(
      'node_modules/permadocs/templates/policy.hbs is damaged (the template has no front matter); install permadocs again',
    );
  });
});
