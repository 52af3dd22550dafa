/** Cedar’s engine for what cannot go on without it. */
import { type CedarEngine, INSTALL, loadEngine } from '../../cedar/engine.ts';
import { CannotRun } from '../../problems/cannot-run.ts';

/** Throws {@link CannotRun} if it is not installed, with the place that needs it, if one does. */
export function neededEngine(place?: string): CedarEngine {
  const engine = loadEngine();
  if (engine) return engine;
  const why = place === undefined ? '' : `${place} has Cedar policies, and `;
  throw new CannotRun(`${why}Cedar’s engine is not installed; run \`${INSTALL}\``);
}
