/** Every file that `npm run docs` writes, before Prettier formats it. */
import { packageRoot } from '../../package.ts';
import { loadSections } from '../../sections/sections.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import { libraryPage } from './library-page.ts';
import { pictures } from './pictures.ts';
import { commandTable, fillBlocks, sectionsPage, sectionTable } from './readme-tables.ts';
import { codesPage, commands, commandsPage } from './reference-pages.ts';
import { templatesPage } from './templates-page.ts';
import { filesOf, walkThrough } from './walk-through.ts';

/** File name → new text; `read` returns a file's current text. */
export async function generated(read: (file: string) => string): Promise<Record<string, string>> {
  const readme = read('README.md');
  const files = exampleOf(readme);
  const { sections } = loadSections((await openWorkspace(packageRoot)).templates());
  const tables = {
    commands: commandTable(await commands()),
    sections: sectionTable([...sections.values()]),
  };
  return {
    'README.md': fillBlocks(
      await walkThrough(readme, { files: A_PAGE, skip: isOfThisRepository }),
      tables,
    ),
    'docs/tasks.md': await walkThrough(read('docs/tasks.md'), { files }),
    'docs/commands.md': await commandsPage(),
    'docs/codes.md': codesPage(),
    'docs/sections.md': sectionsPage([...sections.values()]),
    'docs/templates.md': templatesPage(),
    'docs/library.md': libraryPage(),
    ...(await pictures(files)),
  };
}

/** Every repository of docs has a page, which is what `lint` wants to see. */
const A_PAGE = { 'README.md': '# Docs\n' };

/**
 * The workspace that the README opens with. docs/tasks.md starts from it, and the pictures show it.
 */
export function exampleOf(readme: string): Record<string, string> {
  const [lead = ''] = readme.split(/^## /m, 1);
  return filesOf(lead);
}

/** The README's commands that build permadocs itself are not run here; `.ci/run` tests them. */
const isOfThisRepository = (command: string): boolean => command.startsWith('npm ');
