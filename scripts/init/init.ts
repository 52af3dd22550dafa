/** Sets up a small working workspace in any repository without overwriting anything. */
import { configFile, firstPage, type Layout, roleFile } from './files.ts';
import { missingScripts, SCRIPTS, withScripts } from './package-scripts.ts';
import { freeDataFolder, hasTemplates, survey } from './survey.ts';
import { type InitTree, openTree } from './tree.ts';
import { catalogWith } from '../sources/sources.ts';
import { formatted, Formatter } from '../format/format.ts';
import { build } from '../build/build.ts';
import { planBuild } from '../build/pipeline.ts';
import type { Code } from '../problems/codes.ts';
import { isError, type Problem } from '../problems/problem.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { checkWritable, writeNewFile, writePage } from '../files/write.ts';

interface InitOptions {
  /** Absolute. */
  readonly root: string;
  readonly dryRun?: boolean;
  /** Write an example role and its page even if the repository has pages of its own. */
  readonly example?: boolean;
  /** Asks whether to add text to an existing file; `added` is that text, to show to people. */
  readonly consent: (file: string, added: string) => Promise<boolean>;
}

export interface InitFile {
  readonly file: string;
  /** `offered`: what would be added was shown, and not agreed to. `failed`: it could not be added. */
  readonly state: 'written' | 'changed' | 'there' | 'offered' | 'failed';
  /** What was, or would be, written or added. */
  readonly text: string;
}

export interface InitResult {
  readonly problems: readonly Problem[];
  readonly files: readonly InitFile[];
  /** Whether package.json lists permadocs. True also if there is no package.json. */
  readonly isInstalled: boolean;
}

const CONFIG = 'permadocs.yaml';
/** Pages may have markers before there are data and templates for them, which are the next step. */
const WAITING: ReadonlySet<Code> = new Set(['marker/bad-parameter', 'marker/unknown-section']);
/** Relative to the data folder. */
const FIRST = 'roles/bucket-reader.yaml';

export async function init(options: InitOptions): Promise<InitResult> {
  const tree = openTree(options.root);
  const isInstalled = /"permadocs"\s*:/.test(tree.read('package.json') ?? '"permadocs":');
  const fresh = await firstFiles(tree, { isInstalled, isExample: options.example === true });
  const overlay = new Map(
    fresh.flatMap(({ file, text }) =>
      tree.read(file) === undefined ? [[file, Buffer.from(text)] as const] : [],
    ),
  );
  const plan = await planBuild({ root: options.root, overlay });
  const isNext = ({ file, code }: Problem): boolean => !overlay.has(file) && WAITING.has(code);
  if (plan.problems.some((one) => isError(one) && !isNext(one)))
    return { problems: plan.problems, files: [], isInstalled };
  const files: InitFile[] = await existing(tree);
  const problems = plan.problems
    .filter((one) => isError(one) && isNext(one))
    .map((one): Problem => ({ ...one, severity: 'warning' }));
  for (const { file, text } of fresh) {
    if (tree.read(file) !== undefined) {
      files.push({ file, state: 'there', text: '' });
      continue;
    }
    const problem = options.dryRun === true ? undefined : writeNewFile(options.root, file, text);
    if (problem) return { problems: [problem], files, isInstalled };
    files.push({ file, state: 'written', text });
  }
  const pages = fresh.map(({ file }) => file).filter((file) => /\.mdx?$/.test(file));
  if (options.dryRun !== true && pages.length > 0)
    problems.push(...(await build({ root: options.root, paths: pages })).problems);
  for (const addition of await additions(tree)) {
    const { result, problem } = await add(tree, addition, options);
    files.push(result);
    if (problem) problems.push(problem);
  }
  return { problems, files, isInstalled };
}

/** The files of a first workspace; empty if there is a workspace already. */
async function firstFiles(
  tree: InitTree,
  { isInstalled, isExample }: { readonly isInstalled: boolean; readonly isExample: boolean },
): Promise<{ file: string; text: string }[]> {
  if (await isWorkspace(tree)) return [];
  const surveyed = survey(tree);
  const layout: Layout = {
    ...surveyed,
    dataFolder: freeDataFolder(tree, FIRST),
    templates: hasTemplates(tree, 'templates') ? 'permadocs/templates' : undefined,
  };
  const hasSchemas =
    tree.has('node_modules/permadocs/schemas') || (isInstalled && tree.has('package.json'));
  const formatter = Formatter.ofRoot(tree.root);
  const config = {
    file: CONFIG,
    text: await formatted(formatter, configFile(layout, hasSchemas), CONFIG),
  };
  // A page that readers would find does not belong in somebody's site.
  if (surveyed.hasPages && !isExample) return [config];
  const data = `${layout.dataFolder}/${FIRST}`;
  const { folder, extension } = layout;
  const page = ['permissions', 'permadocs-permissions', 'permadocs-first-page']
    .map((name) => `${folder}/${name}.${extension}`)
    .find((file) => tree.read(file)?.includes('role="bucket-reader"') !== false);
  if (page === undefined)
    throw new CannotRun(`${folder}/permissions.${extension} exists, and so do its alternatives`);
  const flavor = extension === 'mdx' ? 'mdx' : 'commonmark';
  // The configuration comes last, because its presence means that the workspace is complete.
  return [
    { file: data, text: await formatted(formatter, roleFile(data, hasSchemas), data) },
    { file: page, text: await formatter.page(firstPage(data, flavor), page) },
    config,
  ];
}

/** Whether there is a configuration, or data that permadocs understands. */
async function isWorkspace(tree: InitTree): Promise<boolean> {
  if (tree.read(CONFIG) !== undefined) return true;
  const workspace = await openWorkspace(tree.root);
  const { catalog, problems } = catalogWith(workspace.dataSources(), workspace.shipped);
  // An interrupted run leaves only our own first role, which does not count.
  return problems.length === 0 && catalog.ids('roles').some((id) => id !== 'bucket-reader');
}

/** The files that make up an existing workspace. */
async function existing(tree: InitTree): Promise<InitFile[]> {
  if (!(await isWorkspace(tree))) return [];
  const workspace = await openWorkspace(tree.root);
  const data = workspace.dataSources().map(({ file }) => file);
  const config = tree.read(CONFIG) === undefined ? [] : [CONFIG];
  return [...config, ...data].map((file) => ({ file, state: 'there', text: '' }));
}

interface Addition {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** The new lines, to show to people. */
  readonly added: string;
}

/** What is missing in existing files. */
async function additions(tree: InitTree): Promise<Addition[]> {
  const found: Addition[] = [];
  const manifest = tree.read('package.json');
  const scripts = manifest === undefined ? [] : missingScripts(manifest);
  if (manifest !== undefined && scripts.length > 0) {
    const added = scripts.map((name) => `"${name}": "${SCRIPTS[name]}"`).join('\n');
    found.push({
      file: 'package.json',
      before: manifest,
      after: withScripts(manifest, scripts),
      added,
    });
  }
  const { templates } = (await openWorkspace(tree.root)).config;
  const ignored = tree.read('.prettierignore') ?? '';
  const isIgnored = ignored.split(/\r?\n/).some(
    (line) =>
      line
        .split('/')
        .filter((part) => !/^[\s*]*$/.test(part))
        .join('/') === templates,
  );
  if (hasTemplates(tree, templates) && !isIgnored) {
    const start = ignored === '' || ignored.endsWith('\n') ? ignored : `${ignored}\n`;
    found.push({
      file: '.prettierignore',
      before: ignored,
      after: `${start}${templates}/\n`,
      added: `${templates}/`,
    });
  }
  return found;
}

async function add(
  tree: InitTree,
  { file, before, after, added }: Addition,
  options: InitOptions,
): Promise<{ result: InitFile; problem?: Problem | undefined }> {
  const isAgreed = options.dryRun !== true && (await options.consent(file, added));
  if (!isAgreed) return { result: { file, state: 'offered', text: added } };
  const problem = write(tree, { file, before, after });
  return { result: { file, state: problem ? 'failed' : 'changed', text: added }, problem };
}

function write(
  tree: InitTree,
  { file, before, after }: Pick<Addition, 'file' | 'before' | 'after'>,
): Problem | undefined {
  if (!tree.has(file)) return writeNewFile(tree.root, file, after);
  const [unwritable] = checkWritable(tree.root, [file]);
  const next = { file, before: Buffer.from(before), after: Buffer.from(after) };
  return unwritable ?? writePage(tree.root, next);
}
