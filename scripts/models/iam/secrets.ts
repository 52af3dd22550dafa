/** Actions that read secrets although AWS lists them as Read: whoever has them has the secret. */

const REFERENCE = 'https://docs.aws.amazon.com/service-authorization/latest/reference';

/** Lower case, each with the page that says what it returns. */
export const SECRET_READERS: ReadonlyMap<string, string> = new Map(
  (
    [
      ['secretsmanager:GetSecretValue', 'list_awssecretsmanager.html'],
      ['secretsmanager:BatchGetSecretValue', 'list_awssecretsmanager.html'],
      ['ssm:GetParameter', 'list_awssystemsmanager.html'],
      ['ssm:GetParameters', 'list_awssystemsmanager.html'],
      ['ssm:GetParametersByPath', 'list_awssystemsmanager.html'],
      ['ssm:GetParameterHistory', 'list_awssystemsmanager.html'],
      ['kms:Decrypt', 'list_awskeymanagementservice.html'],
      ['ec2:GetPasswordData', 'list_amazonec2.html'],
      ['codeartifact:GetAuthorizationToken', 'list_awscodeartifact.html'],
      ['ecr:GetAuthorizationToken', 'list_amazonelasticcontainerregistry.html'],
      ['redshift:GetClusterCredentials', 'list_amazonredshift.html'],
      ['lightsail:GetInstanceAccessDetails', 'list_amazonlightsail.html'],
    ] as const
  ).map(([action, page]) => [action.toLowerCase(), `${REFERENCE}/${page}`]),
);
