/** A workspace in a temporary folder, made of files, for tests of whole trees. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { BuildOptions, BuildResult } from '../../scripts/build/build-options.ts';
import { build, check } from '../../scripts/build/build.ts';
import { lint } from '../../scripts/lint/lint.ts';
import type { LintOptions, LintResult } from '../../scripts/lint/options.ts';
import { noted, told } from './reported.ts';

const folders: string[] = [];

let removals: Promise<unknown> = Promise.resolve();

/** Begins after each test, while the next one runs; setup.ts calls it. */
export function removeWorkspaces(): void {
  const done = folders
    .splice(0)
    .map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  removals = Promise.all([removals, ...done]);
}

/** Waits for what {@link removeWorkspaces} began; setup.ts calls it after each file. */
export const workspacesRemoved = (): Promise<unknown> => removals;

export interface TestWorkspace {
  readonly root: string;
  readonly path: (file: string) => string;
  readonly write: (file: string, content: string | Buffer) => void;
  readonly read: (file: string) => string;
  readonly bytes: (file: string) => Buffer;
  readonly build: (options?: Partial<BuildOptions>) => Promise<BuildResult>;
  readonly check: (options?: Partial<BuildOptions>) => Promise<BuildResult>;
  readonly lint: (options: Omit<LintOptions, 'root'>) => Promise<LintResult>;
  readonly git: (...args: string[]) => string;
}

export function workspace(files: Readonly<Record<string, string | Buffer>>): TestWorkspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'permadocs-')));
  folders.push(root);
  // The record of what was written goes to the user's cache folder where there is no git.
  process.env['XDG_CACHE_HOME'] = join(root, '.cache');
  const path = (file: string): string => join(root, file);
  const write = (file: string, content: string | Buffer): void => {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(path(file), content);
  };
  for (const [file, content] of Object.entries(files)) write(file, content);
  return {
    root,
    path,
    write,
    read: (file) => readFileSync(path(file), 'utf8'),
    bytes: (file) => readFileSync(path(file)),
    build: (options = {}) => told(build({ root, ...options })),
    check: (options = {}) => told(check({ root, ...options })),
    lint: (options) => told(lint({ root, ...options })),
    git: (...args) =>
      execFileSync(
        'git',
        [
          '-c',
          'user.name=test',
          '-c',
          'user.email=test@example.com',
          '-c',
          'init.defaultBranch=main',
          '-c',
          'commit.gpgsign=false',
          ...args,
        ],
        {
          cwd: root,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      ),
  };
}

/** `file:line:column code` of each problem. */
export function places(result: Pick<BuildResult, 'problems'>): string[] {
  return noted(result.problems).map(
    ({ file, line, column, code }) => `${file}:${line}:${column} ${code}`,
  );
}

/** A small catalog: one role with its shared guardrail. */
export const DATA = `roles:
  reader:
    name: ReaderRole
    title: Reader
    policies:
      permissions:
        statements:
          - Sid: ReadObjects
            Effect: Allow
            Action: s3:GetObject
            Resource: "arn:aws:s3:::<BUCKET>/*"
          - use: guardrail
    claims:
      [ { say: Reads over MCP., requests: [{ action: s3:GetObject, resource: "arn:aws:s3:::<BUCKET>/a", context: { "aws:ViaAWSMCPService": "true" } }], expect: allowed },
        { say: Not directly., requests: [{ action: s3:GetObject, resource: "arn:aws:s3:::<BUCKET>/a", context: { "aws:ViaAWSMCPService": "false" } }], expect: explicitDeny }, { say: Nothing else., only: [{ action: s3:GetObject, resource: "arn:aws:s3:::<BUCKET>/*", context: { "aws:ViaAWSMCPService": "true" } }] } ]
  writer:
    name: WriterRole
    title: Writer
    policies:
      permissions:
        file: writer.json
        statements:
          - Sid: WriteObjects
            Effect: Allow
            Action: [s3:GetObject, s3:PutObject]
            Resource: "arn:aws:s3:::<BUCKET>/*"
    claims:
      [ { say: Writes., requests: [{ action: [s3:GetObject, s3:PutObject], resource: "arn:aws:s3:::<BUCKET>/a" }], expect: allowed }, { say: Nothing else., only: [{ action: [s3:GetObject, s3:PutObject], resource: "arn:aws:s3:::<BUCKET>/*" }] } ]
statements:
  guardrail:
    Sid: DenyDirect
    Effect: Deny
    Action: "*"
    Resource: "*"
    Condition:
      BoolIfExists: { "aws:ViaAWSMCPService": "false" }
placeholders: { "<BUCKET>": example-bucket }
`;

/** A policy with the same guardrail, as JSON. */
export const GUARDED = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::<BUCKET>/*' },
    {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:ViaAWSMCPService': 'false' } },
    },
  ],
});

/** A page with one region of the section \`policy\`. */
export function policyPage(
  role: string,
  before = '---\ndescription: A page.\n---\n\n# Page\n\nText.\n',
  after = '\nThe end.\n',
): string {
  return `${before}\n{/* BEGIN permadocs policy role="${role}" */}\n\n{/* END permadocs policy */}\n${after}`;
}
