/** What the build needs of git: its folder, and other versions of a page. Runs without a shell. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const MERGE_HEADS = ['MERGE_HEAD', 'REBASE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD'];

/** The root of the repository around a folder, or undefined; found without running git. */
export function repositoryAround(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : repositoryAround(parent);
}

export class Git {
  /** git's own folder, absolute. */
  readonly folder: string;
  readonly #root: string;
  /** The path of the workspace inside the repository, with a trailing `/`, or empty. */
  readonly #prefix: string;

  private constructor(root: string, folder: string, prefix: string) {
    this.#root = root;
    this.folder = folder;
    this.#prefix = prefix;
  }

  /** Undefined if the workspace is not in a repository, or if git is not installed. */
  static open(root: string): Git | undefined {
    try {
      const [folder = '', prefix = ''] = execFileSync(
        'git',
        ['rev-parse', '--absolute-git-dir', '--show-prefix'],
        {
          cwd: root,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      ).split('\n');
      return folder === '' ? undefined : new Git(root, folder, prefix);
    } catch {
      return undefined;
    }
  }

  /** Whether a merge, rebase, cherry-pick or revert is in progress. */
  get isMerging(): boolean {
    return MERGE_HEADS.some((head) => existsSync(join(this.folder, head)));
  }

  /**
   * All versions of these pages that git has at this moment: in HEAD, the index, and the heads of a
   * merge.
   */
  versions(files: readonly string[]): Map<string, string[]> {
    const heads = ['HEAD', ...MERGE_HEADS.filter((head) => existsSync(join(this.folder, head)))];
    const revisions = [...heads, ...[0, 1, 2, 3].map((stage) => `:${stage}`)];
    const asked = files
      .filter((file) => !/[\r\n]/.test(file))
      .flatMap((file) =>
        revisions.map((revision) => ({ file, name: `${revision}:${this.#prefix}${file}` })),
      );
    const { stdout } = spawnSync('git', ['cat-file', '--batch'], {
      cwd: this.#root,
      input: asked.map(({ name }) => `${name}\n`).join(''),
      maxBuffer: 1 << 30,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const versions = new Map<string, string[]>(files.map((file) => [file, []]));
    const found = stdout ? readBatch(stdout, asked.length) : [];
    for (const [index, text] of found.entries()) {
      if (text !== undefined) versions.get(asked[index]?.file ?? '')?.push(text);
    }
    return versions;
  }
}

/**
 * Parses the output of `git cat-file --batch`: for each name, a header line with the size, the
 * content, and a line feed; or a single line if the object does not exist.
 */
function readBatch(output: Buffer, count: number): (string | undefined)[] {
  const versions: (string | undefined)[] = [];
  let at = 0;
  while (versions.length < count && at < output.length) {
    const newline = output.indexOf(0x0a, at);
    const header = output.toString('utf8', at, newline);
    at = newline + 1;
    const size = /^[0-9a-f]+ (\w+) (\d+)$/.exec(header);
    if (!size) {
      versions.push(undefined);
      continue;
    }
    const length = Number(size[2]);
    versions.push(size[1] === 'blob' ? output.toString('utf8', at, at + length) : undefined);
    at += length + 1;
  }
  return versions;
}
