/**
 * Actions that AWS retired, known without any workspace: retired.json has those that a page of AWS
 * speaks of, by hand; ended.json what `npm run retired` computed from earlier versions of the data set.
 */
import ended from './ended.json' with { type: 'json' };
import { globMatches } from './glob.ts';
import sourced from './retired.json' with { type: 'json' };

export interface RetiredAction {
  /** `service:Name`. */
  readonly action: string;
  /** YYYY-MM-DD; of a computed row the first day on which AWS's lists lack it. */
  readonly removed: string;
  readonly replacedBy: string;
  readonly source: string | undefined;
  /** What became of it, where that is not “was removed on …”. */
  readonly fate?: string | undefined;
  /** Its bare name is that of an API operation too, which stays: a page may well use it. */
  readonly isOperation?: boolean | undefined;
  /** The service ended as a whole: what names it breaks nothing, so that it is worth a warning. */
  readonly isDeadText?: boolean | undefined;
  /**
   * The last day on which AWS's lists are known to have it. Such a row was computed: nobody says why
   * it ended, so that it is worth a warning and no error.
   */
  readonly listed?: string | undefined;
}

export interface Lifecycle {
  readonly actions: readonly RetiredAction[];
  /** Services none of whose actions is left, by prefix: `service:*` is stale too. */
  readonly namespaces: ReadonlySet<string>;
}

interface Row extends Omit<RetiredAction, 'action'> {
  readonly service: string;
  readonly actions: readonly string[];
  /** Nothing of the service is left. */
  readonly isWhole?: boolean;
}

const COMPUTED: readonly Row[] = ended.ended.map(
  ({ service, actions, isWhole, listed, missing }) => ({
    service,
    actions,
    isWhole,
    listed,
    removed: missing,
    replacedBy: 'remove it, or look up what AWS has in its place',
    source: undefined,
    fate: fateOf(listed, missing),
    isOperation: true,
  }),
);

/** The last day of the data that ended.json was computed from. */
export const ENDED_UNTIL: string | undefined = ended.days.at(-1);

export function fateOf(listed: string, missing: string): string {
  return `left AWS’s lists between ${listed} and ${missing}`;
}

export const AWS_LIFECYCLE: Lifecycle = mergeLifecycles(
  toLifecycle(COMPUTED),
  toLifecycle(sourced),
);

function toLifecycle(rows: readonly Row[]): Lifecycle {
  return {
    actions: rows.flatMap(({ service, actions, isWhole: _, ...facts }) =>
      actions.map((name) => ({ ...facts, action: `${service}:${name}` })),
    ),
    namespaces: new Set(rows.filter(({ isWhole }) => isWhole).map(({ service }) => service)),
  };
}

export function mergeLifecycles(a: Lifecycle, b: Lifecycle): Lifecycle {
  const own = new Set(b.actions.map(({ action }) => action.toLowerCase()));
  return {
    actions: [...a.actions.filter(({ action }) => !own.has(action.toLowerCase())), ...b.actions],
    namespaces: new Set([...a.namespaces, ...b.namespaces]),
  };
}

/**
 * The retired action that a pattern of a policy stands for: its own name in any case, or a wildcard
 * that matches retired actions and nothing else.
 */
export function retiredBy(
  pattern: string,
  { actions, namespaces }: Lifecycle,
): RetiredAction | undefined {
  const lower = pattern.toLowerCase();
  const exact = actions.find(({ action }) => action.toLowerCase() === lower);
  if (exact || !/[*?]/.test(lower)) return exact;
  const [service = ''] = lower.split(':');
  if (!namespaces.has(service)) return undefined;
  return actions.find(({ action }) => globMatches(lower, action.toLowerCase()));
}
