/** A docs repository in a temporary folder with permadocs and Prettier installed, for real runs. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { packageRoot } from '../../package.ts';
import { partsOf, runHere } from './run-here.ts';

export type Files = Readonly<Record<string, string>>;

interface Run {
  readonly status: number | null;
  /** What a terminal would show, without colors. */
  readonly output: string;
}

export interface Sandbox {
  readonly root: string;
  readonly read: (file: string) => string;
  readonly write: (file: string, text: string) => void;
  readonly run: (command: string) => Promise<Run>;
  /** Returns to the first commit. */
  readonly reset: () => void;
  readonly remove: () => void;
}

/** Configuration that keeps files in the folders above from having an effect. */
const SURROUNDINGS: Files = {
  '.editorconfig': 'root = true\n',
  '.gitignore': 'node_modules\n',
  '.prettierrc': '{}\n',
};

/**
 * Also removes the record of what was written; otherwise text from an earlier section would count
 * as generated.
 */
const RESET =
  'git reset -q --hard; git switch -qC main start; git clean -fdq; rm -rf .git/permadocs';

/**
 * Creates the sandbox. The files are built and committed on the branch `main`; the program must be
 * compiled.
 */
export async function sandbox(files: Files): Promise<Sandbox> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'permadocs-docs-')));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const inShell = (command: string): Run => {
    // npx would find the installed program too, but half a second later.
    const script = `set -e\nnpx() { "$@"; }\n(${command}\n) 2>&1`;
    const { status, stdout } = spawnSync('bash', ['-c', script], {
      cwd: root,
      encoding: 'utf8',
      env: environment(root),
    });
    return { status, output: stdout };
  };
  /** Stops at the first part that fails, as `set -e` does. */
  const run = async (command: string): Promise<Run> => {
    let output = '';
    for (const part of partsOf(command)) {
      const done =
        'shell' in part ? inShell(part.shell) : await runHere(root, part.args, environment(root));
      output += done.output;
      if (done.status !== 0) return { status: done.status, output };
    }
    return { status: 0, output };
  };
  install(root);
  for (const [file, text] of Object.entries({ ...SURROUNDINGS, ...files })) write(file, text);
  // A page may begin with nothing to build.
  await runHere(root, ['build'], environment(root));
  inShell('git init -q -b main && git add . && git commit -qm start && git tag start');
  return {
    root,
    read: (file) => readFileSync(join(root, file), 'utf8'),
    write,
    run,
    reset: () => void inShell(RESET),
    remove: () => rmSync(root, { recursive: true }),
  };
}

/**
 * An environment without the colors, language and git configuration of the person who runs this.
 */
function environment(root: string): NodeJS.ProcessEnv {
  const person = { NAME: 'permadocs', EMAIL: 'permadocs@example.com' };
  return {
    PATH: `${join(root, 'node_modules/.bin')}:${dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: join(root, 'node_modules'),
    XDG_CACHE_HOME: join(root, 'node_modules/.cache'),
    LC_ALL: 'C',
    NO_COLOR: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: person.NAME,
    GIT_AUTHOR_EMAIL: person.EMAIL,
    GIT_COMMITTER_NAME: person.NAME,
    GIT_COMMITTER_EMAIL: person.EMAIL,
  };
}

/**
 * Installs permadocs as a copy, not a link, because it locates its own files by their real paths.
 */
function install(root: string): void {
  const own = join(root, 'node_modules/permadocs');
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  for (const name of ['dist', 'templates', 'schemas', 'package.json'])
    cpSync(join(packageRoot, name), join(own, name), { recursive: true });
  symlinkSync(join(packageRoot, 'node_modules'), join(own, 'node_modules'));
  symlinkSync(join(packageRoot, 'node_modules/prettier'), join(root, 'node_modules/prettier'));
  chmodSync(join(own, 'dist/cli.js'), 0o755);
  symlinkSync('../permadocs/dist/cli.js', join(root, 'node_modules/.bin/permadocs'));
}
