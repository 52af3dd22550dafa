/** A page, read again after the survey, which keeps none. */
import { type Page, toPage } from '../pages/page.ts';
import type { PageKind } from '../pages/page.ts';
import type { Workspace } from './workspace.ts';

/** Throws {@link CannotRun} where the page is not there any more. */
export function openPage(
  workspace: Pick<Workspace, 'read'>,
  { file, flavour, frozen }: PageKind,
): Page {
  return toPage(file, workspace.read(file), flavour, frozen);
}
