/** Times whole processes in turn, and says what the ratios of the pairs are. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const PEAK = fileURLToPath(new URL('peak.cjs', import.meta.url));

/** A folder for the benchmark, which goes when the process ends. */
export const folder = mkdtempSync(join(tmpdir(), 'permadocs-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const CACHE = join(folder, 'cache');

/**
 * A command to time: `{ cwd, command, before, cache, expected }`. `before(round)` prepares each run,
 * `cache` is the user's cache folder, `expected` are the exit codes that are right.
 */
function run({ cwd, command: [command, ...args], cache = CACHE, expected = [0] }) {
  const peak = join(folder, 'peak');
  rmSync(peak, { force: true });
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    // markdownlint-cli2 says there what it finds.
    maxBuffer: Infinity,
    env: {
      ...process.env,
      XDG_CACHE_HOME: cache,
      PEAK_FILE: peak,
      NODE_OPTIONS: `--require ${PEAK}`,
    },
  });
  const wall = (performance.now() - start) / 1000;
  if (!expected.includes(status))
    throw new Error(`${command} ${args.slice(0, 3).join(' ')} exited with ${status}: ${stderr}`);
  const { memory, cpu } = JSON.parse(readFileSync(peak, 'utf8'));
  return { wall, cpu, memory: memory / 1024 };
}

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/**
 * Runs two commands in turn, `runs` times after once that does not count. `by`: `wall` or, on a
 * machine that has other work, `cpu`.
 */
export function paired(measured, against, { runs, by }) {
  const all = [];
  for (let round = -1; round < runs; round += 1) {
    const pair = [measured, against].map((one) => {
      one.before?.(round);
      // What was just written must not be on its way to the disk while something is measured.
      spawnSync('sync');
      return run(one);
    });
    if (round >= 0) all.push(pair);
  }
  const ratios = all.map(([a, b]) => a[by] / b[by]);
  return {
    seconds: median(all.map(([a]) => a[by])),
    memory: Math.max(...all.map(([a]) => a.memory)),
    ratio: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
  };
}

/** The rows of a Markdown table; each is shown at once, for those who wait. */
export function table(head) {
  const rows = [];
  return {
    add(...cells) {
      rows.push(cells);
      console.error(cells.join(' | '));
    },
    print() {
      for (const line of [head, head.map(() => '---'), ...rows])
        console.log(`| ${line.join(' | ')} |`);
    },
  };
}
