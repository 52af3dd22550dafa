/** The order of a build, as one function to read: load, prove, render, format, splice, compare or write. */
import { loadCatalog } from './catalog.ts';
import { findHunks, findRegionsAmongConflicts, type Hunk } from './conflicts.ts';
import { diffLines } from './diff.ts';
import { FormatError, Formatter } from './format.ts';
import { findHazards } from './hazards.ts';
import { openOwnership } from './ownership.ts';
import { asPageText, type Page, toBytes, toPage } from './page.ts';
import { isError, type Problem, problemAt, problemOfFile, sortProblems } from './problem.ts';
import { prove } from './prove.ts';
import { checkReferences } from './references.ts';
import { findRegions, type Region } from './regions.ts';
import { renderPage, type RenderedRegion } from './render.ts';
import { loadSections } from './sections.ts';
import { selectPages, type Selection } from './select.ts';
import { formatNested } from './nested.ts';
import { regionText, splice } from './splice.ts';
import { type Overlay, Workspace } from './workspace.ts';
import { checkWritable, type NewPage, sweep, writePage } from './write.ts';

export interface BuildOptions {
  /** The workspace's root, absolute. */
  readonly root: string;
  /** A configuration elsewhere than in `permadocs.yaml` at the root. */
  readonly config?: string | undefined;
  /** Pages, data files or templates, relative to the root; all pages where it is empty. */
  readonly paths?: readonly string[];
  /** Replace text in regions that nothing shows to be generated. */
  readonly force?: boolean;
  /** Do everything but write. */
  readonly dryRun?: boolean;
  /** Files that stand for those on disk; never written. */
  readonly overlay?: Overlay;
}

export interface RegionChange {
  readonly section: string;
  /** The line of the begin marker, from 1. */
  readonly line: number;
  readonly diff: readonly string[];
  /** The data files and the template that the region rests on. */
  readonly feeds: readonly string[];
}

export interface PageChange {
  readonly file: string;
  readonly regions: readonly RegionChange[];
}

export interface BuildResult {
  readonly problems: readonly Problem[];
  /** Pages that are, or would be, rewritten. */
  readonly changes: readonly PageChange[];
  /** Did the build write them? */
  readonly written: boolean;
  readonly pages: number;
  readonly regions: number;
  /** A remark for people, for example which Prettier is used. */
  readonly notice: string | undefined;
}

/** A page with its regions, before it is rendered. */
export interface ScannedPage {
  readonly page: Page;
  readonly regions: readonly Region[];
  readonly hunks: readonly Hunk[];
}

/** A page with the text of each region, and the page that results. */
export interface BuiltPage extends ScannedPage {
  readonly rendered: readonly RenderedRegion[];
  readonly texts: readonly string[];
  readonly after: string;
}

/** Renders what changed and writes it; see {@link BuildResult} for what is said of it. */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const plan = await planBuild(options);
  const { workspace, built, problems } = plan;
  const changed = built.filter(({ page, after }) => after !== page.source.text);
  const newPages = changed.map(toNewPage);
  if (!problems.some(isError) && changed.length > 0) {
    problems.push(...checkWritable(workspace.root, newPages));
    if (options.force !== true) problems.push(...handEdits(workspace.root, changed));
  }
  const mayWrite = !problems.some(isError) && options.dryRun !== true;
  if (mayWrite) problems.push(...writeAll(workspace.root, built, changed, newPages));
  return summarise(plan, changed, mayWrite && !problems.some(isError));
}

/** Compares every page with what the build would write; each stale region is a problem at its marker. */
export async function check(options: BuildOptions): Promise<BuildResult> {
  const plan = await planBuild(options);
  const changed = plan.built.filter(({ page, after }) => after !== page.source.text);
  if (!plan.problems.some(isError)) plan.problems.push(...changed.flatMap(outOfDate));
  return summarise(plan, changed, false);
}

/** What a build would do. */
export interface Plan {
  readonly workspace: Workspace;
  readonly built: readonly BuiltPage[];
  readonly problems: Problem[];
  readonly notice: string | undefined;
}

/** Everything but the comparison and the writing: nothing on disk changes. */
export async function planBuild(options: BuildOptions): Promise<Plan> {
  const workspace = Workspace.open(options.root, options.config, options.overlay);
  const { catalog, problems: dataProblems } = loadCatalog(workspace.dataSources());
  const references = checkReferences(catalog, {
    ...workspace.config,
    exists: (file) => workspace.exists(file),
  });
  const { sections, problems: templateProblems } = loadSections(workspace.templates());
  const problems = [...dataProblems, ...references, ...templateProblems];
  if (!problems.some(isError)) problems.push(...(await prove(catalog, workspace.config)).problems);
  const selection = selectPages(workspace, options.paths ?? []);
  const scanned = scanPages(workspace, selection, problems);
  if (problems.some(isError)) return { workspace, built: [], problems, notice: undefined };

  const rendered = scanned
    .filter(({ page }) => !page.frozen)
    .map((one) => ({ ...one, ...renderPage(one, sections, catalog, workspace) }))
    .filter((one) => selection.includes(one.page.file, one.rendered));
  problems.push(...rendered.flatMap((one) => one.problems));
  if (problems.some(isError) || rendered.length === 0)
    return { workspace, built: [], problems, notice: undefined };

  const formatter = await Formatter.load(workspace.root);
  const built: BuiltPage[] = [];
  for (const one of rendered) {
    problems.push(...(await findHazards(one.page, one.regions, formatter)));
    const page = await formatAndSplice(one, formatter, problems);
    if (page) built.push(page);
  }
  return { workspace, built, problems, notice: formatter.notice };
}

/** Reads the pages in question; those without the word are told by one search in their bytes. */
function scanPages(workspace: Workspace, selection: Selection, problems: Problem[]): ScannedPage[] {
  const scanned: ScannedPage[] = [];
  for (const file of selection.files) {
    const bytes = workspace.read(file);
    if (!bytes.includes('permadocs')) continue;
    if (bytes.includes(0)) {
      problems.push(
        problemOfFile('page/not-text', file, {
          message: `${file} holds a NUL byte`,
          hint: 'leave it out with `ignore` in permadocs.yaml',
        }),
      );
      continue;
    }
    const page = toPage(
      file,
      bytes,
      workspace.isMdx(file) ? 'mdx' : 'commonmark',
      workspace.isFrozen(file),
    );
    const hunks = findHunks(page.source);
    const found =
      hunks.length > 0
        ? findRegionsAmongConflicts(page.source, page.flavour, hunks)
        : findRegions(page.source, page.flavour);
    problems.push(...found.problems);
    if (found.regions.length > 0) scanned.push({ page, regions: found.regions, hunks });
  }
  return scanned;
}

async function formatAndSplice(
  one: ScannedPage & { readonly rendered: readonly RenderedRegion[] },
  formatter: Formatter,
  problems: Problem[],
): Promise<BuiltPage | undefined> {
  const { page, regions, rendered } = one;
  const texts: string[] = [];
  for (const [index, region] of regions.entries()) {
    const text = rendered[index]?.text ?? '';
    try {
      texts.push(region.nested ? text : await formatter.region(text, page.file, page.flavour));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      problems.push(formatProblem(page, region, error));
      return undefined;
    }
  }
  try {
    const settled = await formatNested(page, regions, texts, formatter);
    const pageTexts = settled.map((text) => asPageText(page, text));
    return { ...one, texts: pageTexts, after: splice(page.source, regions, pageTexts) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const nested = regions.find((region) => region.nested) ?? regions[0];
    if (nested) problems.push(formatProblem(page, nested, error));
    return undefined;
  }
}

function formatProblem(page: Page, region: Region, error: FormatError): Problem {
  return problemAt(error.code, page.source, region.begin, {
    message: `${region.section}: ${error.message}`,
    hint: error.hint,
  });
}

/** Text that nothing shows to be generated is a person's: it is shown, and not replaced. */
function handEdits(root: string, changed: readonly BuiltPage[]): Problem[] {
  const ownership = openOwnership(root);
  return changed.flatMap(({ page, regions, hunks, texts, rendered }) =>
    regions.flatMap((region, index) => {
      const text = texts[index] ?? '';
      if (regionText(page.source, region) === text || ownership.isGenerated(page, region, hunks))
        return [];
      const feeds = [...(rendered[index]?.feeds ?? [])];
      return [
        problemAt('page/hand-edited', page.source, region.begin, {
          message: `the region ${region.section} holds text that permadocs did not write${ownership.blind ? ` (${ownership.blind})` : ''}:\n${diffLines(text, regionText(page.source, region), 20).join('\n')}`,
          hint: `move the edit into ${feeds.join(' or ') || 'the data'}, or replace it with \`permadocs build --force ${page.file}\``,
        }),
      ];
    }),
  );
}

function writeAll(
  root: string,
  built: readonly BuiltPage[],
  changed: readonly BuiltPage[],
  newPages: readonly NewPage[],
): Problem[] {
  sweep(
    root,
    built.map(({ page }) => page.file),
  );
  if (changed.length === 0) return [];
  openOwnership(root).record(changed.flatMap(({ texts }) => texts));
  return newPages.flatMap((page) => writePage(root, page) ?? []);
}

function toNewPage({ page, after }: BuiltPage): NewPage {
  return { file: page.file, before: page.bytes, after: toBytes(page, after) };
}

function outOfDate(built: BuiltPage): Problem[] {
  const { page, regions, texts, rendered } = built;
  return regions.flatMap((region, index) => {
    if (!differs(built, index)) return [];
    const feeds = [...(rendered[index]?.feeds ?? [])].join(', ');
    const isSpacing = regionText(page.source, region) === texts[index];
    return [
      problemAt('page/out-of-date', page.source, region.begin, {
        message: isSpacing
          ? `the region ${region.section} lacks its blank lines`
          : `the region ${region.section} is not what ${feeds} now says`,
        hint: `run \`permadocs build ${page.file}\` and commit the result`,
      }),
    ];
  });
}

function differs({ page, regions, texts }: BuiltPage, index: number): boolean {
  const region = regions[index];
  if (!region) return false;
  return splice(page.source, [region], [texts[index] ?? '']) !== page.source.text;
}

function summarise(plan: Plan, changed: readonly BuiltPage[], written: boolean): BuildResult {
  return {
    problems: sortProblems(plan.problems),
    changes: changed.map((one) => ({
      file: one.page.file,
      regions: one.regions.flatMap((region, index) => {
        if (!differs(one, index)) return [];
        const line = one.page.source.position(region.begin.start).line;
        const diff = diffLines(regionText(one.page.source, region), one.texts[index] ?? '', 40);
        return [
          { section: region.section, line, diff, feeds: [...(one.rendered[index]?.feeds ?? [])] },
        ];
      }),
    })),
    written: written && changed.length > 0,
    pages: plan.built.length,
    regions: plan.built.reduce((sum, { regions }) => sum + regions.length, 0),
    notice: plan.notice,
  };
}
