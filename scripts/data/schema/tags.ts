/** Tags of roles and policies, as IAM and AWS Organizations take them. */
import * as z from 'zod';

import { doc } from './doc.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
const LETTERS = /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u;

export const tags = () =>
  z
    .record(
      z
        .string()
        .min(1, 'the key of a tag has 1 to 128 characters')
        .max(128, 'the key of a tag has 1 to 128 characters')
        .regex(LETTERS, { error: 'the key of a tag has letters, digits, spaces and _.:/=+@-' })
        .regex(/^(?!aws:)/i, { error: 'keys of tags that begin with aws: are reserved' })
        .register(...doc('The key of a tag.')),
      z
        .string()
        .max(256, 'the value of a tag has at most 256 characters')
        .regex(LETTERS, { error: 'the value of a tag has letters, digits, spaces and _.:/=+@-' })
        .register(...doc('The value of the tag. Quote numbers, true and false.')),
    )
    .register(...doc('Tags, by key. Commands set them.', { examples: [{ team: 'docs' }] }));
