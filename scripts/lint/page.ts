/** A page as lint has read it, and what a rule about any page is. */
import type { Examples, Finding, Linter, LintPage, PageText } from '../models/lint.ts';
import type { Page } from '../pages/page.ts';
import type { Problem } from '../problems/problem.ts';

export interface ReadPage {
  readonly page: Page;
  readonly text: PageText;
  /** With the policies of a model, which are searched for once. */
  readonly as: (linter: Linter) => LintPage;
  /** Of the page's markers, and of its syntax. */
  readonly problems: readonly Problem[];
}

/** A rule that no permission model has a part in. */
export interface Rule extends Examples {
  readonly check: (page: PageText) => readonly Finding[];
}
