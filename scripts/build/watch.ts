/** Rebuilds on save: collects changes for a moment, builds once, and reports. */
import { join, posix, resolve } from 'node:path';
import { type FSWatcher, watch as watchFiles } from 'chokidar';

import type { BuildResult } from './build-options.ts';
import { heldCache, openCache } from '../files/cache.ts';
import { beginningOf } from '../files/glob.ts';
import { hash } from '../files/hash.ts';
import { relativeTo } from '../files/paths.ts';
import { isFollowed } from '../files/reach.ts';
import { readRegular } from '../files/read.ts';
import { stateOf } from '../files/stat.ts';
import { messageOf } from '../problems/message-of.ts';
import { buildPages } from './build.ts';
import { mayConfigurePrettier } from '../format/prettier-state.ts';
import { ignoreMatcher, matcher } from '../files/walk.ts';
import { LARGEST_PAGE } from '../pages/page.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { shippedSourcesOf } from './shipped-sources.ts';
import { CONFIG_FILE, openWorkspace } from '../workspace/workspace.ts';

interface WatchOptions {
  /** Absolute. */
  readonly root: string;
  readonly config?: string | undefined;
}

/** One rebuild and what triggered it. */
export interface Rebuild {
  /** Relative to the root; empty for the first build. */
  readonly changed: readonly string[];
  readonly milliseconds: number;
  /** The result of the build, or why it could not run. */
  readonly result: BuildResult | CannotRun;
}

interface Watching {
  /** Stops watching once a build in progress has ended. */
  readonly close: () => Promise<void>;
}

/**
 * In milliseconds. How long to wait for more changes, since a checkout or a formatter touches many
 * files.
 */
const PAUSE = 10;
/**
 * In milliseconds. chokidar reports a file at most once in 50 ms and drops later events, so after
 * this long the file is looked at again.
 */
const LOOK_AGAIN = 60;

/**
 * Builds once, then after every change of data, templates, pages or configuration. `warn` receives
 * a message about anything that cannot be watched.
 */
export async function watch(
  options: WatchOptions,
  tell: (rebuild: Rebuild) => void,
  warn: (message: string) => void = () => {},
): Promise<Watching> {
  const cache = heldCache(openCache(options.root));
  const changed = new Set<string>();
  /** Files saved while a build was running. */
  const later = new Set<string>();
  /**
   * The hash of each page that builds have written, so that their own writes do not count as
   * changes.
   */
  const written = new Map<string, string>();
  /** The state of each file when it was last looked at; see {@link stateOf}. */
  const seen = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  const looks = new Set<NodeJS.Timeout>();
  let running: Promise<void> | undefined;
  let isClosed = false;
  let watcher: FSWatcher | undefined;
  /** The files that ship and are watched, and their globs, as JSON. */
  let shipped = '';
  const configuration = relativeTo(
    options.root,
    resolve(options.root, options.config ?? CONFIG_FILE),
  );
  const stateIn = (file: string): string => stateOf(join(options.root, file));

  const rebuild = async (): Promise<void> => {
    const since = [...changed].toSorted();
    changed.clear();
    const now = await shippedOf(options);
    if (since.includes(configuration) || JSON.stringify(now) !== shipped) await listen(now);
    for (const file of since) seen.set(file, stateIn(file));
    const start = performance.now();
    const built = await buildPages({ ...options, cache }).catch(whyNot);
    if ('hashes' in built) for (const [file, own] of built.hashes) written.set(file, own);
    const result = 'hashes' in built ? built.result : built;
    tell({ changed: since, milliseconds: performance.now() - start, result });
    // Nobody waits for the cache: it is for the next program.
    cache.save();
  };
  /** Checks for a later save that the watcher did not report. */
  const lookAgain = (file: string): void => {
    const look = setTimeout(() => {
      looks.delete(look);
      if (stateIn(file) !== seen.get(file)) note(file);
    }, LOOK_AGAIN);
    looks.add(look);
  };
  const note = (file: string): void => {
    seen.set(file, stateIn(file));
    lookAgain(file);
    // Only when a build has ended is it known which changes are its own.
    if (running) {
      later.add(file);
      return;
    }
    if (written.has(file) && written.get(file) === contentOf(options.root, file)) return;
    // A page that is edited and then restored also gets a build, which reports that it is right
    // again.
    written.delete(file);
    changed.add(file);
    schedule();
  };
  /** Runs one build at a time; changes in the meantime lead to another. */
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

  /**
   * Starts watching, and again whenever the configuration changes, since it names the folders to
   * watch.
   */
  const listen = async (files: Shipped): Promise<void> => {
    const earlier = watcher;
    shipped = JSON.stringify(files);
    watcher = await watcherOf(options, files, warn);
    // Of a folder that comes or goes, the files in it are told as well.
    for (const event of ['add', 'change', 'unlink'] as const)
      watcher.on(event, (path) => note(relativeTo(options.root, path)));
    await earlier?.close();
  };

  // Listening starts first, so that no save during the first build is missed.
  await listen(await shippedOf(options));
  await run();
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      looks.forEach(clearTimeout);
      await running;
      await watcher?.close();
    },
  };
}

function contentOf(root: string, file: string): string | undefined {
  const read = readRegular(join(root, file), LARGEST_PAGE);
  return 'why' in read ? undefined : hash(read.bytes);
}

/**
 * Turns an error into a report, so that watching continues. This includes bugs, since the next
 * change may end them.
 */
function whyNot(error: unknown): CannotRun {
  if (error instanceof CannotRun) return error;
  const stack = error instanceof Error ? error.stack : undefined;
  return new CannotRun(`this is a bug in permadocs: ${stack ?? messageOf(error)}`);
}

/** What data take something from. */
interface Shipped {
  /** Relative to the root. */
  readonly files: readonly string[];
  /** Globs that a new file may match. */
  readonly globs: readonly (readonly string[])[];
}

/** Nothing while the workspace cannot be read. */
async function shippedOf({ root, config }: WatchOptions): Promise<Shipped> {
  try {
    const workspace = await openWorkspace(root, config);
    const { sources, globs } = await shippedSourcesOf(workspace, workspace.dataSources());
    return { files: sources.map(({ file }) => file), globs };
  } catch (error) {
    if (error instanceof CannotRun) return { files: [], globs: [] };
    throw error;
  }
}

/** Whether `path` is `folder` or in it; the folder of all is `.`. */
const isAround = (folder: string, path: string): boolean =>
  folder === '.' ? !path.startsWith('..') : path === folder || path.startsWith(`${folder}/`);

/**
 * Watches the folders that the globs of the configuration begin with, and the files at the root.
 */
async function watcherOf(
  { root, config }: WatchOptions,
  shipped: Shipped,
  warn: (message: string) => void,
): Promise<FSWatcher> {
  const settings = await openWorkspace(root, config).then(
    (workspace) => workspace.config,
    () => undefined,
  );
  const globs = settings ? [...settings.data, ...settings.pages] : [];
  const bases = globs.map((glob) => beginningOf(glob).base);
  const named = config === undefined ? [] : [relativeTo(root, config)];
  const folders = new Set(['', settings?.templates ?? 'templates', ...bases, ...named]);
  const isIgnored = ignoreMatcher([...(settings?.ignore ?? []), '**/node_modules']);
  const isBelow = (path: string): boolean =>
    [...folders].some(
      (folder) =>
        folder !== '' &&
        (path === folder || path.startsWith(`${folder}/`) || folder.startsWith(`${path}/`)),
    );
  const isShipped = (path: string): boolean =>
    shipped.files.some((file) => file === path || file.startsWith(`${path}/`));
  const sought = shipped.globs.flat().filter((glob) => !glob.startsWith('!'));
  const beginnings = sought.map((glob) => posix.normalize(beginningOf(glob).base));
  const isSought = shipped.globs.map(matcher);
  /** A file that code may be in, or a folder that may hold one. */
  const mayBeSought = (path: string, isFolder: boolean): boolean =>
    isFolder
      ? beginnings.some((base) => isAround(base, path) || isAround(path, base))
      : isSought.some((matches) => matches(path));
  const outside = [...shipped.files, ...beginnings].filter((file) => file.startsWith('..'));
  const watcher = watchFiles([root, ...outside.map((file) => join(root, file))], {
    ignoreInitial: true,
    ignored: (absolute, stats) => {
      const path = relativeTo(root, absolute);
      if (path === '' || (config !== undefined && absolute === config)) return false;
      if (isShipped(path)) return false;
      if (isIgnored(path) || isIgnored(`${path}/`)) return true;
      const name = path.slice(path.lastIndexOf('/') + 1);
      // Without `stats`, chokidar asks before it knows; it asks again when it does.
      if (!name.startsWith('.') || name === '..')
        if (mayBeSought(path, stats?.isDirectory() !== false)) return false;
      if (name === CONFIG_FILE || mayConfigurePrettier(name)) return false;
      // Hidden files are never pages, and a build's own temporary files are hidden.
      return name.startsWith('.') || !isBelow(path) || !isFollowed(root, path);
    },
  });
  const warned = new Set<string>();
  watcher.on('error', (error) => {
    const message = messageOf(error);
    if (!warned.has(message)) warn(message);
    warned.add(message);
  });
  await new Promise<void>((resolve) => {
    watcher.once('ready', () => resolve());
  });
  return watcher;
}
