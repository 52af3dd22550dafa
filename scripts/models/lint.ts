/**
 * What lint asks of a permission model. lint knows pages: which there are, their prose and fences,
 * what on them is generated, comments that ignore findings, baselines, threads, and how findings are
 * printed and fixed. The model knows its policies. In the order in which lint asks:
 *
 * 1. `words`: may this text hold policies of the model, or names from it? Every page of a tree is
 *    asked, so the answer comes from searches alone.
 * 2. `know`: what does this workspace know of the model, and which names must be looked for?
 * 3. `load`: from here on, only if a page is worth reading.
 * 4. `inFence`, `outsideFences`: which policies does this page have, and where?
 * 5. `contextOf`, `prepare`: what are they judged by? A data set, an engine.
 * 6. `rules`: what is wrong with them, or with what the page says about them?
 * 7. `drift`: which copies on several pages differ, and how?
 * 8. `fix`: what can be put right for certain?
 *
 * A model has its own types for what it knows and finds. lint carries these values from one of the
 * functions to the next without looking into them. Functions that take such a value are declared as
 * methods: TypeScript lets only a method ask for more than the interface names.
 */
import type { Catalog } from '../data/catalog.ts';
import type { Code, Severity } from '../problems/codes.ts';
import type { Problem } from '../problems/problem.ts';
import type { Range, Source } from '../problems/source.ts';
import type { Block, FenceBlock, PageBlocks } from '../reading/blocks.ts';
import type { Keep } from './keep.ts';

/** The types that are a model's own. */
export interface Own {
  /** What it knows of a workspace. Plain JSON: either thread reads pages. */
  readonly known: object;
  /** A policy on a page, or several that are judged as one. */
  readonly policy: { readonly fence: FenceBlock };
  /** What it judges with. */
  readonly context: object;
  /** A policy to compare with those of other pages. Plain JSON as well. */
  readonly copy: Copy;
}

/** What lint loads with every run; it must be light. */
export interface LintModel<M extends Own = Own> {
  readonly words: ModelWords;
  /** The catalog is undefined if the workspace has no data. */
  know(catalog: Catalog | undefined): Promise<ModelKnowledge<M>>;
  load(): Promise<Linter<M>>;
}

export interface ModelWords {
  /** Any of these texts makes a page, and in it a block, worth reading. */
  readonly texts: readonly string[];
  /**
   * Whether a page may be worth reading without them. It comes as bytes, each of them a character:
   * look for ASCII alone.
   */
  readonly inPage: (page: string) => boolean;
  /** The same for a block of Markdown. */
  readonly inBlock: (block: string) => boolean;
}

export interface ModelKnowledge<M extends Own = Own> {
  readonly known: M['known'];
  /** Texts whose meaning the whole page decides; one of the form `prefix:Name` is a whole word. */
  readonly names: readonly string[];
}

/** A model's half of lint. */
export interface Linter<M extends Own = Own> {
  inFence(fence: FenceBlock): readonly M['policy'][];
  /**
   * Policies that are printed without a fence; each comes with one that holds it alone. The source
   * may be a part of the page, and all places are in it.
   */
  outsideFences?(source: Source, page: Pick<PageBlocks, 'blocks' | 'comments'>): M['policy'][];
  contextOf(known: M['known'], given: LintGiven): Promise<M['context']>;
  /** Loads what the rules will ask about these pages. */
  prepare?(pages: readonly LintPage<M>[], context: M['context']): Promise<void>;
  readonly rules: readonly LintRule<M>[];
  readonly drift: DriftRule<M>;
  readonly fix?: Fix<M>;
  /** The day of the data set that it judges by. */
  dataDate?(context: M['context']): string;
  /** Why policies cannot be checked at all, with a way out; undefined if they can. */
  obstacle?(context: M['context']): string | undefined;
}

export interface LintGiven {
  /** YYYY-MM-DD: whose day's facts hold. */
  readonly asOf: string;
  readonly keep: Keep;
}

/** A page as any rule sees it. */
export interface PageText {
  readonly source: Source;
  /** Outside the regions of permadocs: those are proven elsewhere. */
  readonly blocks: readonly Block[];
  readonly comments: PageBlocks['comments'];
  readonly flow: PageBlocks['flow'];
}

/** A page as the rules of a model see it. */
export interface LintPage<M extends Own = Own> extends PageText {
  readonly policies: readonly M['policy'][];
}

/** What `explain` shows of a code, and what the tests hold it to. */
export interface Examples {
  readonly code: Code;
  /**
   * A page, as Markdown, on which nothing is found, and one on which something is. Several pages
   * are told apart by a first line such as `<!-- docs/a.md -->`.
   */
  readonly good: string;
  readonly bad: string;
}

/** One rule: its examples, and the check; its documentation is in the catalog of codes. */
export interface LintRule<M extends Own = Own> extends Examples {
  check(page: LintPage<M>, context: M['context']): readonly Finding[];
}

export interface Finding {
  readonly code: Code;
  /** Offsets in the page. */
  readonly range: Range;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly severity?: Severity | undefined;
}

/** The rule about copies of the same policy on several pages. */
export interface DriftRule<M extends Own = Own> extends Examples {
  /** The subject and verb of its message: `policy is`. */
  readonly subject: string;
  /** What there is to compare of one page. */
  gather(page: LintPage<M>, context: M['context']): readonly M['copy'][];
  /** The copies are in the order of their pages, and only of the newest edition of each page. */
  compare(copies: readonly M['copy'][], context: M['context']): Promise<readonly Drift[]>;
}

export interface Copy {
  /** A finding at its first character, without words. */
  readonly at: Problem;
}

/** Copies that are nearly the same. */
export interface Drift {
  /** Where they are; the first one is what the others are compared with. */
  readonly places: readonly [Problem, ...Problem[]];
  /** How they differ, a line each. */
  readonly lines: readonly string[];
}

/** What is certain to be right. */
export interface Fix<M extends Own = Own> {
  /** The findings that it puts right. */
  readonly code: Code;
  /** Edits that do not overlap, only for what was reported. */
  edits(page: LintPage<M>, reported: readonly Problem[], context: M['context']): readonly Edit[];
  /** Whether a policy is as it should be. A page must have as many of them after an edit. */
  isSound(policy: M['policy']): boolean;
  /** What to do where it would: the hint. */
  readonly byHand: string;
}

/** A replacement of a range of the page. */
export interface Edit extends Range {
  readonly text: string;
}
