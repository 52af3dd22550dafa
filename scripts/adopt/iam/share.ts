/**
 * Finds statements that several roles share, so that they are written once and referred to by id.
 */
import { type Catalog, loadCatalog } from '../../data/catalog.ts';
import type { PolicyNode } from '../../iam/policy.ts';
import { statementText } from '../../sections/policy-text.ts';
import { Source } from '../../problems/source.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { roleFile, type RoleText, statementFile } from './data-file.ts';
import type { PolicyFence, StatementFence } from './fences.ts';
import { slug } from '../names.ts';
import { fileFor } from '../paths.ts';
import { ownKindOf } from './policy-form.ts';

/** A new role before its files are written. */
export interface RoleDraft {
  readonly file: string;
  readonly text: RoleText;
  readonly fences: readonly PolicyFence[];
}

interface Shared {
  readonly id: string;
  readonly node: PolicyNode;
  readonly text: string;
  readonly fences: readonly PolicyFence[];
  readonly file: string;
}

interface Sharing {
  readonly shared: readonly Shared[];
  /** The id of the shared statement that a statement of a policy becomes. */
  readonly uses: ReadonlyMap<PolicyNode, string>;
  /** The id of the shared statement that a fence shows. */
  readonly shown: ReadonlyMap<StatementFence, string>;
}

/**
 * Statements that the catalog already shares, and those that recur in several new roles or that a
 * page shows by themselves.
 */
export function shareStatements(
  workspace: Workspace,
  catalog: Catalog,
  drafts: readonly RoleDraft[],
  statements: readonly StatementFence[],
): Sharing {
  const uses = new Map<PolicyNode, string>();
  const idsByText = new Map<string, string>();
  for (const { id, file } of catalog.all('statements')) {
    const node = file.document.getIn(['statements', id], true);
    idsByText.set(statementText({ node: node as never, file, id }), id);
  }
  const layouts = new Map(statements.map((fence) => [fence, layoutOf(fence)] as const));
  const alone = new Set(layouts.values());
  const found = new Map<string, { draft: RoleDraft; node: PolicyNode; text: string }[]>();
  for (const draft of drafts) {
    const own = loadCatalog([new Source(draft.file, roleFile(draft.text))]).catalog;
    const { names, policies } = draft.text;
    const holder = own.get('roles', names.id) ?? own.get('policies', names.id);
    for (const policy of policies) {
      const { kind, statements: nodes, text } = policy;
      const part = ownKindOf(kind) ? 'own' : kind;
      const at = policies.filter((one) => one.kind === kind).indexOf(policy);
      const ofKind = holder && own.policiesOf(holder).filter((one) => one.kind === part);
      const placed = ofKind?.[at]?.statements;
      for (const [index, node] of nodes.entries()) {
        const statement = placed?.[index];
        if (!statement) continue;
        const layout = statementText(statement);
        const id = idsByText.get(layout);
        if (id !== undefined) uses.set(node, id);
        else found.set(layout, [...(found.get(layout) ?? []), { draft, node, text }]);
      }
    }
  }
  const shared: Shared[] = [];
  const taken = new Set(catalog.ids('statements'));
  for (const [layout, places] of found) {
    const [first] = places;
    const isShared = new Set(places.map(({ draft }) => draft)).size > 1 || alone.has(layout);
    if (!first || !isShared) continue;
    const id = statementId(
      first.node,
      (one) => !taken.has(one) && !workspace.exists(fileFor(workspace, 'statements', one)),
    );
    taken.add(id);
    idsByText.set(layout, id);
    for (const { node } of places) uses.set(node, id);
    const fences = places.flatMap(({ draft }) => draft.fences);
    shared.push({
      id,
      node: first.node,
      text: first.text,
      fences,
      file: fileFor(workspace, 'statements', id),
    });
  }
  const shown = [...layouts].flatMap(([fence, layout]) => {
    const id = layout === undefined ? undefined : idsByText.get(layout);
    return id === undefined ? [] : [[fence, id] as const];
  });
  return { shared, uses, shown: new Map(shown) };
}

/** The statement of a fence as a page would print it; undefined if it cannot be data. */
function layoutOf({ node, text }: StatementFence): string | undefined {
  const id = 'statement';
  const source = new Source('statement.yaml', statementFile(id, node, text, undefined));
  const entry = loadCatalog([source]).catalog.get('statements', id);
  const map = entry?.file.document.getIn(['statements', id], true);
  return entry && statementText({ node: map as never, file: entry.file, id });
}

/** Derives an id from the Sid, or else from what the statement does. */
function statementId(node: PolicyNode, isFree: (id: string) => boolean): string {
  const valueOf = (key: string): string => {
    const value =
      node.kind === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
    const first = value?.kind === 'list' ? value.items[0] : value;
    return first?.kind === 'scalar' ? String(first.value) : '';
  };
  const base =
    slug(valueOf('Sid')) || slug(`${valueOf('Effect')} ${valueOf('Action')}`) || 'statement';
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (isFree(id)) return id;
  }
}
