/** A page, read again after the survey, which keeps none. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Page, toPage } from './page.ts';
import type { PageKind } from './survey-page.ts';
import { CannotRun } from './workspace.ts';

/** Throws {@link CannotRun} where the page is not there any more. */
export function openPage(root: string, { file, flavour, frozen }: PageKind): Page {
  try {
    return toPage(file, readFileSync(join(root, file)), flavour, frozen);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CannotRun(`${file} cannot be read: ${message}`);
  }
}
