/**
 * The engines that proofs follow from beside permadocs itself and its data set. They are apart from
 * the list of models, since a `check` that finds nothing to do asks for these and for nothing else.
 */
import type { Source } from '../problems/source.ts';
import { engineOf } from './cedar/engine-of.ts';

/** For each model with an engine, which one its proofs of some files follow from; undefined if none. */
const ENGINES: readonly ((data: readonly Source[]) => string | undefined)[] = [engineOf];

export const enginesOf = (data: readonly Source[]): string[] =>
  ENGINES.flatMap((engine) => engine(data) ?? []);
