/**
 * Identity providers that many customers share: anyone can get a token from them, so that a trust
 * policy must limit the subject. AWS's list, except for providers that it names without an address:
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

/** Whether strangers have tokens of an issuer; `issuer` as in condition keys, without `https://`. */
export function isSharedIssuer(issuer: string): boolean {
  return SHARED_ISSUERS.some((shared) => issuer === shared || issuer.startsWith(`${shared}/`));
}
