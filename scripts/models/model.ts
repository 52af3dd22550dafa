/**
 * What a permission model is: all that the rest of the program asks of one, whichever it is. A model
 * is a folder beside this file; models.ts lists them. How a model decides is its own affair: what it
 * answers here can be printed, counted and stored by those who do not know it.
 */
import type { Command } from 'commander';

import type { Catalog, Entry } from '../data/catalog.ts';
import type { Substitute } from '../data/role-policies.ts';
import type { Kind } from '../data/schema/kinds.ts';
import type { Problem } from '../problems/problem.ts';
import type { Source } from '../problems/source.ts';
import type { Differences, PagesOfSide, PolicyDiff, State } from './changes.ts';
import type { Keep } from './keep.ts';
import type { LintModel } from './lint.ts';

export interface PermissionModel {
  /** As headings and messages print it. */
  readonly name: string;
  /** Whether a file holds its policies, by its name. */
  readonly owns: (file: string) => boolean;
  /** The kinds of entries in the data that hold its policies and claims. */
  readonly kinds: readonly Kind[];
  /** What the output of `prove` calls its claims and what holds them. */
  readonly terms: ProofTerms;
  /** Proves the claims of these entries, which are of its kinds. Loads nothing if there are none. */
  readonly prove: (
    holders: readonly Entry[],
    catalog: Catalog,
    options: ModelOptions,
  ) => Promise<ModelProof>;
  readonly validate: Validation;
  readonly simulate: Simulation;
  readonly compare: Comparison;
  /** Its half of `lint`. */
  readonly lint: LintModel;
  /** The day of the data set that it compares with, if it has one. */
  readonly dataDate?: (keep: Keep) => Promise<string>;
  /** What `explain` takes of it beside the ids of its entries, in words. */
  readonly explained?: readonly string[];
  /** Who may perform what these words name; undefined if they name no action of the model. */
  readonly whoMay?: (
    action: string,
    catalog: Catalog,
    options: ModelOptions,
  ) => Promise<readonly AllowedRole[] | undefined>;
}

/** What the workspace says about how to decide. */
export interface ModelOptions {
  readonly asOf: string | undefined;
  readonly placeholders: Readonly<Record<string, string>>;
  /** Whether contexts that cannot occur are left out of "every"; they are unless this is false. */
  readonly withFacts?: boolean | undefined;
  /** Whether claims are unknown where managed policies were not read. */
  readonly strictManaged?: boolean | undefined;
  readonly keep?: Keep | undefined;
  /** Where proofs are kept from run to run. */
  readonly cache?: ProofCache | undefined;
  /** Has entries proven in another thread as well; it may leave some to the model. */
  readonly share?: ((holders: readonly HolderName[]) => Promise<FoundProofs>) | undefined;
}

export type HolderName = readonly [kind: Kind, id: string];

/** What is kept of proofs, by the name under which it is kept. */
export type FoundProofs = readonly (readonly [name: string, kept: unknown])[];

export interface ProofCache {
  /** Undefined if it is not exactly what the same program wrote. */
  readonly read: (name: string) => unknown;
  readonly write: (name: string, value: object) => void;
}

export interface ProofTerms {
  /** The key of its claims in JSON. */
  readonly claims: string;
  /** The key of the id that holds a claim. */
  readonly holder: string;
  /** What its claims are about, where that is not plain: ` about Cedar policies`. */
  readonly about: string;
}

/** What a model has shown. */
export interface ModelProof {
  readonly holders: readonly HolderProof[];
  /** For JSON: what the proofs rest on, by name. */
  readonly summary: object;
}

/**
 * What was shown of one entry. It is plain JSON, and follows from the entry, what it names in the
 * data, and the options alone.
 */
export interface HolderProof {
  readonly id: string;
  readonly outcomes: readonly Outcome[];
  readonly problems: readonly Problem[];
  /** What people need to know beside the claims: printed below the id, and after all claims. */
  readonly notes: readonly string[];
  readonly endNotes: readonly string[];
}

/** What was shown of one claim. */
export interface Outcome {
  /** Which of the claims that its entry has, from 0. */
  readonly index: number;
  /** Its sentence, with the names in it filled in. */
  readonly say: string;
  /** Absent from a claim about the access as a whole. */
  readonly expect: string | undefined;
  readonly holds: boolean;
  /** How it was shown: `tested with 2 requests: allowed by Read`. */
  readonly shown: string;
  /** What that rests on beside the policies. */
  readonly since: readonly string[];
  /** How it was shown, for JSON, in the terms of the model. */
  readonly details: object;
}

/** How a command gets at the workspace that it was called in. */
export interface Asker {
  readonly cwd: string;
  /** Opened if the answer needs it, and then once. */
  readonly workspace: () => Promise<AskedWorkspace>;
}

export interface AskedWorkspace extends ModelOptions {
  readonly catalog: Catalog;
  /** What is wrong with its data. */
  readonly problems: readonly Problem[];
}

/** Options as commander has read them; each model knows the types of those that it adds. */
type Given = Readonly<Record<string, unknown>>;

/** `validate`: what is wrong with files of policies. */
export interface Validation {
  /** The files that it reads, in words: `policies in JSON`. */
  readonly takes: string;
  /** Whether a text is of its policies, by what is in it. */
  readonly recognizes: (text: string) => Promise<boolean>;
  readonly addOptions?: (command: Command) => void;
  readonly check: (sources: readonly Source[], given: Given, asker: Asker) => Promise<Validated>;
}

export interface Validated {
  readonly problems: readonly Problem[];
  /** The data that it was checked with: their name, and their day. */
  readonly data?: { readonly name: string; readonly date: string | undefined };
}

/** The options of `simulate` that each model says something of. */
export type QuestionOption = 'policy' | 'principal' | 'action' | 'resource' | 'context';

/** `simulate`: what policies decide. */
export interface Simulation {
  /** What each of the common options takes; of the action, an example. */
  readonly takes: Readonly<Record<QuestionOption, string>>;
  /** The decisions that `--expect` may name. */
  readonly decisions: readonly string[];
  /** Options that only this model has. */
  readonly addOptions: (command: Command) => void;
  /** Whether the options ask this model, and no other. */
  readonly isAsked: (question: Question) => boolean;
  /** Throws {@link CannotRun} if the question cannot be asked. */
  readonly answer: (question: Question, asker: Asker) => Promise<Answer>;
}

/** What is asked of policies, with the options of the model that is asked. */
export interface Question extends Given {
  readonly format: string;
  readonly policy: readonly string[];
  readonly principal?: string;
  readonly action?: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[] | null>>;
  /** A space of requests, as JSON, in place of one request. */
  readonly every?: string;
  readonly expect: string;
}

/** What is printed, in the format that was asked for; or why there is no answer. */
export type Answer =
  | { readonly lines: Iterable<string>; /** Asked after the last line. */ isMet: () => boolean }
  | { readonly problems: readonly Problem[] };

/** `diff`: what changed. */
export interface Comparison {
  /** Two states of the data. */
  readonly states: (before: State, after: State, around: Around) => Promise<Differences>;
  /** The policies in pages that differ between two sides. */
  readonly pages: (
    before: PagesOfSide,
    after: PagesOfSide,
    around: AroundPages,
  ) => Promise<readonly PolicyDiff[]>;
  /** Two files of its policies. Throws {@link CannotRun} if one holds none. */
  readonly files: (before: string, after: string, asker: Asker) => Promise<PolicyDiff>;
}

interface AroundPages {
  readonly catalog: Catalog;
  readonly substitute: Substitute;
  readonly keep: Keep;
}

export interface Around {
  /** The pages with a region that names one of these ids. */
  readonly pagesNaming: (ids: readonly string[]) => readonly string[];
  readonly keep: Keep;
}

/** What a role may do with an action, and by which statements; one row for each set of requests. */
export interface AllowedRole {
  readonly role: string;
  /** What the role is called where it is deployed. */
  readonly name: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly statements: readonly string[];
  readonly resources: string;
  /** All of them must hold. */
  readonly conditions: readonly string[];
}
