/** Regions of which readers would see nothing. */
import { expect, it } from 'vitest';

import { places, workspace } from '../support/workspace.ts';

const DATA = 'services: { s3: { title: Storage } }\n';
const region = (section: string): string =>
  `# A\n\nText.\n\n<!-- BEGIN permadocs ${section} service="s3" -->\n\n<!-- END permadocs ${section} -->\n`;

it.each(['troubleshooting', 'security-best-practices', 'permission-model'])(
  'are refused where %s finds nothing in the data',
  async (section) => {
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.md': region(section) });
    const result = await test.build();
    expect(places(result)).toEqual(['out/a.md:5:1 template/refused']);
    const [problem] = result.problems;
    expect(problem?.message).toMatch(
      new RegExp(`^the data have nothing that ${section} service="s3".* could print$`),
    );
    expect(problem?.hint).toMatch(
      /^it prints this: “.*” Add it to the data, or remove the region$/,
    );
  },
);

it('are the business of a section of the workspace’s own', async () => {
  const test = workspace({
    'data/a.yaml': DATA,
    'templates/ours.hbs':
      '---\ndescription: Ours.\nparams:\n  service: { type: service }\n---\n\n{{#each service.errors as |error|}}\n{{error.title}}\n{{/each}}\n',
    'out/a.md': region('ours'),
  });
  expect((await test.build()).problems).toEqual([]);
});
