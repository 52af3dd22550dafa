/** Cedar’s engine for what cannot go on without it. */
import { type CedarEngine, INSTALL, loadEngine } from '../../cedar/engine.ts';
import { CannotRun } from '../../problems/cannot-run.ts';

/** Throws {@link CannotRun} if it is not installed. */
export function neededEngine(): CedarEngine {
  const engine = loadEngine();
  if (engine) return engine;
  throw new CannotRun(`Cedar’s engine is not installed; run \`${INSTALL}\``);
}
