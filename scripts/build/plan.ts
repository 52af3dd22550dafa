/** Puts together what a build would change from the results of its stages. */
import { isError, type Problem } from '../problems/problem.ts';
import type { Source } from '../problems/source.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Comparison } from './compare.ts';
import type { Content } from './content.ts';
import type { PlannedPage } from './expected.ts';
import type { Inputs } from './inputs.ts';
import type { Learned, Memory } from './learned.ts';
import type { SurveyResult } from './survey.ts';
import type { UpToDate } from './verdict.ts';

export interface Plan extends Pick<Comparison, 'counts'> {
  readonly workspace: Workspace;
  /** The data files, as the build read them. */
  readonly data: readonly Source[];
  /** How many of the named files are not pages and do not feed any. */
  readonly skipped: number;
  /** A remark for people: which Prettier formats, if it is not the workspace's own. */
  readonly notice: string | undefined;
  readonly problems: readonly Problem[];
  /** The pages that were compared: all except those that an earlier run found up to date. */
  readonly compared: readonly PlannedPage[];
  /** Pages with an outdated region. Empty if there are errors. */
  readonly stale: readonly PlannedPage[];
  /** Data and templates; undefined if an earlier verdict made loading them unnecessary. */
  readonly content: Content | undefined;
  /** What to cache; see {@link remember} in learned.ts. */
  readonly learned: Learned;
}

/** The results of the stages of a build. */
interface Stages {
  readonly inputs: Inputs;
  readonly memory: Memory;
  readonly surveyed: SurveyResult;
  readonly content: Content | undefined;
  readonly comparison: Comparison | undefined;
}

export function planOf({ inputs, memory, surveyed, content, comparison = NONE }: Stages): Plan {
  const { known, news, scanned } = surveyed;
  const ground = content ?? memory.verdict ?? NONE;
  const counts = countsOf(known, comparison);
  const problems = [...problemsOf({ memory, surveyed, content }), ...comparison.problems];
  return {
    workspace: inputs.workspace,
    data: inputs.data,
    skipped: inputs.selection.skipped.length,
    problems,
    compared: comparison.compared,
    stale: problems.some(isError) ? [] : comparison.stale,
    counts,
    notice: counts.regions > 0 ? inputs.prettier.notice : undefined,
    content,
    learned: {
      key: inputs.key,
      isWhole: inputs.isWhole,
      earlier: memory.verdict,
      linked: ground.linked,
      problems: ground.problems,
      upToDate: new Map([...known, ...comparison.upToDate]),
      scanned,
      facts: memory.verdict ? undefined : news,
    },
  };
}

/** The problems found before pages are compared. If one is an error, pages are not compared. */
export function problemsOf({
  memory,
  surveyed: { known, news, unread },
  content,
}: Pick<Stages, 'memory' | 'surveyed' | 'content'>): Problem[] {
  const ground = content ?? memory.verdict ?? NONE;
  return [...unread, ...[ground, ...news, ...known.values()].flatMap((one) => one.problems)];
}

const NONE = {
  problems: [],
  linked: [],
  compared: [],
  stale: [],
  upToDate: new Map<string, UpToDate>(),
  counts: { pages: 0, regions: 0 },
} as const;

function countsOf(known: ReadonlyMap<string, UpToDate>, { counts }: Pick<Comparison, 'counts'>) {
  const inForce = [...known.values()].filter(({ regions }) => regions > 0);
  return {
    pages: counts.pages + inForce.length,
    regions: inForce.reduce((sum, { regions }) => sum + regions, counts.regions),
  };
}
