/** Policies that no role holds: of resources, of an organization, of sessions and of endpoints. */
import * as z from 'zod';

import { policyClaim } from './claim.ts';
import { doc, prose } from './doc.ts';
import { ownFields } from './own-fields.ts';
import { acceptedSpace } from './space.ts';
import { hasOneSource, ONE_SOURCE, policyFields } from './statement.ts';
import { stillUses } from './still-uses.ts';
import { tags } from './tags.ts';
import { markdown, text, texts, textOrTexts } from './text.ts';

/** What such a policy is attached to, and how it is validated; see `PolicyKind` in iam/. */
const POLICY_KINDS = {
  bucket: 'Of an S3 bucket.',
  key: 'Of a KMS key.',
  queue: 'Of an SQS queue.',
  topic: 'Of an SNS topic.',
  secret: 'Of a secret in Secrets Manager.',
  scp: 'A service control policy of an organization. It grants nothing.',
  rcp: 'A resource control policy of an organization. It only refuses.',
  session: 'A session policy, passed when a role is assumed.',
  endpoint: 'Of a VPC endpoint: what may pass through it.',
} as const;

export type OwnPolicyKind = keyof typeof POLICY_KINDS;
export const OWN_POLICY_KINDS = Object.keys(POLICY_KINDS) as readonly OwnPolicyKind[];

const CREATE =
  'https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html';

export const policyEntry = z
  .strictObject({
    kind: z.enum(OWN_POLICY_KINDS as [OwnPolicyKind, ...OwnPolicyKind[]]).register(
      ...doc('What the policy is attached to. It is validated as such.', {
        enumDescriptions: Object.values(POLICY_KINDS),
      }),
    ),
    title: text().register(...doc('What people call it: “Reports bucket”.')),
    name: z
      .string()
      .regex(/^[^\s-][^\r\n]{0,127}$/, {
        error: 'a name has 1 to 128 characters and does not begin with - or a blank',
      })
      .optional()
      .register(
        ...doc(
          `Of an SCP or RCP: its name in the organization. Default: the id. [AWS Organizations API](${CREATE})`,
        ),
      ),
    attachedTo: textOrTexts('An ARN or id.')
      .optional()
      .register(
        ...doc(
          'What it is attached to: the ARN of the bucket, key, queue, topic or secret; the id of the endpoint (`vpce-…`); of an SCP or RCP the ids of roots, organizational units and accounts. Commands need it, and the ARN is the resource of example requests that state none.',
          { examples: ['arn:aws:s3:::<YOUR_BUCKET>'] },
        ),
      ),
    ...policyFields('`<id>.json`'),
    summary: markdown()
      .optional()
      .register(...prose('One sentence for tables of policies.')),
    intro: markdown()
      .optional()
      .register(...prose('What the page says before the policy.')),
    meaning: markdown()
      .optional()
      .register(...prose('What the policy means, after it.')),
    tags: tags().optional(),
    claims: z
      .array(policyClaim)
      .default([])
      .register(
        ...doc(
          'What the policy allows and refuses, decided by this policy alone. Each statement must be needed by one of them; a policy without any is reported.',
        ),
      ),
    accepted: z
      .array(acceptedSpace)
      .default([])
      .register(
        ...doc('Access that no claim is about, accepted with a reason; else it is reported.'),
      ),
    stillUses: stillUses('statements'),
    fields: ownFields(),
    formerly: texts('A name that is no longer in use.')
      .default([])
      .register(
        ...doc(
          'Old names of the policy or of its file. `permadocs lint` finds them on pages and names the new one.',
        ),
      ),
  })
  .refine(hasOneSource, { error: ONE_SOURCE })
  .register(
    ...doc('A policy that no role holds. It has one of `statements`, `use` and `from`.', {
      title: 'Policy',
    }),
  );
