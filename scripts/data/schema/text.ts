/**
 * The smallest shapes: texts, lists of texts, addresses, dates and ids, each with its own message.
 */
import * as z from 'zod';

import { Markdown } from '../../markdown/markdown.ts';
import { WHOLE_PLACEHOLDER } from '../placeholder.ts';
import { doc } from './doc.ts';
import { mayName, refersTo } from './refers-to.ts';

/** In UTF-16 units. */
const LONGEST_TEXT = 20_000;
/** The Markdown parser takes quadratic time in the number of stars and underscores. */
const MOST_MARKS = 1000;

export const text = () =>
  z
    .string()
    .regex(/\S/, 'expected text, found nothing')
    .max(LONGEST_TEXT, `text must not exceed ${LONGEST_TEXT} characters; split it, or write a page`)
    .trim();
export const markdown = () =>
  text()
    .refine((source) => (source.match(/[*_]+/g)?.length ?? 0) <= MOST_MARKS, {
      error: `text must not have more than ${MOST_MARKS} emphasis marks`,
      abort: true,
    })
    .transform((source) => new Markdown(source));
export const url = () => z.string().regex(/^https:\/\/\S+$/, 'expected an https:// address');
export const date = () => z.iso.date({ error: 'expected a date written as "2026-03-24"' });

/** One text or several; `what` describes an item of the list for people. */
export const textOrTexts = (what: string, text = () => z.string()) =>
  z.union([text(), texts(what, text()).min(1)], {
    error: 'expected a string or a list of strings',
  });

/** Any number of texts. */
export const texts = (what: string, text = z.string()) => z.array(text.register(...doc(what)));

/** An action as policies and requests write it; the data has entries for only a few. */
export const anAction = () => z.string().register(...mayName('actions'));

/** The id of an entry of another kind. */
export const idOf = (...of: Parameters<typeof refersTo>) => z.string().register(...refersTo(...of));

/** Ids that people choose, which markers and `use` refer to. */
export const id = () =>
  z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, {
    error: 'an id consists of lowercase words joined by "-", such as s3-readonly',
  });
export const actionId = () =>
  z.string().regex(/^[a-z0-9-]+:[A-Za-z0-9]+$/, {
    error: 'an action is written service:Name, such as s3:GetObject',
  });
export const keyId = () =>
  z.string().regex(/^[a-zA-Z0-9.-]+:[A-Za-z0-9/._-]+$/, {
    error: 'a condition key is written prefix:Name, such as aws:ViaAWSMCPService',
  });
export const fileName = () =>
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
    error: 'expected a plain file name, such as s3-readonly-permissions.json',
  });
export const placeholder = () =>
  z.string().regex(WHOLE_PLACEHOLDER, { error: 'a placeholder is written <LIKE_THIS>' });
