/** Sets of Cedar policies on two sides: the same as Cedar reads them, or nobody can tell. */
import { type Access, SAME_ACCESS, unknownAccess } from '../../access/access.ts';
import { type CedarEngine, loadEngine } from '../../cedar/engine.ts';
import { normalSet } from '../../cedar/normal.ts';
import { parsePolicies } from '../../cedar/parse.ts';
import type { Entry } from '../../data/catalog.ts';
import { writtenPolicies } from '../../data/cedar-policies.ts';
import { type Substitute, substitution } from '../../data/role-policies.ts';
import type { CedarClaim } from '../../data/schema/index.ts';
import { readSource } from '../../files/source.ts';
import type { ClaimChange } from '../claim-change.ts';
import type { PolicyDiff, PolicyWords, State } from '../changes.ts';
import type { Comparison } from '../model.ts';
import { claimChanges } from './claim-changes.ts';
import { CANNOT_TELL, type DecidedSet, decisionChanges } from './decision-changes.ts';
import { decisionOf, isExpected, policiesOfSet } from './requests.ts';

const WORDS: PolicyWords = { kind: 'cedar', title: 'Cedar policies', admits: false };

export const compareFiles: Comparison['files'] = (before, after, { cwd }) => {
  const [old, now] = [readSource(cwd, before), readSource(cwd, after)];
  const place = {
    id: after,
    file: after,
    pages: [],
    presence: 'both',
    formerly: undefined,
  } as const;
  return Promise.resolve({ ...WORDS, ...place, access: compareTexts(old.text, now.text) });
};

/** The same, or unknown: policies that do not parse are the same only to the letter. */
function compareTexts(before: string, after: string): Access {
  if (before === after) return SAME_ACCESS;
  const engine = loadEngine();
  if (!engine) return unknownAccess(CANNOT_TELL);
  const [one, other] = [parsePolicies(engine, before), parsePolicies(engine, after)];
  const isSame =
    one.errors.length + other.errors.length === 0 &&
    normalSet(one.policies) === normalSet(other.policies);
  return isSame ? SAME_ACCESS : unknownAccess(CANNOT_TELL);
}

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
        : { access: unknownAccess(`the Cedar policies are ${now ? 'new' : 'gone'}`), claims: [] };
    const policy: PolicyDiff = {
      ...WORDS,
      id,
      file,
      pages: now ? pagesNaming([id]) : [],
      presence: now ? (old ? 'both' : 'new') : 'gone',
      formerly: undefined,
      access: found.access,
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

/** Where sets are not the same, the requests of their claims are decided on both sides. */
function compareSets(
  before: SetOfSide,
  after: SetOfSide,
): { readonly access: Access; readonly claims: readonly ClaimChange[] } {
  const access =
    aroundOf(before) === aroundOf(after)
      ? compareTexts(textOf(before), textOf(after))
      : unknownAccess(CANNOT_TELL);
  const isSame = access === SAME_ACCESS;
  const engine = loadEngine();
  const [promised, promises] = [before.entry.value.claims, after.entry.value.claims];
  if (!engine || (isSame && claimsText(promised) === claimsText(promises)))
    return { access, claims: [] };
  const [old, now] = [decidedBy(engine, before), decidedBy(engine, after)];
  return {
    access: isSame ? access : decisionChanges(old, now),
    claims: claimChanges(after.entry.id, promised, promises, {
      before: (claim) => holdsWith(old, claim),
      after: (claim) => holdsWith(now, claim),
    }),
  };
}

/** What decides beside the policies. */
const aroundOf = ({ entry: { value } }: SetOfSide): string =>
  JSON.stringify([value.entities, value.configuration, value.model, value.schema]);

const textOf = ({ entry }: SetOfSide): string =>
  writtenPolicies(entry)
    .map(({ text }) => text)
    .join('\n');

const claimsText = (claims: readonly CedarClaim[]): string =>
  JSON.stringify(claims.map(({ say, ...rest }) => [say.source, rest]));

function holdsWith({ decide }: DecidedSet, claim: CedarClaim): boolean {
  return claim.requests.every((request) => {
    const decision = decide(request);
    if (!decision || decision.errors.length > 0 || !isExpected(claim, decision)) return false;
    return claim.by === undefined || decision.by.includes(claim.by);
  });
}

function decidedBy(engine: CedarEngine, { entry, substitute }: SetOfSide): DecidedSet {
  const policies = policiesOfSet(entry, substitute);
  return {
    entry,
    decide: (request) => decisionOf(engine, entry, policies, request, substitute),
  };
}
