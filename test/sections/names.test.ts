/** Texts in the data that name a role or its file, so that a rename reaches them. */
import { describe, expect, it } from 'vitest';

import { planBuild } from '../../scripts/build/pipeline.ts';
import { explain, materialOf } from '../../scripts/explain/explain.ts';
import { DATA, places, type TestWorkspace, workspace } from '../support/workspace.ts';

const ERRORS = `services:
  s3: { title: Storage }
errors:
  denied:
    message: "{role:reader} is denied"
    service: s3
    intro: See \`{file:reader}\` of {role:under-score}, or \`{file:reader:permissions}\`.
    command: aws iam get-role --role-name {role:reader}
`;
const ROLE = `roles:
  under-score:
    name: _My_Role_
    title: My
    policies: { permissions: { file: my.json, statements: [{ Sid: A, Effect: Allow, Action: s3:GetObject, Resource: "*" }] } }
`;
const BODY = `{{error.message}}

{{#if error.intro}}
{{error.intro}}
{{/if}}

{{#if error.command}}
{{fence error.command lang="sh"}}
{{/if}}
`;

function withErrors(errors = ERRORS): TestWorkspace {
  return workspace({
    'permadocs.yaml': 'claims: { claim/none: off, claim/unclaimed-access: off }\n',
    'data/a.yaml': DATA,
    'data/b.yaml': errors,
    'data/c.yaml': ROLE,
    'templates/x.hbs': `---\ndescription: x\nparams:\n  error: { type: error }\n---\n\n${BODY}`,
    'out/a.md': '# A\n\n<!-- BEGIN permadocs x error="denied" -->\n\n<!-- END permadocs x -->\n',
  });
}

describe('names in texts', () => {
  it('are those of the role and of the file, escaped for their place', async () => {
    const test = withErrors();
    await test.build();
    expect(test.read('out/a.md')).toContain(
      `ReaderRole is denied

See \`reader-permissions.json\` of \\_My\\_Role\\_, or \`reader-permissions.json\`.

\`\`\`sh
aws iam get-role --role-name ReaderRole
\`\`\``,
    );
  });

  it('change with the role, and are fed by it', async () => {
    const test = withErrors();
    await test.build();
    test.write('data/a.yaml', DATA.replace('name: ReaderRole', 'name: NewRole'));
    const [change] = (await test.check()).changes;
    expect(change?.regions[0]?.feeds).toEqual([
      'data/a.yaml',
      'data/b.yaml',
      'data/c.yaml',
      'templates/x.hbs',
    ]);
    await test.build();
    expect(test.read('out/a.md')).toContain('NewRole is denied');
    const material = await materialOf(await planBuild({ root: test.root, overlay: new Map() }));
    const [role] = material ? explain('reader', material) : [];
    expect(role?.namedBy.map(({ id }) => id)).toContain('denied');
    expect(role?.regions).toHaveLength(1);
  });

  it.each([
    ['{role:reade}', '`reade` in {role:reade} is not defined in roles', 'did you mean `reader`?'],
    ['{file:reader:trust}', 'the role reader has no such policy: {file:reader:trust}', /^write /],
    ['{role:reader:trust}', 'the role reader has no such policy: {role:reader:trust}', /^write /],
  ])('must be of a role that there is: %s', async (written, message, hint) => {
    const result = await withErrors(ERRORS.replace('{role:reader} is', `${written} is`)).build();
    expect(places(result)).toEqual(['data/b.yaml:5:14 data/unknown-role']);
    expect(result.problems).toMatchObject([
      { message, hint: typeof hint === 'string' ? hint : expect.stringMatching(hint) },
    ]);
  });

  it('are read in texts alone: other braces stay', async () => {
    const test = withErrors(ERRORS.replace('{role:reader} is', '{role} {x:y} {role: reader} is'));
    await test.build();
    expect(test.read('out/a.md')).toContain('\\{role\\} \\{x\\:y\\} \\{role: reader\\} is denied');
  });
});
