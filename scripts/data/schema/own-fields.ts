/** Fields that a workspace adds to the data: declared in permadocs.yaml, filled in by entries. */
import * as z from 'zod';

import { doc } from './doc.ts';
import { text } from './text.ts';

/** The kinds of entries that can have them. */
export const FIELDED = [
  'services',
  'actions',
  'conditionKeys',
  'roles',
  'policies',
  'errors',
] as const;
export type Fielded = (typeof FIELDED)[number];

const FIELD_TYPES = [
  'text',
  'markdown',
  'code',
  'date',
  'integer',
  'boolean',
  'text[]',
  'code[]',
] as const;

const fieldName = () =>
  z.string().regex(/^[a-z][a-zA-Z0-9]*$/, {
    error: 'the name of a field begins with a lowercase letter; letters and digits follow',
  });

const declaration = z
  .strictObject({
    type: z.enum(FIELD_TYPES).register(
      ...doc('The type of the field, which decides how templates print it.', {
        enumDescriptions: [
          'Plain text.',
          'Text with `code`, emphasis and links.',
          'Text that is printed as code.',
          'A date such as `2026-03-24`.',
          'A whole number.',
          '`true` or `false`.',
          'A list of plain texts.',
          'A list of texts that are printed as code.',
        ],
      }),
    ),
    description: text()
      .optional()
      .register(...doc('What the field holds, for people and for `permadocs list fields`.')),
    optional: z
      .boolean()
      .default(false)
      .register(...doc('Whether an entry may lack the field. Default: `false`.')),
    oneOf: z
      .array(z.string().register(...doc('A text that the field may have.')))
      .min(1)
      .optional()
      .register(...doc('The values that a text may have.')),
  })
  .register(...doc('A field that entries of this kind have.', { title: 'Field' }));

export type FieldDeclaration = z.output<typeof declaration>;

/** The fields that permadocs.yaml declares, by the kind of entry that has them. */
export type OwnFields = Readonly<
  Partial<Record<Fielded, Readonly<Record<string, FieldDeclaration>>>>
>;

/** `fields` of permadocs.yaml. */
export const declaredFields = z.partialRecord(
  z.enum(FIELDED).register(...doc('A kind of entry.')),
  z
    .record(fieldName().register(...doc('The name of a field.')), declaration)
    .register(...doc('The fields of this kind of entry, by name.')),
);

/** `fields` of an entry. Their types are checked once permadocs.yaml is known. */
export const ownFields = () =>
  z
    .record(
      fieldName().register(...doc('The name of a field that permadocs.yaml declares.')),
      z
        .union(
          [
            text(),
            z.number(),
            z.boolean(),
            z.array(text().register(...doc('A text of the list.'))),
          ],
          { error: 'expected text, a number, true or false, or a list of texts' },
        )
        .register(...doc('The value of the field.')),
    )
    .default({})
    .register(
      ...doc('Your own fields, which `fields` in permadocs.yaml declares; templates print them.'),
    );
