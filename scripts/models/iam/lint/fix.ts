/**
 * What is certain to be right: a retired action goes from the list of an Allow statement, and the
 * statement with it when nothing is left. A Deny is left to people: it used to stop something.
 */
import type { PolicyNode } from '../../../iam/policy.ts';
import type { Problem } from '../../../problems/problem.ts';
import { retiredBy } from '../../../iam/retired.ts';
import type { Edit, Fix } from '../../lint.ts';
import type { IamLint, LintContext, LintPage, PagePolicy } from './page.ts';
import { valuesOf } from '../../../reading/elements.ts';

/** Only policies in strict JSON are edited. */
const isSound = ({ syntax, flaws }: PagePolicy): boolean => syntax === 'json' && flaws.length === 0;

export const fix: Fix<IamLint> = {
  code: 'lint/stale-action',
  edits: fixesOf,
  isSound,
  byHand: 'remove the retired actions by hand',
};

/**
 * Edits that do not overlap, by offset, and only of what was reported: a page that tells of the
 * removal, or an ignore comment, keeps what it shows.
 */
function fixesOf(
  page: LintPage,
  reported: readonly Problem[],
  { lifecycle, asOf }: Pick<LintContext, 'lifecycle' | 'asOf'>,
): Edit[] {
  const places = new Set(
    reported.map(({ line, column }) => page.source.lineRange(line).start + column - 1),
  );
  if (places.size === 0) return [];
  const isGone = (node: PolicyNode): boolean => {
    const text = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
    return (retiredBy(text, lifecycle)?.removed ?? '9999') <= asOf;
  };
  return page.policies.filter(isSound).flatMap((policy) => {
    const isReported = ({ kind, range }: PolicyNode): boolean =>
      kind === 'scalar' && places.has(policy.fence.toPage(range.start + 1));
    return fixPolicy(page, policy, (node) => isReported(node) && isGone(node));
  });
}

function fixPolicy(
  page: LintPage,
  policy: PagePolicy,
  isStale: (node: PolicyNode) => boolean,
): Edit[] {
  const statements = policy.isFragment ? [] : listOf(policy.node, 'Statement');
  const edits: Edit[] = [];
  const gone: PolicyNode[] = [];
  for (const statement of statements) {
    if (statement.kind !== 'map' || !valuesOf(statement, 'Effect').includes('Allow')) continue;
    const action = statement.entries.find(({ key }) => key === 'Action')?.value;
    const actions = action?.kind === 'list' ? action.items : action ? [action] : [];
    const stale = actions.filter(isStale);
    if (stale.length === 0) continue;
    if (stale.length === actions.length) gone.push(statement);
    else if (action?.kind === 'list') edits.push(...removeItems(page, policy, action.items, stale));
  }
  // A policy needs a statement; what to write instead is for a person to say.
  if (gone.length === statements.length) return [];
  return [...edits, ...removeItems(page, policy, statements, gone)];
}

/** Removes items of a list with a comma each, and the line where nothing else stands on it. */
function removeItems(
  page: LintPage,
  { fence }: PagePolicy,
  items: readonly PolicyNode[],
  gone: readonly PolicyNode[],
): Edit[] {
  const kept = items.filter((item) => !gone.includes(item));
  const lastKept = kept.at(-1);
  return gone
    .map((item): Edit => {
      const index = items.indexOf(item);
      const next = items[index + 1];
      const isBehindAll = lastKept !== undefined && items.indexOf(lastKept) < index;
      const before = items[index - 1];
      // Up to the next item where there is one to keep, else back to the end of the one before.
      const [start, end] =
        isBehindAll || !next
          ? [before?.range.end ?? item.range.start, item.range.end]
          : [item.range.start, next.range.start];
      return { start: fence.toPage(start), end: fence.toPage(end), text: '' };
    })
    .filter(({ start, end }) => start < end && page.source.text.length >= end);
}

function listOf(node: PolicyNode, key: string): readonly PolicyNode[] {
  const value =
    node.kind === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
  return value?.kind === 'list' ? value.items : [];
}
