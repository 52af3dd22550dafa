/** The rules about Cedar, with all that they need. */
import { type CedarEngine, INSTALL, loadEngine } from '../../../cedar/engine.ts';
import { modelsOfSchemas } from '../../../cedar/own-models.ts';
import { once } from '../../../memo.ts';
import { findCedar } from '../../../reading/cedar.ts';
import type { Linter } from '../../lint.ts';
import { cedarDrift } from './drift.ts';
import type { CedarKnowledge, CedarContext, CedarLint } from './page.ts';
import { cedarRule } from './policies.ts';

export const LINTER: Linter<CedarLint> = {
  inFence: (fence) => findCedar(fence).map((set) => ({ fence, set })),
  contextOf: async ({ schemas }) => contextWith(schemas),
  rules: [cedarRule],
  drift: cedarDrift,
  obstacle: ({ engine }) =>
    engine() ? undefined : `Cedar’s engine is not installed beside permadocs; ${INSTALL}`,
};

function contextWith(schemas: CedarKnowledge['schemas']): CedarContext {
  let loaded: { readonly found: CedarEngine | undefined } | undefined;
  const engine = (): CedarEngine | undefined => (loaded ??= { found: loadEngine() }).found;
  return {
    engine,
    models: once(() => {
      const found = engine();
      return found ? modelsOfSchemas(found, schemas) : [];
    }),
  };
}
