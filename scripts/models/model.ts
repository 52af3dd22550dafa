/**
 * What permadocs asks of a permission model, whichever it is. A model is a room of its own; what is
 * here is all that those who serve several of them know about each.
 */
import type { Problem } from '../problems/problem.ts';
import type { Source } from '../problems/source.ts';
import type { CedarEngine } from '../cedar/engine.ts';

/** How a claim can be shown to hold. */
export type Question = 'requests' | 'every' | 'only' | 'within';

/** What the machine has that a model may need. */
export interface Equipment {
  readonly cedar: CedarEngine | undefined;
}

export interface PermissionModel {
  readonly name: 'iam' | 'cedar';
  /** What people call its policies. */
  readonly title: string;
  /** Whether a file holds its policies, by its name. */
  readonly owns: (file: string) => boolean;
  /** What claims about its policies can ask; the rest is an error. */
  readonly questions: readonly Question[];
}

/** A model whose policies are texts of their own, and not documents of JSON or YAML. */
export interface TextModel extends PermissionModel {
  /** Problems of a whole file: it does not parse, or certainly does not do what it says. */
  readonly check: (source: Source, equipment: Equipment) => readonly Problem[];
  /** Whether two files are the same policies; false means that nobody can tell. */
  readonly isSame: (a: Source, b: Source, equipment: Equipment) => boolean;
}
