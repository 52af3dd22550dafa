/** What templates may name of IAM: the fields of each kind of thing, and which of them a marker names. */
import type { Fielded } from '../../data/schema/own-fields.ts';
import type { Field, EntityType } from '../field.ts';

const SOURCE = ['text', 'The page of AWS that documents it.'] as const;
const STATEMENT = {
  sid: ['code?', 'Its `Sid`.'],
  effect: ['text', '`Allow` or `Deny`.'],
  actions: ['code[]', 'The actions of `Action`, as written.'],
  exceptActions: ['code[]', 'The actions of `NotAction`, as written.'],
  resources: ['code[]', 'The ARNs of `Resource`, as written.'],
  exceptResources: ['code[]', 'The ARNs of `NotResource`, as written.'],
  principals: ['principal[]', 'The principals of `Principal`.'],
  exceptPrincipals: ['principal[]', 'The principals of `NotPrincipal`.'],
  conditions: ['condition[]', 'Its conditions, one for each operator and key.'],
  json: ['json', 'The statement as JSON, for `fence`.'],
} as const satisfies Record<string, Field>;

/** Its fields of `all`. */
export const IAM_ALL = {
  services: ['service[]', 'Every service, by id.'],
  roles: ['role[]', 'Every role, by id.'],
  policies: ['ownPolicy[]', 'Every policy that no role holds, by id.'],
  statements: ['statement[]', 'Every shared statement, by id.'],
  actions: ['action[]', 'Every action of the data, by id.'],
  conditionKeys: ['conditionKey[]', 'Every condition key of the data, by id.'],
  errors: ['error[]', 'Every error, by id.'],
  scenarios: ['scenario[]', 'Every scenario, by id.'],
  prefixes: ['code[]', 'The IAM prefixes of the actions that roles are allowed, sorted.'],
} as const satisfies Record<string, Field>;

export const IAM_SHAPES = {
  service: {
    id: ['code', 'Its IAM prefix, such as `aws-mcp`.'],
    title: ['text', 'Its name.'],
    principal: ['code?', 'Its service principal.'],
    signingName: ['code?', 'The name under which requests are signed.'],
    permissionModel: ['permissionModel?', 'How it authorizes requests.'],
    actions: ['action[]', 'Its actions in the data.'],
    actionsInForce: ['action[]', 'Those that have not been removed.'],
    removedActions: ['action[]', 'Those that have been removed.'],
    conditionKeys: ['conditionKey[]', 'The condition keys that apply to it.'],
    practices: ['practice[]', 'Its security best practices.'],
    errors: ['error[]', 'The errors of its troubleshooting page.'],
    fields: ['serviceFields', 'Your own fields.'],
  },
  permissionModel: {
    effective: ['date?', 'The date since which it applies.'],
    summary: ['markdown', 'How a request is authorized, in a paragraph.'],
    details: ['markdown[]', 'Further paragraphs.'],
    source: SOURCE,
  },
  action: {
    id: ['code', 'Its name, such as `s3:GetObject`.'],
    summary: ['markdown', 'What it is for.'],
    introduced: ['date?', 'The date since which it exists.'],
    deprecated: ['date?', 'The date since which it should no longer be used.'],
    removed: ['date?', 'The date since which it no longer exists.'],
    replacedBy: ['markdown?', 'What to use instead.'],
    source: ['text?', SOURCE[1]],
    fields: ['actionFields', 'Your own fields.'],
  },
  conditionKey: {
    id: ['code', 'Its name, such as `aws:ViaAWSMCPService`.'],
    type: ['text', 'Its type: `String`, `Bool`, `Numeric`, `Date`, `ARN`, `IPAddress`, `Binary`.'],
    multivalued: ['boolean', 'Whether a request may have several values for it.'],
    present: ['markdown', 'When it is in the request context.'],
    purpose: ['markdown', 'What it is for.'],
    values: ['code[]', 'Known values.'],
    source: SOURCE,
    fields: ['conditionKeyFields', 'Your own fields.'],
  },
  practice: {
    title: ['text', 'Its heading.'],
    body: ['markdown?', 'What to do and why.'],
    statement: ['statement?', 'The statement that it shows.'],
    compare: ['statement?', 'A statement to compare with.'],
    key: ['conditionKey?', 'The condition key of its truth table.'],
    shown: ['statement?', 'The statement, unless it is compared; then a table of both says more.'],
    table: ['truthTable?', 'The truth table of the statement and the one it is compared with.'],
    after: ['markdown?', 'Text after the statement and its table.'],
  },
  statement: { id: ['code', 'The id of the shared statement.'], ...STATEMENT },
  policyStatement: {
    ...STATEMENT,
    shared: ['statement?', 'The shared statement that it is, if it was written with `use`.'],
  },
  principal: {
    kind: ['text', '`AWS`, `Service`, `Federated`, `CanonicalUser`; `Everyone` for `*` alone.'],
    value: ['code', 'The account, ARN, service or identity provider.'],
  },
  condition: {
    operator: ['code', 'The operator, such as `BoolIfExists`.'],
    key: ['code', 'The name of the condition key.'],
    values: ['code[]', 'The values that it is compared with.'],
    conditionKey: ['conditionKey?', 'The condition key, if the data describe it.'],
  },
  form: {
    label: ['text', 'What readers call it: `Terraform`.'],
    lang: ['text', 'The language of its fence.'],
    file: ['code?', 'Its file name, if it is a file.'],
    text: ['json', 'The policy or role in this form, for `fence`.'],
  },
  policy: {
    kind: ['text', '`permissions`, `trust` or `boundary`; `own` if no role holds it.'],
    role: ['role?', 'The role whose policy it is, if a role holds it.'],
    ownPolicy: ['ownPolicy?', 'The entry of `policies` whose document it is.'],
    file: ['code', 'Its file name.'],
    url: ['code', '`file://` and the file’s name, the form that the AWS CLI expects.'],
    name: ['code', 'The file’s name without its ending.'],
    arn: ['code?', 'Its ARN, if it exists already.'],
    statements: ['policyStatement[]', 'Its statements, in order, with every `use` followed.'],
    json: ['json', 'The policy as JSON, for `fence`.'],
  },
  role: {
    id: ['code', 'Its id in the data.'],
    name: ['code', 'Its name in IAM.'],
    title: ['text', 'What people call it.'],
    summary: ['markdown?', 'One sentence for tables.'],
    intro: ['markdown?', 'Text before the policy.'],
    meaning: ['markdown?', 'What the policy means.'],
    path: ['code?', 'Its path in IAM, such as `/tools/`.'],
    tags: ['tag[]', 'Its tags.'],
    maxSessionDuration: ['code?', 'How long a session may last at most, in seconds.'],
    permissions: ['policy', 'Its permissions policy, or the first; a role without one is refused.'],
    inline: ['policy[]', 'Its permissions policies: none, one or several.'],
    managed: ['managedPolicy[]', 'The managed policies that are attached to it.'],
    unread: ['code[]', 'The ARNs of those whose document the data do not have.'],
    trust: ['policy?', 'Its trust policy.'],
    boundary: ['policy?', 'Its permissions boundary.'],
    ownBoundary: [
      'policy?',
      'The boundary, if it is defined for this role, that is, without an ARN.',
    ],
    boundaryArn: ['code?', 'The ARN of a boundary that exists already.'],
    policies: ['policy[]', 'All its policies: permissions, trust, boundary.'],
    actions: ['code[]', 'What the Allow statements of its permissions name, each once.'],
    prefixes: ['code[]', 'The IAM prefixes of these actions, sorted.'],
    claims: ['claim[]', 'What it may and may not do.'],
    fields: ['roleFields', 'Your own fields.'],
  },
  managedPolicy: {
    arn: ['code', 'Its ARN.'],
    isRead: ['boolean', 'Whether the data say what is in it, so that claims are judged by it.'],
  },
  tag: {
    key: ['text', 'Its key.'],
    value: ['text', 'Its value.'],
  },
  ownPolicy: {
    id: ['code', 'Its id in the data.'],
    kind: ['text', 'What it is attached to: `bucket`, `scp` and so on.'],
    name: ['text', 'Its name in the organization, by default its id.'],
    title: ['text', 'What people call it.'],
    summary: ['markdown?', 'One sentence for tables.'],
    intro: ['markdown?', 'Text before the policy.'],
    meaning: ['markdown?', 'What the policy means.'],
    attachedTo: ['code[]', 'The ARN or ids of what it is attached to.'],
    tags: ['tag[]', 'Its tags.'],
    document: ['policy', 'The policy itself, with its file.'],
    claims: ['claim[]', 'What it allows and refuses.'],
    fields: ['ownPolicyFields', 'Your own fields.'],
  },
} as const satisfies Record<string, Record<string, Field>>;

/** What is computed from policies, for tables. */
export const IAM_TABLES = {
  truthTable: {
    key: ['code', 'The name of the condition key.'],
    statement: ['code', 'What the statement asks of the key.'],
    compare: ['code?', 'What the statement beside it asks of the key.'],
    rows: ['truthRow[]', 'One row for each state of the key.'],
  },
  truthRow: {
    state: ['markdown', 'The state: absent, or a value.'],
    applies: ['text', '“denied” or “not denied”; for an Allow, “allowed” or “not allowed”.'],
    compare: ['text', 'The same for the statement beside it.'],
  },
  scenario: {
    id: ['code', 'Its id in the data.'],
    title: ['text', 'Its title; without one, its id as words.'],
  },
  accessMatrix: {
    columns: ['accessColumn[]', 'One column for each role and scenario.'],
    rows: ['accessRow[]', 'One row for each action or group of actions.'],
  },
  accessColumn: {
    title: ['text', 'The scenario; for several roles, the role and the scenario.'],
  },
  accessRow: {
    label: ['markdown', 'The actions, or the name of the group.'],
    cells: ['accessCell[]', 'One cell for each column.'],
  },
  accessCell: {
    decision: ['text', '“allowed”, “denied”, or “in part” for a group.'],
  },
  permissionTable: {
    columns: [
      'permissionColumn[]',
      'Action, access level, resource, why if the data say it, and which optional group needs it if there are any.',
    ],
    rows: ['permissionRow[]', 'One row for each action that a statement allows.'],
    note: ['markdown?', 'What else limits them: conditions, Denies, the boundary.'],
  },
  permissionColumn: {
    title: ['text', 'Its heading.'],
  },
  permissionRow: {
    cells: ['permissionCell[]', 'One cell for each column.'],
  },
  permissionCell: {
    text: ['markdown', 'What it says.'],
  },
} as const satisfies Record<string, Record<string, Field>>;

/** The entries of troubleshooting pages. */
export const IAM_ERRORS = {
  error: {
    id: ['code', 'Its id in the data.'],
    title: ['text', 'Its heading; by default, its message.'],
    message: ['text', 'The message, as the service prints it.'],
    service: ['service', 'The service whose troubleshooting page lists it.'],
    role: ['role?', 'The role that runs into it.'],
    action: ['code?', 'The action that was refused.'],
    intro: ['markdown?', 'What happened.'],
    causes: ['cause[]', 'Possible causes, most likely first.'],
    checks: ['markdown[]', 'What to check, in order.'],
    command: ['code?', 'A shell command that reveals the cause.'],
    after: ['markdown?', 'Text after everything else.'],
    fields: ['errorFields', 'Your own fields.'],
  },
  cause: {
    title: ['text', 'The cause in a few words.'],
    body: ['markdown', 'How to recognize and fix it.'],
  },
} as const satisfies Record<string, Record<string, Field>>;

/** The types of parameters that name an entry of the data. */
export const IAM_ENTITIES = {
  service: { kind: 'services' },
  role: { kind: 'roles' },
  ownPolicy: { kind: 'policies', words: 'policy that no role holds,' },
  statement: { kind: 'statements' },
  conditionKey: { kind: 'conditionKeys', words: 'condition key' },
  error: { kind: 'errors' },
  scenario: { kind: 'scenarios' },
} as const satisfies Record<string, EntityType>;

/** The types of the fields that permadocs.yaml declares, with the kind of entry that has them. */
export const IAM_FIELDED = {
  serviceFields: 'services',
  actionFields: 'actions',
  conditionKeyFields: 'conditionKeys',
  roleFields: 'roles',
  ownPolicyFields: 'policies',
  errorFields: 'errors',
} as const satisfies Record<string, Fielded>;
