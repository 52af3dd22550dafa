/**
 * permadocs beside the least that any program could do, and beside what people run instead: `npm run
 * bench -- [--pages 10000] [--runs 5] [--by cpu] [--no-peers]`. Whole processes in turn; medians of
 * the ratios of pairs, with the least and the most. Peers are installed into a temporary folder; one
 * that cannot be says so. Prints a table, asserts nothing.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { put, region, writePages, writeRoles } from './corpus.mjs';
import { folder, paired, table } from './measure.mjs';

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '5' },
    by: { type: 'string', default: 'wall' },
    peers: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const PAGES = Number(values.pages);
const HOW = { runs: Number(values.runs), by: values.by };
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(REPOSITORY, 'dist/cli.js');
const FLOOR = fileURLToPath(new URL('floor.mjs', import.meta.url));

const rows = table(['what', 'time', 'peak memory', 'beside', 'ratio', 'from', 'to']);
const times = (number) => `${number.toFixed(number < 10 ? 2 : 0)} ×`;

function row(what, measured, name, against) {
  const { seconds, memory, ratio, least, most } = paired(measured, against, HOW);
  const [time, peak] = [`${seconds.toFixed(2)} s`, `${memory.toFixed(0)} MB`];
  rows.add(what, time, peak, name, times(ratio), times(least), times(most));
}

const permadocs = (...args) => [process.execPath, CLI, ...args];
const floorOf = (cwd) => ({ cwd, command: [process.execPath, FLOOR, 'read', 'docs', 'permadocs'] });
const nothing = { cwd: folder, command: [process.execPath, '-e', '0'] };
const empty = (name) => {
  const cache = join(folder, name);
  return { cache, before: () => rmSync(cache, { recursive: true, force: true }) };
};

/** Thousands of pages with regions; answers with the commands that peers are measured beside. */
function benchPages() {
  const root = join(folder, 'pages');
  writeRoles(root);
  row(
    '`build`, every page',
    {
      cwd: root,
      command: permadocs('build', '--quiet'),
      before: () => writePages(root, PAGES, { block: region }),
    },
    'rewriting the same bytes',
    { cwd: root, command: [process.execPath, FLOOR, 'rewrite', 'docs'] },
  );
  const warm = { cwd: root, command: permadocs('check', '--quiet') };
  const cold = { ...warm, ...empty('no-cache') };
  row('`check`, nothing to do', warm, 'the floor', floorOf(root));
  row('`check`, no cache', cold, 'the floor', floorOf(root));
  row(
    '`build`, one datum changed',
    {
      cwd: root,
      command: permadocs('build', '--quiet'),
      before: (round) => writeRoles(root, round % 2 === 0 ? 7 : -1),
    },
    'the floor',
    floorOf(root),
  );
  return { warm, cold };
}

function benchLint() {
  const root = join(folder, 'lint');
  writePages(root, PAGES, { end: 'md', block: (role) => `Role ${role}.` });
  const lint = { cwd: root, command: permadocs('lint', '--quiet') };
  row('`lint`, no IAM', lint, 'the floor', floorOf(root));
  const script = fileURLToPath(new URL('lint.bench.mjs', import.meta.url));
  rows.add('`lint`, pages of five policies', lineOf(-1, script), ...Array(5).fill(''));
}

/** One of the lines that another bench prints; -1 is the last. */
const lineOf = (at, script, ...args) =>
  execFileSync(process.execPath, [script, ...args], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .at(at);

/** This repository's own tutorials, in a copy. */
function benchRepository() {
  const root = join(folder, 'repository');
  for (const name of ['data', 'templates', 'out', 'package.json'])
    cpSync(join(REPOSITORY, name), join(root, name), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  const build = { cwd: root, command: permadocs('build'), ...empty('no-cache') };
  row('`build` of this repository, no cache', build, '`node -e 0`', nothing);
  const check = { cwd: root, command: permadocs('check') };
  row('`check` of this repository', check, '`node -e 0`', nothing);
  row(
    '`permadocs --version`',
    { cwd: root, command: permadocs('--version') },
    '`node -e 0`',
    nothing,
  );
  const script = fileURLToPath(new URL('watch.bench.mjs', import.meta.url));
  rows.add('`watch`', lineOf(0, script, '10'), ...Array(5).fill(''));
}

/** What an installation unpacks, without its two dependencies. */
function benchSize() {
  const packed = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  });
  const [{ unpackedSize, entryCount }] = JSON.parse(packed);
  const size = `${(unpackedSize / 1e6).toFixed(2)} MB in ${entryCount} files`;
  rows.add('installed size', size, ...Array(5).fill(''));
}

/** The program of a peer; undefined, with a row that says so, if it cannot be installed. */
function installed(name, version) {
  const tools = join(folder, 'tools', name);
  put(tools, 'package.json', '{}\n');
  const args = ['install', '--silent', '--no-audit', '--no-fund', `${name}@${version}`];
  spawnSync('npm', args, { cwd: tools, stdio: 'ignore' });
  const program = join(tools, 'node_modules/.bin', name);
  if (existsSync(program)) return program;
  rows.add(`\`${name}\``, 'not installed: no registry has it here', ...Array(5).fill(''));
  return undefined;
}

/** Peers check as many pages with as many blocks; what they find in them does not matter. */
function benchPeers({ warm, cold }) {
  const root = join(folder, 'peers');
  const snippet = (role) => `export const bucket = 'bucket-${role}';\n`;
  for (let role = 0; role < 40; role += 1) put(root, `snippets/r${role}.ts`, snippet(role));
  writePages(root, PAGES, {
    end: 'md',
    block: (role) =>
      `\`\`\`ts\n// ../../snippets/r${role}.ts\n\n${snippet(role).trimEnd()}\n\`\`\``,
  });
  mkdirSync(join(folder, 'tools'), { recursive: true });
  const files = execFileSync('find', ['docs', '-name', '*.md'], { cwd: root, encoding: 'utf8' });
  const names = files.trim().split('\n');
  const peers = [
    ['embedme', '1', ['--verify', ...names]],
    ['prettier', '3', ['--check', '--log-level', 'silent', 'docs']],
    ['markdownlint-cli2', '0', ['docs/**/*.md']],
  ];
  for (const [name, version, args] of peers) {
    const program = installed(name, version);
    if (program === undefined) continue;
    // embedme stops at the first block that it would lay out in another way.
    if (name === 'embedme') spawnSync(program, names, { cwd: root, stdio: 'ignore' });
    const peer = { cwd: root, command: [program, ...args], expected: [0, 1] };
    const what = `\`${name}${args[0].startsWith('--') ? ` ${args[0]}` : ''}\``;
    row(what, peer, '`check`', warm);
    row(what, peer, '`check`, no cache', cold);
  }
}

const before = loadavg()[0];
benchSize();
benchRepository();
const measured = benchPages();
benchLint();
if (values.peers) benchPeers(measured);
const load = `load ${before.toFixed(1)} before, ${loadavg()[0].toFixed(1)} after`;
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}, ${load}; ${PAGES.toLocaleString('en')} pages, ${values.by} time, medians of ${values.runs} pairs.\n`,
);
rows.print();
