/** `permadocs list`: what there is, by kind. */
import { type Command, Argument } from 'commander';

import { Catalog, loadCatalog } from '../catalog.ts';
import { CODES } from '../codes.ts';
import { HELPERS } from '../helpers.ts';
import { isError, type Problem, sortProblems } from '../problem.ts';
import { KINDS } from '../schema.ts';
import { loadSections, type Section } from '../sections.ts';
import type { Param } from '../template.ts';
import { Workspace } from '../workspace.ts';
import { keyRangeOf } from '../yaml-file.ts';
import { addCommonOptions, type CommonOptions, report, rootOf, type Terminal } from './command.ts';

const WHAT = ['sections', 'helpers', 'codes', 'pages', ...KINDS] as const;

export function addList(program: Command, terminal: Terminal): void {
  const command = program
    .command('list')
    .description('print sections, roles, keys, errors, pages, helpers or problem codes')
    .addArgument(new Argument('[what]', 'what to list').choices(WHAT).default('sections'));
  addCommonOptions(command).action(async (what: (typeof WHAT)[number], options: CommonOptions) => {
    const { root, config } = rootOf(terminal, options);
    const { rows, problems } = rowsOf(what, await Workspace.open(root, config));
    const lines = rows.map(
      ({ name, text }) => `${terminal.colors.bold(name)}\n    ${text.replaceAll('\n', '\n    ')}`,
    );
    report(terminal, options, sortProblems(problems).filter(isError), {
      summary: { [what]: rows },
      lines,
    });
  });
}

interface Row {
  readonly name: string;
  readonly text: string;
  /** Where an entry of the data stands; lines count from 1. */
  readonly file?: string;
  readonly line?: number;
}

function rowsOf(
  what: (typeof WHAT)[number],
  workspace: Workspace,
): { rows: Row[]; problems: Problem[] } {
  if (what === 'helpers') {
    const rows = Object.entries(HELPERS).map(([name, helper]) => {
      const hash = Object.entries(helper.hash).map(([key, type]) => `${key}=${type}`);
      return { name: [name, ...helper.params, ...hash].join(' '), text: helper.description };
    });
    return { rows, problems: [] };
  }
  if (what === 'codes') {
    return {
      rows: Object.entries(CODES).map(([name, words]) => ({
        name,
        text: `${words.severity}: ${words.title}`,
      })),
      problems: [],
    };
  }
  if (what === 'pages')
    return {
      rows: workspace
        .pages()
        .files.map((name) => ({ name, text: workspace.isMdx(name) ? 'MDX' : 'CommonMark' })),
      problems: [],
    };
  if (what === 'sections') {
    const { sections, problems } = loadSections(workspace.templates());
    return { rows: [...sections.values()].map(sectionRow), problems };
  }
  const { catalog, problems } = loadCatalog(workspace.dataSources());
  const rows = catalog.all(what).map(({ id, kind, file }) => {
    const { line } = file.source.position(keyRangeOf(file, [kind, id]).start);
    const place = { file: file.source.file, line };
    return {
      name: id,
      text: `${titleOf(catalog, what, id)}\n${place.file}:${line}`.trim(),
      ...place,
    };
  });
  return { rows, problems };
}

function titleOf(catalog: Catalog, kind: (typeof KINDS)[number], id: string): string {
  const value: unknown = catalog.get(kind, id)?.value;
  const { title, name, message, type } = (
    typeof value === 'object' && value !== null ? value : {}
  ) as Record<string, unknown>;
  return String(title ?? name ?? message ?? type ?? '');
}

function sectionRow(section: Section): Row {
  const params = Object.entries(section.params).map(([name, param]) => paramText(name, param));
  return {
    name: [section.name, ...params].join(' '),
    text: `${section.description}\n${section.file}`,
  };
}

function paramText(name: string, param: Param): string {
  const type = param.oneOf?.join('|') ?? param.type;
  if (param.default !== undefined) return `${name}=${type} (default ${param.default})`;
  return param.optional ? `[${name}=${type}]` : `${name}=${type}`;
}
