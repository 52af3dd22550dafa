/** Sets of Cedar policies on two sides: the same as Cedar reads them, or nobody can tell. */
import {
  type Access,
  type ChangeKind,
  CHANGES,
  SAME_ACCESS,
  unknownAccess,
} from '../../access/access.ts';
import { type CedarEngine, loadEngine } from '../../cedar/engine.ts';
import { normalSet } from '../../cedar/normal.ts';
import { type CedarPolicy, parsePolicies } from '../../cedar/parse.ts';
import { isToolHives } from '../../cedar/toolhive.ts';
import type { Entry } from '../../data/catalog.ts';
import { writtenPolicies } from '../../data/cedar-policies.ts';
import { type Substitute, substitution } from '../../data/role-policies.ts';
import type { CedarClaim } from '../../data/schema/index.ts';
import { readSource } from '../../files/source.ts';
import { CannotRun } from '../../problems/cannot-run.ts';
import type { ClaimChange } from '../claim-change.ts';
import { ofFile, type PolicyDiff, type PolicyWords, type State } from '../changes.ts';
import type { Comparison } from '../model.ts';
import { syntaxProblems } from './check.ts';
import { claimChanges } from './claim-changes.ts';
import { CANNOT_TELL, type DecidedSet, decisionChanges } from './decision-changes.ts';
import { neededEngine } from './needed-engine.ts';
import { type EditTerms, type PolicyEdits, policyEdits } from './policy-edits.ts';
import { decisionsOf, isExpected, isSameDecision, policiesOfSet } from './requests.ts';

export const WORDS: PolicyWords = { kind: 'cedar', title: 'Cedar policies', admits: false };

export const compareFiles: Comparison['files'] = async (before, after, { cwd }) => {
  const engine = neededEngine();
  const [old, now] = [readSource(cwd, before), readSource(cwd, after)];
  for (const source of [old, now]) {
    const { errors } = parsePolicies(engine, source.text);
    if (errors.length > 0)
      throw new CannotRun(
        `${source.file} cannot be compared: a policy in it does not parse`,
        syntaxProblems(source, errors),
      );
  }
  const { access, edits } = compareTexts(old.text, now.text, {
    nameOf: annotatedId,
    isStrict: [old, now].some(({ text }) => isToolHives(text)),
  });
  return {
    ...WORDS,
    ...ofFile(after),
    access,
    ...(edits ? { edits: edits.words } : {}),
  };
};

export interface Compared {
  readonly access: Access;
  /** Absent if they are the same, or do not parse. */
  readonly edits?: PolicyEdits;
}

/** The same, or unknown: policies that do not parse are the same only to the letter. */
export function compareTexts(
  before: string,
  after: string,
  terms: EditTerms,
  /** Whether what is configured beside them is the same. */
  isAround = true,
): Compared {
  if (!isAround) return { access: unknownAccess(CANNOT_TELL) };
  if (before === after) return { access: SAME_ACCESS };
  const engine = loadEngine();
  if (!engine) return { access: unknownAccess(CANNOT_TELL) };
  const [one, other] = [parsePolicies(engine, before), parsePolicies(engine, after)];
  if (one.errors.length + other.errors.length > 0) return { access: unknownAccess(CANNOT_TELL) };
  if (normalSet(one.policies) === normalSet(other.policies)) return { access: SAME_ACCESS };
  const edits = policyEdits(one.policies, other.policies, terms);
  return { access: openAccess(edits.possible), edits };
}

/** Unknown where a change is possible, and none where it is not. */
function openAccess(possible: ReadonlySet<ChangeKind>, reason = CANNOT_TELL): Access {
  const open = unknownAccess(reason);
  const changes = Object.fromEntries(
    CHANGES.map((kind) => [kind, (possible.has(kind) ? open : SAME_ACCESS).changes[kind]]),
  ) as Access['changes'];
  return { ...open, changes };
}

export const annotatedId = ({ json }: CedarPolicy): string | undefined =>
  json.annotations?.['id'] ?? undefined;

/** The sets of both sides, by id. */
export const compareStates: Comparison['states'] = (before, after, { pagesNaming }) => {
  const ids = [...new Set([before, after].flatMap(({ catalog }) => catalog.ids('cedar')))];
  const compared = ids.toSorted().map((id) => {
    const old = before.catalog.get('cedar', id);
    const now = after.catalog.get('cedar', id);
    const file = (now ?? old)?.file.source.file ?? '';
    const found =
      old && now
        ? compareSets(sideOf(old, before), sideOf(now, after))
        : now
          ? onlySet(sideOf(now, after), 'are new')
          : old
            ? onlySet(sideOf(old, before), 'are gone')
            : { access: SAME_ACCESS, claims: [] };
    const policy: PolicyDiff = {
      ...WORDS,
      id,
      file,
      pages: now ? pagesNaming([id]) : [],
      presence: now ? (old ? 'both' : 'new') : 'gone',
      formerly: undefined,
      access: found.access,
      ...(found.edits ? { edits: found.edits.words } : {}),
    };
    return { policy, claims: found.claims };
  });
  return Promise.resolve({
    policies: compared.map(({ policy }) => policy),
    claims: compared.flatMap(({ claims }) => claims),
  });
};

interface SetOfSide {
  readonly entry: Entry<'cedar'>;
  readonly substitute: Substitute;
}

const sideOf = (entry: Entry<'cedar'>, { catalog, config }: State): SetOfSide => ({
  entry,
  substitute: substitution(catalog, config.placeholders),
});

interface ComparedSets extends Compared {
  readonly claims: readonly ClaimChange[];
}

/** Where sets are not the same, the requests of their claims are decided on both sides. */
function compareSets(before: SetOfSide, after: SetOfSide): ComparedSets {
  const terms = termsOf([before, after]);
  const { access, edits }: Compared =
    aroundOf(before) === aroundOf(after)
      ? compareTexts(textOf(before), textOf(after), terms)
      : { access: unknownAccess(CANNOT_TELL) };
  const isSame = access === SAME_ACCESS;
  const engine = loadEngine();
  const [promised, promises] = [before.entry.value.claims, after.entry.value.claims];
  if (!engine || (isSame && claimsText(promised) === claimsText(promises)))
    return { access, ...(edits ? { edits } : {}), claims: [] };
  const [old, now] = [decidedBy(engine, before), decidedBy(engine, after)];
  return {
    access: isSame ? access : decisionChanges(old, now, edits?.possible ?? ALL),
    ...(edits ? { edits } : {}),
    claims: claimChanges(after.entry.id, promised, promises, {
      before: (claim) => holdsWith(old, claim),
      after: (claim) => holdsWith(now, claim),
    }),
  };
}

const ALL: ReadonlySet<ChangeKind> = new Set(CHANGES);

/** A set on one side only, with what its claims decide. */
function onlySet(side: SetOfSide, how: Presence): ComparedSets {
  const { access, edits } = onlyText(textOf(side), termsOf([side]), how);
  const engine = loadEngine();
  if (!engine || !edits) return { access, claims: [] };
  const own = decidedBy(engine, side);
  const none: DecidedSet = { ...own, decide: (request) => own.decide(request).map(() => REFUSED) };
  const decided =
    how === 'are new'
      ? decisionChanges(none, own, edits.possible, how)
      : decisionChanges(own, none, edits.possible, how);
  // Where every permit is gone, nothing is left to be guarded.
  const { unguarded } = how === 'are new' ? decided.changes : SAME_ACCESS.changes;
  return { access: { ...decided, changes: { ...decided.changes, unguarded } }, edits, claims: [] };
}

type Presence = 'are new' | 'are gone';

/** Policies on one side only, compared with no policy at all, which refuses everything. */
export function onlyText(text: string, terms: EditTerms, how: Presence): Compared {
  const reason = `the Cedar policies ${how}`;
  const engine = loadEngine();
  const read = engine && parsePolicies(engine, text);
  if (!read || read.errors.length > 0) return { access: unknownAccess(reason) };
  const [before, after] = how === 'are new' ? [[], read.policies] : [read.policies, []];
  const { words } = policyEdits(before, after, terms);
  const possible = new Set(
    read.policies.flatMap(({ json }): ChangeKind[] => {
      if (how === 'are gone') return json.effect === 'permit' ? ['lost'] : [];
      return [json.effect === 'permit' ? 'gained' : 'guarded'];
    }),
  );
  return { access: openAccess(possible, reason), edits: { words, possible } };
}

const REFUSED = { decision: 'implicitDeny', by: [], errors: [] } as const;

/** The ids that people gave their policies; a number is none. */
function termsOf(sides: readonly SetOfSide[]): EditTerms {
  const named = sides.flatMap(({ entry }) =>
    writtenPolicies(entry).filter((_, index) => {
      const policy = entry.value.policies[index];
      return typeof policy === 'object' && policy.id !== undefined;
    }),
  );
  return {
    nameOf: (policy) =>
      named.find(({ text }) => text.includes(policy.text))?.id ?? annotatedId(policy),
    isStrict: sides.some(({ entry }) => entry.value.model === 'toolhive'),
  };
}

/** What decides beside the policies. */
const aroundOf = ({ entry: { value } }: SetOfSide): string =>
  JSON.stringify([value.entities, value.configuration, value.model, value.schema, value.numbers]);

const textOf = ({ entry }: SetOfSide): string =>
  writtenPolicies(entry)
    .map(({ text }) => text)
    .join('\n');

const claimsText = (claims: readonly CedarClaim[]): string =>
  JSON.stringify(claims.map(({ say, ...rest }) => [say.source, rest]));

function holdsWith({ decide }: DecidedSet, claim: CedarClaim): boolean {
  return claim.requests.every((request) => {
    const [decision, ...others] = decide(request);
    if (!decision || others.some((one) => !isSameDecision(one, decision))) return false;
    if (decision.errors.length > 0 || !isExpected(claim, decision)) return false;
    return claim.by === undefined || decision.by.includes(claim.by);
  });
}

function decidedBy(engine: CedarEngine, { entry, substitute }: SetOfSide): DecidedSet {
  const policies = policiesOfSet(entry, substitute);
  return {
    entry,
    decide: (request) => {
      const decisions = decisionsOf(engine, entry, policies, request, substitute);
      return 'wrong' in decisions ? [] : decisions;
    },
  };
}
