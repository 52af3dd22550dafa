import { describe, expect, it } from 'vitest';

import type { Catalog } from '../../scripts/data/catalog.ts';
import { checkReferences } from '../../scripts/data/references/index.ts';
import { packageRoot } from '../../scripts/package.ts';
import { findRegions } from '../../scripts/pages/find-regions.ts';
import { toPage } from '../../scripts/pages/page.ts';
import { isError } from '../../scripts/problems/problem.ts';
import { Source } from '../../scripts/problems/source.ts';
import { Renderer } from '../../scripts/sections/render.ts';
import { loadSections } from '../../scripts/sections/sections.ts';
import type { Sections } from '../../scripts/sections/template.ts';
import { catalogWith } from '../../scripts/sources/sources.ts';
import { openWorkspace } from '../../scripts/workspace/workspace.ts';

const workspace = await openWorkspace(packageRoot);
const { sections } = loadSections(workspace.templates(), workspace.config);
const data = workspace.dataSources();

/** The regions of this repository's own pages, each as a page has it. */
const regions = await Promise.all(
  workspace.pages().files.map(async (file) => {
    const page = toPage(file, workspace.read(file), 'mdx', false);
    return (await findRegions(page)).regions.map(({ section, args }) => ({ file, section, args }));
  }),
).then((all) => all.flat());

/** Undefined if the data are wrong. */
function catalogOf(sources: readonly Source[]): Catalog | undefined {
  const { catalog, problems } = catalogWith(sources, workspace.shipped);
  const references = checkReferences(catalog, { ...workspace.config, exists: () => true });
  return [...problems, ...references].some(isError) ? undefined : catalog;
}

async function rendered(of: Sections, catalog: Catalog): Promise<string[]> {
  const renderer = new Renderer(of, catalog, workspace.config.asOf);
  const texts: string[] = [];
  for (const { file, section, args } of regions)
    texts.push(JSON.stringify(await renderer.region({ section, args }, file)));
  return texts;
}

/** Nothing is kept for these. */
const uncompiled = (): Sections =>
  new Map([...sections].map(([name, section]) => [name, { ...section }]));

const TEXTS =
  /^( *(?:- )?(?:title|say|purpose|name|body|cause|text|file|because): )([A-Za-z][^#]*)$/m;
const EDITS: readonly ((text: string) => string)[] = [
  (text) => text.replace(TEXTS, '$1Edited$2'),
  (text) => text.replaceAll(/^( *(?:- )?(?:title|say|purpose): )([A-Za-z][^#]*)$/gm, '$1Edited $2'),
  (text) => text.replace(/^( *Sid: )(\w+)$/m, '$1Edited$2'),
  (text) => text.replaceAll('s3:GetObject', 's3:PutObject'),
  (text) => text.replace(/\n {2}[a-z][\w-]*:\n(?: {3,}.*\n|\n)+/, '\n'),
  (text) => text.replace(/^( *)(\w+: [A-Za-z].*)$/m, '$1# a line more\n$1$2'),
];

describe('the texts of regions in a program that has rendered before', () => {
  it('are those of a program that has not, whatever is edited', async () => {
    let changed = 0;
    for (const { file, text } of data)
      for (const edit of EDITS) {
        const news = edit(text);
        const sources = data.map((one) => (one.file === file ? new Source(file, news) : one));
        const catalog = news === text ? undefined : catalogOf(sources);
        if (!catalog) continue;
        const again = await rendered(sections, catalog);
        expect(again, `${file}\n${news}`).toEqual(await rendered(uncompiled(), catalog));
        changed += 1;
      }
    expect(changed).toBeGreaterThan(20);
    const before = catalogOf(data) as Catalog;
    expect(await rendered(sections, before)).toEqual(await rendered(uncompiled(), before));
  });
});
