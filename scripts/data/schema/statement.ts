/** IAM statements in IAM's own spelling, and the policies that are made of them. */
import * as z from 'zod';

import { doc } from './doc.ts';
import { mayName } from './refers-to.ts';
import { anAction, fileName, idOf, textOrTexts } from './text.ts';

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements';
const element = (name: string) => `[IAM User Guide](${GUIDE}_${name}.html)`;

const ACTION = 'An action such as `s3:GetObject`; `*` and `?` are wildcards.';
const RESOURCE =
  'An ARN such as `arn:aws:s3:::<YOUR_BUCKET>/*`, or `*`; `*` and `?` are wildcards, placeholders stay on the page.';
const PRINCIPAL =
  'An account id, an ARN, a service, an identity provider, or `*`. Quote account ids.';

const principals = () =>
  z.union([
    z.string(),
    z.record(
      z.string().register(...doc('`AWS`, `Service`, `Federated` or `CanonicalUser`.')),
      textOrTexts(PRINCIPAL).register(...doc(PRINCIPAL)),
    ),
  ]);

const VALUE =
  'What the value of the key is compared with; of a list, any may match. Policy variables are filled in. Quote account ids: they are names, not numbers.';

const scalars = [z.string(), z.number(), z.boolean()] as const;

/** editor.ts adds what can be said of numbers. */
export const conditionItem = z.union(scalars).register(...doc(VALUE));
export const conditionValue = z
  .union([...scalars, z.array(conditionItem)], { error: 'expected a string or a list of strings' })
  .register(...doc(VALUE));

/** editor.ts lists the operators. */
export const operatorName = z
  .string()
  .register(
    ...doc(
      `A condition operator: \`StringEquals\`, \`BoolIfExists\`, \`ForAnyValue:ArnLike\`. ${element('condition_operators')}`,
    ),
  );

/** `use` is the id of a shared statement, or in one itself a text that is refused. */
const elements = (use: z.ZodString) => ({
  use: use.optional().register(
    ...doc('The id of a shared statement of `statements`. It stands alone, without elements.', {
      examples: ['deny-direct-api-access'],
    }),
  ),
  Sid: z
    .string()
    .optional()
    .register(
      ...doc(
        `The statement’s own name, letters and digits, unique in its policy. Claims refer to it with \`by\`. ${element('sid')}`,
      ),
    ),
  Effect: z
    .enum(['Allow', 'Deny'])
    .optional()
    .register(
      ...doc(`Whether the statement allows or denies. ${element('effect')}`, {
        enumDescriptions: [
          'Allows, unless a Deny matches too.',
          'Denies, whatever else is allowed.',
        ],
      }),
    ),
  Principal: principals()
    .optional()
    .register(
      ...doc(
        `Who the statement is about, in trust and resource policies only: kinds of principals with who they are, or \`*\` for everyone. ${element('principal')}`,
        { examples: [{ Service: 'ec2.amazonaws.com' }] },
      ),
    ),
  NotPrincipal: principals()
    .optional()
    .register(...doc(`Everyone but these principals. ${element('notprincipal')}`)),
  Action: textOrTexts(ACTION, anAction)
    .optional()
    .register(
      ...doc(
        `The actions, written \`service:Name\`; one or a list; \`*\` and \`?\` are wildcards. ${element('action')}`,
        { examples: [['s3:GetObject', 's3:ListBucket']] },
      ),
    ),
  NotAction: textOrTexts(ACTION, anAction)
    .optional()
    .register(...doc(`Every action but these, instead of \`Action\`. ${element('notaction')}`)),
  Resource: textOrTexts(RESOURCE)
    .optional()
    .register(
      ...doc(`ARNs of what the actions are on, or \`*\`; one or a list. ${element('resource')}`, {
        examples: ['arn:aws:s3:::<YOUR_BUCKET>/*'],
      }),
    ),
  NotResource: textOrTexts(RESOURCE)
    .optional()
    .register(
      ...doc(`Every resource but these, instead of \`Resource\`. ${element('notresource')}`),
    ),
  Condition: z
    .record(
      operatorName,
      z
        .record(
          z
            .string()
            .register(...mayName('conditionKeys'))
            .register(...doc('A condition key, such as `aws:ViaAWSMCPService`.')),
          conditionValue,
        )
        .register(
          ...doc(
            `Condition keys and what they are compared with; all of them must match. ${element('condition_operators')}`,
          ),
        ),
    )
    .optional()
    .register(
      ...doc(
        `When the statement applies: operators, below each its condition keys with their values. All must match. ${element('condition')}`,
        { examples: [{ Bool: { 'aws:ViaAWSMCPService': 'true' } }] },
      ),
    ),
});

export const statement = z
  .strictObject(elements(idOf('statements')))
  .register(
    ...doc(
      'An IAM statement in IAM’s own spelling, or `use` with the id of a shared one. Pages show it in the order and layout of the YAML.',
      { title: 'Statement', id: 'statement' },
    ),
  );

/** In `statements`, where `use` has nothing to refer to. */
export const sharedStatement = z.strictObject(elements(z.string())).register(
  ...doc('A statement that policies take with `use`: an IAM statement in IAM’s own spelling.', {
    title: 'Shared statement',
  }),
);

/** `what` says which policy of a role it is. */
const policy = (what: string, title: string) =>
  z
    .strictObject({
      file: fileName()
        .optional()
        .register(
          ...doc(
            'The name under which readers save the policy, without a folder. Default: `<role>-<kind>.json`, such as `s3-readonly-permissions.json`.',
          ),
        ),
      use: idOf('statements')
        .optional()
        .register(...doc('The id of a shared statement that is the whole policy.')),
      statements: z
        .array(statement)
        .min(1)
        .optional()
        .register(...doc('The statements of the policy, in the order of the page.')),
      arn: z
        .string()
        .optional()
        .register(
          ...doc(
            'Of a boundary: the ARN under which the policy exists, such as `arn:aws:iam::<YOUR_AWS_ACCOUNT_ID>:policy/developer-boundary`.',
          ),
        ),
    })
    .refine((value) => (value.use === undefined) !== (value.statements === undefined), {
      error: 'a policy has either `statements` or `use`',
    })
    .register(...doc(`${what} It has either \`statements\` or \`use\`.`, { title }));

const ACCESS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies';
export const policies = {
  permissions: policy('The permissions policy: what the role may do.', 'Permissions policy'),
  trust: policy(
    'The trust policy: who may assume the role. Its statements have a `Principal` and no `Resource`.',
    'Trust policy',
  ),
  boundary: policy(
    `The permissions boundary: the most that the role may be given. [IAM User Guide](${ACCESS}_boundaries.html)`,
    'Permissions boundary',
  ),
} as const;

export type StatementData = z.output<typeof statement>;
export type PolicyData = z.output<(typeof policies)['permissions']>;

/** The policies that a role can have. What IAM itself tells apart is `PolicyKind` of iam/. */
export type RolePolicyKind = keyof typeof policies;
export const ROLE_POLICY_KINDS = Object.keys(policies) as readonly RolePolicyKind[];
