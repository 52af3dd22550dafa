/** Reads a page again, since the survey keeps none in memory. */
import { type Page, toPage } from '../pages/page.ts';
import type { PageKind } from '../pages/page.ts';
import type { Workspace } from './workspace.ts';

/** Throws {@link CannotRun} if the page no longer exists or cannot be read. */
export function openPage(
  workspace: Pick<Workspace, 'read'>,
  { file, flavor, frozen }: PageKind,
): Page {
  return toPage(file, workspace.read(file), flavor, frozen);
}
