/**
 * What adopt asks of a permission model: which fences of a page hold its policies, and what they
 * become. A model is a folder beside this file; models.ts lists them.
 */
import type { Command } from 'commander';

import type { Catalog } from '../data/catalog.ts';
import type { Problem } from '../problems/problem.ts';
import type { Page } from '../pages/page.ts';
import type { Block, FenceBlock } from '../reading/blocks.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { AdoptedFence, LeftFence, Place } from './fence.ts';

export interface AdoptModel {
  /** What `--id` is the id of. */
  readonly holders: readonly string[];
  /** The options that only this model has. */
  readonly addOptions?: (command: Command) => void;
  /** Whether a page may have its policies, by the text of the page. */
  readonly mayBeIn: (text: string) => boolean;
  /** The fences that hold its policies. */
  readonly find: (page: OpenedPage, given: Given) => Found;
  /** Begins with the fences that were found on all pages. */
  readonly start: (job: Job) => Promise<ModelJob>;
  /** What the result has of it if nothing was adopted. */
  readonly nothing: Lists;
}

/** Options as commander has read them; each model knows the types of those that it adds. */
export type Given = Readonly<Record<string, unknown>>;

/** A page whose fences are looked at. */
export interface OpenedPage {
  readonly page: Page;
  readonly blocks: readonly Block[];
  /** The fences outside regions that no other model has claimed, with their places. */
  readonly free: readonly FreeFence[];
}

export interface FreeFence extends Place {
  readonly block: FenceBlock;
  /** The text of the nearest heading above. */
  readonly heading: string | undefined;
}

export interface Found {
  readonly fences: readonly AdoptedFence[];
  readonly left: readonly LeftFence[];
}

export interface Job {
  readonly workspace: Workspace;
  readonly catalog: Catalog;
  /** Those of the model. */
  readonly fences: readonly AdoptedFence[];
  /** Those that were requested by line. */
  readonly explicit: ReadonlySet<AdoptedFence>;
  readonly given: Given;
  /** The id that was asked for. */
  readonly id: string | undefined;
  /** Says what is wrong with a fence, which is then not adopted. */
  readonly report: (fence: AdoptedFence, problem: Problem) => void;
}

/** The adoption of a model's policies. */
export interface ModelJob {
  /**
   * Which of these can be adopted; the others are reported. `others` is how many fences other models
   * take. Throws {@link CannotRun} if one id is to name several things.
   */
  readonly candidates: (roomy: readonly AdoptedFence[], others: number) => readonly AdoptedFence[];
  /** What the fences would become; the same fences get the same names in every round. */
  readonly plan: (
    fences: readonly AdoptedFence[],
    choices: (derived: string) => Choices | undefined,
  ) => Plan;
  /**
   * Whether the text that a region would have says what its fence says in other words; undefined if it
   * says something else.
   */
  readonly isReworded: (fence: AdoptedFence, text: string) => boolean | undefined;
  /** Fences that nothing was made of, without a problem of their own; those asked for are problems. */
  readonly leftOver?: (
    isTaken: (fence: AdoptedFence) => boolean,
    problems: Problem[],
  ) => readonly LeftFence[];
}

export interface Plan {
  /** New entries. */
  readonly named: readonly NewEntry[];
  /** Fences whose names are taken, with what is wrong. */
  readonly blocked: ReadonlyMap<AdoptedFence, Problem>;
  /** The data files and markers; entries of the `unclaimed` fences get no claims. */
  readonly compose: (unclaimed: ReadonlySet<AdoptedFence>) => Promise<ComposedPlan>;
}

interface ComposedPlan extends Composed {
  /** What the result has of it. */
  readonly lists: Lists;
  /** The same for people. */
  readonly rows: readonly AdoptedRow[];
}

/** Lists of the result that are the model's own, by name. */
type Lists = Readonly<Record<string, readonly object[]>>;

export interface Composed {
  /** Data files by path, with the fences that each is made from. */
  readonly files: ReadonlyMap<
    string,
    { readonly text: string; readonly fences: readonly AdoptedFence[] }
  >;
  /** The text of the marker for each fence; undefined if its values cannot be quoted in a marker. */
  readonly markers: ReadonlyMap<AdoptedFence, string | undefined>;
}

/** A policy that became, or would become, part of the data: “a.md:4 as the trust policy of reader”. */
export interface AdoptedRow {
  readonly places: Places;
  /** What comes before its name, if anything does. */
  readonly what: string;
  readonly name: string;
  /** The file that it is in, if that is worth saying. */
  readonly data?: string;
  /** The data had `it` or `them` before. */
  readonly had?: string | undefined;
  /** Whether claims were drafted. */
  readonly isDrafted: boolean;
}

export type Places = readonly { readonly file: string; readonly line: number }[];

/** Names that people chose; the rest are derived. */
export interface Choices {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly title?: string | undefined;
}

/** What becomes an entry of the data, with the names that were derived for it. */
export interface ToName {
  readonly id: string;
  /** Its name outside the data, if it has one. */
  readonly name: string | undefined;
  /** What that is called, and how it may be written. */
  readonly naming?: { readonly words: string; readonly pattern: RegExp };
  readonly title: string;
  readonly places: Places;
}

export interface NewEntry extends ToName {
  /** The id that was derived, whatever people chose: it identifies the entry between rounds. */
  readonly derived: string;
  /** Whether it is added to an entry that the data have, which keeps its names. */
  readonly isKnown: boolean;
}

export const placesOf = (fences: readonly AdoptedFence[]): Places =>
  fences.map(({ page, line }) => ({ file: page.file, line }));
