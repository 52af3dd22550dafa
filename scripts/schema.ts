/** The shapes of data files and of permadocs.yaml: checked at load, printed as JSON Schemas. */
import { z } from 'zod';

import { Markdown } from './markdown.ts';

const text = () => z.string().trim().min(1, 'expected text, found nothing');
const markdown = () => text().transform((source) => new Markdown(source));
const url = () => z.string().regex(/^https:\/\/\S+$/, 'expected an https:// address');
const date = () =>
  z.iso.date({ error: 'expected a date written as "2026-03-24"' }).describe('A date, YYYY-MM-DD.');
const textOrTexts = () =>
  z.union([z.string(), z.array(z.string()).min(1)], {
    error: 'expected a string or a list of strings',
  });

/** Ids of people's own making: what markers and `use` refer to. */
const id = () =>
  z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, {
    error: 'an id is made of lower-case words joined by "-", such as s3-readonly',
  });
const actionId = () =>
  z.string().regex(/^[a-z0-9-]+:[A-Za-z0-9]+$/, {
    error: 'an action is written service:Name, such as s3:GetObject',
  });
const keyId = () =>
  z.string().regex(/^[a-zA-Z0-9.-]+:[A-Za-z0-9/._-]+$/, {
    error: 'a condition key is written prefix:Name, such as aws:ViaAWSMCPService',
  });
const fileName = () =>
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
    error: 'expected a plain file name, such as s3-readonly-permissions.json',
  });

const statement = z
  .strictObject({
    use: z
      .string()
      .optional()
      .describe('The id of a shared statement, instead of the elements below.'),
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']).optional(),
    Principal: z.union([z.string(), z.record(z.string(), textOrTexts())]).optional(),
    NotPrincipal: z.union([z.string(), z.record(z.string(), textOrTexts())]).optional(),
    Action: textOrTexts().optional(),
    NotAction: textOrTexts().optional(),
    Resource: textOrTexts().optional(),
    NotResource: textOrTexts().optional(),
    Condition: z
      .record(
        z.string(),
        z.record(
          z.string(),
          z.union(
            [
              z.string(),
              z.number(),
              z.boolean(),
              z.array(z.union([z.string(), z.number(), z.boolean()])),
            ],
            {
              error: 'expected a string or a list of strings',
            },
          ),
        ),
      )
      .optional(),
  })
  .describe('An IAM statement in IAM’s own spelling, or { use: id }.');

const policy = z
  .strictObject({
    file: fileName()
      .optional()
      .describe('The name under which readers save the policy. Default: <role>-<kind>.json.'),
    use: z.string().optional().describe('The id of a shared statement that is the whole policy.'),
    statements: z.array(statement).min(1).optional(),
    arn: z.string().optional().describe('Of a boundary: the ARN under which the policy exists.'),
  })
  .refine((value) => (value.use === undefined) !== (value.statements === undefined), {
    error: 'a policy has either `statements` or `use`',
  });

const contextValue = z.union([z.string(), z.array(z.string()), z.null()], {
  error: 'expected a string, a list of strings, or null for a key that is absent',
});
const context = z
  .record(z.string(), contextValue)
  .describe('Condition keys of a request; null states that the key is absent.');

const claim = z.strictObject({
  say: markdown().describe('The sentence, as pages print it.'),
  scenario: z
    .string()
    .optional()
    .describe('The id of a scenario: every context of it must give the expected decision.'),
  policy: z.enum(['permissions', 'trust']).default('permissions'),
  principal: z.string().optional().describe('Who asks, for a claim about the trust policy.'),
  requests: z
    .array(
      z.strictObject({
        action: textOrTexts(),
        resource: textOrTexts()
          .optional()
          .describe('ARNs; "*" (the default) for an action without a resource.'),
        context: context.optional(),
      }),
    )
    .min(1),
  alsoAttached: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('Shared statements attached to the role as a further policy.'),
  expect: z.enum(['allowed', 'explicitDeny', 'implicitDeny', 'denied']),
  by: z.string().optional().describe('The Sid of the statement that must decide.'),
});

const role = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9+=,.@_-]{1,64}$/, {
    error: 'an IAM role name has 1 to 64 letters, digits or +=,.@_-',
  }),
  title: text(),
  summary: markdown().optional().describe('One sentence for tables of roles.'),
  intro: markdown().optional().describe('What stands before the policy.'),
  meaning: markdown().optional().describe('What the policy means, after it.'),
  policies: z
    .strictObject({
      permissions: policy.optional(),
      trust: policy.optional(),
      boundary: policy.optional(),
    })
    .refine((policies) => Object.values(policies).some(Boolean), {
      error: 'a role has at least one of `permissions`, `trust` and `boundary`',
    })
    .describe('At least one of `permissions`, `trust` and `boundary`.'),
  claims: z.array(claim).default([]),
  formerly: z.array(z.string()).default([]).describe('Old names of the role or of its files.'),
});

const practice = z.strictObject({
  title: text(),
  body: markdown().optional(),
  statement: z.string().optional().describe('The id of a shared statement to show.'),
  compare: z
    .string()
    .optional()
    .describe('A twin of the statement; both stand in one truth table.'),
  key: z.string().optional().describe('The condition key of the truth table.'),
  after: markdown().optional().describe('What stands after the statement and its table.'),
});

const service = z.strictObject({
  title: text(),
  order: z
    .array(z.string())
    .default([])
    .describe(
      'Ids of its actions, condition keys and errors in the order of pages; others follow by id.',
    ),
  principal: z
    .string()
    .regex(/^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/, {
      error: 'expected a service principal, such as aws-mcp.amazonaws.com',
    })
    .optional()
    .describe('The service principal: the value of aws:CalledViaAWSMCP.'),
  signingName: z.string().optional().describe('The SigV4 signing name, where it matters.'),
  permissionModel: z
    .strictObject({
      effective: date().optional(),
      summary: markdown(),
      details: z.array(markdown()).default([]),
      source: url(),
    })
    .optional(),
  practices: z
    .array(practice)
    .default([])
    .describe('Security best practices, in the order of the page.'),
});

const action = z.strictObject({
  summary: markdown().describe('What the action is for.'),
  introduced: date().optional(),
  deprecated: date().optional(),
  removed: date().optional(),
  replacedBy: markdown().optional(),
  source: url().optional(),
  formerly: z.array(z.string()).default([]),
});

const conditionKey = z.strictObject({
  type: z
    .enum(['String', 'Bool', 'Numeric', 'Date', 'ARN', 'IPAddress', 'Binary'])
    .describe('As AWS types the key.'),
  multivalued: z.boolean().default(false),
  services: z
    .array(z.string())
    .default([])
    .describe('The services it is about; none for a key that concerns them all.'),
  present: markdown().describe('When the key is in the request context.'),
  purpose: markdown(),
  values: z.array(z.string()).default([]).describe('Known values.'),
  source: url(),
});

const cause = z.strictObject({
  denial: z.enum(['implicit', 'explicit', 'trust', 'other']).default('other'),
  title: text(),
  body: markdown(),
});

const error = z.strictObject({
  title: text().optional(),
  message: text().describe('As the service prints it.'),
  service: z.string(),
  role: z.string().optional(),
  action: z.string().optional().describe('The action that was refused.'),
  intro: markdown().optional(),
  causes: z.array(cause).default([]),
  checks: z.array(markdown()).default([]),
  command: text().optional().describe('A shell command that shows the cause.'),
  after: markdown().optional(),
});

/** One data file: any of these maps, merged with those of all other files. */
export const dataFileSchema = z.strictObject({
  services: z
    .record(
      z
        .string()
        .regex(/^[a-z0-9-]+$/, { error: 'a service id is its IAM prefix, such as aws-mcp' }),
      service,
    )
    .optional(),
  actions: z.record(actionId(), action).optional(),
  conditionKeys: z.record(keyId(), conditionKey).optional(),
  statements: z.record(id(), statement).optional(),
  roles: z.record(id(), role).optional(),
  errors: z.record(id(), error).optional(),
  scenarios: z
    .record(id(), z.array(context).min(1))
    .optional()
    .describe('Named sets of request contexts.'),
  placeholders: z
    .record(
      z.string().regex(/^<[A-Z][A-Z0-9_]*>$/, { error: 'a placeholder is written <LIKE_THIS>' }),
      z.string(),
    )
    .optional()
    .describe('What stands for each placeholder when a policy is validated or proven.'),
});

export type DataFile = z.output<typeof dataFileSchema>;
export type Kind = keyof DataFile;
export type EntryOf<K extends Kind> = NonNullable<DataFile[K]>[string];

/** In the order in which people read them. */
export const KINDS = Object.keys(dataFileSchema.shape) as readonly Kind[];

export type StatementData = z.output<typeof statement>;
export type PolicyData = z.output<typeof policy>;
export type PolicyKind = 'permissions' | 'trust' | 'boundary';

const globs = () => z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const severity = z.enum(['off', 'warning', 'error']);

/** permadocs.yaml; every default is in workspace.ts. */
export const configSchema = z.strictObject({
  data: globs().optional().describe('Globs of data files. Default: data/**/*.{yaml,yml}.'),
  templates: z
    .string()
    .optional()
    .describe('The folder of the workspace’s own sections. Default: templates.'),
  pages: globs().optional().describe('Globs of pages. Default: out/**/*.{md,mdx}.'),
  mdx: globs().optional().describe('Globs of .md pages that the site parses as MDX.'),
  frozen: globs()
    .optional()
    .describe('Globs of pages whose markers are checked but whose regions are never rendered.'),
  ignore: globs().optional().describe('Globs of files that are no pages and no data.'),
  asOf: date()
    .optional()
    .describe('The day whose facts the pages state. Unset: every recorded date is in force.'),
  placeholders: z
    .record(z.string().regex(/^<[A-Z][A-Z0-9_]*>$/), z.string())
    .optional()
    .describe('Placeholders, as in data files.'),
  lint: z
    .strictObject({ rules: z.record(z.string(), severity).optional() })
    .optional()
    .describe('Lint settings.'),
});

export type ConfigFile = z.output<typeof configSchema>;
