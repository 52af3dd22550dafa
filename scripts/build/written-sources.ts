/** JSON files that ship and that data write: `permadocs build --sources`, and what `check` says of them. */
import { posix } from 'node:path';

import { type Catalog, placeIn } from '../data/catalog.ts';
import type { PlacedStatement } from '../data/placed-statement.ts';
import { reachFrom, reachOfNew } from '../files/reach.ts';
import { hash } from '../files/hash.ts';
import { openHistory, pathInRepository } from '../files/history.ts';
import { textOf } from '../files/read.ts';
import { checkWritable, writeNewFile, writePage } from '../files/write.ts';
import { FormatError, Formatter } from '../format/format.ts';
import { diffLines } from '../problems/diff.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { policyText } from '../sections/policy-text.ts';
import { policiesWith } from '../sources/sources.ts';
import { shippedAt } from '../workspace/shipped.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { openWrittenTexts } from './written-texts.ts';

type WrittenCode =
  'source/outdated' | 'source/edited' | 'source/unreadable' | 'source/written-twice';

/** A file and what the data make of it. */
interface WrittenSource {
  /** Relative to the root. */
  readonly file: string;
  readonly text: string;
  /** As it is now; undefined if it is not there. */
  readonly now: string | undefined;
  /** Why it is written from nothing, or from too much. */
  readonly wrong: readonly [message: string, hint: string] | undefined;
  /** A problem at `writes` in the data. */
  readonly problem: (code: WrittenCode, message: string, hint: string) => Problem;
}

const WRITES = /\bwrites["']?[ \t]*:/;

/** The files that the data write; `catalog` is loaded only if there may be any. */
async function writtenSources(
  workspace: Workspace,
  catalog: Catalog | undefined,
): Promise<WrittenSource[]> {
  const data = workspace.dataSources();
  if (!data.some(({ text }) => WRITES.test(text))) return [];
  const loaded = catalog ?? policiesWith(data, workspace.shipped).catalog;
  const formatter = Formatter.ofRoot(workspace.root);
  const found: WrittenSource[] = [];
  const writers = new Map<string, string>();
  for (const { holder, file, path, statements, policyId } of policiesThatWrite(loaded)) {
    const range = placeIn(holder, [...path, 'writes']);
    const made = policyText(statements, policyId);
    const read = workspace.exists(file) ? workspace.tryRead(file) : undefined;
    found.push({
      file,
      text: `${(await json(formatter, made, file)).trimEnd()}\n`,
      now: read && 'bytes' in read ? textOf(read.bytes) : undefined,
      wrong: wrongWriter(file, holder.id, statements, writers),
      problem: (code, message, hint) =>
        problemAt(code, holder.file.source, range, { message, hint }),
    });
  }
  return found;
}

/** Notes who writes the file. */
function wrongWriter(
  file: string,
  id: string,
  statements: readonly PlacedStatement[],
  writers: Map<string, string>,
): WrittenSource['wrong'] {
  const target = posix.normalize(file);
  const other = writers.get(target);
  writers.set(target, id);
  if (other !== undefined)
    return [
      `${file} is written from two policies, of ${other} and ${id}`,
      'name another file in one of the two',
    ];
  return statements.some((one) => one.file.source.file === target)
    ? [
        `${file} is where the policy comes from, so it cannot be written from it`,
        'remove `writes`, or write the statements here instead of `from`',
      ]
    : undefined;
}

const policiesThatWrite = (catalog: Catalog) =>
  [...catalog.all('roles'), ...catalog.all('policies')].flatMap((holder) =>
    catalog
      .policiesOf(holder)
      .flatMap(({ writes, path, statements, policyId }) =>
        writes === undefined ? [] : [{ holder, file: writes, path, statements, policyId }],
      ),
  );

async function json(formatter: Formatter, text: string, file: string): Promise<string> {
  try {
    return await formatter.json(text, file);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return text;
  }
}

const isStale = ({ text, now }: WrittenSource): boolean =>
  now === undefined || now.replaceAll('\r\n', '\n') !== text;

/** For `check`: what is out of date, and all files that the data write, as they are now. */
export async function outdatedSources(
  workspace: Workspace,
  catalog: Catalog | undefined,
): Promise<{ readonly outdated: Problem[]; readonly current: readonly string[] }> {
  const written = await writtenSources(workspace, catalog);
  const outdated = written.flatMap((one) => {
    const { file, text, now, wrong, problem } = one;
    if (wrong) return [problem('source/written-twice', ...wrong)];
    if (!isStale(one)) return [];
    const message =
      now === undefined
        ? `${file} is not written yet`
        : `${file} is out of date: ${firstDifference(now, text)}`;
    return [problem('source/outdated', message, 'run `permadocs build --sources`')];
  });
  return { outdated, current: written.map(({ file }) => file) };
}

/** What is to be written, unless it was edited by hand or is outside of the root. */
export async function planSources(
  workspace: Workspace,
  catalog: Catalog | undefined,
  isForced: boolean,
): Promise<{
  readonly files: readonly { readonly file: string; readonly diff: readonly string[] }[];
  readonly refused: readonly Problem[];
  readonly write: () => Problem[];
}> {
  const all = await writtenSources(workspace, catalog);
  const wrong = all.flatMap((one) =>
    one.wrong ? [one.problem('source/written-twice', ...one.wrong)] : [],
  );
  const stale = all.filter(isStale);
  if (wrong.length > 0) return { files: [], refused: wrong, write: () => [] };
  if (stale.length === 0) return { files: [], refused: [], write: () => [] };
  const reach = reachFrom(workspace.root);
  const record = openWrittenTexts(workspace.root);
  const refused = stale.flatMap((one): Problem[] => {
    const { file, text, now, problem } = one;
    const { kind } = now === undefined ? reachOfNew(workspace.root, file) : reach(file);
    if (file.split('/').includes('..') || kind === 'outside' || kind === 'refused')
      return [
        problem(
          'source/unreadable',
          `${file} is outside of the workspace, and only files in it are written`,
          'write a path inside of the root, or move the root up with --root',
        ),
      ];
    if (file.split('/').some((name) => name === '.git' || name === 'node_modules'))
      return [
        problem(
          'source/unreadable',
          `${file} belongs to git or to a package manager`,
          'write a file of your own',
        ),
      ];
    if (now !== undefined) {
      const blocked = checkWritable(workspace.root, [file]);
      if (blocked.length > 0) return blocked;
    }
    if (isForced || now === undefined || record.has(hash(now))) return [];
    // Nothing is lost with a file of nothing, or of the same policy in another layout.
    if (now.trim() === '' || sameJson(text, now)) return [];
    if (isMadeByHead(workspace, file, now, record.gitFolder)) return [];
    return [
      problem(
        'source/edited',
        `${file} was edited by hand, and nothing shows that permadocs wrote it: ${firstDifference(now, text)}`,
        'move the edit into the data, or replace it with `permadocs build --sources --force`',
      ),
    ];
  });
  return {
    files: stale.map(({ file, text, now }) => ({ file, diff: diffLines(now ?? '', text) })),
    refused,
    write: () => {
      record.add(stale);
      return stale.flatMap(({ file, text, now }) => {
        if (now === undefined) return writeNewFile(workspace.root, file, text) ?? [];
        const before = workspace.read(file);
        return writePage(workspace.root, { file, before, after: Buffer.from(text) }) ?? [];
      });
    },
  };
}

/** `its line 7 is "…", and the data make it "…"`. */
function firstDifference(now: string, text: string): string {
  const [here, made] = [now, text].map((one) => one.replaceAll('\r\n', '\n').split('\n'));
  const at = (here ?? []).findIndex((line, index) => line !== made?.[index]);
  const line = at === -1 ? (here?.length ?? 0) : at;
  const shown = (one: string | undefined): string =>
    one === undefined ? 'nothing' : JSON.stringify(one.trim().slice(0, 60));
  return `its line ${line + 1} is ${shown(here?.[line])}, and the data make it ${shown(made?.[line])}`;
}

/** Whether the data of a head make this text: then it was generated, and may be replaced. */
function isMadeByHead(
  workspace: Workspace,
  file: string,
  now: string,
  gitFolder: string | undefined,
): boolean {
  const history = gitFolder === undefined ? undefined : openHistory(workspace.root, gitFolder);
  if (!history) return false;
  const prefix = pathInRepository(history, workspace.root, '.');
  return history.heads.some((commit) => {
    const tree = history.treeOf(commit);
    const at = shippedAt(tree, prefix);
    const data = [...tree.files.keys()]
      .map((path) => posix.relative(prefix, path))
      .filter((path) => workspace.isData(path))
      .map(at.source);
    const { catalog } = policiesWith(data, at);
    return policiesThatWrite(catalog).some(
      (one) => one.file === file && sameJson(policyText(one.statements, one.policyId), now),
    );
  });
}

/** The layout may be that of another Prettier. */
function sameJson(a: string, b: string): boolean {
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
  } catch {
    return false;
  }
}
