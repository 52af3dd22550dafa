/** Templates → sections: parsed, checked and compiled. Each section renders one kind of region. */
import type { OwnFields } from '../data/schema/own-fields.ts';
import Handlebars from 'handlebars';

import type { Arguments } from './arguments.ts';
import type { Catalog, Entry } from '../data/catalog.ts';
import { HELPERS, SHARED_HELPERS } from './helpers.ts';
import { lazily } from './lazily.ts';
import type { Helper, ModelViews, SectionModel } from './model.ts';
import { SECTION_MODELS, type OpenedModels, openModels } from './models.ts';
import { type Landing, print } from './print.ts';
import { misplaced, landingsOf } from './placing.ts';
import { withPrint } from './rewriting.ts';
import { BLOCKS } from './syntax.ts';
import { typesOf } from './typing.ts';
import { memo } from '../memo.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { Refusal } from './refusal.ts';
import { RegionScope } from './region-scope.ts';
import { ENTITIES, type Entity } from './shapes.ts';
import { isSound, sectionsOnDemand } from './on-demand.ts';
import { keyOf, parsedOnce } from './parsed.ts';
import {
  contextName,
  cycles,
  entityOf,
  type Param,
  templateRange,
  type LoadedSections,
  type Section,
  type SectionSettings,
  type Sections,
  type Template,
  type TemplateSource,
  valuesIn,
} from './template.ts';

const NO_SETTINGS: SectionSettings = { fields: {}, placeholders: {}, tabs: 'headings' };

/** `watch` builds often, and templates rarely change: bench row “watch, one claim edited”. */
const loaded = memo<string, LoadedSections>(4);

/**
 * Compiles the templates. If two have the same name, the later one wins, so a workspace's own
 * replace the shipped ones.
 */
export function loadSections(
  templates: readonly TemplateSource[],
  settings: SectionSettings = NO_SETTINGS,
): LoadedSections {
  const key = templates.map(keyOf);
  return loaded(JSON.stringify([key, settings.fields, settings.placeholders, settings.tabs]), () =>
    load(templates, settings),
  );
}

function load(templates: readonly TemplateSource[], settings: SectionSettings): LoadedSections {
  const byName = new Map(templates.map((one) => [`${one.isPartial}/${one.name}`, one]));
  const all = [...byName.values()];
  // A field of the workspace's own may have the name of one that a template uses.
  return Object.keys(settings.fields).length === 0 && all.every(isSound)
    ? { sections: sectionsOnDemand(all, settings, loadAll), problems: [] }
    : loadAll(all, settings);
}

function loadAll(templates: readonly TemplateSource[], settings: SectionSettings): LoadedSections {
  const problems: Problem[] = [];
  const read = templates.map(parsedOnce);
  problems.push(...read.flatMap((one) => one.problems));
  const parsed = read.flatMap(({ template }) => template ?? []);
  const partials = parsed.filter(({ template }) => template.isPartial);
  const partialParams = new Map(partials.map((one) => [one.template.name, one.names]));
  const checked = parsed.map((one) => checkTemplate(one, partialParams, settings.fields));
  problems.push(...checked.flatMap((one) => one.problems), ...cycles(partials));
  const ready = checked.map(({ template }) => template);
  return { sections: problems.length > 0 ? new Map() : compile(ready, settings), problems };
}

/**
 * Types and places the values of a template and prepares it for compiling; also returns its
 * problems.
 */
function checkTemplate(
  template: Template,
  partials: ReadonlyMap<string, Template['names']>,
  own: OwnFields,
): { template: Template; problems: Problem[] } {
  const { program, names } = template;
  const { types, problems } = typesOf(program, { names, partials, own });
  const landings = landingsOf(program);
  return {
    template: { ...template, program: withPrint(program, types, landings) },
    problems: [...problems, ...misplaced(landings, types)].map(({ code, node, words }) =>
      problemAt(code, template.template.source, templateRange(template, node), words),
    ),
  };
}

/**
 * Compiles in an isolated Handlebars environment with only our helpers and three built-in blocks.
 */
function compile(templates: readonly Template[], settings: SectionSettings): Sections {
  const handlebars = Handlebars.create();
  for (const name of Object.keys(handlebars.helpers)) {
    if (!BLOCKS.includes(name)) handlebars.unregisterHelper(name);
  }
  registerHelpers(handlebars);
  const sections = new Map<string, Section>();
  for (const { template: source, program, params, description } of templates) {
    const template = handlebars.compile(program, COMPILE_OPTIONS);
    const { name } = source;
    if (source.isPartial) handlebars.registerPartial(name, template);
    else
      sections.set(name, {
        name,
        description,
        params,
        file: source.source.file,
        isShipped: source.isShipped === true,
        template,
        settings,
      });
  }
  return sections;
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

/** Turns a link in the data into one that works from the page being rendered. */
type Href = (url: string) => string;

interface SectionText {
  readonly text: string;
  /** The entries that the section has read, and that its text therefore depends on. */
  readonly entries: ReadonlySet<Entry>;
  /** Further files that it depends on, relative to the root. */
  readonly shipped: ReadonlySet<string>;
  /** It has elements of JSX, which only MDX knows. */
  readonly hasJsx: boolean;
}

/** Renders a section; throws a {@link Refusal} if its parameters ask for something it cannot do. */
export function renderSection(
  section: Section,
  args: Arguments,
  catalog: Catalog,
  asOf: string | undefined,
  href: Href,
  models: OpenedModels = openModels(),
): SectionText {
  const scope = new RegionScope(catalog, asOf, section.settings);
  const views = new Map([...models].map(([model, open]) => [model, open(catalog, scope)]));
  const context: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, param] of Object.entries(section.params)) {
    const value = args.get(name);
    const entity = entityOf(param);
    context[contextName(name, param.type)] = seen(param, value, (id) =>
      entity === undefined ? id : view([...views.values()], catalog, entity, id),
    );
  }
  context['all'] = lazily({}, Object.assign({}, ...[...views.values()].map(({ all }) => all)));
  const printed = section.template(context, { data: { href, scope, views } satisfies Given });
  const text = [...views.values()].reduce(
    (before, one) => one.finish?.(before, args) ?? before,
    printed,
  );
  // A section of the workspace's own may have its reasons.
  if (section.isShipped && text.trim() === '') throw nothingIn(section, args);
  return {
    text: text.trimEnd().replace(/^(?:[ \t]*\n)+/, ''),
    entries: scope.entries,
    shipped: scope.shipped,
    hasJsx: scope.hasJsx,
  };
}

/** A region of which readers would see nothing. */
function nothingIn({ name, description }: Section, args: Arguments): Refusal {
  const words = [name, ...[...args].map(([key, value]) => `${key}="${value}"`)].join(' ');
  return new Refusal(
    `the data have nothing that ${words} could print`,
    `it prints this: “${description}” Add it to the data, or remove the region`,
  );
}

/** What a template sees of a parameter: an entry instead of its id, and a list if it is one. */
function seen(
  param: Param,
  value: string | number | undefined,
  viewOf: (id: string) => unknown,
): unknown {
  if (typeof value !== 'string') return value;
  const all = valuesIn(param, value).map(viewOf);
  return param.type.endsWith('[]') ? all : all[0];
}

function view(views: readonly ModelViews[], catalog: Catalog, type: Entity, id: string): unknown {
  const entry = catalog.get(ENTITIES[type].kind, id);
  if (!entry) throw new Refusal(`${type} \`${id}\` does not exist`);
  const build = views.flatMap(({ of }) => of[type] ?? [])[0] as (entry: Entry) => unknown;
  return build(entry);
}

/** What helpers get at while a section is rendered. */
interface Given {
  readonly href: Href;
  readonly scope: RegionScope;
  readonly views: ReadonlyMap<SectionModel, ModelViews>;
}

function registerHelpers(handlebars: typeof Handlebars): void {
  const register = (
    helpers: Readonly<Record<string, Helper>>,
    viewsIn: (given: Given) => unknown,
  ): void => {
    for (const [name, helper] of Object.entries(helpers)) {
      handlebars.registerHelper(name, (...all: unknown[]) => {
        const options = all.pop() as Handlebars.HelperOptions;
        const given = options.data as Given;
        const named = (value: unknown): unknown =>
          typeof value === 'string' ? given.scope.named(value) : value;
        const hash = Object.fromEntries(
          Object.entries(options.hash).map(([key, value]) => [key, named(value)]),
        );
        return helper.run(all.map(named) as never, hash as never, viewsIn(given) as never);
      });
    }
  };
  register(SHARED_HELPERS, ({ scope }) => scope);
  for (const model of SECTION_MODELS) register(model.helpers, ({ views }) => views.get(model));
  handlebars.registerHelper(
    'print',
    (value: unknown, type: string, place: Landing, options: Handlebars.HelperOptions) => {
      const { href, scope } = options.data as Given;
      return print(value, type, place, href, (text) => scope.named(text));
    },
  );
}
