/** What is wrong with a claim, in words: the first request that is decided otherwise, and why. */
import { type Holder, placeIn } from '../../data/catalog.ts';
import type { Claim } from '../../data/schema/index.ts';
import type { ContextValues } from '../../iam/context.ts';
import { DEFAULT_PRINCIPAL } from '../../iam/evaluate.ts';
import { ANSWERED } from '../../iam/caller-identity.ts';
import type { SpaceDecision, SpaceRequest } from '../../iam/space/decide.ts';
import type { EveryAnswer } from '../../iam/space/prove.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { type Problem, problemAt, type ProblemWords } from '../../problems/problem.ts';
import type { Code } from '../../problems/codes.ts';
import { isExpected, type Trial } from './examples.ts';
import { isOfResource } from './policy-sets.ts';
import type { Unaskable, UniversalProof } from './universal.ts';

/** One problem a claim: its first example that fails. */
export function exampleProblems(
  holder: Holder,
  index: number,
  claim: Claim,
  trials: readonly Trial[],
): Problem[] {
  const failed = trials.find(({ ok }) => !ok);
  if (!failed) return [];
  const more = trials.filter(({ ok }) => !ok).length - 1;
  const rest = more > 0 ? `; ${more} more of ${trials.length} requests fail` : '';
  const { code, words } = failure(claim, failed.request, failed.decision, rest);
  return [problemOf(holder, index, code, words)];
}

/** One problem a claim: the first context in which it is not proven. */
export function universalProblems(
  holder: Holder,
  index: number,
  claim: Claim,
  proofs: readonly UniversalProof[] | Unaskable,
): Problem[] {
  if ('wrong' in proofs) return [problemOf(holder, index, ...unaskable(claim, proofs))];
  const open = proofs.find(({ answer }) => answer.answer !== 'holds');
  if (!open) return [];
  const { code, words } = openAnswer(holder, claim, open.answer);
  return [problemOf(holder, index, code, words)];
}

function problemOf(holder: Holder, index: number, code: Code, words: ProblemWords): Problem {
  return problemAt(code, holder.file.source, placeIn(holder, ['claims', index, 'say']), words);
}

function openAnswer(
  holder: Holder,
  claim: Claim,
  answer: EveryAnswer,
): { readonly code: Code; readonly words: ProblemWords } {
  if (answer.answer === 'fails') return failure(claim, answer.request, answer.decision, '');
  if (answer.answer === 'unknown') {
    const reasons = answer.reasons.map(({ reason }) => reason);
    const state = answer.reasons.flatMap((one) => one.state ?? [])[0];
    return {
      code: 'claim/unknown',
      words: {
        message: `this claim cannot be decided for every request: ${reasons.slice(0, 3).join('; ')}`,
        hint: state ?? 'state what the decision depends on, or claim only what is documented',
      },
    };
  }
  if (answer.answer === 'empty') {
    const facts = answer.facts.map(({ key }) => key);
    const why =
      facts.length > 0
        ? `, since ${facts.join(' and ')} cannot be so (\`prove --no-facts\` shows it without)`
        : '';
    return {
      code: 'claim/empty-space',
      words: {
        message: `no request is in this space, so the claim says nothing${why}`,
        hint: `correct the space, its exceptions or its scenario${attachment(holder)}`,
      },
    };
  }
  if (answer.answer === 'invalid')
    return {
      code: 'claim/invalid',
      words: {
        message: answer.reason,
        hint: 'correct the claim; see `permadocs explain claim/invalid`',
      },
    };
  return { code: 'claim/fails', words: { message: 'this does not hold' } };
}

/** A policy of a resource is about that resource, so that other ones are in none of its spaces. */
function attachment({ kind, value }: Holder): string {
  const to = kind === 'policies' && isOfResource(value.kind) ? [value.attachedTo ?? []].flat() : [];
  return to.length === 0 ? '' : `: the policy can only be about ${to.join(' and ')}`;
}

function unaskable(claim: Claim, { wrong, what, known = [] }: Unaskable): [Code, ProblemWords] {
  if (wrong === 'context-clash')
    return [
      'claim/context-clash',
      {
        message: `the space and the scenario ${claim.scenario} state ${what} differently`,
        hint: 'state it in one of them',
      },
    ];
  if (wrong === 'too-wide')
    return [
      'claim/invalid',
      {
        message: `every role is within ${what}, so the claim says nothing`,
        hint: 'compare with another role that does not allow everything',
      },
    ];
  const sids = [...new Set(known)];
  const isTwice = known.filter((sid) => sid === what).length > 1;
  return [
    'claim/unknown-statement',
    isTwice
      ? {
          message: `two statements are named ${what}`,
          hint: `write the policy's file before it: \`policy.json/${what}\``,
        }
      : {
          message: `no statement is named ${what}`,
          hint: didYouMean(what, sids) ?? `statements are: ${sids.join(', ') || 'none with a Sid'}`,
        },
  ];
}

function failure(
  claim: Claim,
  request: SpaceRequest,
  decision: SpaceDecision,
  rest: string,
): { readonly code: Code; readonly words: ProblemWords } {
  const by = claim.policy !== 'permissions' && isNamed(request) ? ` by ${request.principal}` : '';
  const asked = `${request.action} on ${request.resource}${by} with ${contextText(request.context)}`;
  if (decision.decision === 'unknown')
    return {
      code: 'claim/unknown',
      words: {
        message: `this claim cannot be decided: ${asked} is unknown, because ${decision.unknown.join('; ')}${rest}`,
        hint: 'claim only what is documented, or state what the decision depends on',
      },
    };
  const decided = decision.decidedBy
    .map(({ policy, sid, index: at }) => `${sid ?? `statement ${at + 1}`} of ${policy}`)
    .join(', ');
  const outcome = `${decision.decision}${decided === '' ? '' : ` by ${decided}`}`;
  const expected = claim.expect ?? 'denied';
  if (
    claim.by !== undefined &&
    isExpected({ ...claim, expect: expected, by: undefined }, decision)
  ) {
    const sids = [...decision.decidedBy, ...decision.notMatched].flatMap(({ sid }) => sid ?? []);
    return {
      code: 'claim/decided-elsewhere',
      words: {
        message: `this holds, but not by ${claim.by}: ${asked} is ${outcome}${rest}`,
        hint:
          (sids.includes(claim.by) ? undefined : didYouMean(claim.by, sids)) ??
          'correct `by`, or find out why the statement does not decide',
      },
    };
  }
  return {
    code: 'claim/fails',
    words: {
      message: `this does not hold: ${asked} is ${outcome}, not ${expected}${rest}`,
      hint:
        request.action === ANSWERED && claim.every
          ? `no policy refuses it; leave it out of the space: \`except: [{ action: ${ANSWERED} }]\``
          : whyNot(decision),
    },
  };
}

/** Where policies name no principal, the caller is any. */
const isNamed = ({ principal }: SpaceRequest): boolean => principal !== DEFAULT_PRINCIPAL;

/** The first reasons why statements did not apply: usually the one that matters is among them. */
function whyNot({ notMatched }: SpaceDecision): string | undefined {
  const reasons = notMatched
    .slice(0, 3)
    .map(
      ({ sid, index, reason }) => `${sid ?? `statement ${index + 1}`} does not apply: ${reason}`,
    );
  return reasons.length > 0 ? reasons.join('\n') : undefined;
}

/** `aws:ViaAWSMCPService absent, aws:SourceVpc "vpc-1"`. */
export function contextText(context: ContextValues): string {
  const parts = Object.entries(context).map(
    ([key, value]) => `${key} ${value === null ? 'absent' : JSON.stringify(value)}`,
  );
  return parts.length > 0 ? parts.join(', ') : 'no condition keys';
}
