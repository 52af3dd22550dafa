/**
 * permadocs on thousands of pages, beside the least that any program could do and beside what people
 * run instead: `npm run bench -- [--pages 1000,10000] [--runs 5] [--no-peers]`. Whole processes,
 * medians, in turn. The peers are installed into a temporary folder. Prints a table, asserts nothing.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { put, region, writePages, writeRoles } from './corpus.mjs';

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '1000,10000' },
    runs: { type: 'string', default: '5' },
    peers: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const RUNS = Number(values.runs);
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const FLOOR = fileURLToPath(new URL('floor.mjs', import.meta.url));
const PEAK = fileURLToPath(new URL('peak.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'permadocs-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Runs a command to its end: seconds, the largest memory in MB, exit code. */
function run(cwd, [command, ...args], { cache = join(folder, 'cache') } = {}) {
  const peak = join(folder, 'peak');
  writeFileSync(peak, '0');
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      XDG_CACHE_HOME: cache,
      PEAK_FILE: peak,
      NODE_OPTIONS: `--require ${PEAK}`,
    },
  });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, memory: Number(readFileSync(peak, 'utf8')) / 1024, status, stderr };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Runs commands in turn, each `RUNS` times after one that does not count. */
function compare(cwd, commands) {
  const results = commands.map(() => []);
  for (let round = -1; round < RUNS; round += 1) {
    for (const [index, { before, command, options, expected = 0 }] of commands.entries()) {
      before?.(round);
      // What was just written must not be on its way to the disk while something is measured.
      spawnSync('sync');
      const result = run(cwd, command, options);
      if (result.status !== expected)
        throw new Error(`${command.join(' ')} exited with ${result.status}: ${result.stderr}`);
      if (round >= 0) results[index].push(result);
    }
  }
  return results.map((all) => ({
    seconds: median(all.map(({ seconds }) => seconds)),
    memory: Math.max(...all.map(({ memory }) => memory)),
  }));
}

const rows = [];
function row(what, pages, { seconds, memory }, against, name) {
  const ratio =
    seconds > against.seconds
      ? `${(seconds / against.seconds).toFixed(1)} × ${name}`
      : `${(against.seconds / seconds).toFixed(1)} × faster than ${name}`;
  rows.push([
    what,
    pages.toLocaleString('en'),
    `${seconds.toFixed(2)} s`,
    `${memory.toFixed(0)} MB`,
    ratio,
  ]);
  console.error(rows.at(-1).join(' | '));
}

const permadocs = (...args) => [process.execPath, CLI, ...args];
const floor = { command: [process.execPath, FLOOR, 'read', 'docs', 'permadocs'] };

function benchPages(pages) {
  const root = join(folder, `pages-${pages}`);
  writePages(root, pages, { block: region });
  writeRoles(root);
  const empty = join(folder, 'no-cache');
  const rewrite = { command: [process.execPath, FLOOR, 'rewrite', 'docs'] };
  const [whole, bare] = compare(root, [
    {
      before: () => writePages(root, pages, { block: region }),
      command: permadocs('build', '--quiet'),
    },
    rewrite,
  ]);
  row('`build`, every page', pages, whole, bare, 'rewriting the same bytes');
  const [warm, base, cold] = compare(root, [
    { command: permadocs('check') },
    floor,
    {
      before: () => rmSync(empty, { recursive: true, force: true }),
      command: permadocs('check'),
      options: { cache: empty },
    },
  ]);
  row('`check`, nothing to do', pages, warm, base, 'the floor');
  row('`check`, no cache', pages, cold, base, 'the floor');
  const [changed, again] = compare(root, [
    {
      before: (round) => writeRoles(root, round % 2 === 0 ? 7 : -1),
      command: permadocs('build', '--quiet'),
    },
    floor,
  ]);
  row('`build`, one datum changed', pages, changed, again, 'the floor');
  return { warm, cold };
}

function benchLint(pages) {
  const policy = (number) =>
    `\n\`\`\`json\n{\n  "Version": "2012-10-17",\n  "Statement": [\n    { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket-${number}/*" }\n  ]\n}\n\`\`\`\n`;
  for (const [what, extra] of [
    ['`lint`, no IAM', () => ''],
    ['`lint`, a policy on one page of 20', (number) => (number % 20 === 0 ? policy(number) : '')],
  ]) {
    const root = join(folder, `lint-${pages}`);
    rmSync(root, { recursive: true, force: true });
    writePages(root, pages, { end: 'md', block: (role) => `Role ${role}.`, extra });
    const [linted, base] = compare(root, [{ command: permadocs('lint') }, floor]);
    row(what, pages, linted, base, 'the floor');
  }
}

/** cog is Python's; where no registry has it, its row is left out. */
function installCog(tools) {
  const python = join(tools, 'python');
  if (spawnSync('python3', ['-m', 'venv', python]).status !== 0) return false;
  const pip = spawnSync(join(python, 'bin/pip'), ['install', '--quiet', 'cogapp']);
  if (pip.status !== 0) console.error('cog cannot be installed here: its row is left out');
  return pip.status === 0;
}

function benchCog(root, pages, tools, snippet, warm) {
  writePages(root, pages, {
    end: 'md',
    block: (role) =>
      `<!-- [[[cog cog.out(open('snippets/r${role}.ts').read()) ]]] -->\n${snippet(role)}<!-- [[[end]]] -->`,
  });
  put(root, 'files.txt', execFileSync('find', ['docs', '-name', '*.md'], { cwd: root }));
  const command = [join(tools, 'python/bin/cog'), '--check', '@files.txt'];
  const [cog] = compare(root, [{ command }]);
  row('`cog --check`', pages, cog, warm, 'permadocs check');
}

/** embedme and cog check as many pages with as many blocks; Prettier checks a thousand. */
function benchPeers(pages, { warm, cold }) {
  const tools = join(folder, 'tools');
  mkdirSync(tools, { recursive: true });
  put(tools, 'package.json', '{}\n');
  execFileSync(
    'npm',
    ['install', '--silent', '--no-audit', '--no-fund', 'embedme@1', 'prettier@3'],
    {
      cwd: tools,
      stdio: 'ignore',
    },
  );
  const hasCog = installCog(tools);
  const bin = join(tools, 'node_modules/.bin');
  const snippet = (role) => `export const bucket = 'bucket-${role}';\n`;
  const root = join(folder, 'peers');
  for (let role = 0; role < 40; role += 1) put(root, `snippets/r${role}.ts`, snippet(role));

  const once = (command) => {
    run(root, command);
    return compare(root, [{ command }])[0];
  };
  writePages(root, pages, {
    end: 'md',
    block: (role) =>
      `\`\`\`ts\n// ../../snippets/r${role}.ts\n\n${snippet(role).trimEnd()}\n\`\`\``,
  });
  const files = execFileSync('find', ['docs', '-name', '*.md'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');
  run(root, [join(bin, 'embedme'), ...files]);
  const embedme = once([join(bin, 'embedme'), '--verify', ...files]);
  row('`embedme --verify`', pages, embedme, warm, 'permadocs check');
  row('`embedme --verify`', pages, embedme, cold, 'permadocs check without a cache');
  rmSync(join(root, 'docs'), { recursive: true });

  if (hasCog) benchCog(root, pages, tools, snippet, warm);
  return { bin };
}

function benchPrettier({ bin }, { warm }) {
  const root = join(folder, 'pages-1000');
  const [prettier] = compare(root, [
    { command: [join(bin, 'prettier'), '--write', '--log-level', 'silent', 'docs'] },
    { command: [join(bin, 'prettier'), '--check', '--log-level', 'silent', 'docs'] },
  ]).slice(1);
  row('`prettier --check`', 1000, prettier, warm, 'permadocs check');
}

const results = new Map();
for (const pages of values.pages.split(',').map(Number)) {
  results.set(pages, benchPages(pages));
  benchLint(pages);
}
if (values.peers) {
  const [pages, measured] = [...results].at(-1);
  const tools = benchPeers(pages, measured);
  if (results.has(1000)) benchPrettier(tools, results.get(1000));
}
const head = ['what', 'pages', 'time', 'peak memory', 'that is'];
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}, medians of ${RUNS} runs.\n`,
);
for (const line of [head, head.map(() => '---'), ...rows]) console.log(`| ${line.join(' | ')} |`);
