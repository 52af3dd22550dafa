/** The schema of permadocs.yaml. All defaults are in defaults.ts. */
import * as z from 'zod';

import type { Code } from '../../problems/codes.ts';
import { doc } from './doc.ts';
import { declaredFields } from './own-fields.ts';
import { TABS } from './tabs.ts';
import { date, placeholder, texts } from './text.ts';

const globs = () =>
  z
    .union([
      z.string(),
      texts(
        'A glob relative to the root: `*` within a folder, `**` across folders, `{md,mdx}` for alternatives.',
      ),
    ])
    .transform((value) => [value].flat());

/** editor.ts lists the codes and families. */
export const ruleName = z
  .string()
  .register(
    ...doc(
      'A problem code (`lint/drift`) or a family of codes (`iam/*`); `permadocs list codes` lists them.',
    ),
  );

const severity = () =>
  z.enum(['off', 'warning', 'error']).register(
    ...doc('How the findings are reported.', {
      enumDescriptions: [
        'Not reported.',
        'Printed; the exit code stays 0 unless `--max-warnings` says otherwise.',
        'Printed; the exit code is 1.',
      ],
    }),
  );

/** What is asked of claims that hold; one that does not is always an error. */
const CLAIM_CODES = [
  'claim/none',
  'claim/unclaimed-access',
  'claim/unnoticed-change',
  'claim/unproven-statement',
  'claim/open-trust',
  'claim/grants-nothing',
  'requires/conditional',
  'requires/unasked',
] as const satisfies Code[];

const severities = Object.fromEntries(
  CLAIM_CODES.map((code) => [code, severity().optional()]),
) as Record<(typeof CLAIM_CODES)[number], z.ZodOptional<ReturnType<typeof severity>>>;

const rules = z
  .record(ruleName, severity())
  .optional()
  .register(
    ...doc(
      'Severities by problem code or family; the most specific line wins. `permadocs explain CODE` describes a code.',
      { examples: [{ 'lint/drift': 'off', 'iam/*': 'warning' }] },
    ),
  );

export const configSchema = z.strictObject({
  data: globs()
    .optional()
    .register(...doc('Globs of data files. Default: `data/**/*.{yaml,yml}`.')),
  templates: z
    .string()
    .optional()
    .register(
      ...doc(
        'The folder of the workspace’s own sections, which are Handlebars templates. Default: `templates`.',
      ),
    ),
  pages: globs()
    .optional()
    .register(
      ...doc('Globs of the pages whose regions are built. Default: `out/**/*.{md,mdx}`.', {
        examples: [['docs/**/*.{md,mdx}']],
      }),
    ),
  mdx: globs()
    .optional()
    .register(
      ...doc(
        'Globs of `.md` pages that the site parses as MDX, as Docusaurus does by default; their markers are `{/* … */}`.',
      ),
    ),
  frozen: globs()
    .optional()
    .register(
      ...doc(
        'Globs of pages whose markers are checked but whose regions are never rendered, such as `versioned_docs/**`.',
      ),
    ),
  ignore: globs()
    .optional()
    .register(
      ...doc('Globs of files that are neither pages nor data. `node_modules` is always ignored.'),
    ),
  asOf: date()
    .optional()
    .register(
      ...doc(
        'The date as of which the pages are written, such as `2026-06-01`. If it is not set, every recorded date is in force.',
      ),
    ),
  placeholders: z
    .record(
      placeholder().register(...doc('A placeholder, written `<LIKE_THIS>`.')),
      z.string().register(...doc('An example value. Quote account ids.')),
    )
    .optional()
    .register(
      ...doc(
        'Example values that replace placeholders when a policy is validated or proven, as in data files.',
        { examples: [{ '<YOUR_AWS_ACCOUNT_ID>': '111122223333' }] },
      ),
    ),
  claims: z
    .strictObject({
      ...severities,
      strictManaged: z
        .boolean()
        .optional()
        .register(
          ...doc(
            'Whether claims about the permissions of a role are unknown while it has a managed policy without a `document`. Default: `false`; they are judged for the policies that are written out.',
          ),
        ),
    })
    .optional()
    .register(
      ...doc(
        'Severities of what is asked of claims that hold, by problem code. A claim that does not hold is always an error.',
        { title: 'Claims', examples: [{ 'claim/unnoticed-change': 'error' }] },
      ),
    ),
  fields: declaredFields
    .optional()
    .register(
      ...doc(
        'Fields of your own, by kind of entry and name. Entries fill them in under `fields`; templates print them, such as `{{role.fields.owner}}`.',
        { examples: [{ roles: { owner: { type: 'text', description: 'Who answers for it.' } } }] },
      ),
    ),
  tabs: z
    .enum(TABS)
    .optional()
    .register(
      ...doc(
        'How the site writes tabs, for policies that are shown in several forms. Default: `headings`, which are no tabs: the forms follow each other.',
        {
          enumDescriptions: [
            'No tabs: each form under its name in bold.',
            '`<Tabs>` and `<TabItem>`, which the page imports from `@theme/Tabs` and `@theme/TabItem`.',
            '`<Tabs>` and `<TabItem>`, which the page imports from `@astrojs/starlight/components`.',
            '`<Tabs>`, which the page imports from `nextra/components`.',
            'Material for MkDocs: `=== "Terraform"`.',
          ],
        },
      ),
    ),
  lint: z
    .strictObject({ rules })
    .optional()
    .register(...doc('Settings of `permadocs lint`.', { title: 'Lint' })),
});

export type ConfigFile = z.output<typeof configSchema>;
