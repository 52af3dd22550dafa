/** Where the text of a region comes from: what commits make of it, and the commit that brought it. */
import { join, posix } from 'node:path';

import { type Change, type History, pathInRepository } from '../files/history.ts';
import { isThere } from '../files/stat.ts';
import { sameMeaningAs } from '../format/same-meaning.ts';
import { regionText } from '../pages/splice.ts';
import { shellWord } from '../problems/shell-word.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Expected } from './expected.ts';
import { underName } from './page-facts.ts';
import type { Past, PastPage } from './past.ts';

/** A text that is asked about: of the region with this index. */
export interface Question {
  readonly workspace: Workspace;
  readonly history: History;
  readonly past: (commit: string) => Past;
  readonly placed: PastPage;
  readonly index: number;
  readonly text: string;
}

/** Whether one of these commits makes the text of the marker as it is now: git reads no page for it. */
export async function isMadeBy(question: Question, commits: Iterable<string>): Promise<boolean> {
  const { placed, index, past } = question;
  const isSame = isSameAs(question);
  for (const commit of commits) {
    const own = (await past(commit).make(placed))[index];
    if (own && isSame(own.text)) return true;
  }
  return false;
}

/** What some commits make of the region as it is now, and of any region that the page had there. */
export async function madeBy(
  question: Question,
  commits: readonly string[],
): Promise<{ readonly isSame: boolean; readonly texts: readonly string[] }> {
  const { placed, index, past } = question;
  const texts: string[] = [];
  const isSame = isSameAs(question);
  for (const commit of commits) {
    const own = (await past(commit).make(placed))[index];
    if (own) texts.push(own.text);
    if (own && isSame(own.text)) return { isSame: true, texts };
  }
  for (const commit of commits)
    for (const page of await pagesAt(question, commit)) {
      const moved = { ...placed, facts: underName(placed.facts, page.facts.file) };
      const all = [...(await past(commit).make(page)), (await past(commit).make(moved))[index]];
      texts.push(...all.flatMap((one) => one?.text ?? []));
      if (texts.some(isSame)) return { isSame: true, texts };
    }
  return { isSame: false, texts };
}

/** Compared as a tree: an older Prettier may have laid it out differently. */
const isSameAs = ({ text, placed }: Question): ((made: string) => boolean) =>
  sameMeaningAs(text, placed.page.flavor);

/** The page at a commit; if it was not there, those that were and are gone: it may be one of them. */
async function pagesAt(
  { workspace, history, past, placed }: Question,
  commit: string,
): Promise<readonly PastPage[]> {
  const own = await past(commit).page(placed.facts);
  if (own) return [own];
  const prefix = pathInRepository(history, workspace.root, '.');
  const gone = [...history.treeOf(commit).files.keys()]
    .map((path) => posix.relative(prefix, path))
    .filter((file) => workspace.isPage(file) && !isThere(join(workspace.root, file)))
    .slice(0, MOST_GONE);
  const pages: PastPage[] = [];
  for (const file of gone) {
    const page = await past(commit).page(workspace.kindOf(file));
    if (page) pages.push(page);
  }
  return pages;
}

/** How many pages that are gone are looked into. */
const MOST_GONE = 50;

const textsOf = ({ page, facts }: PastPage): string[] =>
  facts.regions.map((region) => regionText(page.source, region));

/** Where the text is committed: the path of the page, and the command that prints it. */
export async function committedIn(
  question: Question,
): Promise<{ readonly path: string; readonly recover: string } | undefined> {
  const { history, workspace, text } = question;
  for (const commit of history.heads)
    for (const page of await pagesAt(question, commit)) {
      if (!textsOf(page).includes(text)) continue;
      const path = pathInRepository(history, workspace.root, page.facts.file);
      return { path, recover: `git show ${shellWord(`${commit.slice(0, 10)}:${path}`)}` };
    }
  return undefined;
}

/** The commit that brought a text into its page. */
export interface Appearance {
  readonly commit: string;
  /** From the root of the repository. */
  readonly path: string;
  /** Whether the data of then make the text. */
  readonly isGenerated: boolean;
  /** What they make of the region that had it. */
  readonly made: Expected | undefined;
  /** Whether the clone ends there, so that the text may be older. */
  readonly isCutOff: boolean;
  /** Whether today's program makes of the commit before what that commit had in the region. */
  readonly hadSameResult: () => Promise<boolean>;
}

/** Undefined if the history ends before the text appears in it. `path` is that of the page at HEAD. */
export async function appearanceOf(
  question: Question,
  path: string,
): Promise<Appearance | undefined> {
  const { history, past, text } = question;
  let first: { readonly change: Change; readonly page: PastPage } | undefined;
  for (const change of history.changesOf(path)) {
    const page = await pageOf(question, change.commit, change.path);
    if (!page || !textsOf(page).includes(text)) break;
    first = { change, page };
  }
  if (!first) return undefined;
  const { change, page } = first;
  const made = await past(change.commit).make(page);
  const before = change.movedFrom ?? change.path;
  const moved = await past(change.commit).make({
    ...page,
    facts: underName(page.facts, fileOf(question, before)),
  });
  const isSame = isSameAs(question);
  const at = textsOf(page).indexOf(text);
  return {
    commit: change.commit,
    path: change.path,
    isGenerated: [...made, ...moved].some((one) => one !== undefined && isSame(one.text)),
    made: made[at],
    isCutOff: history.isCutOff(change.commit),
    hadSameResult: async () => {
      const parent = history.parentOf(change.commit);
      const earlier = parent === undefined ? undefined : await pageOf(question, parent, before);
      if (parent === undefined || !earlier) return false;
      const texts = textsOf(earlier);
      const results = await past(parent).make(earlier);
      const isOf = (index: number): boolean => {
        const { section, args } = earlier.facts.regions[index] ?? {};
        const own = page.facts.regions[at];
        return section === own?.section && JSON.stringify(args) === JSON.stringify(own?.args);
      };
      return results.some((one, index) => isOf(index) && one?.text === texts[index]);
    },
  };
}

function pageOf(question: Question, commit: string, path: string): Promise<PastPage | undefined> {
  const kind = question.workspace.kindOf(fileOf(question, path));
  return question.past(commit).page(kind);
}

/** A path from the root of the repository, as one from the root of the workspace. */
function fileOf({ history, workspace }: Question, path: string): string {
  return posix.relative(pathInRepository(history, workspace.root, '.'), path);
}
