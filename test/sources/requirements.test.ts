import { describe, expect, it } from 'vitest';

import { Source } from '../../scripts/problems/source.ts';
import { catalogWith } from '../../scripts/sources/sources.ts';
import { noted } from '../support/reported.ts';
import { inMemory } from '../support/shipped.ts';

/** What a role needs, as `action file:line`, and what is wrong. */
function needed(files: Readonly<Record<string, string>>, ...requires: string[]) {
  const data = new Source(
    'data.yaml',
    `roles:
  reader:
    name: R
    title: R
    policies: { permissions: { statements: [{ Effect: Allow, Action: "*", Resource: "*" }] } }
    requires:
${requires.map((one) => `      - ${one}\n`).join('')}`,
  );
  const { catalog, problems } = catalogWith([data], inMemory(files));
  const role = catalog.get('roles', 'reader');
  return {
    actions: role
      ? catalog
          .required(role)
          .map(
            ({ action, source, range, call }) =>
              `${action} ${source.file}:${source.position(range.start).line}${call === undefined ? '' : ` (${call})`}`,
          )
      : [],
    problems: noted(problems).map(({ code, message }) => `${code} ${message}`),
  };
}

describe('what code calls', () => {
  it('is found by the packages that Go imports', () => {
    const file = `package x
import (
	awssm "github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"example.com/other"
)
type API interface {
	GetParameter(ctx context.Context, in *ssm.GetParameterInput) (*ssm.GetParameterOutput, error)
}
// awssm.DeleteSecretInput is not called
var a = &awssm.BatchGetSecretValueInput{}
var b = other.PutInput{}
`;
    expect(needed({ 'pkg/a.go': file }, "{ from: 'pkg/**/*.go', preset: go-sdk-v2 }")).toEqual({
      actions: ['ssm:GetParameter pkg/a.go:8', 'secretsmanager:BatchGetSecretValue pkg/a.go:11'],
      problems: [],
    });
  });

  it('is found by the clients that TypeScript imports', () => {
    const file = `import {
  S3Client, HeadObjectCommand,
  ListObjectsV2Command, paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { SendMessageCommand } from "@aws-sdk/client-sqs";
await s3.send(new HeadObjectCommand({}));
await sqs.send(new SendMessageCommand({}));
run(new OtherCommand());
for await (const page of paginateListObjectsV2({}, {})) {}
`;
    expect(needed({ 'a.ts': file }, '{ from: a.ts, preset: ts-sdk-v3 }').actions).toEqual([
      's3:GetObject a.ts:6 (HeadObject)',
      'sqs:SendMessage a.ts:7',
      's3:ListBucket a.ts:9 (ListObjectsV2)',
    ]);
  });

  it('is found by the clients that Python makes', () => {
    const file = `import boto3
s3 = boto3.client('s3')
self.ssm = session.client("ssm", region_name=r)
self.ssm.get_parameters_by_path(Path='/')
s3.get_paginator("list_objects_v2")
s3.head_object(Bucket=b)
other.get_object()
`;
    expect(needed({ 'a.py': file }, '{ from: a.py, preset: boto3 }').actions).toEqual([
      'ssm:GetParametersByPath a.py:4 (get_parameters_by_path)',
      's3:ListBucket a.py:5 (list_objects_v2)',
      's3:GetObject a.py:6 (head_object)',
    ]);
  });

  it('is found by the requests that Java imports', () => {
    const file = `import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
class A { void a() {
  ssm.getParameter(GetParameterRequest.builder().build());
  s3.putObject(PutObjectRequest.builder().build());
  x(OtherRequest.builder());
} }
`;
    expect(needed({ 'A.java': file }, '{ from: A.java, preset: java-sdk-v2 }').actions).toEqual([
      'ssm:GetParameter A.java:4',
      's3:PutObject A.java:5',
    ]);
  });

  it('is found by a pattern of one’s own, without the names that are ignored', () => {
    const file = 'call("GetObject")\ncall("Ping")\n';
    expect(
      needed(
        { 'a.rb': file },
        String.raw`{ from: a.rb, match: { service: s3, pattern: 'call\("(?<action>\w+)"' }, ignore: [Ping] }`,
      ).actions,
    ).toEqual(['s3:GetObject a.rb:1']);
  });

  it('is a plain list, or what tools wrote', () => {
    const policy =
      '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*" }] }';
    expect(
      needed(
        {
          'iamlive.json': policy,
          'autopilot.json': `{ "Policies": [{ "Policy": ${policy}, "PolicyType": "Identity" }] }`,
        },
        '{ actions: [s3:ListBucket] }',
        '{ from: iamlive.json }',
        '{ from: autopilot.json }',
      ).actions,
    ).toEqual([
      's3:ListBucket data.yaml:7',
      's3:GetObject iamlive.json:1',
      's3:GetObject autopilot.json:1',
    ]);
  });

  it('is an error if a file cannot be read', () => {
    const { source, matching } = inMemory({ 'a.go': '' });
    const unreadable = {
      matching,
      source: (file: string) => new Source(file, '', `${file} is too large`),
    };
    const text =
      'roles: { r: { name: R, title: R, policies: { permissions: { use: s } }, requires: [{ from: a.go, preset: go-sdk-v2 }] } }\nstatements: { s: { Effect: Allow, Action: "*", Resource: "*" } }\n';
    const { problems } = catalogWith([new Source('data.yaml', text)], unreadable);
    expect(noted(problems)[0]).toMatchObject({
      code: 'requires/unreadable',
      message: 'a.go is too large',
    });
    expect(source('a.go').text).toBe('');
  });

  it('is an error if it is nothing, or says what cannot be', () => {
    const of = (requirement: string) => needed({ 'a.go': 'package a\n' }, requirement).problems;
    expect(of("{ from: '*.rs', preset: boto3 }")).toEqual([
      'requires/no-match no file matches *.rs',
    ]);
    expect(of('{ from: a.go, preset: go-sdk-v2 }')).toEqual([
      'requires/no-match nothing is found in a.go',
    ]);
    expect(of('{ from: a.go }')).toEqual([
      'requires/invalid a.go is not a policy, and nothing says how it names actions',
      'requires/no-match nothing is found in a.go',
    ]);
    expect(of('{ reason: Why. }')).toEqual([
      'requires/invalid a requirement has either `from` or `actions`',
    ]);
    expect(of('{ actions: [s3:GetObject], preset: boto3 }')).toEqual([
      'requires/invalid `match` and `preset` go with `from`',
    ]);
    expect(of("{ from: a.go, match: { service: s3, pattern: '(a+)+' } }")).toEqual([
      'requires/invalid the pattern cannot be used: it has a quantifier inside of another',
    ]);
    expect(of('{ from: a.go, match: { service: s3, pattern: a } }')).toEqual([
      'requires/invalid the pattern has no group `action`',
    ]);
    expect(of("{ from: a.go, match: { pattern: '(?<action>a)' } }")).toEqual([
      'requires/invalid nothing names the service',
    ]);
  });
});
