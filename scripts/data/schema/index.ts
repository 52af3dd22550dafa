/** The shapes of data files, checked when they are loaded and published as JSON Schemas. */
import * as z from 'zod';

import { cedar } from './cedar.ts';
import { doc } from './doc.ts';
import { error } from './error.ts';
import type { Kind } from './kinds.ts';
import { policyEntry } from './policy.ts';
import { role } from './role.ts';
import { action, conditionKey, service } from './service.ts';
import { sharedStatement } from './statement.ts';
import { actionId, id, keyId, placeholder } from './text.ts';
import { scenario } from './scenario.ts';

const ID = 'An id of your choice: lowercase words joined by `-`, such as `s3-readonly`.';
const named = () => id().register(...doc(ID));

/** A data file: any of these maps, merged with those of all other files. */
export const dataFileSchema = z.strictObject({
  services: z
    .record(
      z
        .string()
        .regex(/^[a-z0-9-]+$/, { error: 'a service id is its IAM prefix, such as aws-mcp' })
        .register(...doc('The IAM prefix of the service, such as `aws-mcp`.')),
      service,
    )
    .optional()
    .register(...doc('Services that pages write about, by their IAM prefix.')),
  actions: z
    .record(actionId().register(...doc('An action, such as `s3:GetObject`.')), action)
    .optional()
    .register(
      ...doc(
        'Actions, by `service:Name`: what they are for, and when they were introduced or removed.',
      ),
    ),
  conditionKeys: z
    .record(
      keyId().register(...doc('A condition key, such as `aws:ViaAWSMCPService`.')),
      conditionKey,
    )
    .optional()
    .register(...doc('Condition keys, by `prefix:Name`: their types, and when they are present.')),
  statements: z
    .record(named(), sharedStatement)
    .optional()
    .register(...doc('Shared statements, by id: written once, referred to with `use: id`.')),
  roles: z
    .record(named(), role)
    .optional()
    .register(...doc('IAM roles, by id: policies, descriptions and claims.')),
  policies: z
    .record(named(), policyEntry)
    .optional()
    .register(
      ...doc(
        'Policies that no role holds, by id: of buckets, keys, queues, topics and secrets, of organizations, sessions and endpoints.',
      ),
    ),
  cedar: z
    .record(named(), cedar)
    .optional()
    .register(...doc('Sets of Cedar policies, by id: their policies, entities and claims.')),
  errors: z
    .record(named(), error)
    .optional()
    .register(...doc('Errors for troubleshooting pages, by id.')),
  scenarios: z
    .record(named(), scenario)
    .optional()
    .register(...doc('Named sets of request contexts, by id, for the `scenario` of claims.')),
  placeholders: z
    .record(
      placeholder().register(...doc('A placeholder, written `<LIKE_THIS>`.')),
      z.string().register(...doc('An example value, never shown on a page. Quote account ids.')),
    )
    .optional()
    .register(
      ...doc('Example values that replace placeholders when a policy is validated or proven.', {
        examples: [{ '<YOUR_AWS_ACCOUNT_ID>': '111122223333' }],
      }),
    ),
} satisfies Record<Kind, z.ZodType>);

type DataFile = z.output<typeof dataFileSchema>;
export type EntryOf<K extends Kind> = NonNullable<DataFile[K]>[string];

export { type Kind, KIND_WORDS, KINDS } from './kinds.ts';
export { OWN_POLICY_KINDS, type OwnPolicyKind } from './policy.ts';
export {
  type PolicyData,
  type PolicyPart,
  ROLE_POLICY_KINDS,
  type RolePolicyKind,
  type StatementData,
} from './statement.ts';

export type { RequirementData, SameAsData, ValuesData } from './source.ts';

/** What a role may or may not do, with the requests that demonstrate it. */
export type Claim = EntryOf<'roles' | 'policies'>['claims'][number];

/** What a set of Cedar policies decides, with the requests that show it. */
export type CedarClaim = EntryOf<'cedar'>['claims'][number];

/** Requests that a claim is about, as written. */
export type SpaceData = NonNullable<Claim['every']>;
