/** Sets of Cedar policies: they parse and fit their model, and their claims hold by Cedar’s engine. */
import { checkPolicy } from '../../cedar/check.ts';
import type { CedarDecision, NamedPolicy } from '../../cedar/decide.ts';
import { type CedarEngine, engineVersion, INSTALL, loadEngine } from '../../cedar/engine.ts';
import { type CedarModel, modelOfSchema } from '../../cedar/model.ts';
import { parsePolicies, placeOfError } from '../../cedar/parse.ts';
import { remadeIn } from '../../cedar/remade.ts';
import { TOOLHIVE } from '../../cedar/toolhive.ts';
import { type Catalog, type Entry, placeIn } from '../../data/catalog.ts';
import { type WrittenPolicy, writtenPolicies } from '../../data/cedar-policies.ts';
import { withNames } from '../../data/names.ts';
import { declaredPlaceholders, type Substitute, substitutionOf } from '../../data/role-policies.ts';
import type { CedarClaim } from '../../data/schema/index.ts';
import { CannotRun } from '../../problems/cannot-run.ts';
import type { Code } from '../../problems/codes.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { isError, type Problem, problemAt, type ProblemWords } from '../../problems/problem.ts';
import { plural } from '../../problems/report.ts';
import { proofsOf } from '../kept-proofs.ts';
import type { HolderProof, ModelOptions, ModelProof, Outcome } from '../model.ts';
import { numberNotes, numbersDiffer } from './numbers.ts';
import { decisionsOf, isExpected, isSameDecision, loadedOf, policiesOfSet } from './requests.ts';

/** Proves the claims of these sets. Throws {@link CannotRun} without an engine. */
export async function proveSets(
  sets: readonly Entry<'cedar'>[],
  catalog: Catalog,
  {
    placeholders: configured,
    cache,
    share,
  }: Pick<ModelOptions, 'placeholders' | 'cache' | 'share'>,
  load: () => CedarEngine | undefined = loadEngine,
): Promise<ModelProof> {
  const [first] = sets;
  if (!first) return { holders: [], summary: {} };
  const placeholders = declaredPlaceholders(catalog, configured);
  const ground = { placeholders, engine: engineVersion() };
  const asked = { holders: sets, catalog, ground, cache, share, name: 'proofs-cedar' };
  const holders = await proofsOf(asked, () => {
    const engine = load();
    if (!engine)
      throw new CannotRun(
        `${first.file.source.file} has Cedar policies, and Cedar’s engine is not installed; run \`${INSTALL}\``,
      );
    const substitute = substitutionOf(placeholders);
    return (set, traced) => proveSet(traced, set, engine, substitute);
  });
  return { holders, summary: {} };
}

function proveSet(
  catalog: Catalog,
  entry: Entry<'cedar'>,
  engine: CedarEngine,
  substitute: Substitute,
): HolderProof {
  const { id, value } = entry;
  const shown = { id, outcomes: [], notes: [], endNotes: [] };
  const written = writtenPolicies(entry);
  const model = modelOf(entry, engine);
  if ('code' in model) return { ...shown, problems: [model] };
  const invalid = [
    ...written.flatMap((policy) => policyProblems(entry, engine, policy, model, substitute)),
    ...repeatedIds(entry, written),
  ];
  if (invalid.some(isError)) return { ...shown, problems: invalid };
  const policies = policiesOfSet(entry, substitute);
  const problems = [
    ...invalid,
    ...remadeIn(value.entities, model).map(({ index, severity, ...words }) => ({
      ...at(entry, ['entities', index], 'cedar/entity-replaced', words),
      severity,
    })),
  ];
  if (value.claims.length === 0)
    problems.push(
      at(entry, ['title'], 'claim/none', {
        message: `the Cedar policies ${id} have no claims, so nothing shows what they decide`,
        hint: 'add `claims`: what they allow, and what they refuse',
      }),
    );
  const outcomes = value.claims.map((claim, index): Outcome => {
    const { decisions, problems: found } = tryClaim(entry, engine, policies, index, substitute);
    const holds = !found.some(isError);
    problems.push(...found);
    return {
      index,
      say: withNames(claim.say.source, catalog),
      expect: claim.expect,
      holds,
      shown: shownBy(claim, decisions, holds),
      since: numberNotes(entry, claim),
      details: { decisions },
    };
  });
  if (value.claims.length > 0 && outcomes.every(({ holds }) => holds))
    problems.push(...unnoticed(entry, engine, policies, written, substitute));
  return { ...shown, outcomes, problems };
}

function shownBy(
  { requests, expect }: CedarClaim,
  decisions: readonly CedarDecision[],
  holds: boolean,
): string {
  const tested = `tested with ${plural(requests.length, 'request')}`;
  if (!holds) return `${tested}: not shown`;
  const by = [...new Set(decisions.flatMap((decision) => decision.by))].join(', ');
  return `${tested}: ${expect}${by === '' ? '' : ` by ${by}`}`;
}

function modelOf(entry: Entry<'cedar'>, engine: CedarEngine): CedarModel | Problem {
  const { schema } = entry.value;
  if (schema === undefined) return TOOLHIVE;
  const model = modelOfSchema(engine, schema);
  if (!('error' in model)) return model;
  return at(entry, ['schema'], 'cedar/invalid-schema', {
    message: `the schema does not parse: ${model.error}`,
    hint: 'correct it; the language is at https://docs.cedarpolicy.com/schema/human-readable-schema.html',
  });
}

function policyProblems(
  entry: Entry<'cedar'>,
  engine: CedarEngine,
  { text: own, toFile }: WrittenPolicy,
  model: CedarModel,
  substitute: Substitute,
): Problem[] {
  const text = substitute(own);
  const { source } = entry.file;
  const place = ({ start, end }: { start: number; end: number }) =>
    text === own
      ? { start: toFile(start), end: toFile(Math.max(start, end - 1)) + 1 }
      : { start: toFile(0), end: toFile(own.length - 1) + 1 };
  const { policies, errors } = parsePolicies(engine, text);
  const broken = errors.map(({ message, hint, ...range }) =>
    problemAt('cedar/syntax', source, place(range), {
      message: `this policy does not parse: ${message}`,
      hint: hint ?? 'correct it; Cedar loads no policy of a set that has a mistake',
    }),
  );
  if (broken.length > 0) return broken;
  const [, second] = policies;
  const [template] = policies.filter(({ isTemplate }) => isTemplate);
  if (second || template)
    return [
      problemAt('cedar/syntax', source, place(wholeOf(second ?? template ?? { start: 0, text })), {
        message: second
          ? 'another policy begins here'
          : 'a policy with a slot is a template, which decides nothing before it is linked',
        hint: second
          ? 'make it an entry of its own in `policies`'
          : 'write an entity in place of the slot',
      }),
    ];
  if (policies.length === 0)
    return [
      problemAt('cedar/syntax', source, place({ start: 0, end: text.length }), {
        message: 'there is no policy in this text',
        hint: 'write one, or remove the entry',
      }),
    ];
  const entities = loadedOf(entry.value);
  const wrong = policies.flatMap((policy) =>
    checkPolicy(policy, { engine, model, entities }).map(({ code, start, end, ...words }) =>
      problemAt(code, source, place({ start, end }), words),
    ),
  );
  const { schema } = entry.value;
  if (wrong.length > 0 || schema === undefined) return wrong;
  const answer = engine.validate({ schema, policies: { staticPolicies: text } });
  if (answer.type === 'failure') return [];
  return answer.validationErrors.map(({ error }) =>
    problemAt('cedar/invalid', source, place(placeOfError(text, error)), {
      message: error.message.replace(/^for policy `[^`]*`, /, ''),
      hint: error.help ?? undefined,
    }),
  );
}

const wholeOf = ({ start, text }: { readonly start: number; readonly text: string }) => ({
  start,
  end: start + text.length,
});

function repeatedIds(entry: Entry<'cedar'>, written: readonly WrittenPolicy[]): Problem[] {
  return written.flatMap(({ id, path }, index) =>
    written.findIndex((one) => one.id === id) === index
      ? []
      : [
          at(entry, path, 'data/duplicate-id', {
            message: `two policies of ${entry.id} have the id \`${id}\``,
            hint: 'rename one of the two',
          }),
        ],
  );
}

function at(
  entry: Entry<'cedar'>,
  path: Parameters<typeof placeIn>[1],
  code: Code,
  words: ProblemWords,
): Problem {
  return problemAt(code, entry.file.source, placeIn(entry, path), words);
}

/** What is decided on a request of a claim, as JSON has it. */
interface ClaimDecision extends CedarDecision {
  /** What is decided if ToolHive makes decimals of whole numbers, where it is something else. */
  readonly ifDecimals?: CedarDecision;
}

/** Tries every request of a claim. */
function tryClaim(
  entry: Entry<'cedar'>,
  engine: CedarEngine,
  policies: readonly NamedPolicy[],
  index: number,
  substitute: Substitute,
): { readonly decisions: readonly ClaimDecision[]; readonly problems: readonly Problem[] } {
  const claim = entry.value.claims[index] as CedarClaim;
  const decisions: ClaimDecision[] = [];
  const problems: Problem[] = [];
  const ids = policies.map(({ id }) => id);
  if (claim.by !== undefined && !ids.includes(claim.by))
    problems.push(
      at(entry, ['claims', index, 'by'], 'claim/unknown-statement', {
        message: `no policy of ${entry.id} has the id ${claim.by}`,
        hint: didYouMean(claim.by, ids) ?? `policies are: ${ids.join(', ')}`,
      }),
    );
  for (const [number, request] of claim.requests.entries()) {
    const path = ['claims', index, 'requests', number];
    const decided = decisionsOf(engine, entry, policies, request, substitute);
    if ('wrong' in decided) {
      problems.push(
        at(entry, path, 'cedar/invalid-request', {
          message: `this request cannot be made: ${decided.wrong}`,
          hint:
            decided.hint ??
            (entry.value.schema === undefined
              ? 'write entities as `Tool::"search"`, and values as JSON'
              : 'write only names that the schema has, each with its namespace, and values of its types'),
        }),
      );
      continue;
    }
    const [decision, ifDecimals] = decided as readonly [CedarDecision, CedarDecision?];
    const isOpen = ifDecimals !== undefined && !isSameDecision(decision, ifDecimals);
    decisions.push(isOpen ? { ...decision, ifDecimals } : decision);
    const problem = isOpen
      ? at(entry, path, 'cedar/numbers-differ', numbersDiffer(decision, ifDecimals))
      : problemOf(entry, claim, index, number, decision);
    if (problem) problems.push(problem);
  }
  return { decisions, problems };
}

function problemOf(
  entry: Entry<'cedar'>,
  claim: CedarClaim,
  index: number,
  number: number,
  decision: CedarDecision,
): Problem | undefined {
  const path = ['claims', index, 'requests', number];
  const [error] = decision.errors;
  if (error) {
    const outcome =
      entry.value.model === 'toolhive' ? 'ToolHive refuses the request' : 'Cedar skips it';
    return at(entry, path, 'cedar/errors-on-request', {
      message: `${error.policy} errors on this request, so ${outcome}: ${error.message}`,
      hint: 'guard what may be missing with `has`, or correct the policy',
    });
  }
  const by = decision.by.length > 0 ? ` by ${decision.by.join(', ')}` : '';
  if (!isExpected(claim, decision))
    return at(entry, ['claims', index, 'say'], 'claim/fails', {
      message: `this does not hold: request ${number + 1} is ${decision.decision}${by}, not ${claim.expect}`,
      hint: decision.by.length > 0 ? 'correct the policy or the claim' : 'no policy applies to it',
    });
  if (claim.by !== undefined && !decision.by.includes(claim.by))
    return at(entry, ['claims', index, 'say'], 'claim/decided-elsewhere', {
      message: `this holds, but not by ${claim.by}: request ${number + 1} is ${decision.decision}${by}`,
      hint: 'correct `by`, or find out why the policy does not decide',
    });
  return undefined;
}

/** Policies that may go without any claim noticing. */
function unnoticed(
  entry: Entry<'cedar'>,
  engine: CedarEngine,
  policies: readonly NamedPolicy[],
  written: readonly WrittenPolicy[],
  substitute: Substitute,
): Problem[] {
  return policies.flatMap(({ id, text }) => {
    const others = policies.filter((one) => one.id !== id);
    const isNoticed = entry.value.claims.some((claim) =>
      claim.requests.some((request) => {
        const decisions = decisionsOf(engine, entry, others, request, substitute);
        const isKept =
          !('wrong' in decisions) && decisions.every((decision) => isExpected(claim, decision));
        return !isKept || claim.by === id;
      }),
    );
    if (isNoticed) return [];
    const path = written.find((one) => one.id === id)?.path ?? [];
    const isForbid = /\bforbid\b/.test(text);
    return [
      at(entry, path, 'cedar/unnoticed-loss', {
        message: `all claims of ${entry.id} still hold without ${id}`,
        hint: isForbid
          ? 'claim a request that it forbids, with `expect: explicitDeny`'
          : 'claim a request that only it permits',
      }),
    ];
  });
}
