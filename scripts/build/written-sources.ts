/** JSON files that ship and that data write: `permadocs build --sources`, and what `check` says of them. */
import { posix } from 'node:path';

import { type Catalog, placeIn } from '../data/catalog.ts';
import { reachFrom, reachOfNew } from '../files/reach.ts';
import { hash } from '../files/hash.ts';
import { openHistory, pathInRepository } from '../files/history.ts';
import { textOf } from '../files/read.ts';
import { writeNewFile, writePage } from '../files/write.ts';
import { FormatError, Formatter } from '../format/format.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import { shellWord } from '../problems/shell-word.ts';
import { policyText } from '../sections/policy-text.ts';
import { policiesWith } from '../sources/sources.ts';
import { shippedAt } from '../workspace/shipped.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { openWrittenTexts } from './written-texts.ts';

/** A file and what the data make of it. */
interface WrittenSource {
  /** Relative to the root. */
  readonly file: string;
  readonly text: string;
  /** As it is now; undefined if it is not there. */
  readonly now: string | undefined;
  /** A problem at `writes` in the data. */
  readonly problem: (
    code: 'source/outdated' | 'source/edited' | 'source/unreadable',
    message: string,
    hint: string,
  ) => Problem;
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
  for (const { holder, file, path, statements } of policiesThatWrite(loaded)) {
    const range = placeIn(holder, [...path, 'writes']);
    const made = policyText(statements);
    const read = workspace.exists(file) ? workspace.tryRead(file) : undefined;
    found.push({
      file,
      text: `${(await json(formatter, made, file)).trimEnd()}\n`,
      now: read && 'bytes' in read ? textOf(read.bytes) : undefined,
      problem: (code, message, hint) =>
        problemAt(code, holder.file.source, range, { message, hint }),
    });
  }
  return found;
}

const policiesThatWrite = (catalog: Catalog) =>
  [...catalog.all('roles'), ...catalog.all('policies')].flatMap((holder) =>
    catalog
      .policiesOf(holder)
      .flatMap(({ writes, path, statements }) =>
        writes === undefined ? [] : [{ holder, file: writes, path, statements }],
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
  const outdated = written
    .filter(isStale)
    .map(({ file, now, problem }) =>
      problem(
        'source/outdated',
        now === undefined ? `${file} is not written yet` : `${file} is out of date`,
        'run `permadocs build --sources`',
      ),
    );
  return { outdated, current: written.map(({ file }) => file) };
}

/** What is to be written, unless it was edited by hand or is outside of the root. */
export async function planSources(
  workspace: Workspace,
  catalog: Catalog | undefined,
  isForced: boolean,
): Promise<{
  readonly files: readonly string[];
  readonly refused: readonly Problem[];
  readonly write: () => Problem[];
}> {
  const stale = (await writtenSources(workspace, catalog)).filter(isStale);
  if (stale.length === 0) return { files: [], refused: [], write: () => [] };
  const reach = reachFrom(workspace.root);
  const record = openWrittenTexts(workspace.root);
  const refused = stale.flatMap((one): Problem[] => {
    const { file, now, problem } = one;
    const { kind } = now === undefined ? reachOfNew(workspace.root, file) : reach(file);
    if (file.split('/').includes('..') || kind === 'outside' || kind === 'refused')
      return [
        problem(
          'source/unreadable',
          `${file} is outside of the workspace, and only files in it are written`,
          'write a path inside of the root, or move the root up with --root',
        ),
      ];
    if (isForced || now === undefined || record.has(hash(now))) return [];
    if (isMadeByHead(workspace, file, now, record.gitFolder)) return [];
    return [
      problem(
        'source/edited',
        `${file} was edited by hand: nothing shows that permadocs wrote it`,
        `move the edit into the data, or replace it with \`permadocs build --sources --force\`; \`git diff ${shellWord(file)}\` shows it`,
      ),
    ];
  });
  return {
    files: stale.map(({ file }) => file),
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
      (one) => one.file === file && sameJson(policyText(one.statements), now),
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
