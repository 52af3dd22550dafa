/**
 * The changes that a build would make or has made, as lines for a terminal and as a JSON summary.
 */
import type { BuildResult } from '../build/build-options.ts';
import { plural } from '../problems/report.ts';
import type { Terminal } from './command.ts';

/** What happened to the pages if there are errors. */
export function writtenText(
  { replaced }: Pick<BuildResult, 'replaced'>,
  none = 'nothing was written',
): string {
  return replaced.length === 0
    ? none
    : `${plural(replaced.length, 'page')} written, the others were not`;
}

/** The number of regions and pages, and of files that were passed over. */
export function totalText({
  regions,
  pages,
  skipped,
}: Pick<BuildResult, 'regions' | 'pages' | 'skipped'>): string {
  const total = `${plural(regions, 'region')} on ${plural(pages, 'page')}`;
  return skipped === 0 ? total : `${total} (${plural(skipped, 'file')} skipped)`;
}

/** For a run without changes. Says "up to date" only of regions that were compared. */
export function upToDateText(result: Pick<BuildResult, 'regions' | 'pages' | 'skipped'>): string {
  return result.regions === 0 ? totalText(result) : `${totalText(result)}, all up to date`;
}

/**
 * Diffs for a terminal. A diff that several regions share is shown once and referred to by its
 * place after that.
 */
export function differences(
  colors: Terminal['colors'],
): (place: string, diff: readonly string[]) => string[] {
  const shown = new Map<string, string>();
  return (place, diff) => {
    const text = diff.join('\n');
    const first = shown.get(text);
    if (first !== undefined) return [colors.dim(`    same as at ${first}`)];
    shown.set(text, place);
    return diffText(diff, colors);
  };
}

export function diffText(diff: readonly string[], colors: Terminal['colors']): string[] {
  return diff.map((line) => {
    const text = `    ${line}`;
    if (line.startsWith('+')) return colors.green(text);
    return line.startsWith('-') ? colors.red(text) : text;
  });
}

/** Text that was replaced without knowing whose it was: shown, with the way to get it back. */
export function overwrittenText(
  { overwritten, written }: Pick<BuildResult, 'overwritten' | 'written'>,
  colors: Terminal['colors'],
): string[] {
  const difference = differences(colors);
  return overwritten.flatMap(({ file, line, section, why, diff, recover }) => [
    `${written ? 'replaced' : 'would replace'} text in ${colors.bold(file)}:${line} ${section} that may not be generated: ${why}`,
    ...difference(`${file}:${line}`, diff),
    ...(recover === undefined ? [] : [`    to see the old text: ${recover}`]),
  ]);
}

export function summaryOf(result: BuildResult): object {
  return {
    pages: result.pages,
    regions: result.regions,
    skipped: result.skipped,
    changed: result.changes,
    overwritten: result.overwritten,
    ...(result.sources.length > 0 ? { sources: result.sources } : {}),
    written: result.written,
  };
}
