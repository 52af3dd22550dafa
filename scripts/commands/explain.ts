/**
 * `permadocs explain THING`: explains a problem code, or what feeds an id, a file or a region and
 * what it feeds.
 */
import { resolve } from 'node:path';

import type { Command } from 'commander';

import { type Code, CODES } from '../problems/codes.ts';
import { explain, explainable, materialOf, linesOfRegions } from '../explain/explain.ts';
import type { AllowedAccess, EntryPlace, Explanation } from '../explain/json-output.ts';
import type { Catalog } from '../data/catalog.ts';
import { keptIn } from '../files/cache.ts';
import { relativeTo } from '../files/paths.ts';
import { isFolder, isThere } from '../files/stat.ts';
import { MODELS } from '../models/models.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { whoMayText } from './who-may.ts';
import { isError } from '../problems/problem.ts';
import { examplesOf } from '../lint/rules/index.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import {
  addCommonOptions,
  type CommonOptions,
  rootOf,
  workspaceOf,
  type Terminal,
} from './command.ts';
import { planBuild } from '../build/pipeline.ts';

export function addExplain(program: Command, terminal: Terminal): void {
  const command = program
    .command('explain')
    .description(
      'explain a problem code, or show what feeds an id, a file or a region, and what it feeds',
    )
    .argument(
      '<thing>',
      [
        'a code (marker/unclosed), an id (s3-readonly, or role:s3-readonly)',
        ...MODELS.flatMap(({ explained }) => explained ?? []),
        'a file, or a line of one (page.mdx:12)',
      ].join(', '),
    );
  addCommonOptions(command).action(async (thing: string, options: CommonOptions) => {
    if (Object.hasOwn(CODES, thing)) await explainCode(thing as Code, options, terminal);
    else await explainThing(thing, options, terminal);
    terminal.exit(0);
  });
}

async function explainCode(code: Code, options: CommonOptions, terminal: Terminal): Promise<void> {
  const words = CODES[code];
  const rule = (await examplesOf(MODELS)).find((one) => one.code === code);
  const examples = rule && { good: rule.good, bad: rule.bad };
  if (options.format === 'json') {
    terminal.out(JSON.stringify({ code, ...words, ...examples }, null, 2));
    return;
  }
  const { bold } = terminal.colors;
  terminal.out(`${bold(code)} (${words.severity})\n${words.title}.\n\n${words.explain}`);
  if (rule)
    terminal.out(`\n${bold('Found here:')}\n\n${rule.bad}\n${bold('Not here:')}\n\n${rule.good}`);
}

/** A file is named from the current folder, as in every command, and its line may follow. */
function fromRoot(named: string, cwd: string, root: string): string {
  const [, path = named, line = ''] = /^(.*?)(:\d+)?$/s.exec(named) ?? [];
  const file = resolve(cwd, path);
  return !isThere(file) || isFolder(file) ? named : `${relativeTo(root, file)}${line}`;
}

async function explainThing(
  named: string,
  options: CommonOptions,
  terminal: Terminal,
): Promise<void> {
  if (rootOf(terminal, options).by === 'none') {
    const hint = didYouMean(named, Object.keys(CODES));
    if (hint !== undefined) throw new CannotRun(`nothing here is called \`${named}\`; ${hint}`);
  }
  const plan = await planBuild({ ...workspaceOf(terminal, options), overlay: new Map() });
  const { workspace, problems } = plan;
  const thing = fromRoot(named, terminal.cwd, workspace.root);
  const material = await materialOf(plan);
  if (!material) throw new CannotRun('the workspace has nothing to explain');
  const action = actionIn(thing);
  const access =
    action === undefined ? undefined : await accessTo(action, material.catalog, workspace);
  const found = withAccess(explain(action ?? thing, material), action, access);
  if (found.length === 0) {
    const lines = linesOfRegions(thing, material);
    if (lines)
      throw new CannotRun(
        `there is no region at ${thing}; those on the page begin at lines ${lines.join(', ')}`,
      );
    if (/:\d+$/.test(thing) && workspace.exists(thing.replace(/:\d+$/, '')))
      throw new CannotRun(`${thing} is not in a region or an entry of the data`);
    if (workspace.templates().some(({ source, isPartial }) => isPartial && source.file === thing))
      throw new CannotRun(`${thing} is a partial of templates; changing it may affect every page`);
    const words = [...explainable(material), ...Object.keys(CODES)];
    const hint = didYouMean(thing, words) ?? '`permadocs list` shows what there is';
    throw new CannotRun(`nothing named \`${thing}\` was found; ${hint}`);
  }
  if (options.format === 'json') terminal.out(JSON.stringify(found, null, 2));
  else terminal.out(found.map((one) => textOf(one, terminal)).join('\n\n'));
  if (problems.some(isError))
    terminal.err('the workspace has errors, so regions may be missing; see `permadocs check`');
}

/** The action in “s3:GetObject”, “action:s3:GetObject” or “who may s3:GetObject?”. */
function actionIn(thing: string): string | undefined {
  return /^(?:who may |actions?:)?`?([a-z0-9-]+:[A-Z][A-Za-z0-9]*)`?\??$/i.exec(thing)?.[1];
}

async function accessTo(
  action: string,
  catalog: Catalog,
  { config, cache }: Workspace,
): Promise<readonly AllowedAccess[] | undefined> {
  for (const { whoMay } of MODELS) {
    const access = await whoMay?.(action, catalog, { ...config, keep: keptIn(cache) });
    if (access) return access;
  }
  return undefined;
}

/** What is known of an action: its entry in the data, if it has one, and who may perform it. */
function withAccess(
  found: readonly Explanation[],
  action: string | undefined,
  allowedBy: readonly AllowedAccess[] | undefined,
): readonly Explanation[] {
  if (action === undefined || allowedBy === undefined) return found;
  if (found.some(({ kind }) => kind === 'action'))
    return found.map((one) => (one.kind === 'action' ? { ...one, allowedBy } : one));
  return [
    {
      kind: 'action',
      id: action,
      place: undefined,
      feeds: [],
      entries: [],
      namedBy: [],
      claims: [],
      regions: [],
      allowedBy,
    },
    ...found,
  ];
}

function textOf(one: Explanation, { colors }: Terminal): string {
  const place = one.place ? `  ${one.place.file}:${one.place.line}` : '';
  const state =
    one.isUpToDate === undefined ? '' : one.isUpToDate ? ', up to date' : ', out of date';
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`  ${colors.dim(title)}`, ...lines.map((line) => `    ${line}`)];
  return [
    `${colors.bold(`${one.kind} ${one.id}`)}${state}${colors.dim(place)}`,
    ...list(one.kind === 'file' ? 'contains' : 'made from', [
      ...one.entries.map(entryText),
      ...(one.kind === 'region' || one.kind === 'page' ? templatesOf(one) : []),
    ]),
    ...list('named by', one.namedBy.map(entryText)),
    ...list(
      'used by the claims',
      one.claims.map(({ file, line, role, say, expect }) => {
        return `${file}:${line}  ${role}: ${say} (${expect ?? 'nothing else'})`;
      }),
    ),
    ...list(
      'printed in',
      one.regions.map(({ file, line, section, args }) => {
        const words = Object.entries(args).map(([name, value]) => `${name}="${value}"`);
        return `${file}:${line}  ${[section, ...words].join(' ')}`;
      }),
    ),
    ...(one.allowedBy ? [whoMayText(one.id, one.allowedBy, colors)] : []),
  ].join('\n');
}

const entryText = ({ kind, id, file, line }: EntryPlace): string =>
  `${kind} ${id}  ${file}:${line}`;

/** The files that it is made from, except those that contain one of its entries. */
function templatesOf({ feeds, entries }: Explanation): string[] {
  return feeds.filter((file) => entries.every((entry) => entry.file !== file));
}
