/**
 * The helpers of templates: their parameters, results and implementations, as plain functions. Those
 * of the models are in their folders.
 */
import { codeSpan, escapeInline, escapeProse, fencedCode } from '../markdown/escape.ts';
import { shellWord } from '../problems/shell-word.ts';
import { Fragment, type View } from './fields.ts';
import { infoLine, infoWord, title } from './info-string.ts';
import type { Helper } from './model.ts';
import { SECTION_MODELS } from './models.ts';
import { Refusal } from './refusal.ts';
import type { RegionScope } from './region-scope.ts';
import { isJsx, tabbed } from './tabs.ts';

export const SHARED_HELPERS: Readonly<Record<string, Helper>> = {
  fence: {
    description:
      'A fenced code block; `title` and `meta` go into its info string. Without a `title`, `file` is used; an empty `title` means no title.',
    params: ['json|code|text'],
    hash: { lang: 'text', title: 'text|code', file: 'code', meta: 'text' },
    returns: 'fragment',
    run: ([text]: readonly string[], hash: Readonly<Record<string, string | undefined>>) =>
      new Fragment(
        fencedCode(
          text ?? '',
          infoWord(hash['lang'] ?? 'json'),
          title(hash['title'] ?? hash['file']),
          infoLine(hash['meta']),
        ),
      ),
  },
  fences: {
    description:
      'A fence for each form; several become tabs, as `tabs` in permadocs.yaml says, one for each label. `title` replaces the file name of one fence alone.',
    params: ['form[]'],
    hash: { title: 'text|code', meta: 'text' },
    returns: 'fragment',
    run: (
      [forms]: readonly [readonly View<'form'>[]],
      hash: Readonly<Record<string, string | undefined>>,
      scope: Pick<RegionScope, 'tabs' | 'hasJsx'>,
    ) => {
      const bodies = new Map<string, string[]>();
      for (const { label, lang, file, text } of forms) {
        const named = title((forms.length === 1 ? hash['title'] : undefined) ?? file);
        const fence = fencedCode(text, lang, named, infoLine(hash['meta']));
        bodies.set(label, [...(bodies.get(label) ?? []), fence]);
      }
      const panes = [...bodies].map(([label, fences]) => ({ label, body: fences.join('\n\n') }));
      const [only] = panes;
      if (only && panes.length === 1) return new Fragment(only.body);
      scope.hasJsx ||= isJsx(scope.tabs);
      return new Fragment(tabbed(panes, scope.tabs));
    },
  },
  heading: {
    description: 'A heading of the given level.',
    params: ['integer', 'text'],
    hash: {},
    returns: 'fragment',
    run: ([level, text]: readonly [number, string]) => {
      if (level > 6)
        throw new Refusal(`a heading of level ${level} does not exist`, 'choose a smaller level');
      return new Fragment(`${'#'.repeat(level)} ${escapeProse(text)}`);
    },
  },
  code: {
    description: 'Text as a code span.',
    params: ['text|code'],
    hash: {},
    returns: 'code',
    run: ([text]: readonly string[]) => text,
  },
  link: {
    description: 'A link with a label.',
    params: ['text', 'text'],
    hash: {},
    returns: 'fragment',
    run: ([label, url]: readonly string[]) =>
      new Fragment(`[${escapeInline(label ?? '')}](${url})`),
  },
  values: {
    description: 'A list of values as code, joined with commas.',
    params: ['code[]'],
    hash: {},
    returns: 'fragment',
    run: ([list]: readonly (readonly string[])[]) =>
      new Fragment((list ?? []).map((value) => codeSpan(value, 'cell')).join(', ')),
  },
  only: {
    description: 'Whether a list has this value and no other.',
    params: ['code[]|text[]', 'text|code'],
    hash: {},
    returns: 'boolean',
    run: ([list, value]: readonly [readonly string[], string]) =>
      list.length === 1 && list[0] === value,
  },
  includes: {
    description: 'Whether a list has a value.',
    params: ['code[]', 'text|code'],
    hash: {},
    returns: 'boolean',
    run: ([list, value]: readonly [readonly string[], string]) => list.includes(value),
  },
  shell: {
    description: 'A word of a shell command, quoted if necessary. Only inside a fence.',
    params: ['text|code'],
    hash: {},
    returns: 'fragment',
    run: ([word]: readonly string[]) => new Fragment(commandWord(word ?? '')),
  },
  is: {
    description: 'Whether two texts are equal.',
    params: ['text|code', 'text|code'],
    hash: {},
    returns: 'boolean',
    run: ([a, b]: readonly string[]) => a === b,
  },
  add: {
    description: 'The sum of two numbers.',
    params: ['integer', 'integer'],
    hash: {},
    returns: 'integer',
    run: ([a, b]: readonly [number, number]) => a + b,
  },
};

/** Everything that a template may call. */
export const HELPERS: Readonly<Record<string, Helper>> = Object.assign(
  { ...SHARED_HELPERS },
  ...SECTION_MODELS.map(({ helpers }) => helpers),
);

function commandWord(word: string): string {
  if (/[\r\n]/.test(word)) throw new Refusal('a word of a shell command contains a line break');
  if (word.startsWith('-'))
    throw new Refusal(`\`${word}\` begins with -, so a shell command would read it as an option`);
  return shellWord(word);
}
