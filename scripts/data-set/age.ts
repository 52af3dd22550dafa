/** How old the data set in use is, and the command that updates it. */
import { join, sep } from 'node:path';

import { relativeTo } from '../files/paths.ts';
import { textIfThere } from '../files/read.ts';
import { isThere } from '../files/stat.ts';
import { DATA_SET, dataSetFolder } from '../package.ts';
import { shellWord } from '../problems/shell-word.ts';
import { manifestOf } from './manifest.ts';

/** Older data are worth a note: AWS adds and retires actions every week. */
const MOST_DAYS = 120;

/** Whole days from a date to today, both `YYYY-MM-DD`; 0 for a date that lies ahead. */
export function ageIn(date: string, today: string): number {
  return Math.max(0, Math.round((Date.parse(today) - Date.parse(date)) / 86_400_000));
}

/** One line about data that are old; undefined if they are not. */
export function ageNote(today: string, cwd: string): string | undefined {
  const { date } = manifestOf(dataSetFolder(), DATA_SET);
  const age = ageIn(date, today);
  return age > MOST_DAYS
    ? `note: the IAM data are of ${date}, ${age} days old; update them with: ${updateCommand(cwd)}`
    : undefined;
}

/**
 * The command that installs the newest data set that permadocs takes, as it runs from `cwd`. The
 * package manager is the one whose lock file stands beside the `node_modules` with the data set.
 */
export function updateCommand(cwd: string, dataSet: string = dataSetFolder()): string {
  const [project = ''] = dataSet.split(`${sep}node_modules${sep}`, 1);
  const command = commandOf(project);
  return project === cwd ? command : `cd ${shellWord(relativeTo(cwd, project))} && ${command}`;
}

function commandOf(project: string): string {
  if (isThere(join(project, 'pnpm-lock.yaml'))) return `pnpm update --depth Infinity ${DATA_SET}`;
  const lock = textIfThere(join(project, 'yarn.lock'));
  if (lock === undefined) return `npm update ${DATA_SET}`;
  // Yarn 1 updates what a package needs with that package.
  return lock.includes('# yarn lockfile v1')
    ? 'yarn upgrade permadocs'
    : `yarn up --recursive ${DATA_SET}`;
}
