/**
 * What resource control policies apply to, beside what their statements say. Sources:
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html,
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html
 * and, for keys,
 * https://docs.aws.amazon.com/kms/latest/developerguide/resource-control-policies.html
 */
import type { Principal } from './principal.ts';
import services from './rcp-services.json' with { type: 'json' };
import { no, type Truth, unknown, YES } from './truth.ts';

/**
 * IAM prefixes of the services that AWS lists as supporting RCPs, as the data set has them. The list
 * grows, so that a service that is not on it is not certain to be left alone.
 */
export const RCP_SERVICES: ReadonlySet<string> = new Set(services);

/** Whether an RCP has a say in an action at all. */
export function rcpCoversAction(action: string): Truth {
  const name = action.toLowerCase();
  // "The kms:RetireGrant permission is not effective in an RCP", wildcards included.
  if (name === 'kms:retiregrant')
    return no('resource control policies do not limit kms:RetireGrant');
  const [service = ''] = name.split(':', 1);
  return RCP_SERVICES.has(service)
    ? YES
    : unknown(`AWS does not list ${service} among the services that support RCPs`);
}

/**
 * Whether RCPs limit a caller. They do not limit service-linked roles; everyone else they do, callers
 * outside the organization, root users and AWS services included.
 */
export function rcpCoversPrincipal({ name, kind, role }: Principal): Truth {
  if (/^arn:[^:]+:iam::[^:]*:role\/aws-service-role\//.test(name))
    return no('resource control policies do not limit service-linked roles');
  // A session's ARN does not contain the path that makes a role a service-linked one.
  if (kind === 'session' && role?.name.startsWith('AWSServiceRoleFor') === true)
    return unknown(`${name} may be a session of a service-linked role, which RCPs do not limit`);
  return YES;
}
