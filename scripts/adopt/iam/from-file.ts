/** `adopt --from`: whether a policy on a page is the one that ships, by its text or by its access. */
import { parseDocument } from 'yaml';

import { keptIn } from '../../files/cache.ts';
import { kindOf, setOf } from '../../access/documents.ts';
import { additionsOf } from '../../data/additions.ts';
import type { Catalog } from '../../data/catalog.ts';
import { documentOf } from '../../data/role-policies.ts';
import { readActionIndex } from '../../iam/space/action-index.ts';
import { areEqual } from '../../iam/space/index.ts';
import type { Knowledge } from '../../iam/space/knowledge.ts';
import { loadReference } from '../../iam/reference.ts';
import { readPolicy } from '../../iam/statement.ts';
import type { PolicyDocument, PolicyNode } from '../../iam/policy.ts';
import { servicesIn } from '../../iam/validate.ts';
import { CannotRun } from '../../problems/cannot-run.ts';
import { Source } from '../../problems/source.ts';
import { knowledgeOfWorkspace } from '../../models/iam/knowledge.ts';
import { shippingFrom } from '../../sources/sources.ts';
import type { ResolvedSource } from '../../data/shipped.ts';
import { derivedValues, markOf, type Values } from './derived-values.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Group } from './groups.ts';

/** How a policy of a page relates to one that ships. */
export interface ShippedAs {
  readonly from: string;
  /** The texts are the same, so that the page can follow the file; else only the access is. */
  readonly isFollowed: boolean;
  /** What the page says in place of the file's variables. */
  readonly values: Values;
}

/**
 * The groups whose policy is the one that ships. Throws {@link CannotRun} if that cannot be read, with
 * the problems in its file.
 */
export async function shippedGroups(
  workspace: Workspace,
  catalog: Catalog,
  groups: readonly Group[],
  from: string,
): Promise<ReadonlyMap<Group, ShippedAs>> {
  const command = new Source('--from', `from: ${JSON.stringify(from)}\n`);
  const file = { source: command, document: parseDocument(command.text) };
  const resolve = shippingFrom(workspace.shipped).resolve;
  const resolved = (values: Values): ResolvedSource =>
    resolve({ from, values, wanted: 'policy', file, at: ['from'], valuesAt: [] });
  const { statements, problems, unknown = [] } = resolved({});
  if (!statements) {
    const following = unknown.length > 0 ? followersOf(groups, from, unknown, resolved) : NOBODY;
    if (following.size > 0) return following;
    throw new CannotRun(
      `the policy at ${from} cannot be taken over${unknown.length > 0 ? ', and no page shows what its variables stand for' : ''}; adopt without --from, and then write \`from\` with its \`values\` in place of \`statements\``,
      problems,
    );
  }
  const theirs = documentOf(statements, command, (text) => text);
  const reference = await loadReference(additionsOf(catalog));
  const documents = [theirs, ...groups.flatMap((group) => documentIn(group) ?? [])];
  await reference.prepare(documents.flatMap((one) => [...servicesIn(one)]));
  const actions = await readActionIndex(keptIn(workspace.cache));
  const substitute = (text: string): string => text;
  const known = { actions, reference, substitute, withFacts: true };
  const knowledge = knowledgeOfWorkspace(catalog, known);
  const found = new Map<Group, ShippedAs>();
  for (const group of groups) {
    const ours = documentIn(group);
    if (!ours || group.role) continue;
    if (textOf(ours) === textOf(theirs)) found.set(group, { from, isFollowed: true, values: {} });
    else if (haveEqualAccess(ours, theirs, knowledge))
      found.set(group, { from, isFollowed: false, values: {} });
  }
  if (found.size === 0)
    throw new CannotRun(
      `no policy on these pages has the access of the one at ${from}; adopt without --from, and correct one of the two`,
    );
  return found;
}

const NOBODY: ReadonlyMap<Group, ShippedAs> = new Map();

/** The groups whose policy is that of the file with one value for each of its variables. */
function followersOf(
  groups: readonly Group[],
  from: string,
  names: readonly string[],
  resolved: (values: Values) => ResolvedSource,
): ReadonlyMap<Group, ShippedAs> {
  const marks = Object.fromEntries(names.map((name, index) => [name, markOf(index)]));
  const { statements } = resolved(marks);
  if (!statements) return NOBODY;
  const nodesOf = (placed: typeof statements): PolicyNode[] =>
    documentOf(placed, new Source(from, ''), (text) => text).statements.map(({ node }) => node);
  const marked = nodesOf(statements);
  return new Map(
    groups.flatMap((group): [Group, ShippedAs][] => {
      const ours = documentIn(group);
      if (!ours || group.role) return [];
      const page = ours.statements.map(({ node }) => node);
      const values = derivedValues(marked, page, names);
      const made = values && resolved(values).statements;
      const isSame = made && texts(nodesOf(made)) === texts(page);
      return isSame ? [[group, { from, isFollowed: true, values }]] : [];
    }),
  );
}

function haveEqualAccess(a: PolicyDocument, b: PolicyDocument, knowledge: Knowledge): boolean {
  const [one, other] = [readPolicy('policy', a), readPolicy('policy', b)];
  const kind = kindOf([one, other]);
  return areEqual(setOf(kind, one), setOf(kind, other), knowledge) === true;
}

const documentIn = ({ fences: [fence] }: Group): PolicyDocument | undefined => fence?.document;

/** The statements as JSON: what pages print of them. */
const textOf = ({ statements }: PolicyDocument): string =>
  texts(statements.map(({ node }) => node));

const texts = (nodes: readonly PolicyNode[]): string => JSON.stringify(nodes.map(plain));

function plain(node: PolicyNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return node.entries.map(({ key, value }) => [key, plain(value)]);
}
