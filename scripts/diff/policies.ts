/** Two policies compared, as a function of the library: values in, verdicts and rows out. */
import { loadReference, type Reference } from '../iam/reference.ts';
import { actionIndex, FACTS } from '../iam/space/index.ts';
import type { EvaluablePolicy } from '../iam/statement.ts';
import { compareAccess } from '../access/access.ts';
import { kindOf, setOf } from '../access/documents.ts';
import { groundFor } from '../access/ground.ts';
import { wordsOf } from '../models/iam/policy-words.ts';
import { policyJson } from './json.ts';
import type { PolicyJson } from './json-output.ts';

export type PolicyChanges = Pick<PolicyJson, 'verdict' | 'rows' | 'unknown'>;

/**
 * What changed in access from one policy to another, proven over all requests: what is allowed now,
 * what no longer is, and what is no longer refused whatever else is attached. Each row has a request
 * that is decided differently. A policy that names principals is taken as that of a role or resource.
 *
 * @example
 * const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::docs/*' };
 * const before = policyFromValue('policy', { Version: '2012-10-17', Statement: [read] });
 * const wider = { ...read, Action: ['s3:GetObject', 's3:PutObject'] };
 * const after = policyFromValue('policy', { Version: '2012-10-17', Statement: [wider] });
 * const { verdict, rows } = await diffPolicies(before, after);
 * console.log(verdict.gained, verdict.lost, rows[0].actions); // yes no [ 's3:PutObject' ]
 */
export async function diffPolicies(
  before: EvaluablePolicy,
  after: EvaluablePolicy,
  /** Saves the time to load it, for many policies; it is prepared for what they name. */
  reference?: Reference,
): Promise<PolicyChanges> {
  const kind = kindOf([before, after]);
  const setFor = (policy: EvaluablePolicy) => setOf(kind, { ...policy, name: 'policy' });
  const known = reference ?? (await loadReference());
  const sets = [setFor(before), setFor(after)] as const;
  const ground = await groundFor({ reference: known, index: await actionIndex() }, sets, FACTS);
  const { verdict, rows, unknown } = policyJson({
    id: after.name,
    ...wordsOf(kind),
    file: after.name,
    pages: [],
    presence: 'both',
    formerly: undefined,
    access: compareAccess(...sets, ground),
  });
  return { verdict, rows, unknown };
}
