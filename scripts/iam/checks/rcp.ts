/** What a resource control policy may say: it only denies, to everyone, and names services. */
import { RCP_SERVICES } from '../rcp.ts';
import type { WrittenStatement } from '../written.ts';
import { type CheckedPolicy, type Finding, found, type StatementCheck } from './finding.ts';

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html */
export const rcpChecks: readonly StatementCheck[] = [
  (statement, policy) =>
    policy.kind === 'rcp' && !isFullAccess(statement) ? statementFindings(statement, policy) : [],
];

/** `RCPFullAWSAccess`, the only one that allows; AWS attaches it. */
function isFullAccess({ effect, actions, resources, principals, conditions }: WrittenStatement) {
  const isAll = (texts: readonly { readonly value: string }[]): boolean =>
    texts.length === 1 && texts[0]?.value === '*';
  return (
    effect === 'Allow' &&
    isAll(actions) &&
    isAll(resources) &&
    principals.length === 1 &&
    principals[0]?.type === undefined &&
    conditions.length === 0
  );
}

function* statementFindings(
  statement: WrittenStatement,
  { reference }: CheckedPolicy,
): Iterable<Finding> {
  const { elements, principals, actions } = statement;
  const effect = elements.get('Effect');
  if (effect && statement.effect === 'Allow')
    yield found(
      'iam/rcp-syntax-error-allow',
      statement,
      effect.value.range,
      'a resource control policy of your own only denies; `RCPFullAWSAccess`, which AWS attaches, is the one that allows',
      'deny what is to be refused, with the exceptions as conditions',
    );
  const notAction = elements.get('NotAction');
  if (notAction)
    yield found(
      'iam/rcp-syntax-error-notaction',
      statement,
      notAction.keyRange,
      'a resource control policy cannot have `NotAction`',
      'list the actions in `Action`',
    );
  const named = elements.get('NotPrincipal') ?? elements.get('Principal');
  const isEveryone = principals.length === 1 && principals[0]?.value.value === '*';
  if (named && (elements.has('NotPrincipal') || !isEveryone || principals[0]?.type !== undefined))
    yield found(
      'iam/rcp-syntax-error-principal',
      statement,
      named.keyRange,
      'a resource control policy applies to everyone: its `Principal` is `"*"`',
      'write `"Principal": "*"`, and say whom it spares with a condition such as `aws:PrincipalOrgID`',
    );
  if (notAction) return;
  for (const { value, range } of actions) {
    const [service = ''] = value.toLowerCase().split(':', 1);
    if (value === '*' || /[*?]/.test(service))
      yield found(
        'iam/rcp-syntax-error-action',
        statement,
        range,
        `\`${value}\` names no service, and a resource control policy must`,
        'name the services, such as `"s3:*"`',
      );
    else if (reference?.hasService(service) === true && !RCP_SERVICES.has(service))
      yield found(
        'iam/rcp-unsupported-service',
        statement,
        range,
        `AWS does not list ${service} among the services that support resource control policies, so this may refuse nothing`,
        'limit the callers with a service control policy, or the resource with a policy of its own',
      );
  }
}
