/** Spaces: which requests a claim about every request means. What a space does not state is any. */
import * as z from 'zod';

import { doc } from './doc.ts';
import { mayName } from './refers-to.ts';
import { anAction, textOrTexts, texts } from './text.ts';

const key = () =>
  z
    .string()
    .register(...mayName('conditionKeys'))
    .register(...doc('A condition key, such as `aws:ViaAWSMCPService`.'));

const STATE =
  'The value that the request has, a list if it has several, or `null` for a key that is absent. Quote `true`, `false` and numbers.';

/** The condition keys of one request. */
export const context = z
  .record(
    key(),
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

const valueOrAbsent = () =>
  z
    .union([z.string(), z.null()], { error: 'expected a string, or null for a key that is absent' })
    .register(...doc('A value, or `null` for a key that is absent.'));
const valuesOrAbsent = (what: string) =>
  z
    .union([z.string(), z.null(), z.array(valueOrAbsent()).min(1)], {
      error: 'expected a string, null, or a list of them',
    })
    .register(...doc(what));

const keyTest = z
  .union(
    [
      z.string(),
      z.null(),
      texts('One of exactly these values of a multivalued key.'),
      z
        .strictObject({
          in: z
            .array(valueOrAbsent())
            .min(1)
            .register(...doc('The key has one of these; `null` is the absent key.')),
        })
        .register(...doc('One of several values.')),
      z
        .strictObject({
          not: valuesOrAbsent(
            'The key has none of these. An absent key counts, unless `null` is among them.',
          ),
        })
        .register(...doc('None of several values.')),
      z
        .strictObject({
          like: textOrTexts('A pattern with `*` and `?`.').register(
            ...doc('The key has a value that one of these patterns matches.'),
          ),
        })
        .register(...doc('Values that a pattern matches.')),
    ],
    { error: 'expected a value, null, a list, `present`, or one of { in }, { not }, { like }' },
  )
  .register(
    ...doc(
      'What the key holds: a value; `null` if it is absent; `present`; `{ in: […] }`, `{ not: … }` (which includes the absent key) or `{ like: … }`; a list for exactly these values of a multivalued key.',
    ),
  );

const choice = (what: string, text = () => z.string()) =>
  z
    .union(
      [
        text(),
        texts(what, text()).min(1),
        z
          .strictObject({ not: textOrTexts(what, text).register(...doc('All but these.')) })
          .register(...doc('All but these.')),
      ],
      { error: 'expected a string, a list of strings, or { not: … }' },
    )
    .register(...doc(`${what} A list stands for any of them; \`{ not: … }\` for all others.`));

const principal = z
  .union(
    [
      z.string(),
      ...(
        [
          [
            'account',
            'Anyone of an account, by its id; a session belongs to its role and account.',
          ],
          ['role', 'A role and its sessions, by the ARN of the role.'],
          ['user', 'An IAM user, by its ARN.'],
          ['service', 'A service principal, such as `ec2.amazonaws.com`.'],
          [
            'issuer',
            'Anyone with a token of an identity provider, given by the ARN of the provider.',
          ],
        ] as const
      ).map(([kind, what]) =>
        z
          .strictObject({ [kind]: z.string().register(...doc(what)) } as Record<
            typeof kind,
            z.ZodString
          >)
          .register(...doc(what)),
      ),
    ],
    {
      error:
        'expected an ARN pattern, `anonymous`, or one of { account }, { role }, { user }, { service }, { issuer }',
    },
  )
  .register(
    ...doc(
      'Who calls: `{ account }`, `{ role }`, `{ user }`, `{ service }`, `{ issuer }`, `anonymous`, or a pattern of ARNs.',
    ),
  );

const ACCESS = {
  List: 'Sees that resources exist.',
  Read: 'Sees what is in them.',
  Write: 'Creates, changes or deletes them.',
  Tagging: 'Changes their tags.',
  'Permissions management': 'Changes who may do what.',
} as const;
const level = z
  .enum(Object.keys(ACCESS) as (keyof typeof ACCESS)[])
  .register(
    ...doc('An access level, as AWS names it.', { enumDescriptions: Object.values(ACCESS) }),
  );

const fields = {
  action: choice(
    'A pattern of actions, such as `s3:Get*`; `assume` stands for the actions that assume a role.',
    anAction,
  ).optional(),
  resource: choice('A pattern of ARNs, in which `*` crosses colons.').optional(),
  access: z
    .union([level, z.array(level).min(1)], { error: 'expected an access level or a list of them' })
    .optional()
    .register(...doc('Actions of these access levels, as AWS lists them.')),
  service: textOrTexts('The IAM prefix of a service, such as `s3`.')
    .optional()
    .register(...doc('Actions of these services, by their IAM prefix.')),
  principal: z
    .union(
      [
        principal,
        z.array(principal).min(1),
        z
          .strictObject({
            not: z
              .union([principal, z.array(principal).min(1)])
              .register(...doc('Everyone but these.')),
          })
          .register(...doc('Everyone but these.')),
      ],
      { error: 'expected a principal, a list of them, or { not: … }' },
    )
    .optional()
    .register(...doc('Who calls, in a claim about the policy of a role or resource.')),
  context: z
    .record(key(), keyTest)
    .optional()
    .register(...doc('Condition keys; one that is not stated may hold anything, or be absent.')),
} as const;

const bare = z.strictObject(fields).register(
  ...doc('Requests. What is not stated is any.', {
    title: 'Space',
    examples: [{ action: 's3:GetObject', resource: 'arn:aws:s3:::<YOUR_BUCKET>/*' }],
  }),
);

/** Requests: what is not stated is any. */
export const space = z
  .strictObject({
    ...fields,
    except: z
      .array(bare)
      .min(1)
      .optional()
      .register(...doc('Requests that are taken out, whatever the scenario.')),
  })
  .register(
    ...doc('Requests. What is not stated is any.', {
      title: 'Space',
      examples: [{ access: ['Write', 'Permissions management', 'Tagging'] }],
    }),
  );

/** Access that no claim is about, and that somebody agreed to. */
export const acceptedSpace = z
  .strictObject({
    space: space,
    reason: z
      .string()
      .regex(/\S/, 'expected text, found nothing')
      .register(...doc('Why that is all right. `prove` prints it.')),
  })
  .register(
    ...doc('Access that no claim is about, accepted with a reason.', {
      title: 'Accepted access',
      examples: [
        { space: { action: 'ec2:Describe*' }, reason: 'Names of instances are no secret.' },
      ],
    }),
  );

/** A context that cannot occur. */
export const fact = z
  .strictObject({
    onlyWith: z
      .record(key(), keyTest)
      .optional()
      .register(...doc('The key is present only if these keys hold this.')),
    onlyOn: z
      .strictObject({
        services: texts('The IAM prefix of a service.')
          .optional()
          .register(...doc('Services, by their IAM prefix.')),
        actions: texts('A pattern of actions.')
          .optional()
          .register(...doc('Patterns of actions.')),
      })
      .optional()
      .register(...doc('The key is present only on these actions.')),
    source: z
      .string()
      .regex(/^https:\/\/\S+$/, 'expected an https:// address')
      .register(...doc('The page of AWS that says so, an `https://` address.')),
  })
  .refine(({ onlyWith, onlyOn }) => (onlyWith === undefined) !== (onlyOn === undefined), {
    error: 'a fact has either `onlyWith` or `onlyOn`',
  })
  .register(
    ...doc('When the key can be present at all. Proofs over all requests rest on it, and say so.', {
      title: 'Fact',
    }),
  );
