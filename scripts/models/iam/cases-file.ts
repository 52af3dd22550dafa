/** A file of cases for `simulate --cases`: a JSON array, each with words for what is wrong with it. */
import * as z from 'zod';

import { type Case, expectedOutcome, runCase } from '../../iam/cases.ts';
import type { Decision } from '../../iam/evaluate.ts';
import { CannotRun } from '../../problems/cannot-run.ts';
import { didYouMean } from '../../problems/did-you-mean.ts';
import { messageOf } from '../../problems/message-of.ts';
import { readGivenText } from '../../files/source.ts';

const OUTCOMES = ['allowed', 'explicitDeny', 'implicitDeny', 'unknown'];

const text = z.string({ error: 'expected a text' });
const value = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'expected a text, a number, true, false or null',
});
/** A policy that is a text is read as JSON, so that duplicate keys are seen. */
const policy = z.union([z.record(z.string(), z.unknown()), z.string()], {
  error: 'expected a policy: an object, or its JSON as a text',
});

/** More keys are allowed: people write notes into cases. */
const schema = z.looseObject(
  {
    id: z.union([z.string(), z.number()], { error: 'expected a text' }).optional(),
    policy: policy.optional(),
    policies: z.array(policy, { error: 'expected a list of policies' }).optional(),
    boundary: policy.optional(),
    scps: z
      .array(z.array(policy, { error: 'expected a list of policies for each level' }), {
        error: 'expected a list of levels, each a list of policies',
      })
      .optional(),
    rcps: z
      .array(z.array(policy, { error: 'expected a list of policies for each level' }), {
        error: 'expected a list of levels, each a list of policies',
      })
      .optional(),
    session: policy.optional(),
    resourcePolicy: policy.optional(),
    principal: text.optional(),
    action: z.string({ error: 'expected an action, such as s3:GetObject' }),
    resource: text.optional(),
    resourceAccount: text.optional(),
    context: z
      .record(
        z.string(),
        z.union([value, z.array(value)], { error: 'expected a value, or a list' }),
        {
          error: 'expected an object of condition keys',
        },
      )
      .optional(),
    expected: text
      .refine((word) => OUTCOMES.includes(expectedOutcome(word)), {
        error: ({ input }) =>
          didYouMean(String(input), OUTCOMES) ?? `expected one of ${OUTCOMES.join(', ')}`,
      })
      .optional(),
  },
  { error: 'expected an object with an `action`' },
);

/** The cases of a file, decided. Throws {@link CannotRun} before the first if one is not a case. */
export function* decideCases(
  cwd: string,
  file: string,
): Generator<{ readonly id: string; readonly one: Case; readonly decision: Decision }> {
  const cases = readList(cwd, file).map((given, index) => {
    const place = `${file}: case ${index + 1}`;
    return { id: String(index + 1), place, one: asCase(given, place) };
  });
  for (const { id, place, one } of cases)
    yield { id: String(one.id ?? id), one, decision: decide(one, place) };
}

function asCase(given: unknown, place: string): Case {
  const checked = schema.safeParse(given);
  if (checked.success) return checked.data as Case;
  const [issue] = checked.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  throw new CannotRun(`${place}: ${path === '' ? '' : `\`${path}\`: `}${issue?.message}`);
}

function decide(one: Case, place: string): Decision {
  try {
    return runCase(one);
  } catch (error) {
    const why = error instanceof RangeError ? 'it nests too deep' : messageOf(error);
    throw new CannotRun(`${place} cannot be decided: ${why}`);
  }
}

function readList(cwd: string, file: string): readonly unknown[] {
  const text = readGivenText(cwd, file);
  let cases: unknown;
  try {
    cases = JSON.parse(text);
  } catch (error) {
    throw new CannotRun(`${file} is not valid JSON: ${messageOf(error)}`);
  }
  if (!Array.isArray(cases)) throw new CannotRun(`${file} holds no array of cases`);
  return cases;
}
