/**
 * Adopt: turns hand-written policies on pages into data and regions, without changing the rest of
 * the pages.
 */
import { type CedarGroup, composeCedar, groupCedar, nameSets, type NewSet } from './cedar/sets.ts';
import { compose, type Composed } from './iam/compose.ts';
import {
  type AdoptedFence,
  ALONE,
  type CedarFence,
  type HolderFence,
  type LeftFence,
  type PolicyFence,
} from './fences.ts';
import { type ShippedAs, shippedGroups } from './iam/from-file.ts';
import { disagreements, type Group, groupFences, writtenPolicies } from './iam/groups.ts';
import { noRoom } from './markers.ts';
import { findPlaces, type FoundPlaces, refusal, type Target } from './places.ts';
import { type AdoptedKind, roleKindOf } from './iam/policy-form.ts';
import { areOne, type Choices, lacks, nameRoles, type NewRole } from './iam/roles.ts';
import { type MeaningOf, meaningsByAccess } from './iam/same-access.ts';
import { type AdoptedPage, verify, type Verified } from './verify.ts';
import type { Catalog } from '../data/catalog.ts';
import { catalogWith } from '../sources/sources.ts';
import { diffLines } from '../problems/diff.ts';
import { openWrittenTexts } from '../build/written-texts.ts';
import { toBytes } from '../pages/page.ts';
import { isError, type Problem, sortProblems } from '../problems/problem.ts';
import { selectPages } from '../workspace/selection.ts';
import { CannotRun } from '../problems/cannot-run.ts';
import { openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { reachFrom } from '../files/reach.ts';
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
  /** Asks for the names of each new role or set; without it they are derived. */
  readonly ask?: ((one: ToName) => Promise<Choices>) | undefined;
  /** Asks for consent before anything is written. */
  readonly confirm?: ((result: AdoptResult) => Promise<boolean>) | undefined;
}

/** What becomes an entry of the data, with the names that were derived for it. */
export interface ToName {
  readonly id: string;
  /** The IAM name, if it has one. */
  readonly name: string | undefined;
  readonly title: string;
  readonly places: readonly { readonly file: string; readonly line: number }[];
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

type CedarAdoption = Omit<Adoption, 'role' | 'kind'> & { readonly cedar: string };

export interface AdoptResult {
  readonly problems: readonly Problem[];
  readonly adopted: readonly Adoption[];
  /** Sets of Cedar policies. */
  readonly cedar: readonly CedarAdoption[];
  /** Statements that fences showed by themselves, and that regions show now. */
  readonly statements: readonly {
    readonly statement: string;
    readonly file: string;
    readonly line: number;
  }[];
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
  const report = (fence: AdoptedFence, problem: Problem): void => {
    // A fence that was not requested by its line only gets a warning.
    problems.push(found.explicit.has(fence) ? problem : { ...problem, severity: 'warning' });
  };
  const meaningOf = await meaningsByAccess(workspace, catalog, [
    ...writtenPolicies(catalog).map(({ node }) => node),
    ...found.fences.map(({ document }) => document.node),
  ]);
  const fences = candidates(catalog, found, meaningOf, options, report);
  const cedar = cedarCandidates(catalog, found, fences.length, options, report);
  const chosen = { fences, cedar };
  const attempt = await settle(workspace, catalog, chosen, found, meaningOf, options, report);
  const lone = leftStatements(found, attempt?.composed.markers, problems);
  const left = [...found.left, ...lone];
  if (!attempt) return nothing(problems, left);
  const { composed, verified, groups } = attempt;
  const result: AdoptResult = {
    ...nothing([...problems, ...verified.problems, ...verified.warnings], left),
    adopted: groups.flatMap((group) => adoptionsOf(group, composed.roles)),
    cedar: attempt.sets.groups.map((group) => cedarAdoptionOf(group, attempt.sets.named)),
    statements: [...composed.shown].map(([{ page, line }, statement]) => ({
      statement,
      file: page.file,
      line,
    })),
    files: [...composed.files].map(([file, { text }]) => ({ file, text })),
    pages: verified.pages.map(({ page, after }) => ({
      file: page.file,
      diff: diffLines(page.source.text, after),
    })),
    notice: verified.notice,
  };
  if (verified.problems.length > 0) return nothing(verified.problems, left);
  const isNothing = groups.length + result.statements.length + result.cedar.length === 0;
  if (options.dryRun === true || isNothing) return result;
  if (options.confirm && !(await options.confirm(result))) return result;
  const failed = writeAll(workspace, result.files, verified.pages);
  return {
    ...result,
    problems: sortProblems([...result.problems, ...failed]),
    written: failed.length === 0,
  };
}

function targetsOf(workspace: Workspace, { targets, all }: AdoptOptions): readonly Target[] {
  if (all === true)
    return pagesIn(
      workspace,
      targets.map(({ file }) => file),
    );
  if (targets.length === 0) throw new CannotRun('name a page or a folder, or use adopt --all');
  const reach = reachFrom(workspace.root);
  return targets.flatMap((target) => {
    const { file, line } = target;
    if (line !== undefined || reach(file).kind !== 'folder') return target;
    const pages = pagesIn(workspace, [file]);
    if (pages.length > 0) return pages;
    throw new CannotRun(
      `no page of this workspace is in ${file}; \`pages\` in permadocs.yaml is now ${workspace.config.pages.join(', ')}`,
    );
  });
}

/** The pages that paths select, all of them without paths; frozen ones are never built. */
function pagesIn(workspace: Workspace, paths: readonly string[]): Target[] {
  const selection = selectPages(workspace, paths);
  return selection.files
    .filter((file) => selection.includes(file, []) && !workspace.isFrozen(file))
    .map((file) => ({ file }));
}

/** The fences that markers can be put around. */
function withRoom<F extends AdoptedFence>(
  fences: readonly F[],
  options: AdoptOptions,
  report: (fence: AdoptedFence, problem: Problem) => void,
): F[] {
  return fences.filter((fence) => {
    const obstacle = noRoom(fence.page, fence);
    if (!obstacle || (obstacle.isTight && options.normalize === true)) return true;
    const hint = obstacle.isTight ? 'add one, or use --normalize to add it' : undefined;
    report(fence, refusal(fence, obstacle.reason, hint));
    return false;
  });
}

/** The fences that markers can be put around, and that do not nearly match a policy elsewhere. */
function candidates(
  catalog: Catalog,
  { fences }: FoundPlaces,
  meaningOf: MeaningOf,
  options: AdoptOptions,
  report: (fence: AdoptedFence, problem: Problem) => void,
): PolicyFence[] {
  const roomy = withRoom(fences, options, report);
  const written = writtenPolicies(catalog);
  const groups = groupFences(roomy, written, options.id, meaningOf);
  if (options.id !== undefined) {
    const fresh = groups.filter(({ role }) => role?.id !== options.id);
    if (!areOne(fresh))
      throw new CannotRun(`--id names one role, but there are ${fresh.length} different policies`);
    const clashing = fresh.filter(({ kind }) => clashWith(catalog, options.id, kind) !== undefined);
    for (const { kind, fences: places } of clashing) {
      const message = clashWith(catalog, options.id, kind) ?? '';
      for (const fence of places) report(fence, refusal(fence, message, 'choose another --id'));
    }
    return groups.filter((group) => !clashing.includes(group)).flatMap((group) => group.fences);
  }
  const apart = disagreements(groups, written);
  for (const { group, problem } of apart) if (group.fences[0]) report(group.fences[0], problem);
  const isApart = new Set(apart.map(({ group }) => group));
  return groups.filter((group) => !isApart.has(group)).flatMap((group) => group.fences);
}

/** The Cedar fences that markers can be put around, and whose model is known. */
function cedarCandidates(
  catalog: Catalog,
  { cedar }: FoundPlaces,
  others: number,
  options: AdoptOptions,
  report: (fence: AdoptedFence, problem: Problem) => void,
): CedarFence[] {
  const roomy = withRoom(cedar, options, report);
  const { groups, strange } = groupCedar(catalog, roomy);
  for (const fence of strange) report(fence, unknownModel(fence));
  const fresh = groups.filter(({ known }) => known?.id !== options.id);
  if (options.id !== undefined && fresh.length + Math.min(others, 1) > 1)
    throw new CannotRun(
      `--id names one role or set of policies, but there are ${fresh.length + others} different policies`,
    );
  const clash = catalog.get('cedar', options.id ?? '');
  if (!clash) return roomy.filter((fence) => !strange.includes(fence));
  const { file } = clash.file.source;
  const message = `the Cedar policies ${clash.id} exist in ${file}, and are different`;
  for (const { fences } of fresh)
    for (const fence of fences) report(fence, refusal(fence, message, 'choose another --id'));
  return groups.filter((group) => !fresh.includes(group)).flatMap(({ fences }) => fences);
}

const unknownModel = (fence: CedarFence): Problem =>
  refusal(
    fence,
    'these Cedar policies are not ToolHive’s, and no schema of the data has all the names in them',
    'add a set with `model: schema` and their `schema` to the data, or leave them as they are',
  );

/** Why a policy of this kind cannot be part of what has the id; undefined if it can. */
function clashWith(catalog: Catalog, id = '', kind: AdoptedKind): string | undefined {
  const role = catalog.get('roles', id);
  const policy = catalog.get('policies', id);
  if (policy)
    return `the policy ${id} exists in ${policy.file.source.file} with a different policy`;
  if (!role || lacks(role, kind)) return undefined;
  const { file } = role.file.source;
  return roleKindOf(kind) === undefined
    ? `the id ${id} is that of a role in ${file}`
    : `the role ${id} has a different ${kind} policy in ${file}`;
}

interface Sets {
  readonly groups: readonly CedarGroup[];
  readonly named: readonly NewSet[];
}

interface Attempt {
  readonly sets: Sets;
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
  candidates: { readonly fences: readonly PolicyFence[]; readonly cedar: readonly CedarFence[] },
  found: FoundPlaces,
  meaningOf: MeaningOf,
  options: AdoptOptions,
  report: (fence: AdoptedFence, problem: Problem) => void,
): Promise<Attempt | undefined> {
  const written = writtenPolicies(catalog);
  let { fences, cedar } = candidates;
  let statements = withRoom(found.statements, options, report);
  const unclaimed = new Set<HolderFence>();
  let asked: Map<string, Choices> | undefined;
  const choices = (derived: string): Choices => asked?.get(derived) ?? options;
  while (fences.length + statements.length + cedar.length > 0) {
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
    const { groups: ofCedar } = groupCedar(catalog, cedar);
    const sets = {
      groups: ofCedar,
      named: nameSets(workspace, catalog, ofCedar, (derived) => choices(`cedar ${derived}`)),
    };
    const blockedSets = sets.named.filter((one) => isSetTaken(workspace, sets.named, one));
    if (blockedSets.length > 0) {
      const inSets = blockedSets.flatMap(({ group }) => group.fences);
      for (const { names, file, group } of blockedSets)
        for (const fence of group.fences) report(fence, alreadyThere(fence, { names, file }));
      cedar = cedar.filter((fence) => !inSets.includes(fence));
      continue;
    }
    const shipped =
      options.from === undefined
        ? new Map<Group, ShippedAs>()
        : await shippedGroups(workspace, catalog, groups, options.from);
    const composed = withCedar(
      await compose(workspace, catalog, groups, roles, statements, unclaimed, shipped),
      await composeCedar(workspace, catalog, sets.groups, sets.named, unclaimed),
    );
    const verified = await verify(composed, {
      root: workspace.root,
      config: options.config,
      regions: found.regions,
      normalize: options.normalize === true,
      meaningOf,
    });
    if (verified.problems.length + verified.failures.size + verified.unclaimed.size === 0) {
      if (!options.ask || asked) return { sets, groups, composed, verified };
      asked = await askAll(roles, sets.named, options.ask);
      continue;
    }
    if (verified.problems.length > 0) return { sets, groups: [], composed, verified };
    for (const [fence, problem] of verified.failures) report(fence, problem);
    // Without drafted claims, those of the role that takes the policy do not hold.
    const refused = [...verified.unclaimed].filter(([fence]) => unclaimed.has(fence));
    for (const [fence, problem] of refused) report(fence, problem);
    for (const fence of verified.unclaimed.keys()) unclaimed.add(fence);
    const isRefused = new Set<AdoptedFence>(refused.map(([fence]) => fence));
    const isLeft = (fence: AdoptedFence): boolean =>
      !verified.failures.has(fence) && !isRefused.has(fence);
    fences = fences.filter(isLeft);
    cedar = cedar.filter(isLeft);
    statements = statements.filter(isLeft);
  }
  return undefined;
}

const withCedar = (
  composed: Composed,
  { files, markers }: Awaited<ReturnType<typeof composeCedar>>,
): Composed => ({
  ...composed,
  files: new Map([...composed.files, ...files]),
  markers: new Map([...composed.markers, ...markers]),
});

const fencesOf = ({ groups }: NewRole): PolicyFence[] =>
  groups.flatMap(({ fences }) => [...fences]);

function isTaken(
  workspace: Workspace,
  catalog: Catalog,
  roles: readonly NewRole[],
  { names: { id }, file, existing }: NewRole,
): boolean {
  if (existing) return false;
  const others = roles.filter(({ names }) => names.id === id);
  const isKnown = catalog.get('roles', id) ?? catalog.get('policies', id);
  return others.length > 1 || isKnown !== undefined || workspace.exists(file);
}

const isSetTaken = (
  workspace: Workspace,
  sets: readonly NewSet[],
  { names: { id }, file }: NewSet,
): boolean => workspace.exists(file) || sets.filter(({ names }) => names.id === id).length > 1;

function alreadyThere(
  fence: AdoptedFence,
  { names, file }: { readonly names: { readonly id: string }; readonly file: string },
): Problem {
  const what = fence.kind === 'cedar' ? 'other policies' : 'another role';
  const message = `the id ${names.id} is taken by ${what}, or by ${file}`;
  return refusal(fence, message, 'choose another --id');
}

/** What people call each role and set, by its derived id. */
async function askAll(
  roles: readonly NewRole[],
  sets: readonly NewSet[],
  ask: (one: ToName) => Promise<Choices>,
): Promise<Map<string, Choices>> {
  const chosen = new Map<string, Choices>();
  for (const role of roles) {
    const { derived, existing, names } = role;
    const places = placesOf(fencesOf(role));
    chosen.set(derived, existing ? { id: existing.id } : await ask({ ...names, places }));
  }
  for (const { derived, names, group } of sets) {
    const places = placesOf(group.fences);
    chosen.set(`cedar ${derived}`, await ask({ ...names, name: undefined, places }));
  }
  return chosen;
}

const placesOf = (fences: readonly AdoptedFence[]): ToName['places'] =>
  fences.map(({ page, line }) => ({ file: page.file, line }));

/** Statements by themselves that no policy shares; those that were asked for are problems. */
function leftStatements(
  { statements, explicit }: FoundPlaces,
  taken: Composed['markers'] | undefined,
  problems: Problem[],
): LeftFence[] {
  const left = statements
    .filter((fence) => taken?.get(fence) === undefined)
    .filter(
      ({ page, line }) => !problems.some((one) => one.file === page.file && one.line === line),
    );
  const reason = `${ALONE}, and no policy here has it`;
  for (const fence of left)
    if (explicit.has(fence)) problems.push(refusal(fence, reason, 'adopt a policy that has it'));
  return left.filter((fence) => !explicit.has(fence)).map((fence) => ({ ...fence, reason }));
}

/** Data is written first, so that a page never refers to a role that does not exist. */
function writeAll(
  workspace: Workspace,
  files: AdoptResult['files'],
  pages: readonly AdoptedPage[],
): Problem[] {
  const { root } = workspace;
  for (const { file, text } of files) {
    const problem = workspace.exists(file)
      ? writePage(root, { file, before: workspace.read(file), after: Buffer.from(text) })
      : writeNewFile(root, file, text);
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

/** One for each role that got the policy. */
function adoptionsOf(group: Group, roles: readonly NewRole[]): Adoption[] {
  const places = placesOf(group.fences);
  const { kind, role } = group;
  if (role) return [{ role: role.id, kind, data: role.file.source.file, isKnown: true, places }];
  return roles
    .filter(({ groups }) => groups.includes(group))
    .map(({ names, file }) => ({ role: names.id, kind, data: file, isKnown: false, places }));
}

function cedarAdoptionOf(group: CedarGroup, sets: readonly NewSet[]): CedarAdoption {
  const places = placesOf(group.fences);
  const { known } = group;
  if (known) return { cedar: known.id, data: known.file.source.file, isKnown: true, places };
  const made = sets.find((one) => one.group === group);
  return { cedar: made?.names.id ?? '', data: made?.file ?? '', isKnown: false, places };
}

function nothing(problems: readonly Problem[], left: readonly LeftFence[] = []): AdoptResult {
  return {
    problems: sortProblems(problems),
    adopted: [],
    cedar: [],
    statements: [],
    left: left.map(({ page, line, reason }) => ({ file: page.file, line, reason })),
    files: [],
    pages: [],
    written: false,
    notice: undefined,
  };
}
