/** IAM statements in IAM's own spelling, and the policies made of them. */
import * as z from 'zod';

import { doc } from './doc.ts';
import { mayName } from './refers-to.ts';
import { FROM, from, sameAs, values } from './source.ts';
import { anAction, fileName, idOf, textOrTexts } from './text.ts';

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements';
const element = (name: string) => `[IAM User Guide](${GUIDE}_${name}.html)`;

const ACTION = 'An action such as `s3:GetObject`; `*` and `?` are wildcards.';
const RESOURCE =
  'An ARN such as `arn:aws:s3:::<YOUR_BUCKET>/*`, or `*`; `*` and `?` are wildcards. Placeholders stay on the page.';
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
  'What the key’s value is compared with; any value in a list may match. Policy variables are replaced. Quote account ids: they are names, not numbers.';

const scalars = [z.string(), z.number(), z.boolean()] as const;

/** editor.ts adds what applies to numbers. */
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

/**
 * `use` is the id of a shared statement; within a shared statement, it is a text that is refused.
 */
const elements = (use: z.ZodString) => ({
  use: use.optional().register(
    ...doc('The id of a shared statement in `statements`. It must be the only key.', {
      examples: ['deny-direct-api-access'],
    }),
  ),
  Sid: z
    .string()
    .optional()
    .register(
      ...doc(
        `The statement’s own name: letters and digits, unique in its policy. Claims refer to it with \`by\`. ${element('sid')}`,
      ),
    ),
  Effect: z
    .enum(['Allow', 'Deny'])
    .optional()
    .register(
      ...doc(`Whether the statement allows or denies. ${element('effect')}`, {
        enumDescriptions: [
          'Allows, unless a Deny matches too.',
          'Denies, no matter what else is allowed.',
        ],
      }),
    ),
  Principal: principals()
    .optional()
    .register(
      ...doc(
        `Whom the statement applies to, in trust and resource policies only: principals by kind, or \`*\` for everyone. ${element('principal')}`,
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
    .register(...doc(`Every action except these, instead of \`Action\`. ${element('notaction')}`)),
  Resource: textOrTexts(RESOURCE)
    .optional()
    .register(
      ...doc(
        `ARNs of the resources that the actions are on, or \`*\`; one or a list. ${element('resource')}`,
        {
          examples: ['arn:aws:s3:::<YOUR_BUCKET>/*'],
        },
      ),
    ),
  NotResource: textOrTexts(RESOURCE)
    .optional()
    .register(
      ...doc(`Every resource except these, instead of \`Resource\`. ${element('notresource')}`),
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
        `When the statement applies: operators, each with its condition keys and their values. All must match. ${element('condition')}`,
        { examples: [{ Bool: { 'aws:ViaAWSMCPService': 'true' } }] },
      ),
    ),
});

export const statement = z
  .strictObject({
    ...elements(idOf('statements')),
    from: from()
      .optional()
      .register(...doc(`One statement of a file that ships. ${FROM}`)),
    values: values.optional(),
  })
  .register(
    ...doc(
      'An IAM statement in IAM’s own spelling, or `use` with the id of a shared one, or `from` with the place of one that ships. Pages keep the order and layout of the YAML.',
      { title: 'Statement', id: 'statement' },
    ),
  );

/** For entries of `statements`, where `use` has nothing to refer to. */
export const sharedStatement = z.strictObject(elements(z.string())).register(
  ...doc('A statement that policies refer to with `use`: an IAM statement in IAM’s own spelling.', {
    title: 'Shared statement',
  }),
);

/** Where the statements of a policy come from. */
export const policyFields = (defaultFile: string) => ({
  file: fileName()
    .optional()
    .register(
      ...doc(
        `The file name for readers to save the policy under, without a folder. Default: ${defaultFile}.`,
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
  from: from()
    .optional()
    .register(...doc(`The policy is the one that ships. ${FROM}`)),
  values: values.optional(),
  sameAs: sameAs.optional(),
  writes: z
    .string()
    .regex(/^[^\s#]+\.json$/, { error: 'expected the path of a .json file, from the root' })
    .optional()
    .register(
      ...doc(
        'A JSON file inside the workspace that `permadocs build --sources` writes from this policy, such as `deploy/reader.json`.',
      ),
    ),
});

type PolicySource = z.output<z.ZodObject<ReturnType<typeof policyFields>>>;
export const hasOneSource = (policy: Pick<PolicySource, 'use' | 'statements' | 'from'>) =>
  [policy.use, policy.statements, policy.from].filter((one) => one !== undefined).length === 1;
export const ONE_SOURCE = 'a policy has one of `statements`, `use` and `from`';

/** `what` describes which policy of a role it is. */
const policy = (what: string, title: string) =>
  z
    .strictObject({
      ...policyFields('`<role>-<kind>.json`, such as `s3-readonly-permissions.json`'),
      arn: z
        .string()
        .optional()
        .register(
          ...doc(
            'For a boundary, the ARN of the existing policy, such as `arn:aws:iam::<YOUR_AWS_ACCOUNT_ID>:policy/developer-boundary`.',
          ),
        ),
    })
    .refine(hasOneSource, { error: ONE_SOURCE })
    .register(...doc(`${what} It has one of \`statements\`, \`use\` and \`from\`.`, { title }));

const ACCESS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies';
export const policies = {
  permissions: policy('The permissions policy: what the role may do.', 'Permissions policy'),
  trust: policy(
    'The trust policy: who can assume the role. Its statements have a `Principal` and no `Resource`.',
    'Trust policy',
  ),
  boundary: policy(
    `The permissions boundary: the most that the role may be given. [IAM User Guide](${ACCESS}_boundaries.html)`,
    'Permissions boundary',
  ),
} as const;

const DOCUMENT = `The file of the policy, which may also be what \`aws iam get-policy-version\` prints. ${FROM}`;

/** editor.ts says in JSON Schema what the refinement says here. */
export const managedDocument = z
  .strictObject({
    statements: z
      .array(statement)
      .min(1)
      .optional()
      .register(...doc('The statements of the policy.')),
    from: from()
      .optional()
      .register(...doc(DOCUMENT)),
    values: values.optional(),
  })
  .refine((document) => (document.statements === undefined) !== (document.from === undefined), {
    error: 'a document has either `statements` or `from`',
  })
  .register(...doc('The statements of the policy, or the file that has them.'));

/** A managed policy that the role holds, by ARN, and what it says if that is known. */
export const managedPolicy = z
  .strictObject({
    arn: z
      .string()
      .regex(/^arn:[^:]+:iam::[^:]*:policy\/\S+$/, {
        error:
          'expected the ARN of a managed policy, such as arn:aws:iam::aws:policy/ReadOnlyAccess',
      })
      .register(
        ...doc(
          'The ARN of the managed policy, such as `arn:aws:iam::aws:policy/ReadOnlyAccess`. Commands attach it.',
          { examples: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
        ),
      ),
    document: z
      .union([from().register(...doc(DOCUMENT)), managedDocument])
      .optional()
      .register(
        ...doc(
          'What the policy says: a file that ships, or `from` or `statements`. Without it, claims are judged by the other policies of the role, and pages say that this one was not read.',
        ),
      ),
  })
  .register(
    ...doc('A managed policy that is attached to the role.', {
      title: 'Managed policy',
      examples: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    }),
  );

export type StatementData = z.output<typeof statement>;
export type PolicyData = z.output<(typeof policies)['permissions']>;

/**
 * The policies that a role can have. `PolicyKind` in iam/ has the kinds that IAM itself
 * distinguishes.
 */
export type RolePolicyKind = keyof typeof policies;
/** A policy of a role, or the one of an entry of `policies`. */
export type PolicyPart = RolePolicyKind | 'own';
export const ROLE_POLICY_KINDS = Object.keys(policies) as readonly RolePolicyKind[];
