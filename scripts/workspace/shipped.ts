/** Files that ship with a workspace: anywhere in its git repository, else below its root. */
import { isAbsolute, join, posix } from 'node:path';

import { repositoryAround } from '../files/repository.ts';
import { isOutside, relativeTo } from '../files/paths.ts';
import { obstacleOf, reachFrom } from '../files/reach.ts';
import { LARGEST_INPUT, readRegular, textOf } from '../files/read.ts';
import type { RevisionTree } from '../files/revision.ts';
import { matcher, walk } from '../files/walk.ts';
import { Source } from '../problems/source.ts';
import type { ShippedFiles } from '../sources/shipped-files.ts';
import type { Overlay } from './reading.ts';

/** `ignore` are globs relative to the root. */
export function shippedFiles(
  root: string,
  ignore: readonly string[],
  overlay: Overlay,
): ShippedFiles {
  const top = repositoryAround(root) ?? root;
  const prefix = relativeTo(top, root);
  const reach = reachFrom(top);
  const whole = top === root ? 'the workspace' : 'the git repository';
  const why = (file: string): string | undefined => {
    if (isAbsolute(file)) return 'is an absolute path';
    const path = join(root, file);
    if (isOutside(top, path)) return `is outside of ${whole}`;
    const inside = relativeTo(top, path);
    if (inside.split('/').includes('.git')) return 'is a file of git itself';
    const found = reach(inside);
    return found.kind === 'outside'
      ? `leads out of ${whole}, to ${found.target}`
      : obstacleOf(found);
  };
  const source = (written: string): Source => {
    const file = posix.normalize(written);
    const bytes = overlay.get(file);
    if (bytes) return new Source(file, textOf(bytes));
    const obstacle = why(file);
    if (obstacle !== undefined) return new Source(file, '', `${file} ${obstacle}`);
    const read = readRegular(join(root, file));
    return 'why' in read
      ? new Source(file, '', `${file} cannot be read: ${read.why}`)
      : new Source(file, textOf(read.bytes));
  };
  return {
    source,
    matching: (globs) => {
      const fromTop = globs.map((glob) => globFrom(prefix, glob));
      const outside = (glob: string): boolean => glob.replace(/^!/, '').startsWith('../');
      const ignored = [...ignore.map((glob) => globFrom(prefix, glob)), '**/node_modules/**'];
      const { files } = walk(
        top,
        fromTop.filter((glob) => !outside(glob)),
        ignored,
      );
      return files.map((file) => relativeTo(root, join(top, file)));
    },
  };
}

/** The same of a revision; `tree` is that of the repository, in which the root is at `prefix`. */
export function shippedAt(tree: RevisionTree, prefix: string): ShippedFiles {
  /** What globs matched, read in one call to git. */
  const known = new Map<string, Buffer>();
  const contentOf = (path: string): Buffer | undefined =>
    known.get(path) ?? tree.read([path]).get(path);
  return {
    source: (written) => {
      const file = posix.normalize(written);
      const bytes = contentOf(posix.join(prefix, file));
      if (!bytes) return new Source(file, '', `${file} does not exist`);
      return bytes.length <= LARGEST_INPUT
        ? new Source(file, textOf(bytes))
        : new Source(file, '', `${file} is too large`);
    },
    matching: (globs) => {
      const isMeant = matcher(globs.map((glob) => globFrom(prefix, glob)));
      const files = [...tree.files.keys()].filter(isMeant);
      for (const [file, bytes] of tree.read(files.filter((file) => !known.has(file))))
        known.set(file, bytes);
      return files.map((file) => posix.relative(prefix, file));
    },
  };
}

/** A glob relative to the root as one relative to the root of the repository. */
function globFrom(prefix: string, glob: string): string {
  const isNot = glob.startsWith('!');
  // `!**/*_test.go` leaves out such files wherever they are.
  if (glob.startsWith('!**/')) return glob;
  return `${isNot ? '!' : ''}${posix.join(prefix, isNot ? glob.slice(1) : glob)}`;
}
