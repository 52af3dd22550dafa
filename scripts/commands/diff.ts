/** `permadocs diff`: what a change does to access, role by role, in words. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';

import { relativeTo } from '../files/paths.ts';
import { keptIn } from '../files/cache.ts';
import type { ShippedFiles } from '../sources/sources.ts';
import { repositoryAround } from '../files/repository.ts';
import { openRepository } from '../files/revision.ts';
import { once } from '../memo.ts';
import { Source } from '../problems/source.ts';
import { shippedAt } from '../workspace/shipped.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { asked, type Asked, commitsOf } from '../diff/asked.ts';
import { diffFiles, diffStates } from '../diff/diff.ts';
import { diffJson } from '../diff/json.ts';
import { diffMarkdown } from '../diff/markdown.ts';
import { diffPages } from '../diff/pages-diff.ts';
import { type AccessDiff, FAIL_ON, type FailOn, isFailure } from '../diff/result.ts';
import { type Place, revision, workingTree } from '../diff/side.ts';
import { diffText } from '../diff/text.ts';
import { askedOf } from './asker.ts';
import { CONFIG, REPORT_FORMAT, ROOT, rootOf, type Terminal } from './command.ts';

interface Options {
  readonly root?: string;
  readonly config?: string;
  readonly format: 'text' | 'markdown' | 'json';
  readonly failOn: readonly FailOn[];
}

/** Lines are no longer than this on a wide terminal, and this long where there is none. */
const [WIDEST, USUAL] = [120, 80];

export function addDiff(program: Command, terminal: Terminal): void {
  program
    .command('diff')
    .description('say what a change does to access: guardrails lost, access gained and lost')
    .argument(
      '[revisions...]',
      'a revision (default: where this branch left the default branch), A..B, or two policy files; behind --, pages whose policies are compared',
    )
    .addOption(ROOT)
    .addOption(CONFIG)
    .addOption(REPORT_FORMAT)
    .addOption(
      new Option(
        '--fail-on <change>',
        'exit with 1 if there is such a change, or may be; may be repeated',
      )
        .choices(FAIL_ON)
        .argParser(collect)
        .default([], 'never'),
    )
    .action(async (words: string[], options: Options, command: Command) => {
      const { root, config } = rootOf(terminal, options);
      const paths = pathsBehindDashes(command);
      const revisions = words.slice(0, words.length - (paths?.length ?? 0));
      const what = asked(terminal.cwd, revisions);
      const workspace = await openWorkspace(root, config);
      const diff = await compare(terminal, workspace, config, what, paths);
      print(diff, options, terminal);
      terminal.exit(isFailure(diff, options.failOn) ? 1 : 0);
    });
}

function collect(value: string, earlier: readonly FailOn[]): FailOn[] {
  const known = FAIL_ON.find((one) => one === value);
  if (known === undefined)
    throw new InvalidArgumentError(`allowed choices are ${FAIL_ON.join(', ')}.`);
  return [...earlier, known];
}

/** They may be gone from the disk: a revision may still have them. */
const pathsFromHere = (cwd: string, root: string, paths: readonly string[]): string[] =>
  paths.map((path) => relativeTo(root, resolve(cwd, path)) || '.');

/** commander joins what stands behind `--` with what stands before it. */
function pathsBehindDashes(command: Command): readonly string[] | undefined {
  const { rawArgs = [] } = (command.parent ?? command) as Command & { rawArgs?: readonly string[] };
  const at = rawArgs.indexOf('--');
  return at === -1 ? undefined : rawArgs.slice(at + 1);
}

function compare(
  terminal: Terminal,
  workspace: Workspace,
  config: string | undefined,
  what: Asked,
  paths: readonly string[] | undefined,
): Promise<AccessDiff> {
  const { root, cache } = workspace;
  const keep = keptIn(cache);
  if (what.kind === 'files') {
    const asker = { cwd: terminal.cwd, workspace: () => Promise.resolve(askedOf(workspace)) };
    return diffFiles(what.before, what.after, asker, keep);
  }
  const { repository, before, after } = commitsOf(root, what);
  const at = ({ name, commit }: typeof before): Place =>
    revision(name, repository.treeOf(commit), shippedOf(root, commit), root, config);
  const [earlier, later] = [at(before), after ? at(after) : workingTree(workspace)];
  return paths === undefined
    ? diffStates(earlier, later, keep)
    : diffPages(earlier, later, pathsFromHere(terminal.cwd, root, paths), keep);
}

/** Files of a commit anywhere in the repository. */
function shippedOf(root: string, commit: string): ShippedFiles {
  const top = repositoryAround(root) ?? root;
  const files = once((): readonly ShippedFiles[] => {
    const tree = openRepository(top)?.treeOf(commit);
    return tree ? [shippedAt(tree, relativeTo(top, root))] : [];
  });
  return {
    source: (file) => files()[0]?.source(file) ?? new Source(file, '', `${file} does not exist`),
    matching: (globs) => files()[0]?.matching(globs) ?? [],
  };
}

function print(diff: AccessDiff, { format }: Options, terminal: Terminal): void {
  if (format === 'json') terminal.out(JSON.stringify(diffJson(diff), null, 2));
  else if (format === 'markdown') terminal.out(diffMarkdown(diff).trimEnd());
  else {
    const width = Math.min(terminal.columns ?? USUAL, WIDEST);
    diffText(diff, width, terminal.colors).forEach(terminal.out);
  }
}
