/** Checks the fields that entries fill in against those that permadocs.yaml declares. */
import * as z from 'zod';

import type { Catalog, Entry } from '../catalog.ts';
import { placeIn } from '../catalog.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { type Problem, problemAt } from '../../problems/problem.ts';
import { Markdown } from '../../markdown/markdown.ts';
import {
  type FieldDeclaration,
  FIELDED,
  type Fielded,
  type OwnFields,
} from '../schema/own-fields.ts';
import { date, markdown, text } from '../schema/text.ts';
import { keyRangeOf } from '../yaml-places.ts';
import { linkProblem } from './links.ts';

type Declared = Readonly<Record<string, FieldDeclaration>>;

const VALUES: Readonly<Record<FieldDeclaration['type'], z.ZodType>> = {
  text: text(),
  markdown: markdown(),
  code: text(),
  date: date(),
  integer: z.number({ error: 'expected a whole number' }).int('expected a whole number'),
  boolean: z.boolean({ error: 'expected true or false' }),
  'text[]': z.array(text(), { error: 'expected a list of texts' }),
  'code[]': z.array(text(), { error: 'expected a list of texts' }),
};

export function checkOwnFields(
  catalog: Catalog,
  fields: OwnFields,
  exists: (path: string) => boolean,
): Problem[] {
  return FIELDED.flatMap((kind) =>
    (catalog.all(kind) as readonly Entry<Fielded>[]).flatMap((entry) => [
      ...undeclared(entry, fields[kind] ?? {}),
      ...missing(entry, fields[kind] ?? {}),
      ...mistyped(entry, fields[kind] ?? {}, exists),
    ]),
  );
}

function undeclared({ kind, id, file, value }: Entry<Fielded>, declared: Declared): Problem[] {
  return Object.keys(value.fields)
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) =>
      problemAt('data/unknown-field', file.source, keyRangeOf(file, [kind, id, 'fields', name]), {
        message: `permadocs.yaml declares no field \`${name}\` for ${kind}`,
        hint:
          didYouMean(name, Object.keys(declared)) ??
          `declare it in permadocs.yaml: fields: { ${kind}: { ${name}: { type: text } } }`,
      }),
    );
}

function missing({ kind, id, file, value }: Entry<Fielded>, declared: Declared): Problem[] {
  return Object.entries(declared)
    .filter(([name, { optional }]) => !optional && !Object.hasOwn(value.fields, name))
    .map(([name, { description }]) =>
      problemAt('data/missing-field', file.source, keyRangeOf(file, [kind, id]), {
        message: `\`${id}\` has no field \`${name}\`, which permadocs.yaml asks of all ${kind}`,
        hint: `add fields: { ${name}: … }${description === undefined ? '' : ` (${description})`}, or declare it \`optional\``,
      }),
    );
}

function mistyped(
  entry: Entry<Fielded>,
  declared: Declared,
  exists: (path: string) => boolean,
): Problem[] {
  return Object.entries(entry.value.fields).flatMap(([name, value]) => {
    const declaration = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (!declaration) return [];
    const place = placeIn(entry, ['fields', name]);
    const at = (code: 'data/invalid' | 'data/bad-link', message: string, hint?: string): Problem =>
      problemAt(code, entry.file.source, place, { message, hint });
    const read = VALUES[declaration.type].safeParse(value);
    const { oneOf } = declaration;
    if (!read.success)
      return [at('data/invalid', `\`${name}\`: ${read.error.issues[0]?.message ?? 'not valid'}`)];
    const wrong = oneOf && [value].flat().find((one) => !oneOf.includes(String(one)));
    if (oneOf && wrong !== undefined) {
      const message = `\`${name}\` must be one of ${oneOf.join(', ')}, not ${String(wrong)}`;
      return [at('data/invalid', message, didYouMean(String(wrong), oneOf))];
    }
    const links = read.data instanceof Markdown ? read.data.links() : [];
    return links.flatMap((link) => {
      const words = linkProblem(link, exists);
      return words ? [at('data/bad-link', words.message, words.hint)] : [];
    });
  });
}
