/** Errors as services print them, with their causes: the content of troubleshooting pages. */
import * as z from 'zod';

import { doc, prose } from './doc.ts';
import { ownFields } from './own-fields.ts';
import { anAction, idOf, markdown, text } from './text.ts';

const cause = z
  .strictObject({
    denial: z
      .enum(['implicit', 'explicit', 'trust', 'other'])
      .default('other')
      .register(
        ...doc('What refused the request. Default: `other`.', {
          enumDescriptions: [
            'No policy allows the request.',
            'A policy denies it.',
            'The trust policy of the role does not admit the caller.',
            'Something other than a policy.',
          ],
        }),
      ),
    title: text().register(...doc('The cause in a few words.')),
    body: markdown().register(...prose('How to recognize and fix the cause.')),
  })
  .register(...doc('One reason for the error.', { title: 'Cause' }));

export const error = z
  .strictObject({
    title: text()
      .optional()
      .register(...doc('The heading of the error. Default: its message.')),
    message: text().register(...doc('The message, as the service prints it.')),
    service: idOf('services').register(
      ...doc('The id of the service whose troubleshooting page lists it.'),
    ),
    role: idOf('roles')
      .optional()
      .register(...doc('The id of the role that runs into the error.')),
    action: anAction()
      .optional()
      .register(...doc('The action that was refused, such as `s3:ListBucket`.')),
    intro: markdown()
      .optional()
      .register(...prose('What happened, printed before the causes.')),
    causes: z
      .array(cause)
      .default([])
      .register(...doc('Possible causes, most likely first.')),
    checks: z
      .array(markdown().register(...prose('One thing to check.')))
      .default([])
      .register(...doc('What to check, in order.')),
    command: text()
      .optional()
      .register(...doc('A shell command that reveals the cause; use `|` for several lines.')),
    after: markdown()
      .optional()
      .register(...prose('Text after everything else.')),
    fields: ownFields(),
  })
  .register(...doc('An error that readers run into.', { title: 'Error' }));
