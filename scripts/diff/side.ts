/** One side of a comparison: the data and pages of the working tree, or of a revision of git. */
import type { Catalog } from '../data/catalog.ts';
import { policiesWith, type ShippedFiles } from '../sources/sources.ts';
import { checkReferences } from '../data/references/index.ts';
import { relativeToRoot } from '../files/paths.ts';
import { LARGEST_INPUT, textOf } from '../files/read.ts';
import type { RevisionTree } from '../files/revision.ts';
import { ignoreMatcher, matcher } from '../files/walk.ts';
import { version } from '../package.ts';
import type { PageKind } from '../pages/page.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import type { Code } from '../problems/codes.ts';
import type { Problem } from '../problems/problem.ts';
import { Source } from '../problems/source.ts';
import { readConfig } from '../workspace/config.ts';
import { type Config, DEFAULTS } from '../workspace/defaults.ts';
import { isMarkdown } from '../workspace/file-sets.ts';
import { CONFIG_FILE, type Workspace } from '../workspace/workspace.ts';

/** Files of a side, as bytes; those that cannot be read are left out. */
type ReadFiles = (files: readonly string[]) => ReadonlyMap<string, Buffer>;

/** Where a side comes from, without a word about what is in it. */
export interface Place {
  /** `main (1a2b3c4)`, `the working tree`. */
  readonly name: string;
  readonly config: Config;
  readonly read: ReadFiles;
  /** The files that are pages of the workspace. */
  readonly pages: () => readonly string[];
  /** Markdown below these paths. */
  readonly markdownBelow: (paths: readonly string[]) => Promise<readonly string[]>;
  readonly kindOf: (file: string) => PageKind;
  readonly dataSources: () => readonly Source[];
  /** What the data take from elsewhere in the repository. */
  readonly shipped: ShippedFiles;
}

export interface Side extends Place {
  readonly catalog: Catalog;
}

export function workingTree(workspace: Workspace): Place {
  return {
    name: 'the working tree',
    config: workspace.config,
    read: (files) =>
      new Map(
        files.flatMap((file) => {
          const read = workspace.tryRead(file);
          return 'bytes' in read ? [[file, read.bytes] as const] : [];
        }),
      ),
    pages: () => workspace.pages().files,
    markdownBelow: async (paths) => (await workspace.markdownFiles(paths)).files,
    kindOf: workspace.kindOf,
    dataSources: workspace.dataSources,
    shipped: workspace.shipped,
  };
}

/** `configFile` is absolute; `root` is that of the workspace today; `shipped` are files of the revision. */
export function revision(
  name: string,
  tree: RevisionTree,
  shipped: ShippedFiles,
  root: string,
  configFile: string | undefined,
): Place {
  const config = configAt(name, tree, root, configFile);
  const isIgnored = ignoreMatcher(config.ignore);
  const isMdxGlob = ignoreMatcher(config.mdx);
  const filesOf = (globs: readonly string[]): readonly string[] => {
    const isMeant = matcher(globs);
    return [...tree.files.keys()].filter((file) => isMeant(file) && !isIgnored(file));
  };
  return {
    name,
    config,
    read: tree.read,
    shipped,
    pages: () => filesOf(config.pages),
    markdownBelow: (paths) => {
      const isBelow = (file: string): boolean =>
        paths.length === 0 ||
        paths.some((path) => path === '.' || file === path || file.startsWith(`${path}/`)) ||
        matcher(paths)(file);
      const isMeant = (file: string): boolean =>
        isMarkdown(file) && isBelow(file) && !isIgnored(file);
      return Promise.resolve([...tree.files.keys()].filter(isMeant));
    },
    kindOf: (file) => ({
      file,
      flavor: file.endsWith('.mdx') || isMdxGlob(file) ? 'mdx' : 'commonmark',
      frozen: false,
    }),
    dataSources: () => {
      const files = filesOf(config.data);
      const contents = tree.read(files);
      return files.map((file) => {
        const bytes = contents.get(file);
        return bytes && bytes.length <= LARGEST_INPUT
          ? new Source(file, textOf(bytes))
          : new Source(file, '', `${file} cannot be read at ${name}`);
      });
    },
  };
}

function configAt(
  name: string,
  tree: RevisionTree,
  root: string,
  configFile: string | undefined,
): Config {
  const file = configFile === undefined ? CONFIG_FILE : relativeToRoot(root, configFile);
  const bytes = file === undefined ? undefined : tree.read([file]).get(file);
  if (!bytes || file === undefined) return DEFAULTS;
  const { config, problems } = readConfig(new Source(file, textOf(bytes)));
  if (problems.length > 0) throw refused(name, 'configuration', problems);
  return config;
}

/** Without these a policy would not be what the data say. Other problems change no access. */
const IN_THE_WAY: ReadonlySet<Code> = new Set([
  'data/yaml',
  'data/invalid',
  'data/unreadable',
  'data/duplicate-id',
  'data/unknown-statement',
  'data/unquoted-number',
  'source/unreadable',
  'source/not-found',
  'source/not-a-policy',
  'source/syntax',
  'source/unresolved',
]);

/** Throws {@link CannotRun} with the problems if the data say nothing certain. */
export function loadSide(place: Place): Side {
  const { catalog, problems } = policiesWith(place.dataSources(), place.shipped);
  const found = [
    ...problems,
    ...checkReferences(catalog, { ...place.config, exists: () => true }),
  ].filter(({ code }) => IN_THE_WAY.has(code));
  if (found.length > 0) throw refused(place.name, 'data', found);
  return { ...place, catalog };
}

function refused(name: string, what: string, problems: readonly Problem[]): CannotRun {
  const shown = problems.map((problem) => ({ ...problem, file: `${problem.file} at ${name}` }));
  return new CannotRun(
    `the ${what} of ${name} cannot be read by permadocs ${version()}; compare with a later revision, or build with the version of that day`,
    shown,
  );
}
