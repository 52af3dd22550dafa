/**
 * What permadocs asks of a permission model, whichever it is. Each model is a room of its own; what
 * is here is all that those who serve several of them know about one. A third would be a folder and
 * a line in models.ts.
 */
import type { CedarEngine } from '../cedar/engine.ts';
import type { Reference } from '../iam/reference.ts';
import type { PolicyKind, ResourceKind } from '../iam/validate.ts';
import type { Problem } from '../problems/problem.ts';
import type { Source } from '../problems/source.ts';

/** What the models decide by, each its own part of it. */
export interface Equipment {
  readonly cedar: CedarEngine | undefined;
  readonly iam: {
    readonly reference: Reference;
    readonly kind: PolicyKind | ResourceKind;
    readonly asOf: string | undefined;
    readonly suggestions: boolean;
    readonly substitute: (text: string) => string;
  };
}

export interface PermissionModel {
  readonly name: 'iam' | 'cedar';
  /** Whether a file holds its policies, by its name. */
  readonly owns: (file: string) => boolean;
  /** What is wrong with a file: it does not parse, or its policies are not valid. */
  readonly check: (source: Source, equipment: Equipment) => Promise<readonly Problem[]>;
  /**
   * Whether two files are the same policies; false means that nobody can tell. Absent from a model
   * that compares access instead.
   */
  readonly isSame?: (a: Source, b: Source, equipment: Pick<Equipment, 'cedar'>) => boolean;
}
