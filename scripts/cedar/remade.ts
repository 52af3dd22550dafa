/** Entities that are loaded in vain: each request makes them anew, without what is said of them. */
import type { ProblemWords } from '../problems/problem.ts';
import type { Severity } from '../problems/codes.ts';
import { type Uid, uidIn } from './decide.ts';
import type { CedarModel } from './model.ts';
import { uidText } from './scope.ts';

interface InVain extends ProblemWords {
  /** Which of the entities it is, from 0. */
  readonly index: number;
  readonly severity: Severity;
}

interface Written {
  readonly uid?: unknown;
  readonly attrs?: unknown;
  readonly parents?: unknown;
}

/** The entities whose parents or attributes never count. */
export function remadeIn(entities: readonly Written[], model: CedarModel): InVain[] {
  return entities.flatMap(({ uid, attrs, parents }, index): InVain[] => {
    const { type, id } = uidIn(uid);
    if (typeof type !== 'string' || typeof id !== 'string') return [];
    if (model.isRemade?.({ type, id }) !== true) return [];
    const above = Array.isArray(parents) ? parents.map(nameOf) : [];
    const own = typeof attrs === 'object' && attrs !== null ? Object.keys(attrs) : [];
    if (above.length + own.length === 0) return [];
    const name = uidText({ type, id });
    const said = [
      ...(above.length > 0 ? [`that it is in ${above.join(', ')}`] : []),
      ...(own.length > 0 ? [`its ${own.map((one) => `\`${one}\``).join(', ')}`] : []),
    ].join(', and ');
    return [
      {
        index,
        // What is in a group may be allowed or forbidden by it; what reads an attribute errors itself.
        severity: above.length > 0 ? 'error' : 'warning',
        message: `${model.name} makes \`${name}\` anew for each request, and puts it in the place of this one: ${said} never counts`,
        hint: HINTS[type] ?? 'name it in the policies: `[…].contains(resource.name)`',
      },
    ];
  });
}

const HINTS: Readonly<Record<string, string>> = {
  Client: 'the groups of a caller come from the claims of its token, and so do its attributes',
  Action: 'name the actions in the policies: `action in [Action::"call_tool", …]`',
};

function nameOf(parent: unknown): string {
  const { type, id } = uidIn(parent) as Partial<Uid>;
  return typeof type === 'string' && typeof id === 'string'
    ? `\`${uidText({ type, id })}\``
    : JSON.stringify(parent);
}
