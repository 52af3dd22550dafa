/** The file of a baseline: read with words for what is wrong with it, and replaced as a whole. */
import { basename, dirname } from 'node:path';

import { relativeToRoot } from '../files/paths.ts';
import { obstacleOf, reachFrom, reachOfNew } from '../files/reach.ts';
import { readText } from '../files/read.ts';
import { lstatOf } from '../files/stat.ts';
import { updateFile } from '../files/update.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { messageOf } from '../problems/message-of.ts';
import { type Baseline, isBaseline } from './baseline.ts';

/** What the file says of itself, so that one without findings is not any empty map. */
const TOOL = 'permadocs lint';

/** `file` is absolute. Throws {@link CannotRun} where it is no baseline. */
export function readBaseline(file: string): Baseline {
  if (!lstatOf(file))
    throw new CannotRun(`the baseline ${file} does not exist; --update-baseline writes it`);
  const baseline = baselineIn(file, readText(file));
  if (baseline) return baseline;
  throw new CannotRun(
    `${file} is an empty map and not a baseline of lint; --update-baseline writes one in its place`,
  );
}

/** Replaces it by what `change` makes of it; one that does not exist is empty. */
export function updateBaseline(
  root: string,
  file: string,
  change: (earlier: Baseline) => Baseline,
): void {
  const target = targetOf(root, file);
  const earlier = (lstatOf(file) ? baselineIn(file, readText(file)) : undefined) ?? {};
  try {
    updateFile(target, (before) => {
      const findings = change(before === '' ? earlier : (baselineIn(file, before) ?? {}));
      return `${JSON.stringify({ tool: TOOL, findings }, null, 2)}\n`;
    });
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new CannotRun(`the baseline ${file} cannot be written: ${messageOf(error)}`);
  }
}

/**
 * Whoever names a file outside of the workspace means it. Below the root no link may lead out, and
 * nowhere may the file itself be a link to another folder.
 */
function targetOf(root: string, file: string): string {
  const inside = relativeToRoot(root, file);
  const found =
    inside === undefined ? reachFrom(dirname(file))(basename(file)) : reachOfNew(root, inside);
  const obstacle = found.kind === 'absent' ? undefined : obstacleOf(found);
  if (obstacle !== undefined) throw new CannotRun(`the baseline ${file} ${obstacle}`);
  return found.kind === 'file' ? found.target : file;
}

/** Undefined for an empty map, which may be anything. */
function baselineIn(file: string, text: string): Baseline | undefined {
  const value = parsed(text);
  if (isNamed(value)) {
    if (isBaseline(value.findings)) return value.findings;
  } else if (isBaseline(value)) {
    // Earlier versions wrote the findings alone.
    return Object.keys(value).length > 0 ? value : undefined;
  }
  throw new CannotRun(
    `the baseline ${file} is not as permadocs writes it; delete it and write it again with --update-baseline`,
  );
}

const isNamed = (value: unknown): value is { readonly findings: unknown } =>
  typeof value === 'object' &&
  value !== null &&
  'tool' in value &&
  value.tool === TOOL &&
  'findings' in value;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
