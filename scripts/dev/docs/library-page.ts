/**
 * docs/library.md: the library's exports, documented by their own comments in the compiler's
 * declarations.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { packageRoot } from '../../package.ts';

interface Declared {
  readonly name: string;
  readonly isType: boolean;
  /** The comment above the declaration, without its stars and its example. */
  readonly words: string;
  /** Code that prints what its comments say. */
  readonly example: string | undefined;
  readonly declaration: string;
}

/** The whole page: functions, classes and constants first, then types. */
export function libraryPage(): string {
  const all = exportsOf(join(packageRoot, 'dist/types/index.d.ts'));
  const part = (title: string, some: readonly Declared[]): string =>
    `## ${title}\n\n${some.map(entry).join('\n\n')}`;
  return [
    '# Library',
    '<!-- Written by `npm run docs` from the comments in the code; do not edit. -->',
    "The functions behind the commands, for use in your own programs. Comments in the examples show what they print, and a test runs each example. The examples run in a workspace with one page that is out of date, after `import { … } from 'permadocs'`.",
    part(
      'Functions, classes and constants',
      all.filter(({ isType }) => !isType),
    ),
    part(
      'Types',
      all.filter(({ isType }) => isType),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Every example by the name of its export. */
export function libraryExamples(): ReadonlyMap<string, string> {
  const all = exportsOf(join(packageRoot, 'dist/types/index.d.ts'));
  return new Map(all.flatMap(({ name, example }) => (example ? [[name, example] as const] : [])));
}

/** Exports other than types that have no example. */
export function libraryNamesWithoutExample(): readonly string[] {
  const all = exportsOf(join(packageRoot, 'dist/types/index.d.ts'));
  return all.flatMap(({ name, isType, example }) => (isType || example ? [] : [name]));
}

function entry({ name, words, example, declaration }: Declared): string {
  const text = words.replace(/\{@link (\w+)\}/g, '`$1`');
  return [`### ${name}`, text, fence(declaration), example ? fence(example) : '']
    .filter((part) => part !== '')
    .join('\n\n');
}

const fence = (code: string): string => `\`\`\`ts\n${code}\n\`\`\``;

function exportsOf(index: string): Declared[] {
  const statements = readFileSync(index, 'utf8').matchAll(
    /^export (type )?\{([^}]*)\} from '(\.[^']+)\.ts';/gm,
  );
  return [...statements].flatMap(([, allTypes, names = '', path = '']) => {
    const file = join(dirname(index), `${path}.d.ts`);
    return names.split(',').flatMap((item) => {
      const match = /^\s*(type )?(\w+)(?: as (\w+))?\s*$/.exec(item);
      if (!match) return [];
      const [, type, own = '', name = own] = match;
      const isType = allTypes !== undefined || type !== undefined;
      return [{ name, isType, ...declared(file, own, name) }];
    });
  });
}

/** A declaration in a file, with the comment above it. */
function declared(
  file: string,
  own: string,
  name: string,
): Pick<Declared, 'words' | 'example' | 'declaration'> {
  const lines = readFileSync(file, 'utf8').split('\n');
  const start = lines.findIndex((line) => DECLARATION.exec(line)?.[1] === own);
  if (start === -1) return declared(reExported(file, lines, own), own, name);
  const length = lines.slice(start).findIndex((line) => /^\S.*;$|^\}/.test(line)) + 1;
  const declaration = lines
    .slice(start, start + length)
    .filter((line) => !/^ +(?:#private;|private )/.test(line))
    .join('\n')
    .replace(/^export (?:declare )?/, '')
    .replace(own, name);
  const opening = lines.slice(0, start).findLastIndex((line) => line.startsWith('/**'));
  const isAbove = lines[start - 1]?.endsWith('*/') === true;
  const comment = isAbove ? lines.slice(opening, start) : [];
  const text = comment.map((line) => line.replace(/^ ?\/?\*+[ /]?/, '').replace(/ ?\*\/$/, ''));
  const [words = '', example] = text.join('\n').trim().split('\n\n@example\n');
  return { words, example, declaration };
}

const DECLARATION = /^export (?:declare )?(?:function|class|const|interface|type) (\w+)/;

function reExported(file: string, lines: readonly string[], name: string): string {
  const line = lines.find((one) => /^export .*\} from /.test(one) && one.includes(name));
  const path = /'(\.[^']+)\.ts'/.exec(line ?? '')?.[1];
  if (path === undefined) throw new Error(`${name} is not declared in ${file}`);
  return join(dirname(file), `${path}.d.ts`);
}
