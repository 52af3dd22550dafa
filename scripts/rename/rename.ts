/**
 * Rename: an id, or the IAM name of a role, in all data files, markers, templates and hand-written
 * text. It changes words by place; what regions print is for the next build.
 */
import { planBuild } from '../build/pipeline.ts';
import { type Catalog, loadCatalog, placeIn } from '../data/catalog.ts';
import { checkWritable, sweep, writePage } from '../files/write.ts';
import { LARGEST_PARSED, type Page, toBytes } from '../pages/page.ts';
import { diffLines } from '../problems/diff.ts';
import { isError, type Problem, sortProblems } from '../problems/problem.ts';
import { isDistinct, wholeWords } from '../reading/names.ts';
import { loadSections } from '../sections/sections.ts';
import type { Sections } from '../sections/template.ts';
import { openPage } from '../workspace/page-file.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { type DataEdits, formerlyEdit, idEdits, nameEdits } from './data-edits.ts';
import { type Edit, withEdits } from './edits.ts';
import { markerEdits, proseEdits, templateEdits } from './page-edits.ts';
import { RENAMED_KINDS, type Renaming, renamingOf, type Words } from './renaming.ts';

interface RenameOptions extends Words {
  /** Absolute. */
  readonly root: string;
  readonly config?: string | undefined;
  readonly kind: keyof typeof RENAMED_KINDS;
  /** Asks for consent before anything is written; without it nothing is. */
  readonly confirm: (changes: readonly RenamedFile[]) => Promise<boolean>;
}

export interface RenamedFile {
  readonly file: string;
  readonly diff: readonly string[];
}

export interface RenameResult {
  readonly problems: readonly Problem[];
  readonly files: readonly RenamedFile[];
  /** Whether an IAM name was renamed; otherwise it was an id. */
  readonly isName: boolean;
  /** Files of policies whose names follow the id, and with them the names of the policies in IAM. */
  readonly policyFiles: readonly Words[];
  readonly written: boolean;
}

interface Change {
  readonly file: string;
  readonly before: Buffer;
  readonly after: Buffer;
  readonly diff: readonly string[];
}

/** Throws {@link CannotRun} if there is nothing with the old name, or something with the new one. */
export async function rename({
  root,
  config,
  kind,
  from,
  to,
  confirm,
}: RenameOptions): Promise<RenameResult> {
  const workspace = await openWorkspace(root, config);
  const { catalog, problems } = loadCatalog(workspace.dataSources());
  const { sections, problems: wrong } = loadSections(workspace.templates(), workspace.config);
  const errors = [...problems, ...wrong].filter(isError);
  const nothing = { files: [], isName: false, policyFiles: [], written: false };
  if (errors.length > 0) return { ...nothing, problems: sortProblems(errors) };
  const words = { from, to };
  const renaming = renamingOf(catalog, RENAMED_KINDS[kind], words);
  const isName = renaming.what === 'name';
  const made = { isName, policyFiles: renaming.what === 'id' ? renaming.files : [] };
  const changes = [
    ...dataChanges(workspace, dataEditsOf(catalog, renaming, words)),
    ...templateChanges(workspace, renaming, words),
    ...(await pageChanges(workspace, sections, renaming, words)),
  ];
  const files = changes.map(({ file, diff }) => ({ file, diff }));
  if (changes.length === 0) return { ...nothing, ...made, problems: [] };
  const broken = await newErrors({ root, config }, changes);
  if (broken.length > 0) return { ...made, problems: sortProblems(broken), files, written: false };
  const unwritable = checkWritable(
    root,
    changes.map(({ file }) => file),
  );
  const isAgreed = unwritable.length === 0 && (await confirm(files));
  if (!isAgreed) return { ...made, problems: unwritable, files, written: false };
  sweep(
    root,
    changes.map(({ file }) => file),
  );
  const failed = changes.flatMap((change) => writePage(root, change) ?? []);
  return { ...made, problems: failed, files, written: failed.length === 0 };
}

function dataEditsOf(catalog: Catalog, renaming: Renaming, words: Words): DataEdits {
  if (renaming.what === 'id') {
    const edits = new Map(idEdits(catalog, renaming.kind, words));
    for (const { from, to } of renaming.files)
      for (const [file, more] of nameEdits(catalog, wholeWords([from]), to))
        edits.set(file, [...(edits.get(file) ?? []), ...more]);
    return edits;
  }
  const { role } = renaming;
  const edits = new Map(nameEdits(catalog, spelled(words.from), words.to));
  // The name itself, whatever it looks like.
  const { source } = role.file;
  const { start, end } = placeIn(role, ['name']);
  const own = source.text.slice(start, end).replace(words.from, () => words.to);
  const former = formerlyEdit(role, words);
  edits.set(role.file, [
    ...(role.value.name === words.from ? [{ start, end, text: own }] : []),
    ...(former ? [former] : []),
    ...(edits.get(role.file) ?? []),
  ]);
  return edits;
}

/**
 * A name that looks like one is renamed wherever it is a word. One that is an ordinary word, such as
 * `reader`, is renamed only where it is sure to be meant.
 */
function spelled(name: string): RegExp {
  const word = wholeWords([name]).source;
  if (isDistinct(name)) return new RegExp(word, 'g');
  // A role may have a path, and that of another may have the name in it.
  const inArn = `(?<=:role/(?:[!-.0-~]+/)*)${word}(?!/)`;
  const named = `(?<=:assumed-role/|--role-name[ =]["']?|\\bRoleName["']?: *["']?)${word}`;
  return new RegExp(`${inArn}|${named}`, 'g');
}

function dataChanges(workspace: Workspace, edits: DataEdits): Change[] {
  return [...edits].flatMap(([{ source }, own]) => {
    const after = withEdits(source.text, own);
    if (after === source.text) return [];
    const before = workspace.read(source.file);
    return {
      file: source.file,
      before,
      after: Buffer.from(after),
      diff: diffLines(source.text, after),
    };
  });
}

function templateChanges(workspace: Workspace, renaming: Renaming, words: Words): Change[] {
  if (renaming.what === 'name') return [];
  return workspace.templates().flatMap(({ source: { file, text } }) => {
    // Those that permadocs ships name no id.
    if (file.startsWith('../') || file.includes('node_modules/') || !workspace.exists(file))
      return [];
    const after = withEdits(text, templateEdits(text, renaming.kind, words));
    if (after === text) return [];
    const before = workspace.read(file);
    return { file, before, after: Buffer.from(after), diff: diffLines(text, after) };
  });
}

async function pageChanges(
  workspace: Workspace,
  sections: Sections,
  renaming: Renaming,
  words: Words,
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const file of workspace.pages().files) {
    const found = workspace.tryRead(file);
    const isReadable = 'bytes' in found && !found.bytes.includes(0);
    if (!isReadable || found.bytes.length > LARGEST_PARSED || !found.bytes.includes(words.from))
      continue;
    const flavor = workspace.isMdx(file) ? 'mdx' : 'commonmark';
    const page = openPage(workspace, { file, flavor, frozen: workspace.isFrozen(file) });
    const edits = await pageEdits(page, sections, renaming, words);
    const after = withEdits(page.source.text, edits);
    if (after === page.source.text) continue;
    changes.push({
      file,
      before: found.bytes,
      after: toBytes(page, after),
      diff: diffLines(page.source.text, after),
    });
  }
  return changes;
}

async function pageEdits(
  page: Page,
  sections: Sections,
  renaming: Renaming,
  words: Words,
): Promise<Edit[]> {
  if (renaming.what === 'id')
    return [
      ...(await markerEdits(page, sections, renaming.kind, words, renaming.files)),
      ...(page.frozen ? [] : await proseEdits(page, renaming.files)),
    ];
  return page.frozen ? [] : proseEdits(page, [words], spelled);
}

/** What the renaming itself would break: errors that were not there before. */
async function newErrors(
  place: { readonly root: string; readonly config: string | undefined },
  changes: readonly Change[],
): Promise<Problem[]> {
  const overlay = new Map(changes.map(({ file, after }) => [file, after]));
  const errorsWith = async (files: ReadonlyMap<string, Buffer>): Promise<Problem[]> =>
    (await planBuild({ ...place, overlay: files })).problems.filter(isError);
  const before = new Set((await errorsWith(new Map())).map(({ code, file }) => `${code} ${file}`));
  return (await errorsWith(overlay)).filter(({ code, file }) => !before.has(`${code} ${file}`));
}
