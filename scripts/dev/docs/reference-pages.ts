/** Reference pages of permadocs itself, written from the program so that they cannot go stale. */
import { Command } from 'commander';
import pc from 'picocolors';

import { CODES } from '../../problems/codes.ts';
import type { Terminal } from '../../commands/command.ts';
import { examplesText } from '../../commands/examples.ts';
import { COMMANDS } from '../../commands/index.ts';

const WIDTH = 100;

export async function commands(): Promise<readonly Command[]> {
  const program = new Command('permadocs');
  for (const load of Object.values(COMMANDS)) (await load())(program, silent);
  return program.commands;
}

/** The help of every command, as `--help` prints it in a terminal of 100 columns. */
export async function commandsPage(): Promise<string> {
  const parts = (await commands()).map((command) => {
    command.configureHelp({ helpWidth: WIDTH });
    return `## ${command.name()}\n\n\`\`\`text\n${command.helpInformation().trimEnd()}\n${examplesText(command.name())}\n\`\`\``;
  });
  return page(
    'Commands',
    'What `--help` prints for each command. The JSON of `list` and `explain` is in [json.md](json.md).',
    parts,
  );
}

/** Every problem code with its severity and its texts, grouped by stage. */
export function codesPage(): string {
  const stages = new Map<string, string[]>();
  for (const [code, { severity, title, explain }] of Object.entries(CODES)) {
    const [stage = ''] = code.split('/');
    const lines = stages.get(stage) ?? [];
    stages.set(stage, lines);
    lines.push(`### ${code}\n\n**${severity}**: ${plain(title)}. ${plain(explain)}`);
  }
  const parts = [...stages].map(([stage, lines]) => `## ${stage}\n\n${lines.join('\n\n')}`);
  return page(
    'Problem codes',
    '`permadocs explain CODE` prints one of them; for a lint rule, it also prints examples.',
    parts,
  );
}

/** A page that is written by the program. */
export function page(title: string, lead: string, parts: readonly string[]): string {
  const note = '<!-- Written by `npm run docs`; do not edit. -->';
  return `# ${title}\n\n${note}\n\n${lead}\n\n${parts.join('\n\n')}\n`;
}

/** Prose of the program: text outside code spans is escaped. */
export function plain(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[*_<[]/g, '\\$&')))
    .join('');
}

/** A terminal that prints nothing, without colors and date. */
export const silent: Terminal = {
  cwd: '/',
  version: '',
  colors: pc.createColors(false),
  today: () => '',
  out: () => {},
  err: () => {},
  exit: () => {},
  interrupted: () => Promise.resolve(),
};
