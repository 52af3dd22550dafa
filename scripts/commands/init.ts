/** `permadocs init`: a small working workspace in this repository. */
import { resolve } from 'node:path';
import type { Command } from 'commander';

import { init, type InitFile, type InitResult } from '../init/init.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { runHere } from './run-here.ts';
import {
  addCommonOptions,
  type CommonOptions,
  consents,
  report,
  type Terminal,
} from './command.ts';

interface Options extends CommonOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly example?: boolean;
}

export function addInit(program: Command, terminal: Terminal): void {
  const command = program
    .command('init')
    .description('set up a small working workspace; overwrites nothing')
    .option('--example', 'write an example role and a page of it, even beside pages of your own')
    .option('--dry-run', 'show what would be written; write nothing')
    .option('--yes', 'add the scripts to package.json without asking');
  addCommonOptions(command).action(async (options: Options) => {
    const root = resolve(terminal.cwd, options.root ?? '.');
    if (options.config !== undefined)
      throw new CannotRun('init writes permadocs.yaml at the root and does not take --config');
    const ask = options.format === 'text' ? terminal.ask : undefined;
    const result = await init({
      root,
      dryRun: options.dryRun === true,
      example: options.example === true,
      consent: async (file, added) => {
        if (options.yes === true) return true;
        if (!ask) return false;
        terminal.out(`${terminal.colors.bold(file)}\n${indented(added)}`);
        return consents(ask, `add this to ${file}?`);
      },
    });
    await report(terminal, options, result.problems, {
      summary: { files: result.files, isInstalled: result.isInstalled },
      lines: linesOf(result, options, terminal).map(
        runHere({ cwd: terminal.cwd, root: options.root }, root),
      ),
    });
  });
}

function linesOf(
  { files, isInstalled }: InitResult,
  options: Options,
  { colors }: Terminal,
): string[] {
  const lines = files.flatMap((one) => lineOf(one, options, colors));
  if (files.length === 0) return lines;
  if (!isInstalled) lines.push('next: npm install --save-dev permadocs');
  const isNew = files.some(({ state }) => state === 'written');
  const hasPage = files.some(({ file }) => /\.mdx?$/.test(file));
  if (isNew && options.dryRun !== true && !hasPage)
    lines.push(
      'next: `permadocs adopt --all --dry-run` shows how the policies on your pages become data; `permadocs init --example` in an empty folder shows a small workspace',
    );
  else if (isNew && options.dryRun !== true)
    lines.push(
      'edit the data, run `permadocs build`, and see the page change; `permadocs adopt` imports the policies already on your pages',
    );
  else if (!isNew && files.every(({ state }) => state === 'there'))
    lines.push('nothing to do: this is already a workspace');
  return lines;
}

function lineOf(
  { file, state, text }: InitFile,
  options: Options,
  colors: Terminal['colors'],
): string[] {
  const name = colors.bold(file);
  if (state === 'there') return [`${name} already exists`];
  if (options.dryRun === true)
    return [
      `would ${state === 'written' ? 'write' : 'add to'} ${name}`,
      colors.green(indented(text)),
    ];
  if (state === 'written') return [`wrote ${name}`];
  if (state === 'changed') return [`added to ${name}:`, colors.green(indented(text))];
  if (state === 'failed')
    return [`${name} is as it was; add this to it:`, colors.green(indented(text))];
  return [
    `left ${name} unchanged; add this to it, or run \`permadocs init --yes\`:`,
    colors.green(indented(text)),
  ];
}

const indented = (text: string): string => text.trimEnd().replace(/^/gm, '    ');
