/**
 * Whose text is it? A region is replaced only when what stands in it is known to be generated:
 * it is in git, or in the record of what permadocs wrote. Anything else is a person's.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import type { Hunk } from './conflicts.ts';
import { Git } from './git.ts';
import type { Page } from './page.ts';
import { findRegions, type Region } from './regions.ts';
import { Source } from './source.ts';
import { regionText } from './splice.ts';

/** How many texts the record keeps; the oldest go first. */
const RECORD_SIZE = 20_000;

export interface Ownership {
  /** May the build replace what stands in the region? */
  isGenerated(page: Page, region: Region, hunks: readonly Hunk[]): boolean;
  /** Remembers texts that are about to be written. Called before the first page is. */
  record(texts: readonly string[]): void;
  /** Why nothing can be known, where that is so. */
  readonly blind: string | undefined;
}

export function openOwnership(root: string): Ownership {
  const git = Git.open(root);
  const recordFile = git
    ? join(git.folder, 'permadocs', 'written')
    : join(cacheFolder(), createHash('sha256').update(root).digest('hex').slice(0, 16), 'written');
  const written = readRecord(recordFile);
  const inGit = new Map<string, Set<string>>();

  const knownInGit = (page: Page): Set<string> => {
    const known = inGit.get(page.file);
    if (known) return known;
    const texts = new Set<string>();
    for (const version of git?.versions(page.file) ?? []) {
      const source = new Source(page.file, version);
      for (const region of findRegions(source, page.flavour).regions)
        texts.add(regionText(source, region));
    }
    inGit.set(page.file, texts);
    return texts;
  };

  return {
    isGenerated(page, region, hunks) {
      const inside = hunks.filter(
        (hunk) => region.body.start <= hunk.start && hunk.end <= region.body.end,
      );
      const text = regionText(page.source, region);
      if (text === '') return true;
      if (inside.length === 0 && (written.has(fingerprint(text)) || knownInGit(page).has(text)))
        return true;
      if (!git || (inside.length === 0 && !git.isMerging)) return false;
      // In a merge git has mixed generated texts line by line; a person's line is in none of them.
      const lines = new Set(
        [...knownInGit(page)].flatMap((known) => known.split('\n').map((line) => line.trim())),
      );
      return sidesOf(page, region, inside).every(
        (line) => line.trim() === '' || lines.has(line.trim()),
      );
    },
    record(texts) {
      for (const text of texts) written.add(fingerprint(text));
      mkdirSync(dirname(recordFile), { recursive: true });
      writeFileSync(recordFile, `${[...written].slice(-RECORD_SIZE).join('\n')}\n`);
    },
    blind:
      (git ?? written.size > 0)
        ? undefined
        : 'there is no git and no record of an earlier build here, so nothing shows who wrote it',
  };
}

/** The lines of a region, with the sides of each conflict in place of the conflict. */
function sidesOf(page: Page, region: Region, hunks: readonly Hunk[]): string[] {
  const lines: string[] = [];
  let at = region.body.start;
  for (const hunk of hunks) {
    lines.push(
      ...page.source.text.slice(at, hunk.start).split(/\r?\n/),
      ...hunk.sides.flatMap((side) => side.split(/\r?\n/)),
    );
    at = hunk.end;
  }
  lines.push(...page.source.text.slice(at, region.body.end).split(/\r?\n/));
  const prefix = region.prefix.trim();
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
        .filter((line) => /^[0-9a-f]{64}$/.test(line)),
    );
  } catch {
    return new Set();
  }
}

const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex');

function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'permadocs');
}
