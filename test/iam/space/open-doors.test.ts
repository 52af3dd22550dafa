/** Whose tokens a trust policy admits: issuers tell their customers apart by different claims. */
import { expect, it } from 'vitest';

import { fromValue } from '../../../scripts/iam/cases.ts';
import { openDoors } from '../../../scripts/iam/space/open-doors.ts';
import { KNOWLEDGE } from './random.ts';

const provider = (name: string): string => `arn:aws:iam::111122223333:oidc-provider/${name}`;
const GITHUB = 'token.actions.githubusercontent.com';
const GITLAB = 'gitlab.com';
const COGNITO = 'cognito-identity.amazonaws.com';
const OWN = 'oidc.example.com';

it.each<[string, string, Record<string, string>, { isShared: boolean } | undefined]>([
  ['the subject', GITHUB, { [`${GITHUB}:sub`]: 'repo:acme/docs:*' }, undefined],
  ['the audience', GITHUB, { [`${GITHUB}:aud`]: 'sts.amazonaws.com' }, { isShared: true }],
  ['the audience', GITLAB, { [`${GITLAB}:aud`]: 'https://gitlab.com' }, { isShared: true }],
  ['the audience', COGNITO, { [`${COGNITO}:aud`]: 'us-east-1:pool' }, undefined],
  ['a method', COGNITO, { [`${COGNITO}:amr`]: 'authenticated' }, { isShared: true }],
  ['the audience', OWN, { [`${OWN}:aud`]: 'tools' }, { isShared: false }],
])('limits %s of %s', (_, name, condition, door) => {
  const policy = fromValue('trust', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: name === COGNITO ? name : provider(name) },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringLike: condition },
    },
  });
  const doors = openDoors({ kind: 'trust', policy }, KNOWLEDGE);
  expect(doors.map(({ isShared }) => ({ isShared }))).toEqual(door ? [door] : []);
});
