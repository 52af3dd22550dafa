import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Form, policyForm } from '../../scripts/forms/forms.ts';
import { POLICY } from '../support/policy-forms.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  // Stands in for the AWS CLI: prints its arguments, one a line.
  writeFileSync(join(folder, 'aws'), '#!/bin/sh\nprintf \'%s\\n\' "$@"\n', { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the commands of a policy, run by bash', () => {
  it('write the file that the JSON is, and hand it to IAM by its name', () => {
    fc.assert(
      fc.property(
        POLICY,
        fc.constantFrom('permissions', 'trust', 'boundary'),
        fc.constantFrom('reads.json', "it's.json", '$(id).json'),
        (policy, kind, file) => {
          const json = JSON.stringify(policy, null, 2);
          const form = policyForm(
            {
              kind,
              roleId: 'a',
              roleName: 'Reader',
              name: 'reads',
              file,
              json,
              inline: ['reads'],
              createdWith: () => [],
            },
            'cli',
          ) as Form;
          const run = spawnSync('bash', ['--norc', '-eu', '-c', form.text], {
            cwd: folder,
            encoding: 'utf8',
            env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
          });
          expect(run.stderr).toBe('');
          expect(readFileSync(join(folder, file), 'utf8')).toBe(`${json}\n`);
          expect(run.stdout.trimEnd().split('\n').at(-1)).toBe(`file://${file}`);
        },
      ),
      { numRuns: 20 },
    );
  });
});
