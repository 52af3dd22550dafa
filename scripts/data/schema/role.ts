/** Roles: their policies, their words, and what they may do. */
import * as z from 'zod';

import { doc, prose } from './doc.ts';
import { claim } from './claim.ts';
import { ownFields } from './own-fields.ts';
import { requirement } from './source.ts';
import { acceptedSpace } from './space.ts';
import { managedPolicy, policies } from './statement.ts';
import { stillUses } from './still-uses.ts';
import { tags } from './tags.ts';
import { markdown, text, texts, textOrTexts } from './text.ts';

const { permissions, trust, boundary } = policies;

/** editor.ts says in JSON Schema what the refinement says here. */
export const rolePolicies = z
  .strictObject({
    permissions: z
      .union([permissions, z.array(permissions).min(1)])
      .optional()
      .register(
        ...doc(
          'The permissions policy, which is an inline policy of the role: what the role may do. A list for several, each with a `file` of its own.',
        ),
      ),
    trust: trust.optional(),
    boundary: boundary.optional(),
    managed: z
      .array(managedPolicy)
      .min(1)
      .optional()
      .register(...doc('Managed policies that are attached to the role, by ARN.')),
  })
  .refine((kinds) => Object.values(kinds).some(Boolean), {
    error: 'a role has at least one of `permissions`, `trust`, `boundary` and `managed`',
  })
  .register(
    ...doc(
      'The policies of the role by kind: at least one of `permissions`, `trust`, `boundary` and `managed`.',
      {
        title: 'Policies',
      },
    ),
  );

const provenText = z
  .strictObject({
    say: markdown().register(...prose('A paragraph.')),
    claim: textOrTexts('The `id` of a claim of this role.')
      .optional()
      .register(
        ...doc(
          'The claims that the paragraph rests on, by their `id`. Without them the build fails, so that the paragraph cannot outlive them.',
        ),
      ),
  })
  .register(...doc('A paragraph, and the claims that make it true.', { title: 'Proven text' }));

const QUOTAS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';

export const role = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9+=,.@_-]{1,64}$/, {
        error: 'an IAM role name has 1 to 64 letters, digits or +=,.@_-',
      })
      .regex(/^[^-]/, 'a name that begins with - would be an option of the commands on a page')
      .register(
        ...doc(
          `The name of the role in IAM, such as \`S3ReadOnlyMCPRole\`: 1 to 64 letters, digits or \`+=,.@_-\`, not beginning with \`-\`. [IAM quotas](${QUOTAS})`,
        ),
      ),
    path: z
      .string()
      .regex(/^\/(?:[!-~]{1,510}\/)?$/, {
        error: 'expected a path that begins and ends with /, such as /tools/',
      })
      .optional()
      .register(
        ...doc(`The path of the role in IAM, such as \`/tools/\`. [IAM quotas](${QUOTAS})`),
      ),
    tags: tags().optional(),
    maxSessionDuration: z
      .int({ error: 'expected a number of seconds, 3600 to 43200' })
      .min(3600, 'expected a number of seconds, 3600 to 43200')
      .max(43_200, 'expected a number of seconds, 3600 to 43200')
      .optional()
      .register(
        ...doc(
          'How long a session of the role may last at most, in seconds: 3600 to 43200. IAM’s default is 3600.',
        ),
      ),
    title: text().register(...doc('What people call the role: “S3 read-only”.')),
    summary: markdown()
      .optional()
      .register(...prose('One sentence for tables of roles.')),
    intro: markdown()
      .optional()
      .register(...prose('What the page says before the policy.')),
    meaning: z
      .union([markdown(), z.array(provenText).min(1)], {
        error: 'expected text, or a list of { say, claim }',
      })
      .optional()
      .register(
        ...prose(
          'What the policy means, after it; or a list of paragraphs, each with the claims that it rests on.',
        ),
      ),
    policies: rolePolicies,
    claims: z
      .array(claim)
      .default([])
      .register(
        ...doc(
          'What the role may and may not do. Each statement must be needed by one of them; a role without any is reported.',
        ),
      ),
    accepted: z
      .array(acceptedSpace)
      .default([])
      .register(
        ...doc('Access that no claim is about, accepted with a reason; else it is reported.'),
      ),
    stillUses: stillUses('policies'),
    requires: z
      .array(requirement)
      .default([])
      .register(
        ...doc(
          'What the code calls, which the role must allow. `permadocs check` names what is not granted, and both places.',
        ),
      ),
    fields: ownFields(),
    formerly: texts('A name that is no longer in use.')
      .default([])
      .register(
        ...doc(
          'Old names of the role or of its files. `permadocs lint` finds them on pages and names the new one.',
        ),
      ),
  })
  .register(...doc('An IAM role: its policies, its words, and what it may do.', { title: 'Role' }));
