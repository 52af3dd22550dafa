/** A request against files of Cedar policies, for `simulate`: what Cedar decides, and what ToolHive does. */
import { resolve } from 'node:path';

import {
  type CedarDecision,
  type CedarRequest,
  decide,
  type Misfit,
  type NamedPolicy,
  type RequestEntity,
  type Uid,
  uidIn,
  uidOf,
  withLoaded,
} from '../../cedar/decide.ts';
import { type Loaded, misfitOf } from '../../cedar/fits.ts';
import { parsePolicies } from '../../cedar/parse.ts';
import { misfitOfNumber, numbersIn, withNumbers } from '../../cedar/toolhive-numbers.ts';
import { asToolHive, contradictionIn, parentMisfit } from '../../cedar/toolhive-request.ts';
import { isToolHives, TOOLHIVE } from '../../cedar/toolhive.ts';
import { readText } from '../../files/read.ts';
import { readSource } from '../../files/source.ts';
import { CannotRun } from '../../problems/cannot-run.ts';
import { messageOf } from '../../problems/message-of.ts';
import type { Problem } from '../../problems/problem.ts';
import type { Question, Simulation } from '../model.ts';
import { syntaxProblems } from './check.ts';
import { neededEngine } from './needed-engine.ts';

interface Asked extends Question {
  /** A file of entities, as Cedar’s JSON. */
  readonly entities?: string;
}

type ToolHiveAnswer = 'allowed' | 'refused';

interface CedarAnswer extends CedarDecision {
  /** What ToolHive does, if the policies are for it: it refuses if any policy errors. */
  readonly toolhive: ToolHiveAnswer | undefined;
  /** What it does if it makes decimals of whole numbers, where that is something else. */
  readonly toolhiveIfDecimals?: ToolHiveAnswer;
  /** Why ToolHive is never asked this, if the policies are for it. */
  readonly misfit?: Misfit;
}

export const simulate: Simulation['answer'] = (question, { cwd }) => {
  const asked: Asked = question;
  if (asked.every !== undefined)
    throw new CannotRun('--every does not go with Cedar: its policies are tested, not proven');
  if (asked.policy.some((file) => !file.endsWith('.cedar')))
    throw new CannotRun('files of Cedar policies and of other policies cannot decide together');
  const answer = decideAsked(asked, cwd);
  if ('problems' in answer) return Promise.resolve(answer);
  return Promise.resolve({
    lines: asked.format === 'json' ? [JSON.stringify(answer, null, 2)] : linesOf(answer),
    isMet: () => isExpected(answer, asked.expect),
  });
};

function decideAsked(
  question: Asked,
  cwd: string,
): CedarAnswer | { readonly problems: readonly Problem[] } {
  const engine = neededEngine();
  const policies: NamedPolicy[] = [];
  const problems: Problem[] = [];
  for (const file of question.policy) {
    const source = readSource(cwd, file);
    const read = parsePolicies(engine, source.text);
    for (const policy of read.policies) {
      const { line } = source.position(policy.start);
      policies.push({ id: `${file}:${line}`, text: policy.text });
    }
    problems.push(...syntaxProblems(source, read.errors));
  }
  if (problems.length > 0) return { problems };
  const isToolHive = policies.some(({ text }) => isToolHives(text));
  const entities = entitiesIn(cwd, question.entities);
  const request = {
    principal: withLoaded(entityOf('--principal', question.principal), entities),
    action: actionOf(question.action),
    resource: withLoaded(entityOf('--resource', question.resource), entities),
    context: Object.fromEntries(
      Object.entries(question.context).map(([key, value]) => [key, valueOf(value)]),
    ),
    entities,
  };
  const decided = (one: CedarRequest): CedarDecision => {
    const decision = decide(engine, policies, one);
    if (!('wrong' in decision)) return decision;
    throw new CannotRun(`Cedar does not take the request: ${decision.wrong}`);
  };
  if (!isToolHive) return { ...decided(request), toolhive: undefined };
  const asked = asToolHive(request, configurationFor(request));
  const decision = decided(withNumbers(asked, 'long'));
  const misfit = misfitForToolHive(request);
  if (misfit) return { ...decision, toolhive: undefined, misfit };
  const toolhive = answerOf(decision);
  const ifDecimals = answerOf(decided(withNumbers(asked, 'decimal')));
  return {
    ...decision,
    toolhive,
    ...(ifDecimals === toolhive ? {} : { toolhiveIfDecimals: ifDecimals }),
  };
}

const answerOf = ({ decision, errors }: CedarDecision): ToolHiveAnswer =>
  errors.length > 0 || decision !== 'allowed' ? 'refused' : 'allowed';

/** Sets of claims are taken to be configured if they are given. */
const configurationFor = ({ context }: CedarRequest) => ({
  multi_valued_claims: Object.keys(context).flatMap((name) =>
    name.startsWith('claimset_') ? [name.slice('claimset_'.length)] : [],
  ),
});

/** Why ToolHive never asks this. It makes the caller and the resource anew, so they have what it sets. */
function misfitForToolHive(request: CedarRequest): Misfit | undefined {
  const { principal, resource, context, entities } = request;
  const number = [principal.attributes, resource.attributes, context]
    .flatMap(numbersIn)
    .map((one) => misfitOfNumber(one, undefined))
    .find((one) => one !== undefined);
  const own = [principal, resource].map(({ uid }) => JSON.stringify([uid.type, uid.id]));
  const others = entities.filter(({ uid }) => {
    const { type, id } = uidIn(uid);
    return !own.includes(JSON.stringify([type, id]));
  });
  return (
    number ??
    contradictionIn(request, configurationFor(request)) ??
    misfitOf(request, TOOLHIVE, loadedFrom(others)) ??
    parentMisfit(request, {})
  );
}

/** What a file of entities adds to the model. */
const loadedFrom = (entities: readonly Readonly<Record<string, unknown>>[]): Loaded => ({
  types: entities.flatMap(({ uid, parents = [] }) =>
    [uid, ...(parents as readonly unknown[])].flatMap((one) => (one as Partial<Uid>)?.type ?? []),
  ),
  attributes: entities.flatMap(({ attrs }) => Object.keys(attrs ?? {})),
});

function entityOf(option: string, written: string | undefined): RequestEntity {
  const uid = uidOf(written ?? '');
  if (uid) return { uid, attributes: {}, parents: [] };
  throw new CannotRun(
    `${option} takes an entity when policies are Cedar’s, such as ${option === '--principal' ? `'Client::"alice"'` : `'Tool::"search"'`}`,
  );
}

function actionOf(written: string | undefined): Uid {
  const uid = uidOf(written ?? '');
  if (uid) return uid;
  if (written !== undefined && /^\w+$/.test(written)) return { type: 'Action', id: written };
  throw new CannotRun(`--action takes an action such as call_tool, or 'Action::"call_tool"'`);
}

function entitiesIn(cwd: string, file: string | undefined): Readonly<Record<string, unknown>>[] {
  if (file === undefined) return [];
  try {
    const list = JSON.parse(readText(resolve(cwd, file), file)) as unknown;
    if (Array.isArray(list)) return list as Record<string, unknown>[];
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new CannotRun(`${file} is not JSON: ${messageOf(error)}`);
  }
  throw new CannotRun(`${file} is not a JSON list of entities`);
}

/** `3`, `true` and `["a"]` are what they are in JSON; anything else is a text. */
function valueOf(value: unknown): unknown {
  if (typeof value !== 'string') return Array.isArray(value) ? value.map(valueOf) : value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function linesOf({
  decision,
  by,
  errors,
  toolhive,
  toolhiveIfDecimals,
  misfit,
}: CedarAnswer): string[] {
  return [
    `${decision}${by.length > 0 ? ` by ${by.join(', ')}` : ': no policy applies'}`,
    ...errors.map(({ policy, message }) => `  ${policy} errors, so Cedar skips it: ${message}`),
    ...(misfit
      ? [
          `ToolHive: never asked: ${misfit.wrong}${misfit.hint === undefined ? '' : `; ${misfit.hint}`}`,
        ]
      : []),
    ...(toolhive === undefined
      ? []
      : [
          `ToolHive: ${toolhive}${errors.length > 0 ? ', since a policy errors on the request' : ''}${
            toolhiveIfDecimals === undefined
              ? ''
              : ` if it makes Longs of whole numbers, as it documents; ${toolhiveIfDecimals} if it makes decimals, as its code does of JSON`
          }`,
        ]),
  ];
}

function isExpected({ decision }: CedarAnswer, expected: string): boolean {
  if (expected === 'admits' || expected === 'delegates')
    throw new CannotRun(`--expect ${expected} does not go with Cedar policies`);
  return expected === 'denied' ? decision !== 'allowed' : decision === expected;
}
