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

  it('is found behind paginators, waiters and transfers of Go', () => {
    const file = `package x
import (
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)
var p = s3.NewListObjectsV2Paginator(client, in)
var w = s3.NewObjectExistsWaiter(client)
var u = manager.NewUploader(client)
var i = sts.GetCallerIdentityInput{}
`;
    expect(needed({ 'a.go': file }, '{ from: a.go, preset: go-sdk-v2 }')).toEqual({
      actions: [
        's3:ListBucket a.go:7 (ListObjectsV2)',
        's3:GetObject a.go:8 (ObjectExistsWaiter)',
        's3:PutObject a.go:9 (NewUploader)',
      ],
      problems: [],
    });
    const old = file
      .replaceAll('aws-sdk-go-v2', 'aws-sdk-go')
      .replace('feature/s3/manager', 'service/s3/s3manager')
      .replace('manager.New', 's3manager.New');
    expect(needed({ 'a.go': old }, '{ from: a.go, preset: go-sdk-v1 }').actions).toHaveLength(3);
  });

  it('is found behind the clients, waiters and libraries of JavaScript', () => {
    const file = `import { SSM } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { Upload } from '@aws-sdk/lib-storage';
import { waitUntilBucketExists, S3Client } from '@aws-sdk/client-s3';
import * as sqs from '@aws-sdk/client-sqs';
class A {
  private readonly ssm = new SSM({});
  async a() {
    await this.ssm.getParameter({});
    await documents.send(new GetCommand({}));
    await new Upload({}).done();
    await waitUntilBucketExists({}, {});
    await queue.send(new sqs.SendMessageCommand({}));
  }
}
`;
    expect(needed({ 'a.ts': file }, '{ from: a.ts, preset: ts-sdk-v3 }')).toEqual({
      actions: [
        'ssm:GetParameter a.ts:9 (getParameter)',
        'dynamodb:GetItem a.ts:10 (Get)',
        's3:PutObject a.ts:11 (Upload)',
        's3:ListBucket a.ts:12 (BucketExistsWaiter)',
        'sqs:SendMessage a.ts:13',
      ],
      problems: [],
    });
    const old = `const AWS = require('aws-sdk');
const s3 = new AWS.S3();
const documents = new AWS.DynamoDB.DocumentClient();
await s3.getObject({}).promise();
await documents.put({}).promise();
const url = s3.getSignedUrl('putObject', {});
`;
    expect(needed({ 'a.js': old }, '{ from: a.js, preset: ts-sdk-v2 }')).toEqual({
      actions: [
        's3:GetObject a.js:4 (getObject)',
        'dynamodb:PutItem a.js:5 (put)',
        's3:PutObject a.js:6 (putObject)',
      ],
      problems: [],
    });
  });

  it('is found behind chains, tables, transfers and links of Python', () => {
    const file = `import boto3
s3 = boto3.client(
    "s3",
)
table = db.Table("t")
db = boto3.resource("dynamodb")
table = db.Table("t")
boto3.client("sqs").send_message(QueueUrl=u)
table.put_item(Item={})
s3.upload_file("a", "b", "c")
s3.get_waiter("object_exists")
s3.generate_presigned_url("put_object", Params={})
boto3.client("sts").get_caller_identity()
`;
    expect(needed({ 'a.py': file }, '{ from: a.py, preset: boto3 }')).toEqual({
      actions: [
        'sqs:SendMessage a.py:8 (send_message)',
        'dynamodb:PutItem a.py:9 (put_item)',
        's3:PutObject a.py:10 (upload_file)',
        's3:GetObject a.py:11 (object_exists_waiter)',
        's3:PutObject a.py:12 (put_object)',
      ],
      problems: [],
    });
  });

  it('is found behind the clients that Java declares', () => {
    const file = `import software.amazon.awssdk.services.s3.S3Client;
class A {
  private final S3Client s3;
  void a() {
    s3.putObject(b -> b.bucket("x"), body);
    s3.listObjectsV2Paginator(request);
    s3.close();
  }
}
`;
    expect(needed({ 'A.java': file }, '{ from: A.java, preset: java-sdk-v2 }')).toEqual({
      actions: ['s3:PutObject A.java:5 (putObject)', 's3:ListBucket A.java:6 (listObjectsV2)'],
      problems: [],
    });
    const old =
      'import com.amazonaws.services.s3.model.PutObjectRequest;\nclass A { Object a = new PutObjectRequest(b, k, f); }\n';
    expect(needed({ 'A.java': old }, '{ from: A.java, preset: java-sdk-v1 }').actions).toEqual([
      's3:PutObject A.java:2',
    ]);
  });

  it('says which clients make calls that were not seen, once a service', () => {
    const go = (service: string) =>
      `package x\nimport "github.com/aws/aws-sdk-go-v2/service/${service}"\n`;
    const files = {
      'a.go': `${go('ssm')}var a = ssm.GetParameterInput{}\n`,
      'b.go': go('arczonalshift'),
      'c.go': go('ssm'),
      'd.go': go('arczonalshift'),
    };
    expect(needed(files, "{ from: '*.go', preset: go-sdk-v2 }").problems).toEqual([
      'requires/unseen a client of arc-zonal-shift is here, and no call of it is found',
    ]);
    expect(
      needed(files, "{ from: '*.go', preset: go-sdk-v2, ignore: [arc-zonal-shift] }").problems,
    ).toEqual([]);
    const python = "s3 = boto3.resource('s3')\nboto3.client('s3').list_buckets()\n";
    expect(needed({ 'a.py': python }, '{ from: a.py, preset: boto3 }').problems).toEqual([
      'requires/unseen objects of a resource of s3 make calls that their names do not say',
    ]);
  });

  it('is an error if a glob or a name to ignore is of nothing', () => {
    const files = { 'a.rb': 'call("GetObject")\n' };
    const match = String.raw`match: { service: s3, pattern: 'call\("(?<action>\w+)"' }`;
    expect(needed(files, `{ from: [a.rb, 'lib/*.rb'], ${match} }`).problems).toEqual([
      'requires/no-match no file matches lib/*.rb',
    ]);
    expect(needed(files, `{ from: a.rb, ${match}, ignore: [Ping] }`).problems).toEqual([
      'requires/no-match nothing named `Ping` is found, so there is nothing to ignore',
    ]);
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
