/**
 * Adopt: turns hand-written policies on pages into role data and regions, without changing the rest
 * of the pages.
 */
import { type Choices, compose, type Composed, nameRoles, type NewRole } from './compose.ts';
import type { LeftFence, PolicyFence } from './fences.ts';
import { type ShippedAs, shippedGroups } from './from-file.ts';
import { disagreements, type Group, groupFences, writtenPolicies } from './groups.ts';
import { noRoom } from './markers.ts';
import { type MeaningOf, meaningsByAccess } from './same-access.ts';
import { findPlaces, type FoundPlaces, refusal, type Target } from './places.ts';
import { type AdoptedPage, verify, type Verified } from './verify.ts';
import type { Catalog } from '../data/catalog.ts';
import { catalogWith } from '../sources/sources.ts';
import { diffLines } from '../problems/diff.ts';
import { openWrittenTexts } from '../build/written-texts.ts';
import { toBytes } from '../pages/page.ts';
import { isError, type Problem, sortProblems } from '../problems/problem.ts';
import type { AdoptedKind } from './policy-form.ts';
import { selectPages } from '../workspace/selection.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { sweep, writeNewFile, writePage } from '../files/write.ts';

export interface AdoptOptions extends Choices {
  /** Absolute. */
  readonly root: string;
  readonly config?: string | undefined;
  /** Pages, or fences on them by line; relative to the root. */
  readonly targets: readonly Target[];
  /** Adopt from every page that is not frozen, or from all that `targets` select. */
  readonly all?: boolean;
  readonly kind?: AdoptedKind | undefined;
  /** A policy that ships; a page that has it follows it. */
  readonly from?: string | undefined;
  /** Accept the layout that the build gives a policy. */
  readonly normalize?: boolean;
  readonly dryRun?: boolean;
  /** Asks for the names of each new role; without it they are derived. */
  readonly ask?: ((role: NewRole) => Promise<Choices>) | undefined;
  /** Asks for consent before anything is written. */
  readonly confirm?: ((result: AdoptResult) => Promise<boolean>) | undefined;
}

/** A policy that became, or would become, part of the data. */
interface Adoption {
  readonly role: string;
  readonly kind: AdoptedKind;
  readonly data: string;
  /** Whether the role existed before. */
  readonly isKnown: boolean;
  readonly places: readonly { readonly file: string; readonly line: number }[];
}

export interface AdoptResult {
  readonly problems: readonly Problem[];
  readonly adopted: readonly Adoption[];
  /** Policies in forms that cannot be adopted, with the reason. */
  readonly left: readonly {
    readonly file: string;
    readonly line: number;
    readonly reason: string;
  }[];
  /** Data files as they were, or would be, written. */
  readonly files: readonly { readonly file: string; readonly text: string }[];
  readonly pages: readonly { readonly file: string; readonly diff: readonly string[] }[];
  readonly written: boolean;
  readonly notice: string | undefined;
}

export async function adopt(options: AdoptOptions): Promise<AdoptResult> {
  const workspace = await openWorkspace(options.root, options.config);
  const { catalog, problems: dataProblems } = catalogWith(
    workspace.dataSources(),
    workspace.shipped,
  );
  if (dataProblems.some(isError)) return nothing(dataProblems);
  const found = findPlaces(workspace, targetsOf(workspace, options), options.kind);
  const problems = [...found.problems];
  const report = (fence: PolicyFence, problem: Problem): void => {
    // A fence that was not requested by its line only gets a warning.
    problems.push(found.explicit.has(fence) ? problem : { ...problem, severity: 'warning' });
  };
  const meaningOf = await meaningsByAccess(workspace, catalog, [
    ...writtenPolicies(catalog).map(({ node }) => node),
    ...found.fences.map(({ document }) => document.node),
  ]);
  const fences = candidates(catalog, found, meaningOf, options, report);
  const attempt = await settle(workspace, catalog, fences, found, meaningOf, options, report);
  if (!attempt) return nothing(problems, found.left);
  const { composed, verified, groups } = attempt;
  const result: AdoptResult = {
    ...nothing([...problems, ...verified.problems, ...verified.warnings], found.left),
    adopted: groups.map((group) => adoptionOf(group, composed.roles)),
    files: [...composed.files].map(([file, { text }]) => ({ file, text })),
    pages: verified.pages.map(({ page, after }) => ({
      file: page.file,
      diff: diffLines(page.source.text, after),
    })),
    notice: verified.notice,
  };
  if (verified.problems.length > 0) return nothing(verified.problems, found.left);
  if (options.dryRun === true || groups.length === 0) return result;
  if (options.confirm && !(await options.confirm(result))) return result;
  const failed = writeAll(workspace.root, result.files, verified.pages);
  return {
    ...result,
    problems: sortProblems([...result.problems, ...failed]),
    written: failed.length === 0,
  };
}

function targetsOf(workspace: Workspace, { targets, all }: AdoptOptions): readonly Target[] {
  if (all !== true) {
    if (targets.length === 0) throw new CannotRun('name a page, or use adopt --all');
    return targets;
  }
  const paths = targets.map(({ file }) => file);
  const selection = selectPages(workspace, paths);
  return selection.files
    .filter((file) => selection.includes(file, []) && !workspace.isFrozen(file))
    .map((file) => ({ file }));
}

/** The fences that markers can be put around, and that do not nearly match a policy elsewhere. */
function candidates(
  catalog: Catalog,
  { fences }: FoundPlaces,
  meaningOf: MeaningOf,
  options: AdoptOptions,
  report: (fence: PolicyFence, problem: Problem) => void,
): PolicyFence[] {
  const roomy = fences.filter((fence) => {
    const obstacle = noRoom(fence.page, fence);
    if (!obstacle || (obstacle.isTight && options.normalize === true)) return true;
    const hint = obstacle.isTight ? 'add one, or use --normalize to add it' : undefined;
    report(fence, refusal(fence, obstacle.reason, hint));
    return false;
  });
  const written = writtenPolicies(catalog);
  const groups = groupFences(roomy, written, options.id, meaningOf);
  if (options.id !== undefined) {
    const fresh = groups.filter(({ role }) => role?.id !== options.id);
    const kinds = new Set(fresh.map(({ kind }) => kind));
    if (kinds.size < fresh.length)
      throw new CannotRun(`--id names one role, but there are ${fresh.length} different policies`);
    const taken = catalog.get('roles', options.id) ?? catalog.get('policies', options.id);
    for (const group of taken ? fresh : []) {
      const what = taken?.kind === 'policies' ? 'policy' : 'role';
      const message = `the ${what} ${options.id} exists in ${taken?.file.source.file} with a different policy`;
      for (const fence of group.fences)
        report(fence, refusal(fence, message, 'choose another --id'));
    }
    return groups
      .filter((group) => !taken || !fresh.includes(group))
      .flatMap((group) => group.fences);
  }
  const apart = disagreements(groups, written);
  for (const { group, problem } of apart) if (group.fences[0]) report(group.fences[0], problem);
  const isApart = new Set(apart.map(({ group }) => group));
  return groups.filter((group) => !isApart.has(group)).flatMap((group) => group.fences);
}

interface Attempt {
  readonly groups: readonly Group[];
  readonly composed: Composed;
  readonly verified: Verified;
}

/**
 * Drops fences that cannot be adopted until all remaining ones can; then asks for names and tries
 * once more.
 */
async function settle(
  workspace: Workspace,
  catalog: Catalog,
  candidates: readonly PolicyFence[],
  found: FoundPlaces,
  meaningOf: MeaningOf,
  options: AdoptOptions,
  report: (fence: PolicyFence, problem: Problem) => void,
): Promise<Attempt | undefined> {
  const written = writtenPolicies(catalog);
  let fences = candidates;
  const unclaimed = new Set<PolicyFence>();
  let asked: Map<PolicyFence, Choices> | undefined;
  const choices = (group: Group): Choices => asked?.get(group.fences[0] as PolicyFence) ?? options;
  while (fences.length > 0) {
    const groups = groupFences(fences, written, options.id, meaningOf);
    const roles = nameRoles(workspace, catalog, groups, choices);
    const blocked = roles.filter((role) => isTaken(workspace, catalog, roles, role));
    if (blocked.length > 0) {
      const isBlocked = new Set(blocked.flatMap(fencesOf));
      for (const role of blocked)
        for (const fence of fencesOf(role)) report(fence, alreadyThere(fence, role));
      fences = fences.filter((fence) => !isBlocked.has(fence));
      continue;
    }
    const shipped =
      options.from === undefined
        ? new Map<Group, ShippedAs>()
        : await shippedGroups(workspace, catalog, groups, options.from);
    const composed = await compose(workspace, catalog, groups, roles, unclaimed, shipped);
    const verified = await verify(composed, {
      root: workspace.root,
      config: options.config,
      regions: found.regions,
      normalize: options.normalize === true,
      meaningOf,
    });
    if (verified.problems.length + verified.failures.size + verified.unclaimed.length === 0) {
      if (!options.ask || asked) return { groups, composed, verified };
      asked = await askAll(roles, options.ask);
      continue;
    }
    if (verified.problems.length > 0) return { groups: [], composed, verified };
    for (const [fence, problem] of verified.failures) report(fence, problem);
    for (const fence of verified.unclaimed) unclaimed.add(fence);
    fences = fences.filter((fence) => !verified.failures.has(fence));
  }
  return undefined;
}

const fencesOf = ({ groups }: NewRole): PolicyFence[] =>
  groups.flatMap(({ fences }) => [...fences]);

function isTaken(
  workspace: Workspace,
  catalog: Catalog,
  roles: readonly NewRole[],
  { names: { id }, file }: NewRole,
): boolean {
  const others = roles.filter(({ names }) => names.id === id);
  const isKnown = catalog.get('roles', id) ?? catalog.get('policies', id);
  return others.length > 1 || isKnown !== undefined || workspace.exists(file);
}

function alreadyThere(fence: PolicyFence, { names, file }: NewRole): Problem {
  const message = `the id ${names.id} is taken: existing roles and ${file} are never overwritten`;
  return refusal(fence, message, 'choose another --id');
}

async function askAll(
  roles: readonly NewRole[],
  ask: (role: NewRole) => Promise<Choices>,
): Promise<Map<PolicyFence, Choices>> {
  const chosen = new Map<PolicyFence, Choices>();
  for (const role of roles) {
    const names = await ask(role);
    for (const { fences } of role.groups) for (const fence of fences) chosen.set(fence, names);
  }
  return chosen;
}

/** Data is written first, so that a page never refers to a role that does not exist. */
function writeAll(
  root: string,
  files: AdoptResult['files'],
  pages: readonly AdoptedPage[],
): Problem[] {
  for (const { file, text } of files) {
    const problem = writeNewFile(root, file, text);
    if (problem) return [problem];
  }
  sweep(
    root,
    [...files, ...pages.map(({ page }) => page)].map(({ file }) => file),
  );
  openWrittenTexts(root).add(pages.flatMap(({ texts }) => texts.map((text) => ({ text }))));
  return pages.flatMap(({ page, after }) => {
    const next = { file: page.file, before: page.bytes, after: toBytes(page, after) };
    return writePage(root, next) ?? [];
  });
}

function adoptionOf(group: Group, roles: readonly NewRole[]): Adoption {
  const made = roles.find(({ groups }) => groups.includes(group));
  return {
    role: group.role?.id ?? made?.names.id ?? '',
    kind: group.kind,
    data: group.role?.file.source.file ?? made?.file ?? '',
    isKnown: group.role !== undefined,
    places: group.fences.map(({ page, line }) => ({ file: page.file, line })),
  };
}

function nothing(problems: readonly Problem[], left: readonly LeftFence[] = []): AdoptResult {
  return {
    problems: sortProblems(problems),
    adopted: [],
    left: left.map(({ page, line, reason }) => ({ file: page.file, line, reason })),
    files: [],
    pages: [],
    written: false,
    notice: undefined,
  };
}
