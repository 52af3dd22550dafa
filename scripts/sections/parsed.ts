/** Parsed templates, each once: while one is edited, the others stay. */
import { memo } from '../memo.ts';
import type { Problem } from '../problems/problem.ts';
import { parseTemplate, type Template, type TemplateSource } from './template.ts';

interface Parsed {
  /** Undefined if it has problems. */
  readonly template: Template | undefined;
  readonly problems: readonly Problem[];
}

/** Bench row “watch, one claim edited”. */
const parsedTemplates = memo<string, Parsed>(500);

export function parsedOnce(template: TemplateSource): Parsed {
  return parsedTemplates(JSON.stringify(keyOf(template)), () => {
    const problems: Problem[] = [];
    return { template: parseTemplate(template, problems), problems };
  });
}

/** Identifies everything about a template. */
export const keyOf = (template: TemplateSource): readonly unknown[] => {
  const { name, isPartial, isShipped, isInstalled, source } = template;
  return [name, isPartial, isShipped, isInstalled, source.file, source.text, source.unreadable];
};
