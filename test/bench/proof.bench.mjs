/**
 * How long proofs over all requests take on this repository: `node test/bench/proof.bench.mjs`.
 * Prints, asserts nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the library does not export, bundled as the program is, where packages are found. */
const NAMES = {
  'data/additions': ['additionsOf'],
  'data/catalog': ['loadCatalog'],
  'data/role-policies': ['substitution', 'writtenDocument'],
  'iam/reference': ['loadReference'],
  'iam/space/action-index': ['readActionIndex'],
  'iam/validate': ['servicesIn'],
  'problems/source': ['Source'],
  'models/iam/knowledge': ['knowledgeOfWorkspace'],
  'models/iam/policy-sets': ['policiesOf'],
  'proof/prove': ['prove'],
  'models/iam/universal': ['proveUniversal'],
};
const outfile = join(root, 'node_modules/.cache/permadocs-bench/proof.mjs');
await build({
  stdin: {
    contents: Object.entries(NAMES)
      .map(([file, names]) => `export { ${names.join(', ')} } from './scripts/${file}.ts';`)
      .join('\n'),
    resolveDir: root,
  },
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
});
const {
  additionsOf,
  knowledgeOfWorkspace,
  loadCatalog,
  loadReference,
  policiesOf,
  prove,
  proveUniversal,
  readActionIndex,
  servicesIn,
  Source,
  substitution,
  writtenDocument,
} = await import(outfile);

const ROUNDS = 5;

const data = join(root, 'data');
const files = readdirSync(data, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.ya?ml$/.test(file))
  .toSorted();
const { catalog } = loadCatalog(
  files.map((file) => new Source(`data/${file}`, readFileSync(join(data, file), 'utf8'))),
);

const row = (label, milliseconds, more = '') =>
  console.log(`${label.padEnd(52)} ${milliseconds.toFixed(1).padStart(8)} ms${more}`);
const timed = async (run) => {
  const start = performance.now();
  const value = await run();
  return { value, milliseconds: performance.now() - start };
};
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const index = await timed(readActionIndex);
row('the index of all actions, once per data set', index.milliseconds);

const options = { asOf: undefined, placeholders: {} };
const cold = await timed(() => prove(catalog, options));
row('prove, without the index', cold.milliseconds);
const warm = [];
let proven;
for (let round = 0; round < ROUNDS; round += 1) {
  const { value, milliseconds } = await timed(() =>
    prove(catalog, { ...options, keep: async () => index.value }),
  );
  proven = value;
  warm.push(milliseconds);
}
const [iam] = proven.models;
const changes = Object.values(iam.summary.tried).reduce((sum, one) => sum + one.changes, 0);
const claims = iam.holders.flatMap(({ outcomes }) => outcomes).length;
const counts = ` (${claims} claims, ${changes} weakened policies)`;
row('prove, with the index, the first time', warm[0], counts);
row(`prove, with the index, median of ${ROUNDS}`, median(warm));

const substitute = substitution(catalog, {});
const reference = await loadReference(additionsOf(catalog));
const roles = catalog.all('roles');
const documents = roles.flatMap((role) =>
  catalog.policiesOf(role).map((policy) => writtenDocument(policy, role, substitute)),
);
await reference.prepare(documents.flatMap((document) => [...servicesIn(document)]));
const known = { actions: index.value, reference, substitute, withFacts: true };
const knowledge = knowledgeOfWorkspace(catalog, known);
const times = roles.flatMap((role) => {
  const policies = policiesOf(catalog, role, substitute);
  const ground = { catalog, holder: role, policies, substitute, knowledge };
  const universal = role.value.claims.filter(({ requests }) => requests.length === 0);
  return universal.map((claim) => {
    const start = performance.now();
    proveUniversal(role, claim, policies, ground);
    return performance.now() - start;
  });
});
row(`a claim about every request, median of ${times.length}`, median(times));
row('the slowest of them', Math.max(...times));
