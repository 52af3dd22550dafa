/**
 * Eject: removes the markers from pages and keeps the text. The blank line after BEGIN and the one
 * before END are removed too, so that an adopted page becomes exactly what it was.
 */
import { catalogWith } from '../sources/sources.ts';
import { diffLines } from '../problems/diff.ts';
import { findHunks } from '../pages/conflicts.ts';
import { toBytes, toPage } from '../pages/page.ts';
import type { Plan } from '../build/plan.ts';
import {
  isError,
  type Problem,
  problemAt,
  problemOfFile,
  sortProblems,
} from '../problems/problem.ts';
import { parseRegions, type Region } from '../pages/regions.ts';
import { selectPages } from '../workspace/selection.ts';
import type { Kind } from '../data/schema/kinds.ts';
import { MODELS } from '../models/models.ts';
import type { Source } from '../problems/source.ts';
import { regionText } from '../pages/splice.ts';
import { refusedPage, unreadablePage } from '../files/page-problems.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { checkWritable, type NewPage, sweep, writePage } from '../files/write.ts';
import { withoutMarkers } from './without-markers.ts';
import { planBuild } from '../build/pipeline.ts';

interface EjectOptions {
  /** Absolute. */
  readonly root: string;
  readonly config?: string | undefined;
  /** Pages, folders or globs, relative to the root. */
  readonly paths: readonly string[];
  /** All pages, or all that `paths` select. */
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

interface EjectedPage {
  readonly file: string;
  readonly regions: number;
  /** Lines of the BEGIN markers of regions that were out of date. */
  readonly stale: readonly number[];
  readonly diff: readonly string[];
}

export interface EjectResult {
  readonly problems: readonly Problem[];
  readonly pages: readonly EjectedPage[];
  /** Roles and policies that these pages showed and that no page shows anymore. */
  readonly unused: readonly {
    /** Its id. */
    readonly role: string;
    /** What its model calls it. */
    readonly what: string;
    readonly file: string;
  }[];
  /** Why it is unknown which regions were out of date. */
  readonly blind: string | undefined;
  readonly written: boolean;
}

interface Ejected {
  readonly next: NewPage;
  readonly source: Source;
  readonly regions: readonly Region[];
  readonly text: string;
}

export async function eject(options: EjectOptions): Promise<EjectResult> {
  if (options.all !== true && options.paths.length === 0)
    throw new CannotRun('name a page, or use eject --all');
  const workspace = await openWorkspace(options.root, options.config);
  const problems: Problem[] = [];
  const selection = selectPages(workspace, options.paths);
  // A data file does not select pages here: only pages that are named lose their markers.
  const named = selection.files.filter((file) => selection.includes(file, []));
  problems.push(...selection.refused.map(refusedPage));
  if (named.length + problems.length === 0 && options.paths.length > 0)
    throw new CannotRun(`${options.paths.join(', ')} does not match any page of this workspace`);
  // A frozen page is the record of an old version, so it must be named explicitly.
  const asked = named.filter((file) => options.all !== true || !workspace.isFrozen(file));
  const ejected = asked.flatMap((file) => {
    const read = ejectPage(workspace, file);
    if (Array.isArray(read)) problems.push(...read);
    return Array.isArray(read) || read === undefined ? [] : [read];
  });
  problems.push(
    ...checkWritable(
      workspace.root,
      ejected.map(({ next }) => next.file),
    ),
  );
  const files = ejected.map(({ next }) => next.file);
  const before =
    files.length > 0 ? await planOf(options, { paths: files, overlay: new Map() }) : undefined;
  const overlay = new Map(ejected.map(({ next }) => [next.file, next.after]));
  const after = before && (await planOf(options, { overlay }));
  const mayWrite = options.dryRun !== true && !problems.some(isError) && ejected.length > 0;
  if (mayWrite) {
    sweep(workspace.root, files);
    problems.push(...ejected.flatMap(({ next }) => writePage(workspace.root, next) ?? []));
  }
  return {
    problems: sortProblems(problems),
    pages: ejected.map((one) => ({
      file: one.next.file,
      regions: one.regions.length,
      stale: staleLines(one, before),
      diff: diffLines(one.source.text, one.text),
    })),
    unused: after ? unusedRoles(workspace, ejected, after) : [],
    blind: ejected.length > 0 && !before ? 'the data or templates have errors' : undefined,
    written: mayWrite && !problems.some(isError),
  };
}

/** The page without its markers; undefined if it has none. */
function ejectPage(workspace: Workspace, file: string): Ejected | Problem[] | undefined {
  const found = workspace.tryRead(file);
  if ('why' in found) return [unreadablePage(file, found.why)];
  const { bytes } = found;
  if (!bytes.includes('permadocs')) return undefined;
  if (bytes.includes(0))
    return [problemOfFile('page/not-text', file, { message: `${file} contains a NUL byte` })];
  const flavor = workspace.isMdx(file) ? 'mdx' : 'commonmark';
  const page = toPage(file, bytes, flavor, workspace.isFrozen(file));
  const [hunk] = findHunks(page.source);
  if (hunk) {
    const { line } = page.source.position(hunk.start);
    const message = 'this git conflict is not resolved';
    const hint = 'resolve it, then eject';
    return [
      problemAt('page/conflict', page.source, page.source.lineRange(line), { message, hint }),
    ];
  }
  const { regions, problems } = parseRegions(page.source, page.flavor);
  if (problems.some(isError)) return problems;
  if (regions.length === 0) return undefined;
  const text = withoutMarkers(page.source, regions);
  return {
    next: { file, before: bytes, after: toBytes(page, text) },
    source: page.source,
    regions,
    text,
  };
}

/** The build's plan, or undefined if the workspace has errors; eject works in any case. */
async function planOf(
  { root, config }: EjectOptions,
  more: { paths?: readonly string[]; overlay?: ReadonlyMap<string, Buffer> },
): Promise<Plan | undefined> {
  const plan = await planBuild({ root, config, ...more });
  return plan.problems.some(isError) ? undefined : plan;
}

function staleLines({ next, source, regions }: Ejected, plan: Plan | undefined): number[] {
  const planned = plan?.compared.find(({ page }) => page.file === next.file);
  if (!planned) return [];
  return regions.flatMap((region, index) =>
    regionText(source, region) === planned.expected[index]?.text
      ? []
      : [source.position(region.begin.start).line],
  );
}

const wordFor = (kind: Kind): string =>
  MODELS.find(({ kinds }) => kinds.includes(kind))?.terms.holder ?? 'entry';

/** Roles and policies that the ejected regions name and that no remaining region uses. */
function unusedRoles(
  workspace: Workspace,
  ejected: readonly Ejected[],
  after: Plan,
): EjectResult['unused'] {
  const named = new Set(
    ejected.flatMap(({ regions }) => regions.flatMap(({ args }) => Object.values(args))),
  );
  const still = new Set(
    after.compared.flatMap(({ expected }) => expected.flatMap(({ feeds }) => feeds)),
  );
  const { catalog } = catalogWith(workspace.dataSources(), workspace.shipped);
  return [...catalog.all('roles'), ...catalog.all('policies'), ...catalog.all('cedar')]
    .map(({ id, kind, file }) => ({ role: id, what: wordFor(kind), file: file.source.file }))
    .filter(({ role, file }) => named.has(role) && !still.has(file));
}
