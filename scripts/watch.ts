/** Rebuilds on save: what changed is gathered for a moment, built once, and told. */
import { statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type FSWatcher, watch as watchFiles } from 'chokidar';
import picomatch from 'picomatch';

import type { BuildResult } from './build-options.ts';
import { build } from './pipeline.ts';
import { mayConfigurePrettier } from './prettier-state.ts';
import { ignoreMatcher } from './walk.ts';
import { CannotRun } from './cannot-run.ts';
import { CONFIG_FILE, Workspace } from './workspace.ts';

export interface WatchOptions {
  /** Absolute. */
  readonly root: string;
  readonly config?: string | undefined;
}

/** One rebuild, and what led to it. */
export interface Rebuild {
  /** Relative to the root; empty for the first build. */
  readonly changed: readonly string[];
  readonly milliseconds: number;
  /** What the build did, or why it could not run. */
  readonly result: BuildResult | CannotRun;
}

export interface Watching {
  /** Ends the watching, after a build that is under way. */
  readonly close: () => Promise<void>;
}

/** How long to wait for more changes: a checkout or a formatter touches many files. */
const PAUSE = 20;
/** chokidar tells of a file once in 50 ms and drops what follows: after this long it is looked at again. */
const LOOK_AGAIN = 60;

/** Builds once, then after every change of data, templates, pages or configuration. */
export async function watch(
  options: WatchOptions,
  tell: (rebuild: Rebuild) => void,
): Promise<Watching> {
  const changed = new Set<string>();
  /** What was saved while a build ran. */
  const later = new Set<string>();
  /** The state in which the last build left each page that it wrote: its own writes are no changes. */
  const written = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  const looks = new Set<NodeJS.Timeout>();
  let running: Promise<void> | undefined;
  let isClosed = false;

  const rebuild = async (): Promise<void> => {
    const since = [...changed].toSorted();
    changed.clear();
    const states = new Map(since.map((file) => [file, stateOf(options.root, file)]));
    const start = performance.now();
    const result = await build(options).catch(cannotRun);
    if ('changes' in result)
      for (const { file } of result.changes) written.set(file, stateOf(options.root, file));
    lookAgain(states);
    tell({ changed: since, milliseconds: performance.now() - start, result });
  };
  /** Files that were saved once more after a build has begun to read them. */
  const lookAgain = (states: ReadonlyMap<string, string>): void => {
    const look = setTimeout(() => {
      looks.delete(look);
      for (const [file, state] of states) if (stateOf(options.root, file) !== state) note(file);
    }, LOOK_AGAIN);
    looks.add(look);
  };
  const note = (file: string): void => {
    // What a build writes is known when it has ended.
    if (running) {
      later.add(file);
      return;
    }
    if (written.get(file) === stateOf(options.root, file)) return;
    changed.add(file);
    schedule();
  };
  /** One at a time: what changes meanwhile leads to another. */
  const run = async (): Promise<void> => {
    if (running) return;
    running = rebuild().finally(() => {
      running = undefined;
    });
    await running;
    if (isClosed) return;
    const files = [...later];
    later.clear();
    files.forEach(note);
  };
  const schedule = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), PAUSE);
  };

  await run();
  const watcher = await watcherOf(options);
  watcher.on('all', (_, path) => note(relative(options.root, path).split(sep).join('/')));
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      looks.forEach(clearTimeout);
      await watcher.close();
      await running;
    },
  };
}

/** Tells one content of a file from the next; empty where there is no file. */
function stateOf(root: string, file: string): string {
  const stats = statSync(join(root, file), { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : '';
}

/** A workspace that cannot be read is told, and waited for; anything else is a bug. */
function cannotRun(error: unknown): CannotRun {
  if (error instanceof CannotRun) return error;
  throw error;
}

/** Watches the folders in which the globs of the configuration begin, and the files at the root. */
async function watcherOf({ root, config }: WatchOptions): Promise<FSWatcher> {
  const settings = await Workspace.open(root, config).then(
    (workspace) => workspace.config,
    () => undefined,
  );
  const globs = settings ? [...settings.data, ...settings.pages] : [];
  const bases = globs.map((glob) => picomatch.scan(glob).base);
  const folders = new Set(['', settings?.templates ?? 'templates', ...bases]);
  const isIgnored = ignoreMatcher([...(settings?.ignore ?? []), '**/node_modules']);
  const isBelow = (path: string): boolean =>
    [...folders].some(
      (folder) =>
        folder !== '' &&
        (path === folder || path.startsWith(`${folder}/`) || folder.startsWith(`${path}/`)),
    );
  const watcher = watchFiles(root, {
    ignoreInitial: true,
    ignored: (absolute) => {
      const path = relative(root, absolute).split(sep).join('/');
      if (path === '' || (config !== undefined && absolute === config)) return false;
      if (isIgnored(path) || isIgnored(`${path}/`)) return true;
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (name === CONFIG_FILE || mayConfigurePrettier(name)) return false;
      // Hidden files are nobody's pages, and a build's own temporary files are among them.
      return name.startsWith('.') || !isBelow(path);
    },
  });
  await new Promise<void>((resolve) => {
    watcher.once('ready', () => resolve());
  });
  return watcher;
}
