/**
 * Names of code that are not those of IAM: calls whose actions are called otherwise, and clients whose
 * service has another prefix. operations.json has them with AWS's pages.
 */
import operations from './operations.json' with { type: 'json' };

const CALLS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries<readonly string[]>(operations.calls).map(([call, actions]) => [
    call.toLowerCase(),
    actions,
  ]),
);

/** The actions that a call needs, by the name that looks like an action: `s3:HeadObject`; none for `sts:GetCallerIdentity`. */
export function actionsOfCall(name: string): readonly string[] | undefined {
  return CALLS.get(name.toLowerCase());
}

/** `s3:GetObject and s3:PutObject`, where a name is that of a call; a hint about an unknown action. */
export function callHint(name: string): string | undefined {
  const method = methodOfApiGateway(name);
  if (method !== undefined) return `API Gateway checks the method of the request: \`${method}\``;
  const actions = actionsOfCall(name);
  if (!actions || actions.length === 0) return undefined;
  return `this is a call, and what allows it is ${actions.map((action) => `\`${action}\``).join(' and ')}`;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-create-and-manage-api.html */
function methodOfApiGateway(name: string): string | undefined {
  const verb = /^apigateway:(Create|Get|Update|Delete|Put|Tag|Untag)(?=[A-Z])/.exec(name)?.[1];
  return verb === undefined ? undefined : `apigateway:${METHODS[verb] ?? 'POST'}`;
}

const METHODS: Readonly<Record<string, string>> = {
  Get: 'GET',
  Update: 'PATCH',
  Delete: 'DELETE',
  Put: 'PUT',
  Tag: 'PUT',
  Untag: 'DELETE',
};

const PREFIXES: ReadonlyMap<string, string> = new Map(Object.entries(operations.prefixes));

/** The prefix of the actions of a service that goes by another name in code: `emr`. */
export function prefixOfClient(name: string): string | undefined {
  return PREFIXES.get(name.toLowerCase());
}
