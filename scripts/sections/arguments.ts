/** Checks the arguments of a marker against the parameters of its section. */
import type { Catalog } from '../data/catalog.ts';
import type { Code } from '../problems/codes.ts';
import type { ProblemWords } from '../problems/problem.ts';
import type { EntityType } from './field.ts';
import { ENTITIES } from './shapes.ts';
import { entityOf, type Param, type Section, valuesIn } from './template.ts';
import { didYouMean } from '../problems/did-you-mean.ts';

/** Arguments that match the parameters of a section, with defaults filled in. */
export type Arguments = ReadonlyMap<string, string | number>;

/**
 * Checks the arguments of a marker. Everything wrong with them is in `problems`; the rest is in
 * `args`.
 */
export function checkArguments(
  section: Section,
  written: Readonly<Record<string, string>>,
  catalog: Catalog,
): { args: Arguments; problems: { code: Code; words: ProblemWords }[] } {
  const checked = new Map<string, string | number>();
  const problems: { code: Code; words: ProblemWords }[] = [];
  const args = withNewNames(section, written);
  for (const name of Object.keys(args)) {
    if (Object.hasOwn(section.params, name)) continue;
    const names = Object.keys(section.params);
    problems.push({
      code: 'marker/unknown-parameter',
      words: {
        message: `${section.name} takes no parameter \`${name}\``,
        hint:
          didYouMean(name, names) ??
          (names.length > 0 ? `it takes: ${names.join(', ')}` : 'it takes no parameters'),
      },
    });
  }
  for (const [name, param] of Object.entries(section.params)) {
    const given = Object.hasOwn(args, name) ? args[name] : undefined;
    if (given === undefined) {
      if (param.default !== undefined) checked.set(name, param.default);
      else if (!param.optional) {
        problems.push({
          code: 'marker/missing-parameter',
          words: {
            message: `${section.name} needs the parameter \`${name}\``,
            hint: `add ${name}="…"${choices(param, catalog)}`,
          },
        });
      }
      continue;
    }
    const value = checkValue(name, param, given, catalog);
    if (typeof value === 'object') problems.push({ code: 'marker/bad-parameter', words: value });
    else checked.set(name, value);
  }
  return { args: checked, problems };
}

/** A parameter by its old name is taken for the new one, unless the marker has both. */
function withNewNames(
  { params }: Section,
  written: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const given = new Map(Object.entries(written));
  for (const [name, { formerly }] of Object.entries(params)) {
    if (formerly === undefined || given.has(name) || Object.hasOwn(params, formerly)) continue;
    const value = given.get(formerly);
    if (value === undefined) continue;
    given.delete(formerly);
    given.set(name, value);
  }
  return Object.fromEntries(given);
}

function checkValue(
  name: string,
  param: Param,
  given: string,
  catalog: Catalog,
): string | number | ProblemWords {
  if (param.type === 'integer') {
    const number = Number(given);
    const { min = -Infinity, max = Infinity } = param;
    if (/^\d{1,9}$/.test(given) && number >= min && number <= max) return number;
    return {
      message: `${name}="${given}" is not a whole number${param.min === undefined ? '' : ` from ${min} to ${max}`}`,
      hint: 'write a number',
    };
  }
  const { oneOf } = param;
  const other = oneOf && valuesIn(param, given).find((value) => !oneOf.includes(value));
  if (oneOf && other !== undefined) {
    return {
      message: `${name}="${given}" must be ${param.type.endsWith('[]') ? 'a list of' : 'one of'} ${oneOf.join(', ')}`,
      hint: didYouMean(other, oneOf),
    };
  }
  const type = entityOf(param);
  if (!type) return given;
  const entity: EntityType = ENTITIES[type];
  const named = valuesIn(param, given);
  const unknown = named.find((id) => !catalog.get(entity.kind, id));
  if (unknown !== undefined || named.length === 0) {
    const ids = catalog.ids(entity.kind);
    return {
      message: `the data has no ${entity.words ?? type} \`${unknown ?? given}\``,
      hint:
        didYouMean(unknown ?? given, ids) ??
        (ids.length > 0
          ? `it has: ${ids.join(', ')}`
          : `define it under \`${entity.kind}\` in a data file`),
    };
  }
  return given;
}

function choices(param: Param, catalog: Catalog): string {
  const entity = entityOf(param);
  const values = param.oneOf ?? (entity ? catalog.ids(ENTITIES[entity].kind) : []);
  return values.length > 0 ? `, one of: ${values.join(', ')}` : '';
}
