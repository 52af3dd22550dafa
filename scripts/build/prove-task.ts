/** What either thread does to prove: one role or policy after another. See content.ts. */
import { catalogWith } from '../sources/sources.ts';
import { keptIn } from '../files/cache.ts';
import type { Task } from '../files/threads.ts';
import { once } from '../memo.ts';
import { type FoundProofs, type HolderName, prove } from '../proof/prove.ts';
import { openWorkspace } from '../workspace/workspace.ts';

interface ProveCommon {
  readonly root: string;
  /** A configuration file other than the one at the root. */
  readonly config?: string | undefined;
  readonly withFacts?: boolean | undefined;
}

/** Proves the entries of one share after another, and answers what would be kept of each. */
function prover({
  root,
  config,
  withFacts,
}: ProveCommon): (jobs: readonly HolderName[]) => Promise<FoundProofs> {
  const opened = once(async () => {
    const workspace = await openWorkspace(root, config);
    const { catalog } = catalogWith(workspace.dataSources(), workspace.shipped);
    return { workspace, catalog };
  });
  return async (jobs) => {
    const { workspace, catalog } = await opened();
    const found = new Map<string, unknown>();
    const cache = {
      read: () => undefined,
      write: (_: string, kept: object) => {
        for (const [name, proof] of Object.entries(kept)) found.set(name, proof);
      },
    };
    const options = { ...workspace.config, withFacts, cache, keep: keptIn(workspace.cache) };
    await prove(catalog, { ...options, ids: jobs.map(([, id]) => id) });
    return [...found];
  };
}

/** The task of proving, shared by two threads. */
export const PROVE: Task<ProveCommon, HolderName, FoundProofs> = {
  name: 'prove',
  start: prover,
  // To load the data and what proves takes as long as the proofs of some roles.
  worthwhile: 4,
  share: 1,
};
