/** How many random cases a property tries: some hundreds, or as many as PROOF_RUNS says (nightly). */
export const RUNS = Number(process.env['PROOF_RUNS'] ?? 200);
