/**
 * What the subject of a web identity token looks like, by its issuer: each form as a pattern in
 * which a star stands for a name, which has no colon, and two for the rest. Only issuers that document
 * the whole form are here.
 */
import { GITHUB } from './issuers.ts';

export interface SubjectForms {
  readonly forms: readonly string[];
  /** What no subject begins with, though a star of a form might stand for it. */
  readonly never?: RegExp;
  /** For hints. */
  readonly example: string;
  /** The owner of a repository may choose another form. */
  readonly isCustomizable: boolean;
}

/** https://docs.github.com/en/actions/reference/security/oidc#oidc-token-claims */
const GITHUB_CLAIMS =
  'actor actor_id base_ref check_run_id enterprise enterprise_id environment_node_id event_name head_ref job_workflow_ref job_workflow_sha ref_protected ref_type repository repository_id repository_owner repository_owner_id repository_visibility run_attempt run_id run_number runner_environment sha workflow workflow_ref workflow_sha'.split(
    ' ',
  );

/** https://docs.gitlab.com/ci/cloud_services/#configure-a-conditional-role-with-oidc-claims */
const GITLAB_PROJECT = 'project_path:*/*';

const BY_ISSUER: ReadonlyMap<string, SubjectForms> = new Map([
  [
    GITHUB,
    {
      forms: [
        'repo:*/*:ref:refs/**',
        'repo:*/*:environment:**',
        'repo:*/*:pull_request',
        ...GITHUB_CLAIMS.map((claim) => `repo:*/*:${claim}:**`),
        ...['environment', 'ref', ...GITHUB_CLAIMS].map((claim) => `${claim}:**`),
      ],
      never: /^repo:(?:https?:|github\.com\/)/i,
      example: 'repo:ORG/REPO:ref:refs/heads/main',
      isCustomizable: true,
    },
  ],
  [
    'gitlab.com',
    {
      forms: [
        ...['branch', 'tag'].flatMap((type) => [
          `${GITLAB_PROJECT}:ref_type:${type}`,
          `${GITLAB_PROJECT}:ref_type:${type}:ref:**`,
        ]),
        ...['ref', 'environment_protected', 'deployment_tier'].map(
          (claim) => `${GITLAB_PROJECT}:${claim}:**`,
        ),
      ],
      example: 'project_path:GROUP/PROJECT:ref_type:branch:ref:main',
      isCustomizable: true,
    },
  ],
  [
    // https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens
    'app.terraform.io',
    {
      forms: [
        'organization:*:project:*:workspace:*:run_phase:*',
        'organization:*:project:*:stack:*:deployment:*:operation:*',
      ],
      example: 'organization:ORG:project:PROJECT:workspace:WORKSPACE:run_phase:apply',
      isCustomizable: false,
    },
  ],
  [
    // https://buildkite.com/docs/agent/cli/reference/oidc: another claim may be the subject, as it is.
    'agent.buildkite.com',
    {
      forms: ['organization:*:pipeline:*:ref:*:commit:*:step:**', '*-*-*-*-*'],
      example: 'organization:ORG:pipeline:PIPELINE:ref:refs/heads/main:commit:*:step:*',
      isCustomizable: true,
    },
  ],
]);

/** https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
const CLUSTER: SubjectForms = {
  forms: ['system:serviceaccount:*:*'],
  example: 'system:serviceaccount:NAMESPACE:SERVICE-ACCOUNT',
  isCustomizable: false,
};

/** https://circleci.com/docs/openid-connect-tokens/#format-of-the-openid-connect-id-token */
const CIRCLECI: SubjectForms = {
  forms: ['org/*/project/*/user/**'],
  example: 'org/ORG-ID/project/PROJECT-ID/user/*',
  isCustomizable: false,
};

/** The forms of an issuer, whose name is as in condition keys and in lower case. */
export function subjectForms(issuer: string): SubjectForms | undefined {
  if (issuer.startsWith('oidc.eks.')) return CLUSTER;
  if (issuer.startsWith('oidc.circleci.com/org/')) return CIRCLECI;
  return BY_ISSUER.get(issuer);
}

/** Whether a subject of the form matches a pattern with stars and question marks. */
export function formOverlaps(form: string, pattern: string): boolean {
  const symbols = form.match(/\*\*?|[^*]/g) ?? [];
  // The places of the form up to which some text can have come.
  let reached = withSkipped(symbols, new Set([0]));
  for (const character of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      const symbol = symbols[at];
      if (character === '*') for (let to = at; to <= symbols.length; to += 1) next.add(to);
      else if (symbol === '**' || (symbol === '*' && character !== ':')) next.add(at);
      else if (symbol === character || (symbol !== undefined && character === '?'))
        next.add(at + 1);
    }
    reached = withSkipped(symbols, next);
  }
  return reached.has(symbols.length);
}

/** A star may stand for nothing. */
function withSkipped(symbols: readonly string[], places: Set<number>): ReadonlySet<number> {
  for (const at of places) if (symbols[at]?.startsWith('*') === true) places.add(at + 1);
  return places;
}
