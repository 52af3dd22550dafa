/** Templates → sections: parsed, checked and compiled; a section renders one kind of region. */
import Handlebars from 'handlebars';
import { z } from 'zod';

import type { Catalog, Entry } from './catalog.ts';
import type { Code } from './codes.ts';
import { readFrontMatter } from './front-matter.ts';
import { HELPERS, type Place, print } from './helpers.ts';
import { type Problem, problemAt, type ProblemWords } from './problem.ts';
import { Refusal } from './refusal.ts';
import { parseType, SHAPES, type Type } from './shapes.ts';
import type { Range } from './source.ts';
import { Source } from './source.ts';
import { checkTemplate } from './template-check.ts';
import { Views } from './views.ts';
import { didYouMean, readYaml, type YamlFile, rangeOf } from './yaml-file.ts';

const paramSchema = z.strictObject({
  type: z.string(),
  description: z.string().optional(),
  optional: z.boolean().default(false),
  default: z.union([z.string(), z.number()]).optional(),
  oneOf: z.array(z.string()).optional().describe('The values that a text may have.'),
  min: z.number().int().optional(),
  max: z.number().int().optional(),
});
const frontMatterSchema = z.strictObject({
  description: z.string(),
  params: z.record(z.string().regex(/^[a-z][a-zA-Z0-9]*$/), paramSchema).default({}),
});

export type Param = z.output<typeof paramSchema>;

/** Where the things of each type are found in the catalog. */
const ENTITIES = {
  service: 'services',
  role: 'roles',
  statement: 'statements',
  conditionKey: 'conditionKeys',
  error: 'errors',
} as const;
type Entity = keyof typeof ENTITIES;
const SCALARS = ['text', 'integer'];

export interface Section {
  readonly name: string;
  readonly description: string;
  readonly params: Readonly<Record<string, Param>>;
  /** The template's file, for people. */
  readonly file: string;
  readonly template: HandlebarsTemplateDelegate;
}

export interface Sections {
  readonly sections: ReadonlyMap<string, Section>;
  /** A fingerprint of all templates. */
  readonly files: readonly Source[];
  readonly handlebars: typeof Handlebars;
}

export interface TemplateSource {
  readonly name: string;
  readonly source: Source;
  readonly isPartial: boolean;
}

interface Parsed {
  readonly template: TemplateSource;
  readonly program: hbs.AST.Program;
  readonly names: ReadonlyMap<string, Type>;
  readonly params: Readonly<Record<string, Param>>;
  readonly description: string;
  readonly firstLine: number;
}

/** Compiles the templates; of two with one name the later stands (a workspace's own replaces the shipped). */
export function loadSections(templates: readonly TemplateSource[]): {
  sections: Sections;
  problems: Problem[];
} {
  const problems: Problem[] = [];
  const byName = new Map(
    templates.map((template) => [`${template.isPartial}/${template.name}`, template]),
  );
  const parsed = [...byName.values()].flatMap(
    (template) => parseTemplate(template, problems) ?? [],
  );
  const partials = new Map(
    parsed
      .filter(({ template }) => template.isPartial)
      .map((one) => [one.template.name, one.names]),
  );
  for (const one of parsed) {
    checkTemplate(one.program, { names: one.names, partials }, (code, node, words) => {
      problems.push(problemAt(code, one.template.source, nodeRange(one, node), words));
    });
  }
  problems.push(...cycles(parsed.filter(({ template }) => template.isPartial)));
  const handlebars = Handlebars.create();
  for (const name of Object.keys(handlebars.helpers)) {
    if (!['if', 'unless', 'each'].includes(name)) handlebars.unregisterHelper(name);
  }
  registerHelpers(handlebars);
  const sections = new Map<string, Section>();
  if (problems.length > 0) return { sections: { sections, files: [], handlebars }, problems };
  for (const { template, program, params, description } of parsed) {
    const compiled = handlebars.compile(program, COMPILE_OPTIONS);
    if (template.isPartial) handlebars.registerPartial(template.name, compiled);
    else
      sections.set(template.name, {
        name: template.name,
        description,
        params,
        file: template.source.file,
        template: compiled,
      });
  }
  return {
    sections: { sections, files: templates.map(({ source }) => source), handlebars },
    problems,
  };
}

const COMPILE_OPTIONS: CompileOptions = {
  noEscape: true,
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(
    [...Object.keys(HELPERS), 'print'].map((name) => [name, true]),
  ) as Record<string, boolean> as never,
  explicitPartialContext: true,
  preventIndent: true,
};

/** How a link of the data looks from the page that is rendered. */
export type Href = (url: string) => string;

export interface Rendered {
  readonly text: string;
  /** The data files that the text rests on. */
  readonly feeds: ReadonlySet<string>;
}

/** Arguments checked against the parameters of a section, defaults filled in. */
export type Arguments = ReadonlyMap<string, string | number>;

/** Renders a section; throws a {@link Refusal} where the section cannot do what is asked. */
export function renderSection(
  section: Section,
  args: Arguments,
  catalog: Catalog,
  asOf: string | undefined,
  href: Href,
): Rendered {
  const views = new Views(catalog, asOf);
  const context: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, param] of Object.entries(section.params)) {
    const value = args.get(name);
    const type = param.type as Entity;
    if (!(type in ENTITIES)) context[name] = value;
    else
      context[contextName(name, type)] =
        value === undefined ? undefined : view(views, catalog, type, String(value));
  }
  context['all'] = {
    get conditionKeys() {
      return views.conditionKeys();
    },
  };
  const text = section.template(context, { data: { href } });
  return { text: text.replace(/^(?:[ \t]*\n)+|\s+$/g, ''), feeds: views.feeds };
}

/** The parameter `id` is known to its template by what it names: `role`, `error`, … */
function contextName(param: string, type: string): string {
  return param === 'id' ? type : param;
}

function view(views: Views, catalog: Catalog, type: Entity, id: string): unknown {
  const entry = catalog.get(ENTITIES[type], id);
  if (!entry) throw new Refusal(`${type} \`${id}\` does not exist`);
  const build = views[type] as (entry: Entry) => unknown;
  return build.call(views, entry);
}

/** Checks the arguments of a marker against the parameters of its section. */
export function checkArguments(
  section: Section,
  args: Readonly<Record<string, string>>,
  catalog: Catalog,
): { args: Arguments; problems: { code: Code; words: ProblemWords }[] } {
  const checked = new Map<string, string | number>();
  const problems: { code: Code; words: ProblemWords }[] = [];
  for (const name of Object.keys(args)) {
    if (Object.hasOwn(section.params, name)) continue;
    const known = Object.keys(section.params);
    problems.push({
      code: 'marker/unknown-parameter',
      words: {
        message: `${section.name} takes no parameter \`${name}\``,
        hint:
          didYouMean(name, known) ??
          (known.length > 0 ? `it takes: ${known.join(', ')}` : 'it takes none'),
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
      message: `${name}="${given}" is no whole number${param.min === undefined ? '' : ` from ${min} to ${max}`}`,
      hint: 'write a number',
    };
  }
  if (param.oneOf && !param.oneOf.includes(given)) {
    return {
      message: `${name}="${given}" is none of ${param.oneOf.join(', ')}`,
      hint: didYouMean(given, param.oneOf),
    };
  }
  if (param.type in ENTITIES && !catalog.get(ENTITIES[param.type as Entity], given)) {
    const ids = catalog.ids(ENTITIES[param.type as Entity]);
    return {
      message: `the data has no ${param.type} \`${given}\``,
      hint: didYouMean(given, ids) ?? `it has: ${ids.join(', ') || 'none'}`,
    };
  }
  return given;
}

function choices(param: Param, catalog: Catalog): string {
  const values =
    param.oneOf ?? (param.type in ENTITIES ? catalog.ids(ENTITIES[param.type as Entity]) : []);
  return values.length > 0 ? `, one of: ${values.join(', ')}` : '';
}

function parseTemplate(template: TemplateSource, problems: Problem[]): Parsed | undefined {
  const { source, isPartial } = template;
  const fail = (code: Code, range: Range, words: ProblemWords): undefined => {
    problems.push(problemAt(code, source, range, words));
  };
  const opening = /^\uFEFF?---[ \t]*\r?\n/.exec(source.text);
  let content: { offset: number; content: string };
  try {
    content = readFrontMatter(source.text);
  } catch (error) {
    return fail(
      'template/front-matter',
      { start: 0, end: 3 },
      { message: error instanceof Error ? error.message : String(error) },
    );
  }
  if (!opening || content.offset === 0) {
    return fail(
      'template/front-matter',
      { start: 0, end: 0 },
      { message: 'the template has no front matter', hint: 'begin with --- and a `description`' },
    );
  }
  // The front matter alone, at its own place, so that its problems are where they stand.
  const yaml = new Source(
    source.file,
    blank(opening[0]) +
      source.text.slice(opening[0].length, content.offset).replace(/\r?\n?---[ \t]*\r?\n?$/, ''),
  );
  const read = readYaml(yaml, frontMatterSchema, {
    syntax: 'template/front-matter',
    shape: 'template/front-matter',
  });
  problems.push(...read.problems);
  if (!read.value || !read.file) return undefined;
  const names = new Map<string, Type>();
  for (const [name, param] of Object.entries(read.value.params)) {
    const words = paramWords(param, isPartial);
    if (words) fail('template/front-matter', rangeOfParam(read.file, name), words);
    else {
      const type = parseType(param.type);
      names.set(contextName(name, param.type), {
        ...type,
        optional: param.optional && param.default === undefined,
      });
    }
  }
  if (!isPartial) names.set('all', { name: 'all', list: false, optional: false });
  const firstLine = source.position(content.offset).line;
  try {
    const program = Handlebars.parse(content.content.replaceAll('\r\n', '\n'));
    return {
      template,
      program,
      names,
      params: read.value.params,
      description: read.value.description,
      firstLine,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = Number(
      /line (\d+)/.exec(message)?.[1] ?? (error as { lineNumber?: number }).lineNumber ?? 1,
    );
    const [first = message, ...rest] = message.split('\n');
    return fail('template/syntax', source.lineRange(firstLine + line - 1), {
      message: rest.length > 0 ? `Handlebars cannot parse this: ${rest.at(-1)}` : first,
    });
  }
}

function paramWords(param: Param, isPartial: boolean): ProblemWords | undefined {
  const known = [...SCALARS, ...Object.keys(ENTITIES)];
  const base = param.type.replace(/\[\]$/, '');
  if (known.includes(param.type)) return undefined;
  if (
    isPartial &&
    (base in SHAPES || ['markdown', 'code', 'json', 'date', 'boolean'].includes(base))
  )
    return undefined;
  return {
    message: `\`${param.type}\` is no type of a parameter`,
    hint: didYouMean(param.type, known) ?? `types: ${known.join(', ')}`,
  };
}

const rangeOfParam = (file: YamlFile, name: string): Range =>
  rangeOf(file, ['params', name, 'type']);

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');

function nodeRange(one: Parsed, node: hbs.AST.Node): Range {
  const { source } = one.template;
  const at = (position: hbs.AST.Position): number =>
    source.lineRange(one.firstLine + position.line - 1).start + position.column;
  return { start: at(node.loc.start), end: at(node.loc.end) };
}

function cycles(partials: readonly Parsed[]): Problem[] {
  const calls = new Map(partials.map((one) => [one.template.name, partialsIn(one.program)]));
  return partials.flatMap((one) => {
    const seen = new Set<string>();
    const pending = [...(calls.get(one.template.name) ?? [])];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (next.name === one.template.name) {
        const [first = next] = calls.get(one.template.name) ?? [];
        return [
          problemAt('template/partial-cycle', one.template.source, nodeRange(one, first.node), {
            message: `the partial ${one.template.name} includes itself, by way of ${first.name}`,
            hint: 'break the circle',
          }),
        ];
      }
      if (seen.has(next.name)) continue;
      seen.add(next.name);
      pending.push(...(calls.get(next.name) ?? []));
    }
    return [];
  });
}

function partialsIn(program: hbs.AST.Program | undefined): { name: string; node: hbs.AST.Node }[] {
  return (program?.body ?? []).flatMap((node) => {
    if (node.type === 'PartialStatement') {
      return [
        {
          name: ((node as hbs.AST.PartialStatement).name as hbs.AST.PathExpression).original,
          node,
        },
      ];
    }
    const block = node as Partial<hbs.AST.BlockStatement>;
    return [...partialsIn(block.program), ...partialsIn(block.inverse)];
  });
}

function registerHelpers(handlebars: typeof Handlebars): void {
  for (const [name, helper] of Object.entries(HELPERS)) {
    handlebars.registerHelper(name, (...all: unknown[]) => {
      const options = all.pop() as Handlebars.HelperOptions;
      return helper.run(all as never, options.hash as never);
    });
  }
  handlebars.registerHelper(
    'print',
    (value: unknown, type: string, place: Place, options: Handlebars.HelperOptions) =>
      print(value, type, place, (options.data as { href: Href }).href),
  );
}
