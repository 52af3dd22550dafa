/** The README's tables of commands and sections, and the page of sections, from the program. */
import type { Command } from 'commander';

import type { Param, Section } from '../../sections/template.ts';
import { page, plain } from './reference-pages.ts';

/** Puts each text between its markers, `<!-- BEGIN name … -->` and `<!-- END name -->`. */
export function fillBlocks(page: string, blocks: Readonly<Record<string, string>>): string {
  return Object.entries(blocks).reduce((text, [name, block]) => {
    const parts = text.split(
      new RegExp(`(?<=^<!-- BEGIN ${name}\\b.*-->\n)|^(?=<!-- END ${name} -->$)`, 'm'),
    );
    if (parts.length !== 3) throw new Error(`the README has no block ${name}`);
    return `${parts[0]}\n${block}\n${parts[2]}`;
  }, page);
}

/** A table of commands; docs/commands.md has their options. */
export function commandTable(commands: readonly Command[]): string {
  const rows = commands.map((command) => {
    const usage = command.usage().replace('[options]', command.name());
    return [`\`permadocs ${usage}\``, command.description()];
  });
  return table(['command', 'does'], rows);
}

/** A table of sections; docs/sections.md has their parameters. */
export function sectionTable(sections: readonly Section[]): string {
  return table(
    ['section', 'renders'],
    sorted(sections).map(({ name, description }) => [code(name), description]),
  );
}

/** docs/sections.md: each section with its parameters. */
export function sectionsPage(sections: readonly Section[]): string {
  const parts = sorted(sections).map(({ name, description, params }) => {
    const lines = Object.entries(params).map(([param, what]) => `- ${paramText(param, what)}`);
    return [`## ${name}`, plain(description), lines.join('\n')].filter(Boolean).join('\n\n');
  });
  return page(
    'Sections',
    'The sections that permadocs ships, with their parameters. `permadocs list sections` lists those of a workspace too; [templates.md](templates.md) says how to write one.',
    parts,
  );
}

const sorted = (sections: readonly Section[]): Section[] =>
  sections.toSorted((a, b) => (a.name < b.name ? -1 : 1));

function paramText(name: string, { description, optional, oneOf, default: value }: Param): string {
  const notes = [
    oneOf?.map(code).join(', '),
    value === undefined ? undefined : `by default ${code(String(value))}`,
    optional ? 'optional' : undefined,
  ].filter((note) => note !== undefined);
  const head = notes.length === 0 ? code(name) : `${code(name)} (${notes.join('; ')})`;
  return description === undefined ? head : `${head}: ${plain(description)}`;
}

const code = (text: string): string => `\`${text}\``;

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}
