/** Where policies and needs come from: files that ship, and code that calls. */
import * as z from 'zod';

import { doc, prose } from './doc.ts';
import { idOf, markdown, textOrTexts, texts } from './text.ts';

const VALUE =
  'What the page says in place of a variable: text such as `<BUCKET>`, or a list where the variable stands for one.';

/** Names a policy in a file that ships: `deploy/iam.json#/Statement/0`. */
export const from = () =>
  z.string().regex(/^[^#\s][^#]*(?:#.+)?$/, {
    error: 'expected a file, or a file and a place in it: deploy/iam.json#/Statement/0',
  });

export const values = z
  .record(
    z
      .string()
      .register(
        ...doc('The variable as the file writes it: `var.bucket`, `AWS::AccountId`, `Role.Arn`.'),
      ),
    textOrTexts(VALUE).register(...doc(VALUE)),
  )
  .register(
    ...doc('What the page prints for each variable of the file, by the name that the file uses.', {
      title: 'Values',
      examples: [{ 'var.bucket': '<BUCKET>' }],
    }),
  );

export const FROM =
  'The file that ships, from the root of the workspace, and the place of the policy in it: `deploy/iam.json#/Statement/0`, `stack.yaml#doc=2/Resources/Reader/Properties/PolicyDocument`, `main.tf#aws_iam_policy_document.reader`. Any file of the same git repository.';

export const sameAs = z
  .strictObject({
    from: from().register(...doc(FROM)),
    values: values.optional(),
    relation: z
      .enum(['equal', 'within', 'covers'])
      .default('equal')
      .register(
        ...doc('How the access of this policy relates to that of the file. Default: `equal`.', {
          enumDescriptions: [
            'Both allow and refuse the same.',
            'This policy allows nothing that the file does not allow, and leaves nothing unrefused that it refuses.',
            'This policy allows all that the file allows.',
          ],
        }),
      ),
  })
  .register(
    ...doc(
      'A policy that ships, which this one is compared with in access. The build fails with a request that the two decide differently.',
      { title: 'Same as', examples: [{ from: 'deploy/iam.json', relation: 'within' }] },
    ),
  );

const PRESETS = [
  'go-sdk-v2',
  'go-sdk-v1',
  'ts-sdk-v3',
  'ts-sdk-v2',
  'boto3',
  'java-sdk-v2',
  'java-sdk-v1',
] as const;

const match = z
  .strictObject({
    service: z
      .string()
      .regex(/^[a-z0-9-]+$/, { error: 'a service is its IAM prefix, such as s3' })
      .optional()
      .register(
        ...doc(
          'The IAM prefix of the service, such as `ssm`, unless the pattern has a group `service`.',
        ),
      ),
    pattern: z
      .string()
      .register(
        ...doc(
          'A regular expression with a group `action`, tried on each line by itself. Without backreferences, lookarounds and nested quantifiers.',
          { examples: [String.raw`\bclient\.(?<action>[A-Z]\w+)\(ctx`] },
        ),
      ),
  })
  .register(
    ...doc('How a line of code names an action.', {
      title: 'Match',
      examples: [{ service: 'ssm', pattern: String.raw`\.(?<action>[A-Z]\w+)WithContext\(` }],
    }),
  );

/** editor.ts says in JSON Schema what references/sources.ts checks. */
export const requirement = z
  .strictObject({
    from: textOrTexts('A glob of files, from the root of the workspace.')
      .optional()
      .register(
        ...doc(
          'The code that calls AWS, as globs from the root of the workspace; or the JSON that iam-policy-autopilot or iamlive wrote. Any files of the same git repository. A glob that begins with `!` leaves files out.',
          { examples: ['pkg/**/*.go'] },
        ),
      ),
    match: match.optional(),
    preset: z
      .enum(PRESETS)
      .optional()
      .register(
        ...doc('A pattern that permadocs ships, for calls of an AWS SDK.', {
          enumDescriptions: [
            'Calls of the AWS SDK for Go v2, by the inputs of its packages: `&ssm.GetParameterInput{`.',
            'The same for the AWS SDK for Go v1.',
            'Commands of the AWS SDK for JavaScript v3: `new GetParameterCommand(`; and calls of its clients: `ssm.getParameter(`.',
            'Calls of clients of the AWS SDK for JavaScript v2: `s3.getObject(`, where `s3` is `new AWS.S3()`.',
            'Calls of clients of boto3: `client.get_parameter(`.',
            'Requests of the AWS SDK for Java 2.x: `GetParameterRequest.builder()`; and calls of its clients: `ssm.getParameter(`.',
            'Requests of the AWS SDK for Java 1.x: `new GetParameterRequest(`; and calls of its clients.',
          ],
        }),
      ),
    service: z
      .string()
      .regex(/^[a-z0-9-]+$/, { error: 'a service is its IAM prefix, such as s3' })
      .optional()
      .register(
        ...doc('With a preset: the service of calls whose code does not name it on the same line.'),
      ),
    actions: texts('An action, such as `s3:GetObject`.')
      .min(1, { error: 'name at least one action' })
      .optional()
      .register(...doc('A plain list of actions, instead of `from`.')),
    ignore: texts('A name that the pattern finds, such as `NewFromConfig`.')
      .default([])
      .register(
        ...doc(
          'Names that the pattern finds and that are not calls of AWS, or need no permission.',
        ),
      ),
    resource: textOrTexts('An ARN, or a pattern of one.')
      .optional()
      .register(
        ...doc('On what the actions must be allowed. Default: on some resource of their type.'),
      ),
    scenario: idOf('scenarios')
      .optional()
      .register(
        ...doc(
          'The id of one of `scenarios`: the actions must be allowed in each of its contexts.',
        ),
      ),
    optional: z
      .string()
      .regex(/\S/, 'expected text, found nothing')
      .optional()
      .register(
        ...doc('The group that the actions belong to, if only some readers need them: `push`.'),
      ),
    reason: markdown()
      .optional()
      .register(...prose('What the actions are needed for.')),
  })
  .register(
    ...doc(
      'Actions that the code needs, which the role must allow: found in files by a pattern, or listed.',
      {
        title: 'Requirement',
        examples: [
          { from: 'pkg/**/*.go', preset: 'go-sdk-v2' },
          { actions: ['s3:GetObject'], reason: 'Reads the reports.' },
        ],
      },
    ),
  );

export type ValuesData = z.output<typeof values>;
export type SameAsData = z.output<typeof sameAs>;
export type RequirementData = z.output<typeof requirement>;
