/**
 * The sections of an installation whose workspace has no templates of its own: each is parsed when it
 * is used, since most are not. Bench row “build, one datum changed”.
 */
import { once } from '../memo.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { parsedOnce } from './parsed.ts';
import {
  type LoadedSections,
  partialsIn,
  type Section,
  type SectionSettings,
  type Sections,
  type TemplateSource,
} from './template.ts';

/** Whether a template certainly has no problems by itself. */
export const isSound = ({ isInstalled, source }: TemplateSource): boolean =>
  isInstalled === true && source.unreadable === undefined;

/** `load` checks and compiles some templates. */
export function sectionsOnDemand(
  templates: readonly TemplateSource[],
  settings: SectionSettings,
  load: (templates: readonly TemplateSource[], settings: SectionSettings) => LoadedSections,
): Sections {
  const partials = new Map(
    templates.filter(({ isPartial }) => isPartial).map((one) => [one.name, one]),
  );
  const sectionOf = (template: TemplateSource): Section => {
    const { name, source } = template;
    const loading = once(() => {
      const { sections, problems } = load(withPartials(template, partials), settings);
      const section = sections.get(name);
      if (section) return section;
      const why = problems[0]?.message ?? 'it has no section';
      throw new CannotRun(`${source.file} is damaged (${why}); install permadocs again`);
    });
    return {
      name,
      file: source.file,
      isShipped: true,
      settings,
      get description() {
        return loading().description;
      },
      get params() {
        return loading().params;
      },
      get template() {
        return loading().template;
      },
    };
  };
  return new Map(
    templates.filter(({ isPartial }) => !isPartial).map((one) => [one.name, sectionOf(one)]),
  );
}

/** A template and the partials that it includes, also through others. */
function withPartials(
  template: TemplateSource,
  partials: ReadonlyMap<string, TemplateSource>,
): TemplateSource[] {
  const found = new Set([template]);
  for (const one of found)
    for (const { name } of partialsIn(parsedOnce(one).template?.program)) {
      const partial = partials.get(name);
      if (partial) found.add(partial);
    }
  return [...found];
}
