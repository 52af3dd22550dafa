import { describe, expect, it } from 'vitest';

import { explain as explained, materialOf } from '../../scripts/explain/explain.ts';
import type { Explanation } from '../../scripts/explain/json-output.ts';
import { planBuild } from '../../scripts/build/pipeline.ts';
import { run } from '../support/run.ts';
import { DATA, policyPage, type TestWorkspace, workspace } from '../support/workspace.ts';

async function explain(test: TestWorkspace, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await run(test.root, 'explain', ...args);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

async function built(): Promise<TestWorkspace> {
  const test = workspace({
    'data/a.yaml': DATA,
    'out/a.mdx': policyPage('reader'),
    'out/b.mdx': policyPage('writer'),
  });
  await test.build();
  return test;
}

describe('explain', () => {
  it('tells of a role where it is and which regions print it', async () => {
    expect(await explain(await built(), 'reader')).toBe(`role reader  data/a.yaml:2
  used by the claims
    data/a.yaml:14  reader: Reads over MCP. (allowed)
    data/a.yaml:15  reader: Not directly. (explicitDeny)
    data/a.yaml:15  reader: Nothing else. (nothing else)
  printed in
    out/a.mdx:9  policy role="reader"
`);
  });

  it('tells the claims of a set of Cedar policies, and of the placeholders in it', async () => {
    const request = `{ principal: 'Client::"alice"', action: call_tool, resource: 'Tool::"<TOOL>"' }`;
    const test = workspace({
      'data/a.yaml': `cedar:
  tools:
    title: Tools
    policies: ['permit (principal, action, resource == Tool::"<TOOL>");']
    claims:
      - { say: Everyone calls it., expect: allowed, requests: [${request}] }
placeholders: { <TOOL>: search }
`,
    });
    const claims = `  used by the claims\n    data/a.yaml:6  tools: Everyone calls it. (allowed)\n`;
    expect(await explain(test, 'tools')).toBe(`cedar tools  data/a.yaml:2\n${claims}`);
    expect(await explain(test, '<TOOL>')).toContain(claims);
  });

  it('tells which regions print a table with access levels, which AWS’s data give', async () => {
    const page = `# Page\n\nText.\n\n{/* BEGIN permadocs permissions-table role="reader" */}\n\n{/* END permadocs permissions-table */}\n`;
    const test = workspace({ 'data/a.yaml': DATA, 'out/a.mdx': page });
    await test.build();
    expect(await explain(test, 'reader')).toContain(
      '  printed in\n    out/a.mdx:5  permissions-table role="reader"\n',
    );
  });

  it('takes files from the current folder, as other commands do', async () => {
    const test = await built();
    const here = await explain(test, 'out/a.mdx:9');
    const { stdout } = await run(test.path('out'), 'explain', 'a.mdx:9', '--root', '..');
    expect(stdout).toBe(here);
    const inside = await run(test.path('out'), 'explain', '--root', '..', '../data/a.yaml');
    expect(inside.stdout).toBe(await explain(test, 'data/a.yaml'));
  });

  it('finds a role by its name in IAM', async () => {
    const test = await built();
    expect(await explain(test, 'ReaderRole')).toBe(await explain(test, 'reader'));
    expect(await explain(test, 'role:ReaderRole')).toBe(await explain(test, 'reader'));
    const { status, stderr } = await run(test.root, 'explain', 'ReadRole');
    expect([status, stderr]).toEqual([2, expect.stringContaining('`ReaderRole`')]);
  });

  it('tells who may perform an action, by which statement and when', async () => {
    const test = await built();
    const answer = `action s3:GetObject
who may s3:GetObject
  role reader (ReaderRole)  data/a.yaml:2
    by ReadObjects on arn:aws:s3:::example-bucket/*, if aws:ViaAWSMCPService is "true"
  role writer (WriterRole)  data/a.yaml:16
    by WriteObjects on arn:aws:s3:::example-bucket/*
`;
    for (const words of ['s3:GetObject', 'who may s3:GetObject?', 'action:s3:GetObject'])
      expect(await explain(test, words)).toBe(answer);
    expect(await explain(test, 's3:DeleteBucket')).toContain('  no role of the data\n');
    const json = JSON.parse(
      await explain(test, 's3:PutObject', '--format', 'json'),
    ) as Explanation[];
    expect(json).toMatchObject([
      {
        kind: 'action',
        id: 's3:PutObject',
        allowedBy: [{ role: 'writer', statements: ['WriteObjects'] }],
      },
    ]);
    for (const word of ['s3:GetObjct', 'nowhere:Get'])
      expect(await run(test.root, 'explain', word)).toMatchObject({ status: 2 });
  });

  it('tells of a statement which roles name it', async () => {
    const test = await built();
    expect(await explain(test, 'guardrail')).toContain('named by\n    role reader  data/a.yaml:2');
    expect(await explain(test, 'statement:guardrail')).toContain(
      'statement guardrail  data/a.yaml:',
    );
  });

  it('tells of a data file, a section and a page what they feed and rest on', async () => {
    const test = await built();
    for (const thing of ['data/a.yaml', 'policy']) {
      expect(await explain(test, thing)).toContain('out/a.mdx:9  policy role="reader"');
      expect(await explain(test, thing)).toContain('out/b.mdx:9  policy role="writer"');
    }
    expect(await explain(test, 'out/b.mdx')).toMatch(
      /made from\n {4}role writer {2}data\/a\.yaml:16\n {4}.*policy\.hbs\n {2}printed/,
    );
  });

  it('tells of a region whether it is up to date', async () => {
    const test = await built();
    expect(await explain(test, 'out/a.mdx:12')).toContain('region out/a.mdx:9, up to date');
    test.write('out/a.mdx', test.read('out/a.mdx').replace('"Allow"', '"Deny"'));
    expect(await explain(test, 'out/a.mdx:9')).toContain('out of date');
    const [json] = JSON.parse(await explain(test, 'out/a.mdx:9', '--format', 'json')) as object[];
    expect(json).toMatchObject({
      kind: 'region',
      isUpToDate: false,
      regions: [{ file: 'out/a.mdx', line: 9, section: 'policy', args: { role: 'reader' } }],
    });
  });

  it('tells of a line of a data file the entry, and of a line in neither where to look', async () => {
    const test = await built();
    expect(await explain(test, 'data/a.yaml:30')).toContain('statement guardrail  data/a.yaml:30');
    expect(await explain(test, 'data/a.yaml:33')).toContain('statement guardrail  data/a.yaml:30');
    await expect(explain(test, 'data/a.yaml:1')).rejects.toThrow(
      'data/a.yaml:1 is not in a region or an entry of the data',
    );
    await expect(explain(test, 'out/a.mdx:1')).rejects.toThrow(
      'there is no region at out/a.mdx:1; those on the page begin at lines 9',
    );
  });

  it('says of a partial that it may affect every page', async () => {
    const test = await built();
    test.write('templates/partials/hello.hbs', '---\ndescription: A greeting.\n---\n\nHello.\n');
    await expect(explain(test, 'templates/partials/hello.hbs')).rejects.toThrow(
      'may affect every page',
    );
  });

  it('suggests what was meant', async () => {
    const test = await built();
    await expect(explain(test, 'reeder')).rejects.toThrow(
      /nothing named `reeder` was found; did you mean `reader`/,
    );
    await expect(explain(test, 'marker/unclosd')).rejects.toThrow('did you mean `marker/unclosed`');
  });

  /** Kinds of entries in one file, and one region that looks at few of them. */
  const MIXED = `${DATA}scenarios:
  direct: [{ 'aws:ViaAWSMCPService': 'false' }]
  unused: [{ 'aws:ViaAWSMCPService': 'true' }]
conditionKeys:
  aws:ViaAWSMCPService: { type: Bool, present: Sometimes., purpose: Tells., source: 'https://example.com' }
services:
  s3: { title: S3, order: [denied], practices: [{ title: Guard, statement: guardrail }] }
actions:
  s3:GetObject: { summary: Reads. }
errors:
  denied: { message: No., service: s3, role: reader, action: s3:GetObject }
`.replace(
    'claims:\n      [ ',
    `claims:
      [ { say: Never directly., scenario: direct, requests: [{ action: s3:PutObject, resource: "arn:aws:s3:::<BUCKET>/a" }], expect: explicitDeny, by: DenyDirect },
        `,
  );
  const region = (section: string) =>
    `{/* BEGIN permadocs ${section} */}\n\n{/* END permadocs ${section.split(' ')[0]} */}\n`;
  async function mixed(): Promise<TestWorkspace> {
    const sections = [
      'claims role="reader"',
      'permission-model service="s3"',
      'security-best-practices service="s3"',
      'error id="denied"',
      'role-commands id="reader" action="delete"',
    ];
    const page = sections.map(region).join('\nText.\n\n');
    const test = workspace({ 'data/a.yaml': MIXED, 'out/a.mdx': `# Page\n\nText.\n\n${page}` });
    expect((await test.build()).problems).toEqual([]);
    return test;
  }
  async function openedOf(test: TestWorkspace): Promise<(thing: string) => Explanation> {
    const known = await materialOf(await planBuild({ root: test.root, overlay: new Map() }));
    if (!known) throw new Error('the data are not loaded');
    return (thing) => {
      const [found] = explained(thing, known);
      if (!found) throw new Error(`nothing is called ${thing}`);
      return found;
    };
  }

  it('tells the regions and claims that use the entry itself, not those that use its file', async () => {
    const told = await openedOf(await mixed());
    const used = (thing: string) => {
      const { regions, claims, namedBy } = told(thing);
      return {
        regions: regions.map(({ section }) => section),
        claims: claims.map(({ say }) => say),
        namedBy: namedBy.map(({ kind, id }) => `${kind} ${id}`),
      };
    };
    const ofReader = ['Never directly.', 'Reads over MCP.', 'Not directly.', 'Nothing else.'];
    expect(used('reader')).toEqual({
      regions: ['claims', 'role-commands'],
      claims: ofReader,
      namedBy: ['error denied'],
    });
    expect(used('writer')).toEqual({
      regions: [],
      claims: ['Writes.', 'Nothing else.'],
      namedBy: [],
    });
    expect(used('guardrail')).toEqual({
      // Deleting a role prints the name of its policy, and no statement.
      regions: ['security-best-practices'],
      claims: ofReader,
      namedBy: ['service s3', 'role reader'],
    });
    expect(used('direct')).toEqual({
      regions: ['claims'],
      claims: ['Never directly.'],
      namedBy: ['role reader'],
    });
    expect(used('unused')).toEqual({ regions: [], claims: [], namedBy: [] });
    expect(used('s3:GetObject')).toEqual({
      regions: ['permission-model'],
      claims: ['Reads over MCP.', 'Not directly.', 'Nothing else.', 'Writes.', 'Nothing else.'],
      namedBy: ['role reader', 'role writer', 'error denied'],
    });
    expect(used('aws:ViaAWSMCPService')).toEqual({
      regions: ['permission-model'],
      claims: ofReader,
      namedBy: ['statement guardrail', 'role reader', 'scenario direct', 'scenario unused'],
    });
    expect(used('denied')).toEqual({ regions: ['error'], claims: [], namedBy: ['service s3'] });
    expect(used('<BUCKET>')).toEqual({
      regions: [],
      claims: [...ofReader, 'Writes.', 'Nothing else.'],
      namedBy: ['role reader', 'role writer'],
    });
  });

  it('tells of a region the entries that it is made of, and of a data file those that it holds', async () => {
    const test = await mixed();
    const line =
      test
        .read('out/a.mdx')
        .split('\n')
        .findIndex((text) => text.includes('claims')) + 1;
    const text = await explain(test, `out/a.mdx:${line}`);
    expect(text).toMatch(
      /made from\n {4}role reader {2}data\/a\.yaml:2\n {4}scenario direct {2}data\/a\.yaml:40\n {4}.*claims\.hbs\n {2}printed/,
    );
    const told = await openedOf(test);
    const { entries, feeds } = told(`out/a.mdx:${line}`);
    expect(entries).toEqual([
      { kind: 'role', id: 'reader', file: 'data/a.yaml', line: 2 },
      { kind: 'scenario', id: 'direct', file: 'data/a.yaml', line: 40 },
    ]);
    expect(feeds).toEqual(['data/a.yaml', expect.stringContaining('claims.hbs')]);
    expect(told('data/a.yaml').entries).toHaveLength(10);
    const [printed] = JSON.parse(await explain(test, 'data/a.yaml', '--format', 'json')) as [
      Explanation,
    ];
    expect(printed).toEqual(told('data/a.yaml'));
  });

  it('has the same fields in the JSON of everything', async () => {
    const told = await openedOf(await mixed());
    for (const thing of ['reader', 'policy', 'out/a.mdx', 'data/a.yaml', 'out/a.mdx:9'])
      expect(Object.keys(told(thing)), thing).toEqual(
        expect.arrayContaining([
          'kind',
          'id',
          'place',
          'feeds',
          'entries',
          'namedBy',
          'claims',
          'regions',
        ]),
      );
  });
});
