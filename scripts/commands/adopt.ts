/** `permadocs adopt`: turns hand-written policies into data and regions. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';

import { adopt, type AdoptOptions, type AdoptResult, type ToName } from '../adopt/adopt.ts';
import type { Choices } from '../adopt/iam/roles.ts';
import type { Target } from '../adopt/places.ts';
import { isThere } from '../files/stat.ts';
import {
  OWN_POLICY_KINDS,
  type OwnPolicyKind,
  ROLE_POLICY_KINDS,
  type RolePolicyKind,
} from '../data/schema/index.ts';
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
  readonly name?: string;
  readonly title?: string;
  readonly kind?: RolePolicyKind | OwnPolicyKind;
  readonly from?: string;
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
      'the id of the role, the policy or the set of Cedar policies',
      matching(ID, 'lowercase words joined by "-"'),
    )
    .option('--name <name>', 'its IAM name', matching(NAME, 'letters, digits and +=,.@_-'))
    .option('--title <title>', 'its title')
    .addOption(
      new Option(
        '--kind <kind>',
        'the kind of policy (default: derived from its elements)',
      ).choices([...ROLE_POLICY_KINDS, ...OWN_POLICY_KINDS]),
    )
    .option(
      '--from <file>',
      'a policy that ships, as deploy/iam.json#/Statement or main.tf#aws_iam_policy.reader: where a page has it, the page follows it',
    )
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
      root,
      config,
      targets: paths.map((file, index) => ({ file, line: asked[index]?.line })),
      all: options.all === true,
      id: options.id,
      name: options.name,
      title: options.title,
      kind: options.kind,
      from: options.from,
      normalize: options.normalize === true,
      dryRun: options.dryRun === true,
      ...(ask ? questions(terminal, ask, options) : {}),
    });
    if (result.notice !== undefined && options.quiet !== true) terminal.err(result.notice);
    const { adopted, cedar, statements, left, files, pages, written } = result;
    report(terminal, options, result.problems, {
      root,
      summary: { adopted, cedar, statements, left, files, pages, written },
      lines: linesOf(result, options, terminal),
    });
  });
}

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const NAME = /^[A-Za-z0-9+=,.@_][A-Za-z0-9+=,.@_-]{0,63}$/;

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
    ask: async ({ id, name, title, places }: ToName): Promise<Choices> => {
      terminal.out(`${terminal.colors.bold(placesText(places))}`);
      return {
        id: await askFor('  id', options.id, id, ID),
        name: name && (await askFor('  IAM name', options.name, name, NAME)),
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

function linesOf(result: AdoptResult, options: Options, terminal: Terminal): string[] {
  const { adopted, cedar, statements, left, written } = result;
  const lines = left.map(({ file, line, reason }) => `left ${file}:${line}: ${reason}`);
  if (adopted.length + cedar.length + statements.length === 0)
    return [...lines, 'nothing to adopt'];
  if (options.dryRun === true) lines.push(...preview(result, terminal));
  const verb = written ? 'adopted' : 'would adopt';
  for (const { role, kind, data, isKnown, places } of adopted) {
    const which = kind === 'permissions' ? '' : `the ${kind} policy of `;
    lines.push(
      `${verb} ${placesText(places)} as ${which}${terminal.colors.bold(role)} in ${data}${isKnown ? ', which already had it' : ''}`,
    );
  }
  for (const { cedar: id, data, isKnown, places } of cedar)
    lines.push(
      `${verb} ${placesText(places)} as the Cedar policies ${terminal.colors.bold(id)} in ${data}${isKnown ? ', which already had them' : ''}`,
    );
  for (const { statement, file, line } of statements)
    lines.push(
      `${verb} ${file}:${line} as the shared statement ${terminal.colors.bold(statement)}`,
    );
  if (written && [...adopted, ...cedar].some(({ isKnown }) => !isKnown))
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
