/** A template file: front matter that declares its parameters, followed by Handlebars. */
import type { Tabs } from '../data/schema/tabs.ts';
import type { OwnFields } from '../data/schema/own-fields.ts';
import Handlebars from 'handlebars';
import * as z from 'zod';

import type { Code } from '../problems/codes.ts';
import { splitFrontMatter } from '../markdown/front-matter.ts';
import { type Problem, problemAt, problemOfFile, type ProblemWords } from '../problems/problem.ts';
import { parseType, type Type } from './fields.ts';
import { ENTITIES, type Entity, SHAPES } from './shapes.ts';
import { type Range, Source } from '../problems/source.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { readYaml } from '../data/yaml-file.ts';
import { escaped, unseenAt } from '../problems/visible.ts';
import { messageOf } from '../problems/message-of.ts';
import { rangeOf, type YamlFile } from '../data/yaml-places.ts';

const paramSchema = z.strictObject({
  type: z.string(),
  description: z.string().optional(),
  optional: z.boolean().default(false),
  default: z.union([z.string(), z.number()]).optional(),
  formerly: z.string().optional().describe('An old name, which markers may still use.'),
  oneOf: z
    .array(z.string())
    .optional()
    .describe('The allowed values of a text, or of each text in a list.'),
  min: z.number().int().optional(),
  max: z.number().int().optional(),
});
const frontMatterSchema = z.strictObject({
  description: z.string(),
  params: z.record(z.string().regex(/^[a-z][a-zA-Z0-9]*$/), paramSchema).default({}),
});

export type Param = z.output<typeof paramSchema>;

/** The kind of entry that a parameter names: one, or a list of ids separated by commas. */
export function entityOf({ type }: Pick<Param, 'type'>): Entity | undefined {
  const name = type.replace(/\[\]$/, '');
  return Object.hasOwn(ENTITIES, name) ? (name as Entity) : undefined;
}

/** The values of a parameter: a list is separated by commas. */
export const valuesIn = ({ type }: Pick<Param, 'type'>, value: string): string[] =>
  type.endsWith('[]')
    ? value
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean)
    : [value];
const SCALARS = ['text', 'text[]', 'integer'];

export interface TemplateSource {
  readonly name: string;
  readonly source: Source;
  readonly isPartial: boolean;
  /** It is permadocs' own. */
  readonly isShipped?: boolean;
  /** It came with the installation: nobody edits it, and permadocs' own tests have checked it. */
  readonly isInstalled?: boolean;
}

export interface Template {
  readonly template: TemplateSource;
  readonly program: hbs.AST.Program;
  readonly names: ReadonlyMap<string, Type>;
  readonly params: Readonly<Record<string, Param>>;
  readonly description: string;
  readonly firstLine: number;
}

/**
 * The name of a parameter in its template. The parameter `id` goes by its type: `role`, `error`, …
 */
export function contextName(param: string, type: string): string {
  return param === 'id' ? type : param;
}

/** Parses a template. Its problems are added to `problems`; with an error it returns undefined. */
export function parseTemplate(template: TemplateSource, problems: Problem[]): Template | undefined {
  const { source, isPartial } = template;
  const fail = (code: Code, range: Range, words: ProblemWords): undefined => {
    problems.push(problemAt(code, source, range, words));
  };
  if (source.unreadable !== undefined) {
    const words = { message: source.unreadable };
    problems.push(problemOfFile('template/unreadable', source.file, words));
    return undefined;
  }
  const unseen = unseenAt(source.text.replaceAll('\r\n', '\n\n'));
  if (unseen !== -1) {
    return fail(
      'template/syntax',
      { start: unseen, end: unseen + 1 },
      {
        message: `the template contains the invisible character ${escaped(source.text[unseen] ?? '')}`,
        hint: 'remove it',
      },
    );
  }
  const opening = /^\uFEFF?---[ \t]*\r?\n/.exec(source.text);
  let content: { offset: number; content: string };
  try {
    content = splitFrontMatter(source.text);
  } catch (error) {
    return fail('template/front-matter', { start: 0, end: 3 }, { message: messageOf(error) });
  }
  if (!opening || content.offset === 0) {
    return fail(
      'template/front-matter',
      { start: 0, end: 0 },
      { message: 'the template has no front matter', hint: 'begin with --- and a `description`' },
    );
  }
  // The front matter alone, at its original offset, so that its problems have the right positions.
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
    const message = messageOf(error);
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
  const entities = Object.keys(ENTITIES);
  const types = [...SCALARS, ...entities, ...entities.map((entity) => `${entity}[]`)];
  const base = param.type.replace(/\[\]$/, '');
  if (types.includes(param.type)) return undefined;
  if (
    isPartial &&
    (base in SHAPES || ['markdown', 'code', 'json', 'date', 'boolean'].includes(base))
  )
    return undefined;
  return {
    message: `\`${param.type}\` is not a valid parameter type`,
    hint: didYouMean(param.type, types) ?? `types: ${types.join(', ')}`,
  };
}

const rangeOfParam = (file: YamlFile, name: string): Range =>
  rangeOf(file, ['params', name, 'type']);

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');

/** The range of a node in the file of its template. */
export function templateRange(one: Template, node: hbs.AST.Node): Range {
  const { source } = one.template;
  const at = (position: hbs.AST.Position): number =>
    source.lineRange(one.firstLine + position.line - 1).start + position.column;
  return { start: at(node.loc.start), end: at(node.loc.end) };
}

/** Reports partials that include themselves, directly or through others. */
export function cycles(partials: readonly Template[]): Problem[] {
  const calls = new Map(partials.map((one) => [one.template.name, partialsIn(one.program)]));
  return partials.flatMap((one) => {
    const seen = new Set<string>();
    const pending = [...(calls.get(one.template.name) ?? [])];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (next.name === one.template.name) {
        const [first = next] = calls.get(one.template.name) ?? [];
        return [
          problemAt('template/partial-cycle', one.template.source, templateRange(one, first.node), {
            message: `the partial ${one.template.name} includes itself through ${first.name}`,
            hint: 'break the cycle',
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

/** The partials that a template includes, each with its place. */
export function partialsIn(
  program: hbs.AST.Program | undefined,
): { name: string; node: hbs.AST.Node }[] {
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

export interface Section {
  readonly name: string;
  readonly description: string;
  readonly params: Readonly<Record<string, Param>>;
  /** The template's file, to show to people. */
  readonly file: string;
  /** It is permadocs' own, which always prints something. */
  readonly isShipped: boolean;
  readonly template: HandlebarsTemplateDelegate;
  readonly settings: SectionSettings;
}

/** What permadocs.yaml adds to the data. */
export interface SectionSettings {
  readonly tabs: Tabs;
  readonly fields: OwnFields;
  readonly placeholders: Readonly<Record<string, string>>;
}

export type Sections = ReadonlyMap<string, Section>;

export interface LoadedSections {
  readonly sections: Sections;
  readonly problems: readonly Problem[];
}
