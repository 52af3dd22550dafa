/** A page, read again after the survey, which keeps none. */
import { type Page, toPage } from '../pages/page.ts';
import type { PageKind } from '../pages/page.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import type { Workspace } from './workspace.ts';
import { messageOf } from '../problems/message-of.ts';

/** Throws {@link CannotRun} where the page is not there any more. */
export function openPage(
  workspace: Pick<Workspace, 'read'>,
  { file, flavour, frozen }: PageKind,
): Page {
  try {
    return toPage(file, workspace.read(file), flavour, frozen);
  } catch (error) {
    const message = messageOf(error);
    throw new CannotRun(`${file} cannot be read: ${message}`);
  }
}
