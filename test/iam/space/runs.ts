/** How many random cases a property tries: some hundreds, or as many as PROOF_RUNS says (nightly). */
export const RUNS = Number(process.env['PROOF_RUNS'] ?? 200);

/** How long a property may take: as long as any test, and longer where a nightly run tries thousands. */
export const PATIENCE = { timeout: 15 * 60_000 + 200 * RUNS };
