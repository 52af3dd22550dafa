/** Sets of Cedar policies: their policies, the model that they are written for, and claims. */
import * as z from 'zod';

import { doc, prose } from './doc.ts';
import { id, markdown, text } from './text.ts';

const POLICY = 'One Cedar policy, ending with a semicolon; use `|` for several lines.';
const policyText = () => text().register(...doc(POLICY));

const policy = z
  .union(
    [
      policyText(),
      z
        .strictObject({
          id: id()
            .optional()
            .register(...doc('An id, for `by` in claims. Default: `policy-1`, `policy-2`, …')),
          policy: policyText(),
          say: markdown()
            .optional()
            .register(...prose('What the policy is for.')),
        })
        .register(...doc('A policy with its id and its purpose.', { title: 'Cedar policy' })),
    ],
    { error: 'expected the text of a policy, or { id, policy, say }' },
  )
  .register(...doc('A policy: its text, or its text with an id and a purpose.'));

const uid = (what: string) => z.string().register(...doc(what));
const ENTITY = 'An entity, such as `Tool::"search"`.';

/** JSON as Cedar reads it; `{ __entity: … }` and `{ __extn: … }` are its own. */
const values = (key: string) =>
  z
    .record(
      z.string().register(...doc(key)),
      z.unknown().register(...doc('A value: text, number, true or false, list or map.')),
    )
    .register(...doc('Values as Cedar reads JSON.'));

const entity = (what: string) =>
  z
    .union(
      [
        uid(what),
        z
          .strictObject({
            entity: uid(what),
            attributes: values('The name of an attribute.')
              .default({})
              .register(...doc('Attributes of the entity, beside those that the model gives it.')),
            in: z
              .array(uid(ENTITY))
              .default([])
              .register(...doc('The entities that it is in, such as `THVGroup::"admins"`.')),
          })
          .register(...doc(what, { title: 'Entity' })),
      ],
      { error: 'expected an entity such as Tool::"search", or { entity, attributes, in }' },
    )
    .register(...doc(what));

const request = z
  .strictObject({
    principal: entity('Who asks, such as `Client::"alice"`; for ToolHive `alice` will do.'),
    action: uid('What is asked for: `Action::"call_tool"`, or `call_tool`.'),
    resource: entity('On what, such as `Tool::"search"`.'),
    context: values('The name of an attribute of the context.')
      .default({})
      .register(
        ...doc(
          'The context of the request. For ToolHive, `claim_…` are on the principal as well, and `arg_…` on the resource, and the other way round.',
        ),
      ),
  })
  .register(
    ...doc('A request that must be decided as expected.', {
      title: 'Request',
      examples: [
        {
          principal: 'alice',
          action: 'call_tool',
          resource: 'Tool::"search"',
          context: { claim_roles: ['reader'] },
        },
      ],
    }),
  );

const DECISIONS = {
  allowed: 'A permit applies, and no forbid does.',
  explicitDeny: 'A forbid applies.',
  implicitDeny: 'Nothing applies: neither a permit nor a forbid.',
  denied: 'Refused, explicitly or implicitly.',
} as const;

/** Cedar’s prover is not part of its engine. */
const testedOnly = () =>
  z
    .unknown()
    .refine((value) => value === undefined, {
      error: 'claims about Cedar policies are tested, not proven: write `requests` instead',
    })
    .optional()
    .register(...doc('Not for Cedar: its policies are tested with `requests`, not proven.'));

const claim = z
  .strictObject({
    say: markdown().register(...prose('The claim in a sentence, as pages print it.')),
    requests: z
      .array(request)
      .min(1)
      .register(...doc('The requests that are tried; each must be decided as expected.')),
    every: testedOnly(),
    only: testedOnly(),
    within: testedOnly(),
    expect: z.enum(Object.keys(DECISIONS) as (keyof typeof DECISIONS)[]).register(
      ...doc('The decision that every request must get. Cedar’s engine decides.', {
        enumDescriptions: Object.values(DECISIONS),
      }),
    ),
    by: id()
      .optional()
      .register(...doc('The id of the policy that must decide.')),
  })
  .register(
    ...doc('What the policies decide. The build fails when it does not hold.', {
      title: 'Cedar claim',
    }),
  );

/** Keys of a configuration that the set itself fills. */
const PRINTED = ['policies', 'entities_json', 'entitiesJson', 'type', 'inline'];

export const cedar = z
  .strictObject({
    title: text().register(...doc('What people call the policies: “Read-only tools”.')),
    intro: markdown()
      .optional()
      .register(...prose('What the policies are for.')),
    model: z
      .enum(['toolhive', 'schema'])
      .default('toolhive')
      .register(
        ...doc('What the policies are written for. Default: `toolhive`.', {
          enumDescriptions: [
            'ToolHive: its entity types, actions and attributes. A policy that errors refuses the request.',
            'The Cedar schema in `schema`.',
          ],
        }),
      ),
    schema: text()
      .optional()
      .register(...doc('A Cedar schema, with `model: schema`; use `|` for several lines.')),
    numbers: z
      .enum(['long', 'decimal'])
      .optional()
      .register(
        ...doc(
          'What your ToolHive makes of whole numbers in tokens and arguments. Default: claims must hold either way.',
          {
            enumDescriptions: [
              'Long, as its documentation says.',
              'Decimals, as its code makes of the numbers in JSON: `5` becomes `decimal("5.0")`.',
            ],
          },
        ),
      ),
    policies: z
      .array(policy)
      .min(1)
      .register(...doc('The policies. Cedar reads them in no order.')),
    entities: z
      .array(values('`uid`, `attrs`, `parents` or `tags`.'))
      .default([])
      .register(
        ...doc(
          'Entities that are loaded beside the policies, as Cedar’s JSON: `{ uid: { type, id }, attrs, parents, tags }`.',
        ),
      ),
    configuration: values('A key of the configuration.')
      .default({})
      .register(
        ...doc(
          'More keys of ToolHive’s `cedar` configuration, such as `group_claim_name`, for the sections that print it.',
        ),
      ),
    claims: z
      .array(claim)
      .default([])
      .register(
        ...doc(
          'What the policies decide. The loss of each policy must break one of them, and no policy may error on a request.',
        ),
      ),
  })
  .superRefine(({ configuration }, { addIssue }) => {
    for (const key of Object.keys(configuration))
      if (PRINTED.includes(key))
        addIssue({
          code: 'custom',
          message: `expected no \`${key}\`, which is printed from the policies and entities of the set`,
          path: ['configuration', key],
        });
  })
  .refine(({ model, schema }) => (model === 'schema') === (schema !== undefined), {
    error: '`schema` goes with `model: schema`, and needs it',
    path: ['schema'],
  })
  .refine(({ model, numbers }) => model === 'toolhive' || numbers === undefined, {
    error: '`numbers` goes with `model: toolhive`; with a schema, numbers are what it says',
    path: ['numbers'],
  })
  .register(...doc('A set of Cedar policies, and what it decides.', { title: 'Cedar policies' }));
