/** Errors as services print them, with their causes: what troubleshooting pages are made of. */
import * as z from 'zod';

import { doc, prose } from './doc.ts';
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
            'Something else than a policy.',
          ],
        }),
      ),
    title: text().register(...doc('The cause in a few words.')),
    body: markdown().register(...prose('How to recognise the cause, and the remedy.')),
  })
  .register(...doc('One reason for the error.', { title: 'Cause' }));

export const error = z
  .strictObject({
    title: text()
      .optional()
      .register(...doc('The heading of the error. Default: its message.')),
    message: text().register(...doc('The message, as the service prints it.')),
    service: idOf('services').register(
      ...doc('The id of the service whose troubleshooting has it.'),
    ),
    role: idOf('roles')
      .optional()
      .register(...doc('The id of the role that meets the error.')),
    action: anAction()
      .optional()
      .register(...doc('The action that was refused, such as `s3:ListBucket`.')),
    intro: markdown()
      .optional()
      .register(...prose('What has happened, before the causes.')),
    causes: z
      .array(cause)
      .default([])
      .register(...doc('Possible causes, the likeliest first.')),
    checks: z
      .array(markdown().register(...prose('One thing to check.')))
      .default([])
      .register(...doc('What to check, in this order.')),
    command: text()
      .optional()
      .register(...doc('A shell command that shows the cause; several lines with `|`.')),
    after: markdown()
      .optional()
      .register(...prose('What stands after everything else.')),
  })
  .register(...doc('An error that readers meet.', { title: 'Error' }));
