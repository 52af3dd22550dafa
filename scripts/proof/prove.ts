/**
 * The proof stage: each permission model is asked about the claims on its policies. This room puts
 * together and prints what they answer; what a claim means is left to the models.
 */
import type { Catalog } from '../data/catalog.ts';
import type {
  FoundProofs,
  HolderName,
  ModelOptions,
  ModelProof,
  ProofTerms,
} from '../models/model.ts';
import { MODELS } from '../models/models.ts';
import { severityOf } from '../problems/code-families.ts';
import type { Severity } from '../problems/codes.ts';
import type { Problem } from '../problems/problem.ts';

export type { FoundProofs, HolderName } from '../models/model.ts';

export interface ProveOptions extends ModelOptions {
  /** The entries whose claims are proven, by id; all of them without it. */
  readonly ids?: readonly string[] | undefined;
  /** Of what is asked of claims, by code; see `claims` in the configuration. */
  readonly claimSeverities?: Readonly<Record<string, Severity | 'off'>> | undefined;
}

export interface Proven {
  /** One for each model, also where it had nothing to prove. */
  readonly models: readonly ProvenModel[];
  readonly problems: readonly Problem[];
}

export interface ProvenModel extends ModelProof {
  readonly terms: ProofTerms;
}

/**
 * Needs a catalog without problems. Loads only the models that have something to prove. What they
 * share with another thread is shared as one list.
 */
export async function prove(catalog: Catalog, options: ProveOptions): Promise<Proven> {
  const { ids, claimSeverities = {}, share, ...ofModels } = options;
  const sharing = share && shareTogether(share, MODELS.length);
  const proving = MODELS.map(async ({ kinds, terms, prove: proveAll }): Promise<ProvenModel> => {
    const holders = kinds
      .flatMap((kind) => catalog.all(kind))
      .filter(({ id }) => ids === undefined || ids.includes(id));
    const part = sharing?.();
    try {
      return { terms, ...(await proveAll(holders, catalog, { ...ofModels, share: part?.share })) };
    } finally {
      part?.done();
    }
  });
  const models = await Promise.all(proving);
  const problems = models.flatMap(({ holders }) => holders.flatMap((one) => one.problems));
  return { models, problems: withSeverities(problems, claimSeverities) };
}

type Share = NonNullable<ModelOptions['share']>;

/** Waits until each of so many models has said what it shares, or that it is done. */
function shareTogether(
  share: Share,
  models: number,
): () => { readonly share: Share; readonly done: () => void } {
  const names: HolderName[] = [];
  let silent = models;
  let start = (_: Promise<FoundProofs>): void => {};
  const found = new Promise<FoundProofs>((resolve) => {
    start = resolve;
  });
  return () => {
    let isSilent = true;
    const speak = (holders: readonly HolderName[]): void => {
      if (!isSilent) return;
      isSilent = false;
      names.push(...holders);
      silent -= 1;
      if (silent === 0 && names.length > 0) start(share(names));
    };
    return {
      share(holders) {
        speak(holders);
        return found;
      },
      done: () => speak([]),
    };
  };
}

/** The ids of everything whose claims can be proven. */
export const provableIds = (catalog: Catalog): string[] =>
  MODELS.flatMap(({ kinds }) => kinds.flatMap((kind) => catalog.ids(kind)));

/** The problems as the workspace wants them; what is off is left out. */
function withSeverities(
  problems: readonly Problem[],
  severities: Readonly<Record<string, Severity | 'off'>>,
): Problem[] {
  return problems.flatMap((problem) => {
    const severity = severityOf(problem.code, severities) ?? problem.severity;
    return severity === 'off' ? [] : { ...problem, severity };
  });
}
