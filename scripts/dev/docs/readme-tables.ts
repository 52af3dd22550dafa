/** The README's tables of commands and sections, from the program. */
import type { Command } from 'commander';

import type { Param, Section } from '../../sections/template.ts';

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

/** A table of commands. Its last column lists the options that not all commands have. */
export function commandTable(commands: readonly Command[]): string {
  const optionsOf = (command: Command): string[] =>
    command.options.map(({ long, short }) => long ?? short ?? '');
  const isCommon = (option: string): boolean =>
    commands.filter((command) => optionsOf(command).includes(option)).length > commands.length / 2;
  const rows = commands.map((command) => {
    const own = optionsOf(command).filter((option) => !isCommon(option));
    const usage = command.usage().replace('[options]', command.name());
    return [`\`permadocs ${usage}\``, command.description(), own.map(code).join(', ')];
  });
  return table(['command', 'does', 'specific options'], rows);
}

export function sectionTable(sections: readonly Section[]): string {
  const rows = sections
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, description, params }) => [
      code(name),
      description,
      Object.entries(params)
        .map(([param, what]) => paramText(param, what))
        .join('<br>'),
    ]);
  return table(['section', 'renders', 'parameters'], rows);
}

function paramText(name: string, { description, optional, oneOf, default: value }: Param): string {
  const notes = [
    oneOf?.map(code).join(', '),
    value === undefined ? undefined : `by default ${code(String(value))}`,
    optional ? 'optional' : undefined,
  ].filter((note) => note !== undefined);
  const head = notes.length === 0 ? code(name) : `${code(name)} (${notes.join('; ')})`;
  return description === undefined ? head : `${head}: ${description}`;
}

const code = (text: string): string => `\`${text}\``;

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}
