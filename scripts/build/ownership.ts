/**
 * Decides who wrote the text in a region. A region is replaced only if its text is known to be
 * generated, because it is in git or in the record of what permadocs wrote. Any other text belongs
 * to a person.
 */
import { hash } from '../files/hash.ts';
import { openRecord } from '../files/record.ts';
import { gitVersions } from './git-versions.ts';
import { isOwn, staleRegions } from './changes.ts';
import { findHunks, type Hunk } from '../pages/conflicts.ts';
import { diffLines } from '../problems/diff.ts';
import { Git } from '../files/git.ts';
import { openPage } from '../workspace/page-file.ts';
import type { Page } from '../pages/page.ts';
import { type Problem, problemAt } from '../problems/problem.ts';
import type { Region } from '../pages/regions.ts';
import { shellWord } from '../problems/shell-word.ts';
import { regionText } from '../pages/splice.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { PlannedPage } from './expected.ts';

/** Reports regions with text that a person wrote, each with a diff; they are not replaced. */
export async function handEdits(
  workspace: Workspace,
  stale: readonly PlannedPage[],
  ownership: Ownership,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const unknown = stale.filter((one) =>
    staleRegions(one).some(({ region }) => !ownership.wrote(region.bodyHash)),
  );
  const isGenerated = ownership.judge(unknown.map(({ page }) => page.file));
  for (const planned of unknown) {
    const page = openPage(workspace, planned.page);
    const hunks = findHunks(page.source);
    for (const { region, expected } of staleRegions(planned)) {
      const text = regionText(page.source, region);
      if (text === expected.text || (await isGenerated(page, region, hunks))) continue;
      const difference = diffLines(expected.text, text, 20).join('\n');
      const blind = ownership.blind === undefined ? '' : ` (${ownership.blind})`;
      problems.push(
        problemAt('page/hand-edited', page.source, region.begin, {
          message: `the region ${region.section} contains text that permadocs did not write${blind}:\n${difference}`,
          hint: `move the edit into ${expected.feeds.filter(isOwn).join(' or ') || 'the data'}, or replace it with \`permadocs build --force ${shellWord(page.file)}\``,
        }),
      );
    }
  }
  return problems;
}

export interface Ownership {
  /** Whether an earlier build wrote exactly this between two markers. */
  wrote(bodyHash: string): boolean;
  /**
   * Returns a function that says whether the build may replace the text in a region. `files` are
   * the pages it will be called for, so that git is asked about many pages at once.
   */
  judge(
    files: readonly string[],
  ): (page: Page, region: Region, hunks: readonly Hunk[]) => Promise<boolean>;
  /**
   * Records texts that are about to be written. Call it before the first page is written; throws
   * {@link CannotRun} if the record cannot be saved.
   */
  record(written: readonly { readonly text: string; readonly bodyHash?: string }[]): void;
  /** Why authorship cannot be known; undefined if it can. */
  readonly blind: string | undefined;
}

export function openOwnership(root: string): Ownership {
  const git = Git.open(root);
  const written = openRecord(root, git);

  return {
    wrote: (bodyHash) => BLANK.has(bodyHash) || written.has(bodyHash),
    judge(files) {
      const regionTexts = gitVersions(git, files);
      return async (page, region, hunks) => {
        const inside = hunks.filter(
          (hunk) => region.body.start <= hunk.start && hunk.end <= region.body.end,
        );
        const text = regionText(page.source, region);
        if (text === '') return true;
        if (inside.length === 0 && written.has(hash(text))) return true;
        const inGit = await regionTexts(page);
        if (inside.length === 0 && inGit.has(text)) return true;
        if (!git || (inside.length === 0 && !git.isMerging)) return false;
        // During a merge, git has mixed generated texts line by line. A line that a person wrote is
        // in none of them.
        const lines = new Set(
          [...inGit].flatMap((known) => known.split('\n').map((line) => line.trim())),
        );
        return sidesOf(page, region, inside).every(
          (line) => line.trim() === '' || lines.has(line.trim()),
        );
      };
    },
    record: (news) =>
      written.add(
        [...new Set(news)].flatMap(({ text, bodyHash }) => [bodyHash ?? hash(text), hash(text)]),
      ),
    blind:
      git !== undefined || !written.isEmpty
        ? undefined
        : 'there is no git repository and no record of an earlier build, so nothing shows who wrote it',
  };
}

/** What an empty region may contain between its markers. */
const BLANK = new Set(['', '\n', '\n\n', '\r\n', '\r\n\r\n'].map((text) => hash(text)));

/** The lines of a region, with both sides of each conflict in place of the conflict. */
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
