/** The values of a workspace's own fields as templates print them. */
import type { OwnFields } from '../data/schema/own-fields.ts';
import { Markdown } from '../markdown/markdown.ts';
import type { OwnValues } from './fields.ts';

type Declared = OwnFields[keyof OwnFields];

/** Texts that are declared as Markdown become Markdown. */
export function ownValues(values: OwnValues, declared: Declared): OwnValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && declared?.[name]?.type === 'markdown'
        ? new Markdown(value)
        : value,
    ]),
  );
}
