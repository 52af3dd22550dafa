import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

import { proveWorkspace } from '../../scripts/build/content.ts';
import { loadCatalog } from '../../scripts/data/catalog.ts';
import type { FoundProofs, HolderName } from '../../scripts/models/model.ts';
import { prove } from '../../scripts/proof/prove.ts';
import { Source } from '../../scripts/problems/source.ts';
import { openWorkspace } from '../../scripts/workspace/workspace.ts';
import { CLI } from '../support/installed.ts';
import { policyPage, workspace } from '../support/workspace.ts';

const role = (id: string, expect = 'allowed'): string => `roles:
  ${id}:
    name: ${id}
    title: ${id}
    policies: { permissions: { statements: [{ Sid: Read, Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::${id}/*' }] } }
    claims:
      - say: Reads.
        requests: [{ action: s3:GetObject, resource: 'arn:aws:s3:::${id}/x' }]
        expect: ${expect}
      - { say: Nothing else., only: [{ action: s3:GetObject, resource: 'arn:aws:s3:::${id}/*' }] }
`;
const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const FILES = {
  ...Object.fromEntries(IDS.map((id) => [`data/${id}.yaml`, role(id)])),
  'out/a.mdx': policyPage('a'),
};

function runCli(cwd: string, command: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, command], {
    cwd,
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
}

describe('proofs that two threads share', () => {
  it('are those of one thread, and one that fails keeps pages from being written', () => {
    const test = workspace(FILES);
    test.write('data/d.yaml', role('d', 'denied'));
    const failed = runCli(test.root, 'build');
    expect(failed.status).toBe(1);
    expect(failed.output).toContain('error claim/fails');
    expect(test.read('out/a.mdx')).toBe(policyPage('a'));
    test.write('data/d.yaml', role('d'));
    expect(runCli(test.root, 'build').output).toContain('1 page written');
    expect(runCli(test.root, 'prove').status).toBe(0);
  });

  it('are found by this thread if there is no other', async () => {
    const { root } = workspace(FILES);
    const { models } = await proveWorkspace(await openWorkspace(root));
    expect(models[0]?.holders.map(({ id }) => id)).toEqual(IDS);
    expect(
      models[0]?.holders.flatMap(({ outcomes }) => outcomes.map(({ holds }) => holds)),
    ).toEqual(Array<boolean>(12).fill(true));
  });

  it('are found again if the other thread has read other files', async () => {
    const catalogOf = (expect?: string) =>
      loadCatalog(IDS.map((id) => new Source(`data/${id}.yaml`, role(id, expect)))).catalog;
    const options = { asOf: undefined, placeholders: {} };
    const found = new Map<string, unknown>();
    const cache = {
      read: () => undefined,
      write: (_: string, kept: object) =>
        Object.entries(kept).forEach(([name, one]) => found.set(name, one)),
    };
    const other = await prove(catalogOf('denied'), { ...options, cache });
    const shared = { ...options, share: async (): Promise<FoundProofs> => [...found] };
    const own = await prove(catalogOf(), shared);
    expect(other.problems.map(({ code }) => code)).toContain('claim/fails');
    expect(own.problems).toEqual((await prove(catalogOf(), options)).problems);
    expect(await prove(catalogOf('denied'), shared)).toEqual(other);
  });

  it('are asked for in one list, whatever the permission model', async () => {
    const cedar = `cedar:
  tools:
    title: Tools
    policies: [{ id: all, policy: 'permit (principal, action, resource);' }]
    claims:
      - { say: Anyone may., requests: [{ principal: 'Client::"a"', action: call_tool, resource: x }], expect: allowed }
`;
    const catalogWith = (text: string) =>
      loadCatalog([new Source('data/a.yaml', role('a')), new Source('data/c.yaml', text)]).catalog;
    const lists: (readonly HolderName[])[] = [];
    const found = new Map<string, unknown>();
    const options = {
      asOf: undefined,
      placeholders: {},
      cache: {
        read: () => Object.fromEntries(found),
        write: (_: string, kept: object) =>
          Object.entries(kept).forEach(([name, one]) => found.set(name, one)),
      },
      share: async (holders: readonly HolderName[]): Promise<FoundProofs> => {
        lists.push(holders);
        return [];
      },
    };
    const { models } = await prove(catalogWith(cedar), options);
    expect(models.map(({ holders }) => holders.map(({ id }) => id))).toEqual([['a'], ['tools']]);
    const [first = []] = lists;
    expect(first.toSorted()).toEqual([
      ['cedar', 'tools'],
      ['roles', 'a'],
    ]);
    // What is kept is not asked for, and nobody waits for it.
    expect((await prove(catalogWith(`${cedar}# edited`), options)).models).toEqual(models);
    expect(lists.slice(1)).toEqual([[['cedar', 'tools']]]);
  });
});
