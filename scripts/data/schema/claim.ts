/** Claims: what a role may and may not do, with the requests that a claim is about. */
import * as z from 'zod';

import { doc, prose } from './doc.ts';
import { context, space } from './space.ts';
import { anAction, id, idOf, markdown, textOrTexts, texts } from './text.ts';

const ACTION = 'An action without wildcards, such as `s3:GetObject`.';
const RESOURCE =
  'An ARN without wildcards, such as `arn:aws:s3:::<YOUR_BUCKET>/report.csv`; `*` for an action that takes no resource.';

const request = z
  .strictObject({
    action: textOrTexts(ACTION, anAction).register(
      ...doc(`What is asked for: ${ACTION} A list stands for a request each.`),
    ),
    resource: textOrTexts(RESOURCE)
      .optional()
      .register(
        ...doc(
          `On what: ${RESOURCE} Default: \`*\`. A list stands for a request each. The declared examples stand for placeholders.`,
        ),
      ),
    context: context
      .optional()
      .register(
        ...doc('Condition keys of this request alone, beside those of the claim’s scenario.'),
      ),
  })
  .register(
    ...doc('Requests that are all to be decided as expected: actions × resources.', {
      title: 'Request',
      examples: [{ action: 's3:GetObject', resource: 'arn:aws:s3:::<YOUR_BUCKET>/report.csv' }],
    }),
  );

/** Stands for whatever else may be attached, in place of the id of a statement. */
export const ANYTHING = 'anything';

const EXPECTED = {
  allowed: 'An Allow matches, and no Deny does. Of one policy alone: it admits or delegates.',
  explicitDeny: 'A Deny matches.',
  implicitDeny: 'Nothing matches: neither an Allow nor a Deny.',
  denied: 'Refused, explicitly or implicitly.',
  admits: 'The policy of the role or resource admits the caller by itself.',
  delegates: 'The policy leaves the matter to the caller’s account.',
} as const;

/** What claims of roles and of other policies have in common. */
const fields = {
  id: id()
    .optional()
    .register(
      ...doc('An id of your own, by which texts of the role can rest on the claim; see `meaning`.'),
    ),
  say: markdown().register(...prose('The claim in a sentence, as pages print it.')),
  scenario: idOf('scenarios')
    .optional()
    .register(
      ...doc(
        'The id of one of `scenarios`: the claim is about the requests in its contexts, and must hold in each.',
      ),
    ),
  principal: z
    .string()
    .optional()
    .register(
      ...doc(
        'Who asks, in `requests` about a policy that names principals: an ARN, a service, or the ARN of the identity provider that issued the token.',
      ),
    ),
  requests: z
    .array(request)
    .min(1)
    .default([])
    .register(
      ...doc(
        'Examples: the requests that are tried. They multiply, actions × resources × contexts, and all must give the expected decision.',
      ),
    ),
  every: space
    .optional()
    .register(
      ...doc(
        'Every request of this space must give the expected decision. It is proven, not sampled.',
      ),
    ),
  only: z
    .array(space)
    .min(1)
    .optional()
    .register(...doc('The upper bound: nothing outside these spaces is allowed. It is proven.')),
  alsoAttached: z
    .union([
      idOf('statements', [], [ANYTHING]),
      texts('The id of a shared statement.', idOf('statements')),
    ])
    .optional()
    .register(
      ...doc(
        'What else is attached to the role: ids of shared statements, or `anything` for whatever policies there may be. Shows that a Deny holds all the same.',
      ),
    ),
  expect: z
    .enum(Object.keys(EXPECTED) as (keyof typeof EXPECTED)[])
    .optional()
    .register(
      ...doc('The decision that every request must get. IAM’s documented rules decide.', {
        enumDescriptions: Object.values(EXPECTED),
      }),
    ),
  by: z
    .string()
    .optional()
    .register(
      ...doc(
        'The `Sid` of the statement that must decide, or `file/Sid` if the role has it twice.',
      ),
    ),
} as const;

/** editor.ts says in JSON Schema what references/claims.ts checks. */
export const claim = z
  .strictObject({
    ...fields,
    policy: z
      .enum(['permissions', 'trust'])
      .default('permissions')
      .register(
        ...doc('Which policies decide. Default: `permissions`.', {
          enumDescriptions: [
            'The permissions policy, within the boundary if there is one. The other side is taken as allowing.',
            'The trust policy, by itself: does it admit the caller?',
          ],
        }),
      ),
    with: z
      .strictObject({
        role: idOf('roles').register(...doc('The role that asks, by id.')),
      })
      .optional()
      .register(
        ...doc(
          'In a claim about the trust policy: the policies of this role decide as well, and it is the one that asks.',
        ),
      ),
    within: idOf('roles')
      .optional()
      .register(
        ...doc(
          'The id of another role: nothing is allowed that it does not allow, and nothing left unrefused that it refuses. It is proven.',
        ),
      ),
    guardrails: z
      .literal('ignored')
      .optional()
      .register(...doc('With `within`: compare what is allowed, and not what is refused.')),
  })
  .register(
    ...doc(
      'What the role may or may not do. The build fails when it does not hold. It is about examples (`requests`), about every request of a space (`every`), or about all access of the role (`only`, `within`).',
      {
        title: 'Claim',
        examples: [
          {
            say: 'Reads objects of the bucket.',
            requests: [
              { action: 's3:GetObject', resource: 'arn:aws:s3:::<YOUR_BUCKET>/report.csv' },
            ],
            expect: 'allowed',
          },
          {
            say: 'Does nothing but read the bucket.',
            only: [{ action: 's3:GetObject', resource: 'arn:aws:s3:::<YOUR_BUCKET>/*' }],
          },
          {
            say: 'Direct calls are refused, whatever else is attached.',
            scenario: 'direct-call',
            every: { except: [{ action: 'sts:GetCallerIdentity' }] },
            alsoAttached: 'anything',
            expect: 'explicitDeny',
            by: 'DenyDirectAPIAccess',
          },
        ],
      },
    ),
  );

export const policyClaimShape = z.strictObject(fields).register(
  ...doc(
    'What the policy allows or refuses, by itself. The build fails when it does not hold. It is about examples (`requests`), about every request of a space (`every`), or about all that it allows (`only`).',
    {
      title: 'Claim about a policy',
      examples: [
        {
          say: 'Admits nobody from other accounts.',
          every: { except: [{ principal: { account: '<YOUR_AWS_ACCOUNT_ID>' } }] },
          expect: 'denied',
        },
      ],
    },
  ),
);

/** It is decided by the policy whose claim it is, so that nothing else can be named. */
export const policyClaim = policyClaimShape.transform((one) => ({
  ...one,
  policy: 'own' as const,
  with: undefined,
  within: undefined,
  guardrails: undefined,
}));
