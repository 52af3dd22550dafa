/** The little that the build asks of git: where its folder is, and earlier versions of a page. No shell. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MERGE_HEADS = ['MERGE_HEAD', 'REBASE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD'];

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

  /** Undefined where the workspace is in no repository, or git is not installed. */
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

  /** Is a merge, rebase or the like under way? */
  get isMerging(): boolean {
    return MERGE_HEADS.some((head) => existsSync(join(this.folder, head)));
  }

  /** Every version of a page that git knows at this moment: HEAD, the index, the heads of a merge. */
  versions(file: string): string[] {
    const path = `${this.#prefix}${file}`;
    const heads = ['HEAD', ...MERGE_HEADS.filter((head) => existsSync(join(this.folder, head)))];
    const names = [
      ...heads.map((head) => `${head}:${path}`),
      ...[0, 1, 2, 3].map((stage) => `:${stage}:${path}`),
    ];
    if (/[\r\n]/.test(path)) return [];
    const { stdout } = spawnSync('git', ['cat-file', '--batch'], {
      cwd: this.#root,
      input: names.map((name) => `${name}\n`).join(''),
      maxBuffer: 1 << 30,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    return stdout ? readBatch(stdout, names.length) : [];
  }
}

/** Reads `git cat-file --batch`: a header line with the size, the content, a newline. */
function readBatch(output: Buffer, count: number): string[] {
  const versions: string[] = [];
  let at = 0;
  for (let index = 0; index < count && at < output.length; index += 1) {
    const newline = output.indexOf(0x0a, at);
    const header = output.toString('utf8', at, newline);
    at = newline + 1;
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1];
    if (size === undefined) continue;
    versions.push(output.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return versions;
}
