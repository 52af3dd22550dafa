/**
 * Whose text is it? A region is replaced only when what stands in it is known to be generated:
 * it is in git, or in the record of what permadocs wrote. Anything else is a person's.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { userCacheFolder } from '../files/cache.ts';
import { hash } from '../files/hash.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { isOwn, staleRegions } from './changes.ts';
import { findHunks, type Hunk } from '../pages/conflicts.ts';
import { diffLines } from '../problems/diff.ts';
import { Git } from '../files/git.ts';
import { openPage } from '../workspace/page-file.ts';
import type { Page } from '../pages/page.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Region } from '../pages/regions.ts';
import { shellWord } from '../problems/shell-word.ts';
import { Source } from '../problems/source.ts';
import { regionText } from '../pages/splice.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { PlannedPage } from './expected.ts';
import { findRegions } from '../pages/find-regions.ts';
import { messageOf } from '../problems/message-of.ts';

/** How many hashes the record keeps, two a text; the oldest go first. */
const RECORD_SIZE = 40_000;

/** Text that nothing shows to be generated is a person's: it is shown, and not replaced. */
export async function handEdits(
  workspace: Workspace,
  stale: readonly PlannedPage[],
  ownership: Ownership,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const unknown = stale.filter((one) =>
    staleRegions(one).some(({ region }) => !ownership.wrote(region.bodyHash)),
  );
  ownership.expect(unknown.map(({ page }) => page.file));
  for (const planned of unknown) {
    const page = openPage(workspace, planned.page);
    const hunks = findHunks(page.source);
    for (const { region, expected } of staleRegions(planned)) {
      const text = regionText(page.source, region);
      if (text === expected.text || (await ownership.isGenerated(page, region, hunks))) continue;
      const difference = diffLines(expected.text, text, 20).join('\n');
      const blind = ownership.blind === undefined ? '' : ` (${ownership.blind})`;
      problems.push(
        problemAt('page/hand-edited', page.source, region.begin, {
          message: `the region ${region.section} holds text that permadocs did not write${blind}:\n${difference}`,
          hint: `move the edit into ${expected.feeds.filter(isOwn).join(' or ') || 'the data'}, or replace it with \`permadocs build --force ${shellWord(page.file)}\``,
        }),
      );
    }
  }
  return problems;
}

export interface Ownership {
  /** Did an earlier build write exactly this between two markers? */
  wrote(bodyHash: string): boolean;
  /** Announces the pages that will be asked about, so that git is not asked about each alone. */
  expect(files: readonly string[]): void;
  /** May the build replace what stands in the region? */
  isGenerated(page: Page, region: Region, hunks: readonly Hunk[]): Promise<boolean>;
  /**
   * Remembers texts that are about to be written. Called before the first page is; throws
   * {@link CannotRun} where the record cannot be written.
   */
  record(written: readonly { readonly text: string; readonly bodyHash?: string }[]): void;
  /** Why nothing can be known, where that is so. */
  readonly blind: string | undefined;
}

export function openOwnership(root: string): Ownership {
  const git = Git.open(root);
  const recordFile = git
    ? join(git.folder, 'permadocs', 'written')
    : join(
        userCacheFolder(),
        createHash('sha256').update(root).digest('hex').slice(0, 16),
        'written',
      );
  const written = readRecord(recordFile);
  const versions = new GitVersions(git);

  return {
    wrote: (bodyHash) => BLANK.has(bodyHash) || written.has(bodyHash),
    expect: (files) => versions.expect(files),
    async isGenerated(page, region, hunks) {
      const inside = hunks.filter(
        (hunk) => region.body.start <= hunk.start && hunk.end <= region.body.end,
      );
      const text = regionText(page.source, region);
      if (text === '') return true;
      if (inside.length === 0 && written.has(hash(text))) return true;
      const inGit = await versions.regionTexts(page);
      if (inside.length === 0 && inGit.has(text)) return true;
      if (!git || (inside.length === 0 && !git.isMerging)) return false;
      // In a merge git has mixed generated texts line by line; a person's line is in none of them.
      const lines = new Set(
        [...inGit].flatMap((known) => known.split('\n').map((line) => line.trim())),
      );
      return sidesOf(page, region, inside).every(
        (line) => line.trim() === '' || lines.has(line.trim()),
      );
    },
    record(news) {
      const size = written.size;
      for (const { text, bodyHash } of new Set(news))
        written.add(bodyHash ?? hash(text)).add(hash(text));
      if (written.size === size) return;
      try {
        mkdirSync(dirname(recordFile), { recursive: true });
        writeFileSync(recordFile, `${[...written].slice(-RECORD_SIZE).join('\n')}\n`);
      } catch (error) {
        const message = messageOf(error);
        throw new CannotRun(`the record of what permadocs wrote cannot be kept: ${message}`);
      }
    },
    blind:
      (git ?? written.size > 0)
        ? undefined
        : 'there is no git and no record of an earlier build here, so nothing shows who wrote it',
  };
}

/** What an empty region may hold between its markers. */
const BLANK = new Set(['', '\n', '\n\n', '\r\n', '\r\n\r\n'].map((text) => hash(text)));

/** How many pages git is asked about at once: their versions are in memory together. */
const BATCH = 100;

/** The texts of a page's regions in every version of the page that git knows at this moment. */
class GitVersions {
  readonly #git: Git | undefined;
  readonly #texts = new Map<string, readonly string[]>();
  #expected: readonly string[] = [];

  constructor(git: Git | undefined) {
    this.#git = git;
  }

  expect(files: readonly string[]): void {
    this.#expected = files;
  }

  async regionTexts(page: Page): Promise<Set<string>> {
    const texts = new Set<string>();
    for (const version of this.#versionsOf(page.file)) {
      const source = new Source(page.file, version);
      const { regions } = await findRegions({ source, flavour: page.flavour });
      for (const region of regions) texts.add(regionText(source, region));
    }
    return texts;
  }

  #versionsOf(file: string): readonly string[] {
    const known = this.#texts.get(file);
    if (known || !this.#git) return known ?? [];
    const at = this.#expected.indexOf(file);
    const files = at === -1 ? [file] : this.#expected.slice(at, at + BATCH);
    this.#texts.clear();
    for (const [name, versions] of this.#git.versions(files)) this.#texts.set(name, versions);
    return this.#texts.get(file) ?? [];
  }
}

/** The lines of a region, with the sides of each conflict in place of the conflict. */
function sidesOf(page: Page, region: Region, hunks: readonly Hunk[]): string[] {
  const texts: string[] = [];
  let at = region.body.start;
  for (const hunk of hunks) {
    texts.push(page.source.text.slice(at, hunk.start), ...hunk.sides);
    at = hunk.end;
  }
  texts.push(page.source.text.slice(at, region.body.end));
  const prefix = region.prefix.trim();
  const lines = texts.flatMap((text) => text.split(/\r?\n/));
  return lines.map((line) =>
    prefix !== '' && line.trimStart().startsWith(prefix)
      ? line.trimStart().slice(prefix.length)
      : line,
  );
}

function readRecord(file: string): Set<string> {
  try {
    return new Set(
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => /^[\w-]{43}$/.test(line)),
    );
  } catch {
    return new Set();
  }
}
