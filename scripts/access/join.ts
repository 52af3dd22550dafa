/** Rows that tell a reader the same become one; actions that AWS does not list get their names. */
import {
  type ActionIndex,
  type ActionWords,
  decide,
  policiesIn,
  type PolicySet,
  type Row,
  type SpaceDecision,
} from '../iam/space/index.ts';

/** How access can change: the first and last are about what is refused whatever else is attached. */
export type ChangeKind = 'unguarded' | 'gained' | 'lost' | 'guarded';

/** Whether the policies allow what a guardrail refuses matters to the other rows only. */
export function joinedRows(kind: ChangeKind, rows: readonly Row[]): readonly Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const { resources, callers, conditions, before, after } = row;
    const sides =
      kind === 'unguarded'
        ? [before.decidedBy]
        : kind === 'guarded'
          ? [after.decidedBy]
          : [before, after];
    const key = JSON.stringify([resources, callers, conditions, sides]);
    const known = found.get(key);
    found.set(key, known ? { ...known, actions: both(known.actions, row.actions) } : row);
  }
  return [...found.values()];
}

const both = (a: ActionWords, b: ActionWords): ActionWords => ({
  listed: [...new Set([...a.listed, ...b.listed])],
  services: [...new Set([...a.services, ...b.services])],
  // The shortest one is of the widest class.
  unlisted: [a.unlisted, b.unlisted]
    .filter((one) => one !== undefined)
    .toSorted((one, other) => one.length - other.length)[0],
  levels: [...new Set([...a.levels, ...b.levels])].toSorted(),
});

/** Actions that the policies name in full and AWS does not list: retired ones, or mistyped. */
export function namedActions(sets: readonly PolicySet[], index: ActionIndex): readonly string[] {
  const names = sets
    .flatMap(policiesIn)
    .flatMap(({ statements }) => statements.flatMap(({ action }) => action?.values ?? []))
    .filter((name) => /^[\w-]+:\w+$/.test(name) && !index.action(name));
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()].toSorted();
}

/** Whether the row's request is decided the same, by the same statements, if it asks for this action. */
export function isAlike(row: Row, action: string, before: PolicySet, after: PolicySet): boolean {
  if (row.actions.unlisted === undefined) return false;
  const request = { ...row.request, action };
  const isSame = (set: PolicySet, side: Pick<SpaceDecision, 'decision' | 'decidedBy'>): boolean => {
    const { decision, decidedBy } = decide(set, request);
    return (
      JSON.stringify([decision, decidedBy]) === JSON.stringify([side.decision, side.decidedBy])
    );
  };
  return isSame(before, row.before) && isSame(after, row.after);
}
