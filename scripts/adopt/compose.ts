/**
 * Groups of fences → the data files and markers that they would become. verify.ts checks the
 * result.
 */

import type { Catalog } from '../data/catalog.ts';
import { formatted, Formatter } from '../format/format.ts';
import { keptIn } from '../files/cache.ts';
import { readActionIndex } from '../iam/space/action-index.ts';
import { knowledgeOfWorkspace } from '../proof/knowledge.ts';
import { loadReference } from '../iam/reference.ts';
import { substitution } from '../data/role-policies.ts';
import { catalogWith } from '../sources/sources.ts';
import { Source } from '../problems/source.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { draftClaims, draftPolicyClaims, type Drafts, prepareDrafts } from './claims.ts';
import { roleFile, type RoleText, statementFile } from './data-file.ts';
import type { PolicyFence } from './fences.ts';
import type { ShippedAs } from './from-file.ts';
import type { Group } from './groups.ts';
import { beginText } from './markers.ts';
import { idOfTitle, idsFor, namesOf, type RoleNames } from './names.ts';
import { fileFor, schemaFrom } from './paths.ts';
import { ownKindOf, roleKindOf } from './policy-form.ts';
import { examplesFor } from './placeholders.ts';
import { type RoleDraft, shareStatements } from './share.ts';
import { additionsOf } from '../data/additions.ts';

/** A new role before its files are written. */
interface Draft extends NewRole, RoleDraft {}

/** Names that people chose; the rest are derived. */
export interface Choices {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly title?: string | undefined;
}

export interface NewRole {
  readonly names: RoleNames;
  readonly groups: readonly Group[];
  readonly file: string;
}

export interface Composed {
  readonly roles: readonly NewRole[];
  /** Data files by path, with the fences that each is made from. */
  readonly files: ReadonlyMap<
    string,
    { readonly text: string; readonly fences: readonly PolicyFence[] }
  >;
  /**
   * The text of the marker for each fence; undefined if its values cannot be quoted in a marker.
   */
  readonly markers: ReadonlyMap<PolicyFence, string | undefined>;
}

/**
 * Names a role for each group that has none; the same group gets the same names in every round.
 * Policies of different kinds become one role if people chose the same id, or if their file names
 * suggest it.
 */
export function nameRoles(
  workspace: Workspace,
  catalog: Catalog,
  groups: readonly Group[],
  choices: Choices | ((group: Group) => Choices | undefined),
): NewRole[] {
  const roles: NewRole[] = [];
  const taken = new Set([...catalog.ids('roles'), ...catalog.ids('policies')]);
  for (const group of groups) {
    if (group.role) continue;
    const chosen = typeof choices === 'function' ? (choices(group) ?? {}) : choices;
    const shared = chosen.id ?? idOfTitle(group.fences);
    const partner = roles.find(
      ({ names, groups: [...parts] }) =>
        // A policy that no role holds is an entry of its own.
        roleKindOf(group.kind) !== undefined &&
        names.id === shared &&
        parts.every(
          ({ kind, fences }) =>
            roleKindOf(kind) !== undefined &&
            kind !== group.kind &&
            (chosen.id !== undefined || idOfTitle(fences) === shared),
        ),
    );
    if (partner) {
      roles[roles.indexOf(partner)] = { ...partner, groups: [...partner.groups, group] };
      continue;
    }
    const id = chosen.id ?? freeId(workspace, taken, group);
    taken.add(id);
    const derived = namesOf(id, group.fences);
    const names = {
      id,
      name: chosen.name ?? derived.name,
      title: chosen.title ?? derived.title,
    };
    roles.push({ names, groups: [group], file: fileFor(workspace, folderOf(group), id) });
  }
  return roles;
}

const folderOf = ({ kind }: Group): string => (ownKindOf(kind) ? 'policies' : 'roles');

function freeId(workspace: Workspace, taken: ReadonlySet<string>, group: Group): string {
  for (const id of idsFor(group.fences, group.kind)) {
    if (!taken.has(id) && !workspace.exists(fileFor(workspace, folderOf(group), id))) return id;
  }
  return 'policy';
}

export async function compose(
  workspace: Workspace,
  catalog: Catalog,
  groups: readonly Group[],
  roles: readonly NewRole[],
  unclaimed: ReadonlySet<PolicyFence>,
  shipped: ReadonlyMap<Group, ShippedAs> = new Map(),
): Promise<Composed> {
  const declared = new Set([
    ...catalog.ids('placeholders'),
    ...Object.keys(workspace.config.placeholders),
  ]);
  const plain = roles.map((role): Draft => ({
    ...role,
    fences: role.groups.flatMap(({ fences }) => fences),
    text: roleText(workspace, role, declared, shipped),
  }));
  const files = new Map<string, { text: string; fences: readonly PolicyFence[] }>();
  const { shared, uses } = shareStatements(workspace, catalog, plain);
  for (const { id, node, text, fences, file } of shared)
    files.set(file, { text: statementFile(id, node, text, schemaFrom(workspace, file)), fences });
  const withUses = plain.map((draft): Draft => ({
    ...draft,
    text: {
      ...draft.text,
      policies: draft.text.policies.map((policy) => ({
        ...policy,
        uses: policy.statements.map((statement) => uses.get(statement)),
      })),
    },
  }));
  const drafts = await draftAll(workspace, withUses, files, unclaimed);
  for (const [index, { file, text, fences }] of withUses.entries()) {
    files.set(file, { text: roleFile({ ...text, drafts: drafts[index] }), fences });
  }
  const formatter = Formatter.ofRoot(workspace.root);
  for (const [file, made] of files)
    files.set(file, { ...made, text: await formatted(formatter, made.text, file) });
  return { roles, files, markers: markersOf(groups, withUses) };
}

function roleText(
  workspace: Workspace,
  { names, groups, file }: NewRole,
  declared: Set<string>,
  shipped: ReadonlyMap<Group, ShippedAs>,
): RoleText {
  const placeholders = new Map<string, string>();
  const policies = groups.map((group) => {
    const { kind, fences } = group;
    const own = shipped.get(group);
    const fence = mostCommon(fences);
    for (const [name, example] of examplesFor(fence.document.node)) {
      if (declared.has(name)) continue;
      declared.add(name);
      placeholders.set(name, example);
    }
    // What the page takes from a file that ships is not written down a second time.
    const written = own?.isFollowed === true ? [] : fence.document.statements;
    const statements = written.map(({ node }) => node);
    const { text } = fence;
    return { kind, file: fileNameOf(fences), statements, text, uses: [], shipped: own };
  });
  return { names, policies, placeholders, drafts: undefined, schema: schemaFrom(workspace, file) };
}

/** The fence with the most common layout among the copies; the first one if there are several. */
function mostCommon(fences: readonly PolicyFence[]): PolicyFence {
  const counts = new Map<string, number>();
  for (const { text } of fences) counts.set(text, (counts.get(text) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const found = fences.find(({ text }) => counts.get(text) === most);
  if (!found) throw new Error('a group has at least one fence');
  return found;
}

/** The first title that is a valid file name. */
function fileNameOf(fences: readonly PolicyFence[]): string | undefined {
  return fences.find(
    ({ title }) => title !== undefined && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(title),
  )?.title;
}

/** Drafts claims for each new role, using a catalog that includes all of them. */
async function draftAll(
  workspace: Workspace,
  drafts: readonly Draft[],
  shared: ReadonlyMap<string, { readonly text: string }>,
  unclaimed: ReadonlySet<PolicyFence>,
): Promise<(Drafts | undefined)[]> {
  const { catalog } = catalogWith(
    [
      ...workspace.dataSources(),
      ...[...shared].map(([file, { text }]) => new Source(file, text)),
      ...drafts.map(({ file, text }) => new Source(file, roleFile(text))),
    ],
    workspace.shipped,
  );
  const substitute = substitution(catalog, workspace.config.placeholders);
  const reference = await loadReference(additionsOf(catalog));
  const facts = { reference, substitute, asOf: workspace.config.asOf };
  const actions = await keptIn(workspace.cache)('actions', readActionIndex);
  const made: (Drafts | undefined)[] = [];
  for (const { names, fences } of drafts) {
    if (fences.some((fence) => unclaimed.has(fence))) {
      made.push({ claims: [], bounds: [], without: [`the role ${names.id}`] });
      continue;
    }
    const role = catalog.get('roles', names.id);
    const policy = role ? undefined : catalog.get('policies', names.id);
    // If the role is missing, its file has a problem, which verification reports.
    if (role) await prepareDrafts(catalog, role, reference, substitute);
    const known = { actions, reference, substitute, withFacts: true };
    const knowledge = knowledgeOfWorkspace(catalog, known);
    if (policy) made.push(draftPolicyClaims(catalog, policy, substitute, knowledge));
    else made.push(role && draftClaims(catalog, role, facts, knowledge));
  }
  return made;
}

/** Whether the role has other policies of the kind, so that the file says which is meant. */
const isAmongSeveral = ({ role, kind }: Group): boolean => {
  const part = roleKindOf(kind);
  if (role?.kind !== 'roles' || part === undefined) return false;
  return [role.value.policies[part] ?? []].flat().length > 1;
};

function markersOf(
  groups: readonly Group[],
  drafts: readonly Draft[],
): Map<PolicyFence, string | undefined> {
  const markers = new Map<PolicyFence, string | undefined>();
  for (const group of groups) {
    const draft = drafts.find((one) => one.groups.includes(group));
    const id = group.role?.id ?? draft?.names.id ?? '';
    const text = draft?.text.policies.find(({ kind }) => kind === group.kind);
    const own = ownKindOf(group.kind);
    const file = group.file ?? text?.file ?? (own ? `${id}.json` : `${id}-${group.kind}.json`);
    const { shipped } = text ?? {};
    const followed = shipped?.isFollowed === true ? shipped.from.split('#')[0] : undefined;
    const source = followed ?? group.role?.file.source.file ?? draft?.file ?? '';
    for (const fence of group.fences) {
      const args = {
        ...(own ? { policy: id } : { role: id }),
        kind: group.kind === 'permissions' || own ? undefined : group.kind,
        file: isAmongSeveral(group) ? file : undefined,
        title: fence.title === file ? undefined : (fence.title ?? ''),
        meta: fence.meta,
      };
      markers.set(fence, beginText(args, `edit ${source}`));
    }
  }
  return markers;
}
