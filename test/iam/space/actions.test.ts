/** The index of actions, and the classes that patterns split them into. */
import { describe, expect, it } from 'vitest';

import { loadReference } from '../../../scripts/iam/reference.ts';
import { type ActionClass, actionClasses } from '../../../scripts/iam/space/action-classes.ts';
import { ActionIndex, readActionIndex } from '../../../scripts/iam/space/action-index.ts';
import { INDEX } from './random.ts';

const classes = (...patterns: string[]): readonly ActionClass[] =>
  actionClasses(
    {
      patterns: new Set(patterns),
      signature: (matched) => [...matched].toSorted().join(' '),
      listsOf: (pattern) => pattern,
      byName: new Set(),
      byService: false,
      byLevel: false,
    },
    INDEX,
  ).classes;
const found = (...patterns: string[]): object =>
  Object.fromEntries(
    classes(...patterns).map(({ signature, listed, services, unlisted }) => [
      signature,
      [
        ...listed,
        ...services.map((one) => `${one}:*`),
        ...(unlisted === undefined ? [] : [`not published: ${unlisted}`]),
      ].join(', '),
    ]),
  );

describe('classes of actions', () => {
  it('are one without patterns, and services are not read', () => {
    expect(found()).toEqual({ '': 's3:*, ec2:*, sts:*, kms:*, sqs:*, not published: x:x' });
  });

  it('tell listed actions from those that AWS has not published', () => {
    expect(found('s3:get*', 's3:getobject')).toEqual({
      '': 's3:PutObject, s3:ListBucket, s3:PutObjectTagging, ec2:*, sts:*, kms:*, sqs:*, not published: x:x',
      's3:get*': 'not published: s3:get',
      's3:get* s3:getobject': 's3:GetObject',
    });
  });

  it('know actions of services that nobody lists', () => {
    expect(found('new:thing', '*:thing')).toMatchObject({
      '*:thing new:thing': 'not published: new:thing',
      '*:thing': 'not published: x:thing',
    });
  });

  it('take a name that no list has', () => {
    expect(found('s3:?etobject')).toMatchObject({
      's3:?etobject': 's3:GetObject, not published: s3:xetobject',
    });
  });
});

describe('the index of actions', () => {
  it('has the actions and levels of the data set, and survives JSON', async () => {
    const data = JSON.parse(JSON.stringify(await readActionIndex())) as Awaited<
      ReturnType<typeof readActionIndex>
    >;
    const index = new ActionIndex(data);
    const reference = await loadReference();
    await reference.prepare(['s3', 'sts']);
    for (const service of ['s3', 'sts'])
      expect(
        [...index.actionsOf(service).values()].map(({ name, access }) => [name, access.join(', ')]),
      ).toEqual(
        reference
          .actions(service)
          .filter(({ lifecycle }) => lifecycle === undefined)
          .map(({ name, accessLevel }) => [name, accessLevel ?? '']),
      );
    expect(index.date).toBe(reference.date);
    expect(index.services.length).toBeGreaterThan(400);
    expect(JSON.stringify(data).length).toBeLessThan(600_000);
  });

  it('adds what a workspace knows', () => {
    const index = new ActionIndex(
      { version: 1, date: '2026-01-01', levels: ['', 'Read'], services: { s3: '1GetObject' } },
      [
        { name: 'example-svc:Read', access: 'Read' },
        { name: 's3:GetObject', access: 'Write' },
      ],
    );
    expect(index.services).toEqual(['s3', 'example-svc']);
    expect(index.action('Example-Svc:read')?.access).toEqual(['Read']);
    expect(index.action('s3:getobject')?.access).toEqual(['Read']);
    expect(index.actionsOf('constructor').size).toBe(0);
  });
});
