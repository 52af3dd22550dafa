/** Services, their actions, and condition keys: what AWS documents, with sources. */
import * as z from 'zod';

import { doc, prose } from './doc.ts';
import { ownFields } from './own-fields.ts';
import { fact } from './space.ts';
import { date, idOf, markdown, text, texts, url } from './text.ts';

const SOURCE = 'The AWS page that documents it, an `https://` address.';
const DAY = 'A date, quoted or not: `2026-03-24`.';

const practice = z
  .strictObject({
    title: text().register(...doc('The heading of the practice.')),
    body: markdown()
      .optional()
      .register(...prose('What to do and why, before the statement.')),
    statement: idOf('statements')
      .optional()
      .register(...doc('The id of a shared statement to show.')),
    compare: idOf('statements')
      .optional()
      .register(
        ...doc('The id of a statement to compare with; with `key`, one truth table shows both.'),
      ),
    key: idOf('conditionKeys')
      .optional()
      .register(
        ...doc(
          'The condition key of the truth table, which shows whether the statement applies for each state of the key.',
        ),
      ),
    after: markdown()
      .optional()
      .register(...prose('Text after the statement and its table.')),
  })
  .register(...doc('One security best practice.', { title: 'Practice' }));

const permissionModel = z
  .strictObject({
    effective: date()
      .optional()
      .register(...doc(`The date since which the model applies. ${DAY}`)),
    summary: markdown().register(...prose('How the service authorizes a request, in a paragraph.')),
    details: z
      .array(markdown().register(...prose('A paragraph.')))
      .default([])
      .register(...doc('Further paragraphs.')),
    source: url().register(...doc(SOURCE)),
  })
  .register(...doc('How the service authorizes requests.', { title: 'Permission model' }));

export const service = z
  .strictObject({
    title: text().register(...doc('The name of the service, as pages print it.')),
    order: texts(
      'The id of an action, a condition key or an error.',
      idOf('errors', ['actions', 'conditionKeys']),
    )
      .default([])
      .register(
        ...doc(
          'Ids of the service’s actions, condition keys and errors in the order of the pages; others follow, sorted by id.',
        ),
      ),
    principal: z
      .string()
      .regex(/^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/, {
        error: 'expected a service principal, such as aws-mcp.amazonaws.com',
      })
      .optional()
      .register(
        ...doc(
          'The service principal, such as `aws-mcp.amazonaws.com`: the value of `aws:CalledViaAWSMCP`.',
        ),
      ),
    signingName: z
      .string()
      .optional()
      .register(...doc('The name under which requests are signed (SigV4), if it matters.')),
    permissionModel: permissionModel
      .optional()
      .register(...doc('How the service authorizes requests, and since when.')),
    practices: z
      .array(practice)
      .default([])
      .register(...doc('Security best practices, in the order of the page.')),
    fields: ownFields(),
  })
  .register(...doc('A service that pages write about.', { title: 'Service' }));

export const action = z
  .strictObject({
    summary: markdown().register(...prose('What the action is for.')),
    introduced: date()
      .optional()
      .register(...doc(`The date since which the action exists. ${DAY}`)),
    deprecated: date()
      .optional()
      .register(...doc(`The date since which the action should no longer be used. ${DAY}`)),
    removed: date()
      .optional()
      .register(
        ...doc(
          `The date since which the action no longer exists. A policy that uses it is an error, and \`permadocs lint\` finds it on pages. ${DAY}`,
        ),
      ),
    replacedBy: markdown()
      .optional()
      .register(...prose('What to use instead of a removed action.')),
    source: url()
      .optional()
      .register(...doc(SOURCE)),
    formerly: texts('A former name of the action.')
      .default([])
      .register(...doc('Former names of the action.')),
    fields: ownFields(),
  })
  .register(
    ...doc('An action: adds to what is known about AWS, and records what has changed.', {
      title: 'Action',
      examples: [{ summary: 'Connect to the server.', removed: '2026-03-24' }],
    }),
  );

const TYPES =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html';
const MULTIVALUED =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html';

export const conditionKey = z
  .strictObject({
    type: z
      .enum(['String', 'Bool', 'Numeric', 'Date', 'ARN', 'IPAddress', 'Binary'])
      .register(
        ...doc(
          `The type of the key according to AWS; operators must match it. [IAM User Guide](${TYPES})`,
        ),
      ),
    multivalued: z
      .boolean()
      .default(false)
      .register(
        ...doc(
          `Whether a request may have several values for the key; policies then need \`ForAllValues:\` or \`ForAnyValue:\`. Default: \`false\`. [IAM User Guide](${MULTIVALUED})`,
        ),
      ),
    services: texts('The id of a service.', idOf('services'))
      .default([])
      .register(...doc('Ids of the services that the key applies to; empty if it applies to all.')),
    present: markdown().register(...prose('When the key is in the request context.')),
    purpose: markdown().register(...prose('What the key is for.')),
    values: texts('A value. Quote `true`, `false` and numbers.')
      .default([])
      .register(...doc('Known values.')),
    facts: z
      .array(fact)
      .default([])
      .register(
        ...doc(
          'When the key can be present at all. Proofs about all requests leave out contexts that cannot occur.',
        ),
      ),
    source: url().register(...doc(SOURCE)),
    fields: ownFields(),
  })
  .register(
    ...doc('A condition key: its type, and when it is present.', { title: 'Condition key' }),
  );
