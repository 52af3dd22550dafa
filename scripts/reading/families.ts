/** Policies that are the same, or nearly: families by what they say, whatever their order and layout. */
import type { PolicyNode } from '../iam/policy.ts';
import { memo } from '../memo.ts';
import { statementsOf, valuesOf } from './elements.ts';

/** How much two policies must share to be one family: their leaves, as a share of all leaves of both. */
const ALIKE = 0.75;
/** Smaller policies resemble each other by chance. */
const FEWEST_LEAVES = 6;

/** What a policy says: see {@link leavesOf}. */
interface HasLeaves {
  readonly leaves: ReadonlySet<string>;
}

/**
 * Two sets that share three quarters of their leaves share one of their rarest: only policies that
 * do are compared, so that a thousand unlike policies cost a thousand look-ups. Small policies are
 * in no family. As copies, `dynamodb:*` and a list of such actions are alike too, and so are policies
 * that differ in nothing but what allows and what denies.
 */
export function families<M extends HasLeaves>(
  all: readonly M[],
  { asCopies = false }: { readonly asCopies?: boolean } = {},
): M[][] {
  const members = all.filter(
    ({ leaves }) => leaves.size >= FEWEST_LEAVES || (asCopies && wildcardsOf(leaves).length > 0),
  );
  const frequency = new Map<string, number>();
  for (const { leaves } of members) {
    for (const leaf of leaves) frequency.set(leaf, (frequency.get(leaf) ?? 0) + 1);
  }
  const rarestFirst = (leaves: readonly string[]): string[] =>
    leaves.toSorted(
      (a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || (a < b ? -1 : 1),
    );
  const rarestOf = (member: M): readonly string[] => {
    const leaves = [...member.leaves];
    const rarest = rarestFirst(leaves).slice(
      0,
      leaves.length - Math.ceil(ALIKE * leaves.length) + 1,
    );
    // The lists may have nothing in common; what they are about has.
    if (asCopies) {
      const others = rarestFirst(leaves.filter((leaf) => !isAction(leaf)));
      rarest.push(...others.slice(0, 2), contentOf(member.leaves));
    }
    return rarest;
  };
  const byLeaf = new Map<string, M[][]>();
  const found: M[][] = [];
  // Most copies say the same in the same order: `test/bench/lint.bench.mjs`.
  const rarestIn = memo<string, readonly string[]>(200);
  for (const member of members) {
    const rarest = rarestIn([...member.leaves].join('\0'), () => rarestOf(member));
    const candidates = new Set(rarest.flatMap((leaf) => byLeaf.get(leaf) ?? []));
    const family = [...candidates].find(
      ([first]) => first && areAlike(first.leaves, member.leaves, asCopies),
    );
    if (family) {
      family.push(member);
      continue;
    }
    const made = [member];
    found.push(made);
    for (const leaf of new Set(rarest)) byLeaf.set(leaf, [...(byLeaf.get(leaf) ?? []), made]);
  }
  return found;
}

type Leaves = ReadonlySet<string>;

function areAlike(a: Leaves, b: Leaves, asCopies: boolean): boolean {
  const shared = [...a].filter((leaf) => b.has(leaf));
  const all = a.size + b.size - shared.length;
  if (a.size >= FEWEST_LEAVES && b.size >= FEWEST_LEAVES && shared.length / all >= ALIKE)
    return true;
  if (!asCopies) return false;
  if ((allowsAndDenies(a) || allowsAndDenies(b)) && contentOf(a) === contentOf(b)) return true;
  const covered = coveredBy(a, b) + coveredBy(b, a);
  // By chance, a policy of full access is like any list for the same resource.
  const isSame = shared.length >= FEWEST_LEAVES || shared.some((leaf) => / Sid /.test(leaf));
  return covered > 0 && isSame && (shared.length + covered) / all >= ALIKE;
}

/** What statements say, whether they allow or deny it. */
const contentOf = (leaves: Leaves): string =>
  [...new Set([...leaves].map((leaf) => leaf.slice(leaf.indexOf(' ') + 1)))]
    .filter((leaf) => !leaf.startsWith('Effect '))
    .toSorted()
    .join('\n');

/** A policy that only allows, and one that only denies the same, are shown on purpose. */
const allowsAndDenies = (leaves: Leaves): boolean =>
  leaves.has('Allow Effect Allow') && leaves.has('Deny Effect Deny');

const isAction = (leaf: string): boolean => / (?:Not)?Action /.test(leaf);

/** Leaves such as `Allow Action dynamodb:*`. */
const wildcardsOf = (leaves: Leaves): string[] =>
  [...leaves].filter((leaf) => isAction(leaf) && /[a-z0-9]:[^*?]*\*$/i.test(leaf));

/** How many leaves of the one stand for others of the other, both counted. */
function coveredBy(leaves: Leaves, wildcards: Leaves): number {
  const own = wildcardsOf(wildcards).filter((leaf) => !leaves.has(leaf));
  if (own.length === 0) return 0;
  const covered = new Set<string>();
  for (const leaf of leaves) {
    if (wildcards.has(leaf) || !isAction(leaf)) continue;
    const by = own.filter((one) => leaf.toLowerCase().startsWith(one.slice(0, -1).toLowerCase()));
    if (by.length > 0) for (const one of [...by, leaf]) covered.add(one);
  }
  return covered.size;
}

/**
 * `Allow Action s3:GetObject`: what a policy says, without order and layout. A leaf knows whether it
 * allows or denies.
 */
export function leavesOf(node: PolicyNode): string[] {
  const statements = statementsOf(node);
  const others = statements.includes(node) ? [] : leavesIn(withoutStatements(node), '');
  return [
    ...others,
    ...statements.flatMap((statement) => {
      const effect = valuesOf(statement, 'Effect')[0] ?? '';
      return leavesIn(statement, '').map((leaf) => `${effect} ${leaf}`);
    }),
  ];
}

/** Each statement by itself, whatever its order and layout: which leaves belong together. */
export function statementsAsText(node: PolicyNode): string {
  return statementsOf(node)
    .map((statement) => [...new Set(leavesIn(statement, ''))].toSorted().join('\n'))
    .toSorted()
    .join('\n\n');
}

const withoutStatements = (node: PolicyNode): PolicyNode =>
  node.kind === 'map'
    ? { ...node, entries: node.entries.filter(({ key }) => key !== 'Statement') }
    : node;

function leavesIn(node: PolicyNode, path: string): string[] {
  if (node.kind === 'scalar') return [`${path} ${String(node.value)}`];
  if (node.kind === 'list') return node.items.flatMap((item) => leavesIn(item, path));
  return node.entries.flatMap(({ key, value }) =>
    leavesIn(value, path === '' ? key : `${path}.${key}`),
  );
}

/** `without Action s3:GetObject, with Action s3:PutObject`; undefined where they say the same. */
export function difference(
  first: ReadonlySet<string>,
  other: ReadonlySet<string>,
): string | undefined {
  const missing = [...first].filter((leaf) => !other.has(leaf)).map((leaf) => `without ${leaf}`);
  const extra = [...other].filter((leaf) => !first.has(leaf)).map((leaf) => `with ${leaf}`);
  const words = [...missing, ...extra];
  if (words.length === 0) return undefined;
  return `${words.slice(0, 4).join(', ')}${words.length > 4 ? `, and ${words.length - 4} more` : ''}`;
}
