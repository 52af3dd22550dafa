/**
 * How long the comparison of two policies takes: `npm run compile`, then
 * `node test/bench/diff.bench.mjs FOLDER`. A pair is `NAME.before.json` and `NAME.after.json`. Prints
 * the times and verdicts, asserts nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { diffPolicies, loadReference, policyFromValue } from '../../dist/index.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder of the pairs');
const END = '.before.json';
const names = readdirSync(folder)
  .filter((file) => file.endsWith(END))
  .map((file) => file.slice(0, -END.length))
  .toSorted();
const policyOf = (file) => policyFromValue('policy', readFileSync(join(folder, file), 'utf8'));

const reference = await loadReference();
const pairs = names.map((name) => ({
  name,
  before: policyOf(`${name}.before.json`),
  after: policyOf(`${name}.after.json`),
}));
// Once without the clock: services are read from the disk, and the list of actions is made.
for (const { before, after } of pairs.slice(0, 50)) await diffPolicies(before, after, reference);

const times = [];
const verdicts = {};
let undecided = 0;
let mostRows = 0;
for (const { name, before, after } of pairs) {
  const start = performance.now();
  const { verdict, rows, unknown } = await diffPolicies(before, after, reference);
  times.push({ name, milliseconds: performance.now() - start });
  const changes = Object.keys(verdict).filter((change) => verdict[change] === 'yes');
  const words = changes.join(' ') || (unknown.length > 0 ? 'undecided' : 'same access');
  verdicts[words] = (verdicts[words] ?? 0) + 1;
  if (unknown.length > 0) undecided += 1;
  mostRows = Math.max(mostRows, rows.length);
}
times.sort((a, b) => a.milliseconds - b.milliseconds);
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
for (const [label, share] of [
  ['median', 0.5],
  ['90 %', 0.9],
  ['99 %', 0.99],
  ['most', 1],
])
  console.log(`${label}: ${at(share)?.milliseconds.toFixed(1)} ms (${at(share)?.name})`);
console.log(
  `${pairs.length} pairs, ${undecided} with something undecided, at most ${mostRows} rows`,
);
console.log(verdicts);
