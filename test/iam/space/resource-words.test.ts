/** Resources of a row that no pattern of the policies describes by itself. */
import { expect, it } from 'vitest';

import { fromValue } from '../../../scripts/iam/cases.ts';
import { comparePolicies } from '../../../scripts/iam/space/compare.ts';
import type { PolicySet } from '../../../scripts/iam/space/decide.ts';
import { KNOWLEDGE } from './random.ts';

const reads = (Resource: string | string[]): PolicySet => ({
  kind: 'identity',
  identity: [
    fromValue('policy', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource }],
    }),
  ],
});

it('all other resources are any resource but those named, not the resource `*`', () => {
  const { rows } = comparePolicies(reads('arn:aws:s3:::b/*'), reads('*'), KNOWLEDGE).gained;
  expect(rows.map(({ resources }) => resources)).toEqual([
    { include: [], isIntersection: false, except: ['arn:aws:s3:::b/*'], isExact: true },
  ]);
});
