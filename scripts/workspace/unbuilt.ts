/** Files with markers that no build looks at: to pass over them in silence would be green unseen. */
import { join } from 'node:path';

import { readRegular } from '../files/read.ts';
import { findRegions } from '../pages/find-regions.ts';
import { LARGEST_PAGE } from '../pages/page.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { Source } from '../problems/source.ts';
import { isMarkdown } from './file-sets.ts';
import type { Workspace } from './workspace.ts';

/** Does the file at an absolute path have a marker, read as either kind of Markdown? */
export async function hasMarker(path: string): Promise<boolean> {
  if (!isMarkdown(path)) return false;
  const read = readRegular(path, LARGEST_PAGE);
  if ('why' in read || !read.bytes.includes('permadocs')) return false;
  const source = new Source(path, read.bytes.toString('utf8'));
  for (const flavor of ['mdx', 'commonmark'] as const) {
    const { regions, problems } = await findRegions({ source, flavor });
    if (regions.length > 0 || problems.some(({ code }) => code.startsWith('marker/'))) return true;
  }
  return false;
}

/**
 * Throws {@link CannotRun} for a file that was named, has a marker and is no page of its workspace;
 * one that the configuration ignores is passed over. `files` are relative to the root.
 */
export async function refuseUnbuilt(workspace: Workspace, files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (!workspace.covers(['**'], file) || !(await hasMarker(join(workspace.root, file)))) continue;
    throw new CannotRun(
      `${file} has markers of permadocs and is not one of the workspace's pages, which are ${workspace.config.pages.join(', ')}; add it to \`pages\` or to \`ignore\` in permadocs.yaml`,
    );
  }
}
