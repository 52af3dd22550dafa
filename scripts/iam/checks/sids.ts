/** Statement ids. */
import {
  type Finding,
  found,
  type CheckedPolicy,
  type PolicyCheck,
  type StatementCheck,
} from './finding.ts';
import { type WrittenStatement } from '../written.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
export const sidPolicyChecks: readonly PolicyCheck[] = [uniqueSids];
export const sidChecks: readonly StatementCheck[] = [sidCharacters];

function* uniqueSids(policy: CheckedPolicy): Iterable<Finding> {
  const seen = new Set<string>();
  for (const statement of policy.statements) {
    const sid = sidOf(statement);
    if (!sid) continue;
    if (seen.has(sid.value)) {
      yield found(
        policy.kind === 'resource' ? 'iam/unique-sids-recommended' : 'iam/unique-sids-required',
        statement,
        sid.range,
        `an earlier statement already has the id "${sid.value}"`,
        'give each statement an id of its own, or none',
      );
    }
    seen.add(sid.value);
  }
}

function* sidCharacters(statement: WrittenStatement, policy: CheckedPolicy): Iterable<Finding> {
  const sid = sidOf(statement);
  if (!sid || policy.kind === 'resource' || /^[A-Za-z0-9]*$/.test(sid.value)) return;
  const plain = sid.value.replace(/[^A-Za-z0-9]/g, '');
  yield found(
    'iam/unsupported-sid',
    statement,
    sid.range,
    `the id "${sid.value}" has characters other than letters and digits, which IAM refuses`,
    plain === '' ? undefined : `write \`"Sid": "${plain}"\``,
  );
}

/** The id, unless it is empty. */
function sidOf(
  statement: WrittenStatement,
): { value: string; range: Finding['range'] } | undefined {
  const node = statement.elements.get('Sid')?.value;
  return node?.kind === 'scalar' && typeof node.value === 'string' && node.value !== ''
    ? { value: node.value, range: node.range }
    : undefined;
}
