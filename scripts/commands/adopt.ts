/** `permadocs adopt`: turns hand-written policies into data and regions. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';

import { adopt, type AdoptOptions, type AdoptResult } from '../adopt/adopt.ts';
import type { Choices, Given, ToName } from '../adopt/model.ts';
import { ADOPT_MODELS } from '../adopt/models.ts';
import type { Target } from '../adopt/places.ts';
import { isThere } from '../files/stat.ts';
import { plural } from '../problems/report.ts';
import {
  addCommonOptions,
  type CommonOptions,
  consents,
  oneShare,
  report,
  type Terminal,
} from './command.ts';
import { diffText } from './changes-text.ts';

interface Options extends CommonOptions {
  readonly all?: boolean;
  readonly id?: string;
  readonly title?: string;
  readonly normalize?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function addAdopt(program: Command, terminal: Terminal): void {
  const command = program
    .command('adopt')
    .description('turn hand-written policies into data and put markers around them')
    .argument(
      '[places...]',
      'pages, folders, or fences by line: docs/page.mdx, docs, docs/page.mdx:12',
    )
    .option('--all', 'every page of the workspace, or of the given paths')
    .option(
      '--id <id>',
      `the id of ${inWords(ADOPT_MODELS.flatMap(({ holders }) => holders))}`,
      matching(ID, 'lowercase words joined by "-"'),
    )
    .option('--title <title>', 'its title');
  for (const { addOptions } of ADOPT_MODELS) addOptions?.(command);
  command
    .option('--normalize', 'accept the layout that the build would give the policy')
    .option('--dry-run', 'show the YAML and the changes to pages; write nothing')
    .option('--yes', 'do not ask; use the derived names');
  addCommonOptions(command).action(async (places: string[], options: Options) => {
    const asked = places.map((place) => targetOf(terminal, place));
    const { root, config, paths } = await oneShare(
      terminal,
      options,
      asked.map(({ file }) => file),
    );
    const ask = options.yes === true || options.format !== 'text' ? undefined : terminal.ask;
    const result = await adopt({
      ...options,
      root,
      config,
      targets: paths.map((file, index) => ({ file, line: asked[index]?.line })),
      all: options.all === true,
      normalize: options.normalize === true,
      dryRun: options.dryRun === true,
      ...(ask ? questions(terminal, ask, options) : {}),
    });
    const { problems, rows: _, notice, ...summary } = result;
    if (notice !== undefined && options.quiet !== true) terminal.err(notice);
    await report(terminal, options, problems, {
      root,
      summary,
      lines: linesOf(result, options, terminal),
    });
  });
}

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** `the role, the policy or the set`. */
const inWords = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;

function matching(pattern: RegExp, expected: string): (value: string) => string {
  return (value) => {
    if (!pattern.test(value)) throw new InvalidArgumentError(`expected ${expected}`);
    return value;
  };
}

/** `docs/page.mdx:12` means a line of a page, unless there is a file with that name. */
function targetOf({ cwd }: Terminal, place: string): Target {
  const [, file, line] = /^(.+):(\d+)$/.exec(place) ?? [];
  const isLine = file !== undefined && !isThere(resolve(cwd, place));
  return isLine ? { file, line: Number(line) } : { file: place };
}

/**
 * What is asked on a terminal: the names of each role that no option sets, and whether to write.
 */
function questions(
  terminal: Terminal,
  ask: NonNullable<Terminal['ask']>,
  options: Options,
): Pick<AdoptOptions, 'ask' | 'confirm'> {
  const askFor = async (
    what: string,
    given: string | undefined,
    derived: string,
    pattern: RegExp,
  ) => {
    if (given !== undefined) return given;
    for (;;) {
      const answer = await ask(what, derived);
      if (pattern.test(answer)) return answer;
      terminal.err(`  ${answer} is not a valid ${what.trim()}`);
    }
  };
  return {
    ask: async ({ id, name, naming, title, places }: ToName): Promise<Choices> => {
      terminal.out(`${terminal.colors.bold(placesText(places))}`);
      return {
        id: await askFor('  id', options.id, id, ID),
        name:
          name &&
          naming &&
          (await askFor(`  ${naming.words}`, nameIn({ ...options }), name, naming.pattern)),
        title: await askFor('  title', options.title, title, /\S/),
      };
    },
    confirm: async (result: AdoptResult): Promise<boolean> => {
      preview(result, terminal).forEach(terminal.out);
      return consents(
        ask,
        `write ${plural(result.files.length, 'data file')} and ${plural(result.pages.length, 'page')}?`,
      );
    },
  };
}

const placesText = (places: ToName['places']): string =>
  places.map(({ file, line }) => `${file}:${line}`).join(', ');

/** A model may take the name from an option of its own. */
const nameIn = (given: Given): string | undefined =>
  typeof given['name'] === 'string' ? given['name'] : undefined;

function linesOf(result: AdoptResult, options: Options, terminal: Terminal): string[] {
  const { rows, left, written } = result;
  const lines = left.map(({ file, line, reason }) => `left ${file}:${line}: ${reason}`);
  if (rows.length === 0) return [...lines, 'nothing to adopt'];
  if (options.dryRun === true) lines.push(...preview(result, terminal));
  const verb = written ? 'adopted' : 'would adopt';
  for (const { places, what, name, data, had } of rows) {
    const where = data === undefined ? '' : ` in ${data}`;
    const before = had === undefined ? '' : `, which already had ${had}`;
    lines.push(
      `${verb} ${placesText(places)} as ${what}${terminal.colors.bold(name)}${where}${before}`,
    );
  }
  if (written && rows.some(({ isDrafted }) => isDrafted))
    lines.push('the claims were drafted from the evaluator’s decisions; reword them');
  return lines;
}

/** The data files, and the changes to the pages. */
function preview({ files, pages }: AdoptResult, { colors }: Terminal): string[] {
  return [
    ...files.flatMap(({ file, text }) => [
      colors.bold(file),
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => colors.green(`    ${line}`)),
      '',
    ]),
    ...pages.flatMap(({ file, diff }) => [colors.bold(file), ...diffText(diff, colors), '']),
  ];
}
