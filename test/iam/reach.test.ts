/** Statements that reach nothing: resources of another type, ARNs that match nothing. */
import { describe, expect, it } from 'vitest';

import { loadReference } from '../../scripts/iam/reference.ts';
import { wrongResource } from '../../scripts/iam/resource-match.ts';
import { judge, type Options, policyOf } from '../support/iam/judge.ts';

type Texts = string | readonly string[];
const allow = (Action: Texts, Resource: Texts, more: object = {}): unknown => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

const codes = async (statements: readonly unknown[], options: Options = {}): Promise<string[]> =>
  (await judge(policyOf(...statements), options)).map(
    ({ severity, code }) => `${severity} ${code}`,
  );

const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/x';
const LOG_GROUP = 'arn:aws:logs:us-east-1:111122223333:log-group:/app';

describe('an action that no resource fits', () => {
  it.each<[Texts, Texts]>([
    ['s3:ListBucket', 'arn:aws:s3:::bucket/*'],
    ['s3:GetObject', 'arn:aws:s3:::bucket'],
    ['s3:PutBucketAcl', 'arn:aws:s3:::bucket/*'],
    [
      'secretsmanager:BatchGetSecretValue',
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:app-AbCdEf',
    ],
    ['ecr:GetAuthorizationToken', 'arn:aws:ecr:us-east-1:111122223333:repository/app'],
    ['kms:Decrypt', 'arn:aws:kms:us-east-1:111122223333:alias/app'],
    ['logs:PutLogEvents', LOG_GROUP],
    ['s3:ListAllMyBuckets', 'arn:aws:s3:::bucket'],
    [['s3:GetObject', 's3:ListBucket'], 'arn:aws:s3:::bucket/*'],
    ['sqs:SendMessage', 'arn:aws:sns:us-east-1:111122223333:topic'],
    ['rds-db:connect', 'arn:aws:rds:us-east-1:111122223333:db:app'],
    ['states:ListStateMachines', 'arn:aws:states:us-east-1:111122223333:stateMachine:x'],
    ['dynamodb:Query', `${TABLE}/stream/2026-01-01T00:00:00.000`],
    ['dynamodb:PutItem', `${TABLE}/index/*`],
    ['dynamodb:UpdateItem', `${TABLE}/*`],
    ['s3:ListBucket', 'arn:aws:s3:us-east-1:111122223333:accesspoint/x/object/*'],
  ])('%s on %s', async (action, resource) => {
    expect(await codes([allow(action, resource)])).toEqual(['warning iam/resource-mismatch']);
  });

  it('is an error where S3 refuses the policy', async () => {
    const statement = allow('s3:ListBucket', 'arn:aws:s3:::b/*', {
      Principal: { AWS: '111122223333' },
    });
    expect(await codes([statement], { kind: 'resource' })).toEqual(['error iam/resource-mismatch']);
  });

  it('denies nothing either', async () => {
    const [problem] = await judge(
      policyOf({ Effect: 'Deny', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket' }),
    );
    expect(problem?.message).toContain('denies nothing');
  });
});

describe('is left alone', () => {
  it.each<[string, readonly unknown[]]>([
    [
      'one fitting type',
      [allow(['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'])],
    ],
    ['a pattern for both', [allow(['s3:GetObject', 's3:ListBucket'], 'arn:aws:s3:::b*')]],
    [
      'a resource in another statement',
      [
        allow(['s3:ListBucket', 's3:GetObject'], 'arn:aws:s3:::b/*'),
        allow('s3:List*', 'arn:aws:s3:::b'),
      ],
    ],
    ['a wildcard of actions', [allow('s3:List*', 'arn:aws:s3:::b/*')]],
    ['everything of a service', [allow('s3:ListAllMyBuckets', 'arn:aws:s3:::*')]],
    [
      'an access point',
      [allow('s3:ListBucket', 'arn:aws:s3:us-east-1:111122223333:accesspoint/x')],
    ],
    [
      'a table, its index and whatever begins like a table',
      [
        allow('dynamodb:Query', `${TABLE}/index/by-author`),
        allow('dynamodb:Scan', `${TABLE}*`),
        allow('dynamodb:GetRecords', `${TABLE}/stream/*`),
        allow('dynamodb:GetItem', 'arn:aws:dynamodb:*:*:table*'),
      ],
    ],
    [
      'an object by way of an access point',
      [allow('s3:GetObject', 'arn:aws:s3:us-east-1:111122223333:accesspoint/x/object/*')],
    ],
    ['a log group with its streams', [allow('logs:PutLogEvents', `${LOG_GROUP}:*`)]],
    [
      'a user of a database',
      [allow('rds-db:connect', 'arn:aws:rds-db:us-east-1:111122223333:dbuser:db-ABC/app')],
    ],
    ['a variable', [allow('s3:GetObject', 'arn:aws:s3:::b/${aws:username}/*')]],
    [
      'the state machine that calls an endpoint',
      [allow('states:InvokeHTTPEndpoint', 'arn:aws:states:us-east-1:111122223333:stateMachine:x')],
    ],
    [
      'a service whose list is not complete',
      [allow('glue:CreateCrawler', 'arn:aws:glue:us-east-1:111122223333:crawler/x')],
    ],
    [
      'services that the data merge',
      [
        allow(
          'elasticloadbalancing:CreateLoadBalancer',
          'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/x/1',
        ),
      ],
    ],
  ])('%s', async (_, statements) => {
    expect(await codes(statements)).toEqual([]);
  });

  it('by claims, too', async () => {
    const reference = await loadReference();
    await reference.prepare(['elasticloadbalancing', 's3']);
    const wrong = (name: string, resource: string): string | undefined => {
      const action = reference.action(name);
      return action && wrongResource(action, resource, reference);
    };
    const balancer = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/x/1';
    expect(wrong('elasticloadbalancing:CreateLoadBalancer', balancer)).toBeUndefined();
    expect(wrong('s3:GetObject', 'arn:aws:s3:::b/k')).toBeUndefined();
    expect(wrong('s3:GetObject', 'arn:aws:s3:::b')).toContain('is bucket');
    expect(wrong('s3:ListBucket', 'arn:aws:s3:::b/k')).toContain('is object');
  });
});

describe('a statement that leaves everything out', () => {
  it.each<[object]>([
    [{ Action: 's3:GetObject', NotResource: '*' }],
    [{ NotAction: '*', Resource: '*' }],
    [{ NotAction: ['s3:GetObject', '*'], Resource: '*' }],
  ])('%o', async (elements) => {
    expect(await codes([{ Effect: 'Deny', ...elements }])).toEqual([
      'error iam/statement-never-applies',
    ]);
  });
});

describe('an ARN that matches nothing', () => {
  it.each<[string, string, string]>([
    ['s3:GetObject', 'arn:aws:s3::b/*', 'iam/missing-arn-field'],
    ['s3:GetObject', 'arn:aws:s3:b/*', 'iam/missing-arn-field'],
    ['s3:GetObject', 'arn:aws:s3:bucket*', 'iam/missing-arn-field'],
    ['iam:PassRole', 'arn:aws:iam:111122223333:role/app*', 'iam/missing-arn-field'],
    ['iam:PassRole', 'arn:aws:iam::111122223333role/app*', 'iam/missing-arn-field'],
    ['s3:GetObject', 'arn:aws:s3:::b:*', 'iam/invalid-arn-resource'],
    ['s3:GetObject', 'arn:aws:s3:::s3://b/*', 'iam/invalid-arn-resource'],
    ['s3:GetObject', 'arn:aws:s3:::/b', 'iam/invalid-arn-resource'],
    ['s3:GetObject', 'arn:aws:s3::: b/*', 'iam/invalid-arn-resource'],
    ['s3:GetObject', 'arn:aws:s3:::b/* ', 'iam/invalid-arn-resource'],
    [
      'ssm:GetParameter',
      'arn:aws:ssm:us-east-1:111122223333:parameter//x',
      'iam/invalid-arn-resource',
    ],
    ['ssm:GetParameter', 'arn:aws:ssm:us-east-1::parameter/app', 'iam/missing-arn-account'],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:us-east-1::table/x', 'iam/missing-arn-account'],
    ['iam:PassRole', 'arn:aws:iam:::role/x', 'iam/missing-arn-account'],
    [
      'dynamodb:GetItem',
      'arn:aws:dynamodb:us-east-1:111122223333:tabel/x',
      'iam/invalid-arn-resource',
    ],
    ['iam:PassRole', 'arn:aws:iam::111122223333:roles/x', 'iam/invalid-arn-resource'],
    ['rds:CreateDBSnapshot', 'arn:aws:rds:*:*:db/*', 'iam/invalid-arn-resource'],
    ['lambda:InvokeFunction', 'arn:aws:lambda:*:*:function/x', 'iam/invalid-arn-resource'],
    [
      'dynamodb:GetItem',
      'arn:aws:dynamodb:us-east-1:111122223333:table:x',
      'iam/invalid-arn-resource',
    ],
    [
      'logs:PutLogEvents',
      'arn:aws:logs:us-east-1:111122223333:log-gruop:x:*',
      'iam/invalid-arn-resource',
    ],
    ['ecs:StopTask', 'arn:aws:ecs:us-east-1:111122223333:tasks/web/*', 'iam/invalid-arn-resource'],
  ])('%s on %s', async (action, resource, code) => {
    expect(await codes([allow(action, resource)])).toEqual([`error ${code}`]);
  });

  it('says how the type and the name of a resource are joined', async () => {
    const [problem] = await judge(policyOf(allow('rds:StopDBInstance', 'arn:aws:rds:*:*:db/app')));
    expect(problem?.message).toContain('have `:` between them');
    expect(problem?.hint).toBe('did you mean `db:app`?');
  });

  it.each<[string, string]>([
    ['logs:PutLogEvents', 'arn:aws:logs:*:*:log-group:/aws/x:*'],
    ['ecs:RunTask', 'arn:aws:ecs:*:*:task-definition/app:*'],
    ['lambda:InvokeFunction', 'arn:aws:lambda:*:*:function:*'],
    ['rds:CreateDBSnapshot', 'arn:aws:rds:*:*:db*'],
    [
      'pricingplanmanager:GetSubscription',
      'arn:aws:pricingplanmanager::111122223333:subscription:x',
    ],
  ])('leaves %s on %s alone', async (action, resource) => {
    expect((await codes([allow(action, resource)])).join()).not.toContain('error');
  });

  it('says that of a type in other letters as a warning only, as AWS writes it so', async () => {
    const machine = 'arn:aws:states:us-east-1:111122223333:statemachine:x';
    expect(await codes([allow('states:StartExecution', machine)])).toEqual([
      'warning iam/invalid-arn-resource',
    ]);
  });

  it.each<[string, string]>([
    ['ssm:GetParameter', 'arn:aws:ssm:us-east-1::parameter/aws/service/x'],
    ['ssm:SendCommand', 'arn:aws:ssm:us-east-1::document/AWS-RunShellScript'],
    ['ec2:RunInstances', 'arn:aws:ec2:us-east-1::image/ami-1'],
    ['ec2:CreateVolume', 'arn:aws:ec2:us-east-1::snapshot/snap-1'],
    ['apigateway:GET', 'arn:aws:apigateway:us-east-1::/restapis'],
    ['s3:GetObject', 'arn:aws:s3*'],
    ['s3:GetObject', 'arn:aws:s3:*'],
    ['iam:PassRole', 'arn:aws:iam::*'],
    ['iam:PassRole', 'arn:aws:iam::111122223333:*'],
    ['sqs:SendMessage', 'arn:aws:sqs:us-*'],
    ['sts:AssumeRoot', 'arn:aws:iam::*:root'],
    ['iam:GetPolicy', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ['lambda:GetLayerVersion', 'arn:aws:lambda:us-east-1:111122223333:layer:x:1'],
  ])('passes: %s on %s', async (action, resource) => {
    expect(await codes([allow(action, resource)])).not.toContainEqual(
      expect.stringMatching(/arn|mismatch/),
    );
  });
});
