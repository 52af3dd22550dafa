/** docs/data-set.md shows what `permadocs data` prints; days and counts are of the data in use. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { writeDataSet } from '../support/data-set.ts';
import { run } from '../support/run.ts';
import { workspace } from '../support/workspace.ts';

const read = (file: string): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const page = read('docs/data-set.md');
const fences = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );

const role = (allowed: string, rest = ''): string => `roles:
  reader:
    name: ReaderRole
    title: Reader
    policies:
      permissions:
        statements:
          - Effect: Allow
            Action: [${allowed}]
            Resource: "*"
${rest}`;

/** Numbers change with the data and the day. */
const plain = (text: string): string => text.replaceAll(/\d+/g, 'N').replaceAll(/\s+/g, ' ').trim();

it('shows the day and the names of a workspace', async () => {
  const deny = `          - Effect: Deny
            Action: "*"
            Resource: "*"
            Condition: { Bool: { "aws:ViaAWSMCPService": "false" } }
`;
  const { root } = workspace({
    'package.json': '{}',
    'data/roles/reader.yaml': role('s3:GetObject, sts:GetCallerIdentity', deny),
  });
  const { stdout } = await run(root, 'data');
  const here = stdout.replace(/update with: cd .+ && /, 'update with: ');
  expect(plain(here)).toBe(plain(fences('text')[0] ?? ''));
});

it('shows what changed', async () => {
  const { root, path } = workspace({
    'data/roles/reader.yaml': role('s3:OldAction, sqs:Get*'),
  });
  writeDataSet(path('before'), {
    version: '0.21.202608251',
    date: '2026-08-25',
    services: ['s3', 'sqs'],
    change: ({ actions }) => {
      delete actions['sqs']?.['getqueueurl'];
      const old = { ...actions['s3']?.['getobject'], name: 'OldAction' };
      actions['s3'] = { ...actions['s3'], oldaction: old };
    },
  });
  const { stdout } = await run(root, 'data', '--before', 'before');
  const [, ...changes] = stdout.split('\n\n');
  expect(plain(changes.join('\n\n'))).toBe(plain(fences('text')[1] ?? ''));
});

it('shows the types of the JSON', () => {
  const types = fences('ts');
  expect(types).toHaveLength(1);
  expect(read('scripts/data-set/json-output.ts').endsWith(types[0] ?? '?')).toBe(true);
});
