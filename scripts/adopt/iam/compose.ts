/**
 * Groups of fences → the data files and markers that they would become. verify.ts checks the
 * result.
 */

import type { Catalog } from '../../data/catalog.ts';
import { formatted, Formatter } from '../../format/format.ts';
import { keptIn } from '../../files/cache.ts';
import type { PolicyNode } from '../../iam/policy.ts';
import { readActionIndex } from '../../iam/space/action-index.ts';
import { knowledgeOfWorkspace } from '../../models/iam/knowledge.ts';
import { loadReference, type Reference } from '../../iam/reference.ts';
import { servicesIn } from '../../iam/validate.ts';
import { isRemoved } from '../../data/references/removed-actions.ts';
import { valuesOf } from '../../reading/elements.ts';
import { substitution } from '../../data/role-policies.ts';
import { catalogWith } from '../../sources/sources.ts';
import { Source } from '../../problems/source.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { draftClaims, draftPolicyClaims, type Drafts, prepareDrafts } from './claims.ts';
import { roleFile, type RoleText, statementFile } from './data-file.ts';
import type { AdoptedFence } from '../fence.ts';
import type { Composed as ComposedFiles } from '../model.ts';
import type { PolicyFence, StatementFence } from './fences.ts';
import { addedTo } from './existing-file.ts';
import type { ShippedAs } from './from-file.ts';
import type { Group } from './groups.ts';
import { beginText } from '../markers.ts';
import { schemaFrom } from '../paths.ts';
import { ownKindOf, roleKindOf } from './policy-form.ts';
import { examplesFor } from '../placeholders.ts';
import { type RoleDraft, shareStatements } from './share.ts';
import { additionsOf } from '../../data/additions.ts';
import { filesOf, type NewRole } from './roles.ts';

/** A new role before its files are written. */
interface Draft extends NewRole, RoleDraft {}

export interface Composed extends ComposedFiles {
  readonly roles: readonly NewRole[];
  /** The shared statements that fences show, by id. */
  readonly shown: ReadonlyMap<StatementFence, string>;
}

export async function compose(
  workspace: Workspace,
  catalog: Catalog,
  groups: readonly Group[],
  roles: readonly NewRole[],
  statements: readonly StatementFence[],
  unclaimed: ReadonlySet<AdoptedFence>,
  shipped: ReadonlyMap<Group, ShippedAs> = new Map(),
): Promise<Composed> {
  const reference = await loadReference(additionsOf(catalog));
  await reference.prepare(
    groups.flatMap(({ fences }) => fences.flatMap(({ document }) => [...servicesIn(document)])),
  );
  const declared = new Set([
    ...catalog.ids('placeholders'),
    ...Object.keys(workspace.config.placeholders),
  ]);
  const plain = roles.map((role): Draft => ({
    ...role,
    fences: role.groups.flatMap(({ fences }) => fences),
    text: roleText(workspace, role, declared, { catalog, reference, shipped }),
  }));
  const files = new Map<string, { text: string; fences: readonly PolicyFence[] }>();
  const { shared, uses, shown } = shareStatements(workspace, catalog, plain, statements);
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
  const drafts = await draftAll(workspace, catalog, withUses, files, unclaimed);
  for (const [index, { file, existing, text, fences }] of withUses.entries()) {
    const made = { ...text, drafts: drafts[index] };
    const before = files.get(file);
    const old = before?.text ?? existing?.file.source.text;
    files.set(file, {
      text: old === undefined ? roleFile(made) : addedTo(old, made),
      fences: [...(before?.fences ?? []), ...fences],
    });
  }
  const formatter = Formatter.ofRoot(workspace.root);
  const existing = new Map(
    roles.flatMap((role) =>
      role.existing ? [[role.file, role.existing.file.source.text] as const] : [],
    ),
  );
  for (const [file, made] of files) {
    const old = existing.get(file);
    // A file in a layout of its own keeps it.
    if (old !== undefined && (await formatted(formatter, old, file)) !== old) continue;
    files.set(file, { ...made, text: await formatted(formatter, made.text, file) });
  }
  const markers = new Map<AdoptedFence, string | undefined>(markersOf(groups, withUses));
  for (const [fence, id] of shown) markers.set(fence, statementMarker(fence, id, catalog, shared));
  return { roles, files, markers, shown };
}

function roleText(
  workspace: Workspace,
  { names, groups, file: path, existing }: NewRole,
  declared: Set<string>,
  {
    catalog,
    reference,
    shipped,
  }: {
    catalog: Catalog;
    reference: Reference;
    shipped: ReadonlyMap<Group, ShippedAs>;
  },
): RoleText {
  const placeholders = new Map<string, string>();
  const several = groups.filter(({ kind }) => kind === 'permissions');
  const held = existing ? filesOf(catalog, existing) : [];
  const files = new Set(held);
  const policies = groups.map((group) => {
    const { kind, fences } = group;
    const own = shipped.get(group);
    const isOneOfMany = several.length + held.length > 1;
    const given = isOneOfMany ? fileAmong(several, group, names.id, files) : undefined;
    const fence = mostCommon(fences);
    for (const [name, example] of examplesFor(scalarTexts(fence.document.node))) {
      if (declared.has(name)) continue;
      declared.add(name);
      placeholders.set(name, example);
    }
    // What the page takes from a file that ships is not written down a second time.
    const written = own?.isFollowed === true ? [] : fence.document.statements;
    const statements = written.map(({ node }) => node);
    const file = given ?? fileNameOf(fences);
    return { kind, file, statements, text: fence.text, uses: [], shipped: own };
  });
  const actions = groups
    .flatMap(({ fences }) => mostCommon(fences).document.statements)
    .flatMap(({ node }) => [...valuesOf(node, 'Action'), ...valuesOf(node, 'NotAction')]);
  const stillUses = [...new Set(actions)].filter((action) =>
    isGone(action, reference, workspace.config.asOf),
  );
  const schema = schemaFrom(workspace, path);
  return { names, policies, placeholders, stillUses, drafts: undefined, schema };
}

/** Whether an action, or each that a pattern matches, was removed, which is an error in the data. */
function isGone(action: string, reference: Reference, asOf: string | undefined): boolean {
  const found = /[*?]/.test(action)
    ? reference.actionsMatching(action)
    : [reference.action(action)];
  return (
    found.length > 0 &&
    found.every((one) => isRemoved(one?.lifecycle?.removed, asOf) && !one?.lifecycle?.listed)
  );
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

/** The first file that a page says to save the policy as. */
const fileNameOf = (fences: readonly PolicyFence[]): string | undefined =>
  fences.find(({ savedAs }) => savedAs !== undefined)?.savedAs;

/** The file of one of several permissions policies, each of which has one of its own. */
function fileAmong(
  several: readonly Group[],
  group: Group,
  id: string,
  taken: Set<string>,
): string | undefined {
  const index = several.indexOf(group);
  if (index === -1) return undefined;
  const said = fileNameOf(group.fences);
  let number = index + 1;
  const standard = (): string => `${id}-permissions${number === 1 ? '' : `-${number}`}.json`;
  while (taken.has(standard())) number += 1;
  const file = said === undefined || taken.has(said) ? standard() : said;
  taken.add(file);
  return file;
}

/** Drafts claims for each new role or policy, using a catalog that includes all of them. */
async function draftAll(
  workspace: Workspace,
  catalogBefore: Catalog,
  drafts: readonly Draft[],
  shared: ReadonlyMap<string, { readonly text: string }>,
  unclaimed: ReadonlySet<AdoptedFence>,
): Promise<(Drafts | undefined)[]> {
  const texts = new Map<string, string>();
  for (const { file, existing, text } of drafts) {
    const old = texts.get(file) ?? existing?.file.source.text;
    texts.set(file, old === undefined ? roleFile(text) : addedTo(old, text));
  }
  const { catalog } = catalogWith(
    [
      ...workspace.dataSources().filter(({ file }) => !texts.has(file)),
      ...[...shared].map(([file, { text }]) => new Source(file, text)),
      ...[...texts].map(([file, text]) => new Source(file, text)),
    ],
    workspace.shipped,
  );
  const substitute = substitution(catalog, workspace.config.placeholders);
  const reference = await loadReference(additionsOf(catalog));
  const facts = { reference, substitute, asOf: workspace.config.asOf };
  const actions = await readActionIndex(keptIn(workspace.cache));
  const made: (Drafts | undefined)[] = [];
  for (const { names, fences, groups, existing } of drafts) {
    if (fences.some((fence) => unclaimed.has(fence))) {
      const what = ownKindOf(groups[0]?.kind) ? 'policy' : 'role';
      made.push({ claims: [], bounds: [], without: [`the ${what} ${names.id}`] });
      continue;
    }
    const role = catalog.get('roles', names.id);
    const policy = role ? undefined : catalog.get('policies', names.id);
    const holder = role ?? policy;
    // If it is missing, its file has a problem, which verification reports.
    if (holder) await prepareDrafts(catalog, holder, reference, substitute);
    const knowledge = knowledgeOfWorkspace(catalog, { ...facts, actions, withFacts: true });
    const kinds = new Set(groups.map(({ kind }) => kind));
    // What the role had before has claims, or goes without.
    const before = new Set(existing ? filesOf(catalogBefore, existing) : []);
    const known = { ...facts, knowledge };
    if (policy) made.push(draftPolicyClaims(catalog, policy, known));
    else made.push(role && draftClaims(catalog, role, { kinds, before }, known));
  }
  return made;
}

/** Whether the role has other policies of the kind, so that the marker says which is meant. */
const isAmongSeveral = ({ role, kind }: Group, draft: Draft | undefined): boolean => {
  const part = roleKindOf(kind);
  if (part === undefined) return false;
  const held = role?.kind === 'roles' ? role : draft?.existing;
  const before = held ? [held.value.policies[part] ?? []].flat().length : 0;
  if (role) return before > 1;
  return draft !== undefined && before + draft.groups.filter((one) => one.kind === kind).length > 1;
};

function markersOf(
  groups: readonly Group[],
  drafts: readonly Draft[],
): Map<PolicyFence, string | undefined> {
  const markers = new Map<PolicyFence, string | undefined>();
  for (const group of groups) {
    const owners = drafts.filter((one) => one.groups.includes(group));
    for (const fence of group.fences) {
      const draft = owners.find(({ names }) => fence.roles.includes(names.name)) ?? owners[0];
      const id = group.role?.id ?? draft?.names.id ?? '';
      const own = ownKindOf(group.kind);
      // The policies of a draft are those of its groups.
      const given = group.file ?? draft?.text.policies[draft.groups.indexOf(group)]?.file;
      const file = given ?? (own ? `${id}.json` : `${id}-${group.kind}.json`);
      const shipped = draft?.text.policies[draft.groups.indexOf(group)]?.shipped;
      const followed = shipped?.isFollowed === true ? shipped.from.split('#')[0] : undefined;
      const source = followed ?? group.role?.file.source.file ?? draft?.file ?? '';
      const args = {
        ...(own ? { policy: id } : { role: id }),
        kind: group.kind === 'permissions' || own ? undefined : group.kind,
        file: isAmongSeveral(group, draft) ? file : undefined,
        title: fence.title === file ? undefined : (fence.title ?? ''),
        meta: fence.meta,
      };
      markers.set(fence, beginText('policy', args, `edit ${source}`));
    }
  }
  return markers;
}

/** The section has no `meta`, so that a fence with more than a title cannot be written. */
function statementMarker(
  { title, meta }: StatementFence,
  id: string,
  catalog: Catalog,
  shared: readonly { readonly id: string; readonly file: string }[],
): string | undefined {
  const file =
    catalog.get('statements', id)?.file.source.file ?? shared.find((one) => one.id === id)?.file;
  return meta === undefined
    ? beginText('statement', { statement: id, title }, `edit ${file}`)
    : undefined;
}

function* scalarTexts(node: PolicyNode): Iterable<string> {
  if (node.kind === 'scalar') yield String(node.value);
  else if (node.kind === 'list') for (const item of node.items) yield* scalarTexts(item);
  else
    for (const { key, value } of node.entries) {
      yield key;
      yield* scalarTexts(value);
    }
}
