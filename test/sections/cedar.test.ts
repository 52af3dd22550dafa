import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { workspace } from '../support/workspace.ts';

const DATA = `cedar:
  tools:
    title: Tools
    configuration: { group_claim_name: teams }
    entities: [{ uid: { type: THVGroup, id: a }, attrs: { owner: "it's" }, parents: [] }]
    policies:
      - id: own
        say: Owners call their tools.
        policy: |
          permit (principal, action == Action::"call_tool", resource)
          when { resource has arg_owner && resource.arg_owner == "it's" };
      - forbid (principal, action, resource == Tool::"b");
    claims:
      - say: Owners call \`a\`.
        requests: [{ principal: alice, action: call_tool, resource: { entity: 'Tool::"a"', attributes: { arg_owner: "it's" } } }]
        expect: allowed
      - say: Nobody calls \`b\`.
        requests: [{ principal: alice, action: call_tool, resource: 'Tool::"b"' }]
        expect: explicitDeny
`;

/** The page that one region makes. */
async function page(section: string, data = DATA): Promise<string> {
  const test = workspace({
    'data/a.yaml': data,
    'out/a.mdx': `Policies.\n\n{/* BEGIN permadocs ${section} */}\n\n{/* END permadocs ${section.split(' ')[0]} */}\n`,
  });
  const { problems } = await test.build();
  if (problems[0]) throw new Error(problems[0].message);
  return test.read('out/a.mdx');
}

const fenceIn = (text: string): string => /```\w+[^\n]*\n([^]*?)```/.exec(text)?.[1] ?? '';

const TEXTS = [
  'permit (principal, action == Action::"call_tool", resource)\nwhen { resource has arg_owner && resource.arg_owner == "it\'s" };',
  'forbid (principal, action, resource == Tool::"b");',
];
const ENTITIES = '[{"uid":{"type":"THVGroup","id":"a"},"attrs":{"owner":"it\'s"},"parents":[]}]';

describe('Cedar policies on a page', () => {
  it('are a fence of Cedar, each with what it is for', async () => {
    expect(fenceIn(await page('cedar-policy cedar="tools"'))).toBe(
      `// Owners call their tools.\n${TEXTS.join('\n\n')}\n`,
    );
  });

  it.each(['json', 'yaml'])(
    'are a configuration of ToolHive in %s, which reads back as the data',
    async (form) => {
      const text = fenceIn(await page(`cedar-policy cedar="tools" as="${form}"`));
      const read: unknown = form === 'json' ? JSON.parse(text) : parse(text);
      const policies = form === 'json' ? TEXTS.map((one) => one.replace('\n', ' ')) : TEXTS;
      expect(read).toEqual({
        version: '1.0',
        type: 'cedarv1',
        cedar: { policies, entities_json: ENTITIES, group_claim_name: 'teams' },
      });
    },
  );

  it.each(['json', 'yaml'])(
    'keep strings over several lines, and comments, in %s',
    async (form) => {
      const texts = [
        'permit (principal, action == Action::"get_prompt", resource)\nwhen { resource.name == "a\n   b" };',
        'permit (principal, action, resource) // all\nwhen { resource.name == "\\"\n//" };',
        'permit (principal,\n  action, resource == Tool::"a\\"  b");',
      ];
      const asked = [
        ['get_prompt', String.raw`Prompt::"a\n   b"`],
        ['call_tool', String.raw`Tool::"\"\n//"`],
        ['call_tool', String.raw`Tool::"a\"  b"`],
      ];
      const claims = asked.map(([action, resource], index) => ({
        say: 'So.',
        requests: [{ principal: 'alice', action, resource }],
        expect: 'allowed',
        by: `policy-${index + 1}`,
      }));
      const data = JSON.stringify({
        cedar: { tools: { title: 'Tools', policies: texts, claims } },
      });
      const text = fenceIn(await page(`cedar-policy cedar="tools" as="${form}"`, data));
      const { cedar } = (form === 'json' ? JSON.parse(text) : parse(text)) as {
        cedar: { policies: string[] };
      };
      const onOneLine = texts[2]?.replace('\n  ', ' ');
      expect(cedar.policies).toEqual([
        ...texts.slice(0, 2),
        form === 'json' ? onOneLine : texts[2],
      ]);
    },
  );

  it('are the authzConfig of a resource', async () => {
    expect(parse(fenceIn(await page('cedar-policy cedar="tools" as="kubernetes"')))).toEqual({
      spec: {
        authzConfig: {
          type: 'inline',
          inline: { policies: TEXTS, entitiesJson: ENTITIES },
          groupClaimName: 'teams',
        },
      },
    });
  });

  it('are the file of a ConfigMap, which has a name', async () => {
    const names = 'name="authz" namespace="tools" key="cedar.json"';
    const text = fenceIn(await page(`cedar-policy cedar="tools" as="configmap" ${names}`));
    const { data, ...manifest } = parse(text) as { data: Record<string, string> };
    expect(manifest).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'authz', namespace: 'tools' },
    });
    expect(Object.keys(data)).toEqual(['cedar.json']);
    expect(`${fenceIn(await page('cedar-policy cedar="tools" as="json"'))}`).toBe(
      data['cedar.json'],
    );
    const nameless = page('cedar-policy cedar="tools" as="configmap"');
    await expect(nameless).rejects.toThrow('the ConfigMap with the policies tools has no name');
  });

  it('have their claims, and how they were tested', async () => {
    const text = await page('cedar-claims cedar="tools"');
    expect(text).toContain('1. Owners call `a`. Tested with one request.');
    expect(text).toMatch(/\| 2 +\| `call_tool` on `Tool::"b"` by `alice` +\| forbidden +\|/);
  });

  it('have the actions and entity types of their model, or of their own schema', async () => {
    expect(await page('cedar-model cedar="tools"')).toMatch(
      /\| `Action::"list_tools"` +\| never asked/,
    );
    const schema = `cedar:
  photos:
    title: Photos
    model: schema
    schema: |
      entity User; entity Photo = { owner: User, size?: Long };
      action view appliesTo { principal: User, resource: Photo };
    policies: ['permit (principal, action, resource);']
    claims:
      - say: Everyone sees all.
        requests: [{ principal: 'User::"a"', action: view, resource: 'Photo::"p"' }]
        expect: allowed
`;
    const text = await page('cedar-model cedar="photos"', schema);
    expect(text).toMatch(/\| `Action::"view"` +\| `User` +\| `Photo` +\|/);
    expect(text).toMatch(/\| `Photo` +\| `owner`[^|]*, `size` \(Long\) +\|/);
  });
});
