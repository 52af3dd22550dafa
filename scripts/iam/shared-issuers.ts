/**
 * Identity providers shared by many customers: anyone can get a token from them, so a trust policy
 * must restrict the subject. From AWS's list, except for providers that it lists without an
 * address:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
const SHARED_ISSUERS: readonly string[] = [
  'accounts.google.com',
  'agent.buildkite.com',
  'api.bitbucket.org',
  'api.pulumi.com/oidc',
  'app.terraform.io',
  'gitlab.com',
  'oidc-configuration.audit-log.githubusercontent.com',
  'oidc.circleci.com',
  'oidc.codefresh.io',
  'oidc.vercel.com',
  'proidc.upbound.io',
  'scalr.io',
  'studio.datachain.ai/api',
  'token.actions.githubusercontent.com',
];

/**
 * Whether strangers can get tokens from an issuer, given as in condition keys, without `https://`.
 */
export function isSharedIssuer(issuer: string): boolean {
  return SHARED_ISSUERS.some((shared) => issuer === shared || issuer.startsWith(`${shared}/`));
}
