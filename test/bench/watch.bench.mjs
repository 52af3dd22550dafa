/**
 * How long after a save `permadocs watch` has the page new on disk, on a copy of this repository:
 * `npm run compile`, then `node test/bench/watch.bench.mjs [runs]`. Prints, asserts nothing.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const RUNS = Number(process.argv[2] ?? 20);
const repository = fileURLToPath(new URL('../..', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'permadocs-watch-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
for (const name of ['data', 'templates', 'out', 'package.json'])
  cpSync(join(repository, name), join(root, name), { recursive: true });
symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));

const git = (...args) => execFileSync('git', args, { cwd: root, stdio: 'ignore' });
git('init');
git('add', 'data', 'templates', 'out');
git('-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '-m', 'all');

/** What is saved; each run makes it another text. */
const EDITS = {
  'a claim of one role': ['data/roles/s3-readonly.yaml', /(say: [A-Z][a-z]+)( \d+)?/],
  'a key that most pages name': ['data/condition-keys.yaml', /(purpose: Whether)( \d+)?/],
};

const watching = spawn(process.execPath, [join(repository, 'dist/cli.js'), 'watch'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
});
let printed = '';
watching.stdout.on('data', (chunk) => {
  printed += chunk;
});
const told = async (words) => {
  while (!printed.includes(words)) await wait(1);
};
await told('watching;');

for (const [what, [file, pattern]] of Object.entries(EDITS)) {
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    const text = readFileSync(join(root, file), 'utf8').replace(pattern, `$1 ${run}`);
    printed = '';
    const start = performance.now();
    writeFileSync(join(root, file), text);
    await told(' written: ');
    times.push(performance.now() - start);
    await wait(300);
  }
  const sorted = times.slice(3).toSorted((a, b) => a - b);
  const [least, median, most] = [0, sorted.length >> 1, -1].map((at) => sorted.at(at).toFixed(0));
  console.log(`${what}: ${median} ms (${least} to ${most}), once warm; ${printed.trim()}`);
}
watching.kill('SIGINT');
