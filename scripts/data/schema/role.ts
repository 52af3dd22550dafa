/** Roles and their claims: what a role may and may not do, and the requests that show it. */
import * as z from 'zod';

import { doc, prose } from './doc.ts';
import { policies } from './statement.ts';
import { mayName } from './refers-to.ts';
import { anAction, idOf, markdown, text, texts, textOrTexts } from './text.ts';

const STATE =
  'The value that the request has, a list where it has several, or `null` for a key that is absent. Quote `true`, `false` and numbers.';

export const context = z
  .record(
    z
      .string()
      .register(...mayName('conditionKeys'))
      .register(...doc('A condition key, such as `aws:ViaAWSMCPService`.')),
    z
      .union([z.string(), texts('One of the values of the key.'), z.null()], {
        error: 'expected a string, a list of strings, or null for a key that is absent',
      })
      .register(...doc(STATE)),
  )
  .register(
    ...doc(
      'Condition keys of a request. A claim states each key that its decision relies on; `null` states that the key is absent.',
      {
        title: 'Request context',
        examples: [{ 'aws:ViaAWSMCPService': 'true', 'aws:CalledViaAWSMCP': null }],
      },
    ),
  );

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

const claim = z
  .strictObject({
    say: markdown().register(...prose('The claim in a sentence, as pages print it.')),
    scenario: idOf('scenarios')
      .optional()
      .register(
        ...doc(
          'The id of one of `scenarios`: the requests are tried in every context of it, and each must give the expected decision.',
        ),
      ),
    policy: z
      .enum(['permissions', 'trust'])
      .default('permissions')
      .register(
        ...doc('Which policies decide. Default: `permissions`.', {
          enumDescriptions: [
            'The permissions policy, within the boundary if there is one.',
            'The trust policy: may this `principal` assume the role?',
          ],
        }),
      ),
    principal: z
      .string()
      .optional()
      .register(
        ...doc(
          'Who asks, in a claim about the trust policy: an ARN, a service, or the ARN of the identity provider that issued the token.',
        ),
      ),
    requests: z
      .array(request)
      .min(1)
      .register(
        ...doc(
          'The requests that are tried. They multiply, actions × resources × contexts, and all must give the expected decision.',
        ),
      ),
    alsoAttached: z
      .union([idOf('statements'), texts('The id of a shared statement.', idOf('statements'))])
      .optional()
      .register(
        ...doc(
          'Ids of shared statements, such as `allow-everything`, that are attached to the role as a further policy while the claim is tried: shows that a Deny holds whatever else is granted.',
        ),
      ),
    expect: z.enum(['allowed', 'explicitDeny', 'implicitDeny', 'denied']).register(
      ...doc('The decision that every request must get. An evaluator of IAM’s rules decides.', {
        enumDescriptions: [
          'An Allow matches, and no Deny does.',
          'A Deny matches.',
          'Nothing matches: neither an Allow nor a Deny.',
          'Refused, explicitly or implicitly.',
        ],
      }),
    ),
    by: z
      .string()
      .optional()
      .register(...doc('The `Sid` of the statement that must decide.')),
  })
  .register(
    ...doc(
      'What the role may or may not do, with requests that show it. The build fails when it does not hold.',
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
        ],
      },
    ),
  );

const { permissions, trust, boundary } = policies;

/** editor.ts says in JSON Schema what the refinement says here. */
export const rolePolicies = z
  .strictObject({
    permissions: permissions.optional(),
    trust: trust.optional(),
    boundary: boundary.optional(),
  })
  .refine((kinds) => Object.values(kinds).some(Boolean), {
    error: 'a role has at least one of `permissions`, `trust` and `boundary`',
  })
  .register(
    ...doc(
      'The policies of the role by kind: at least one of `permissions`, `trust`, `boundary`.',
      {
        title: 'Policies',
      },
    ),
  );

const QUOTAS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';

export const role = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9+=,.@_-]{1,64}$/, {
        error: 'an IAM role name has 1 to 64 letters, digits or +=,.@_-',
      })
      .register(
        ...doc(
          `The name of the role in IAM, such as \`S3ReadOnlyMCPRole\`: 1 to 64 letters, digits or \`+=,.@_-\`. [IAM quotas](${QUOTAS})`,
        ),
      ),
    title: text().register(...doc('What people call the role: “S3 read-only”.')),
    summary: markdown()
      .optional()
      .register(...prose('One sentence for tables of roles.')),
    intro: markdown()
      .optional()
      .register(...prose('What stands before the policy.')),
    meaning: markdown()
      .optional()
      .register(...prose('What the policy means, after it.')),
    policies: rolePolicies,
    claims: z
      .array(claim)
      .default([])
      .register(
        ...doc(
          'What the role may and may not do. Each statement must be needed by one of them; a role without any is reported.',
        ),
      ),
    formerly: texts('A name that is no longer in use.')
      .default([])
      .register(
        ...doc(
          'Old names of the role or of its files. `permadocs lint` finds them on pages and names the new one.',
        ),
      ),
  })
  .register(...doc('An IAM role: its policies, its words, and what it may do.', { title: 'Role' }));
