/**
 * Finds statements that several roles share, so that they are written once and referred to by id.
 */
import { type Catalog, loadCatalog } from '../data/catalog.ts';
import type { PolicyNode } from '../iam/policy.ts';
import { statementText } from '../sections/policy-text.ts';
import { Source } from '../problems/source.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { roleFile, type RoleText } from './data-file.ts';
import type { PolicyFence } from './fences.ts';
import { slug } from './names.ts';
import { fileFor } from './paths.ts';
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

/** Statements that the catalog already shares, and those that recur in several new roles. */
export function shareStatements(
  workspace: Workspace,
  catalog: Catalog,
  drafts: readonly RoleDraft[],
): { shared: Shared[]; uses: Map<PolicyNode, string> } {
  const uses = new Map<PolicyNode, string>();
  const idsByText = new Map<string, string>();
  for (const { id, file } of catalog.all('statements')) {
    const node = file.document.getIn(['statements', id], true);
    idsByText.set(statementText({ node: node as never, file, id }), id);
  }
  const found = new Map<string, { draft: RoleDraft; node: PolicyNode; text: string }[]>();
  for (const draft of drafts) {
    const own = loadCatalog([new Source(draft.file, roleFile(draft.text))]).catalog;
    const { id: draftId } = draft.text.names;
    const holder = own.get('roles', draftId) ?? own.get('policies', draftId);
    for (const { kind, statements, text } of draft.text.policies) {
      const part = ownKindOf(kind) ? 'own' : kind;
      const placed = holder && own.policiesOf(holder).find((one) => one.kind === part)?.statements;
      for (const [index, node] of statements.entries()) {
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
  for (const places of found.values()) {
    const [first] = places;
    if (!first || new Set(places.map(({ draft }) => draft)).size < 2) continue;
    const id = statementId(
      first.node,
      (one) => !taken.has(one) && !workspace.exists(fileFor(workspace, 'statements', one)),
    );
    taken.add(id);
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
  return { shared, uses };
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
