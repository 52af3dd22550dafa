/**
 * The problem codes of policy checks. Names follow Access Analyzer's checks, in kebab case, if
 * there is one.
 */
import { error, warning } from './code-words.ts';

export const IAM_CODES = {
  'iam/json-syntax-error': error(
    'The policy is not valid JSON or YAML',
    'IAM refuses a policy document that does not parse.',
  ),
  'iam/data-type-mismatch': error(
    'An element of a policy has the wrong JSON type',
    'Each element has a fixed shape: a string, a list of strings, or an object. IAM refuses any other.',
  ),
  'iam/duplicate-key': error(
    'A key is defined twice in one object',
    'Most parsers silently keep only the last one, so the other has no effect. Merge the two.',
  ),
  'iam/duplicate-keys-with-different-case': error(
    'A condition key is given twice under one operator, in different case',
    'Names of condition keys are not case-sensitive, so both are the same key. Merge their values.',
  ),
  'iam/invalid-character': error(
    'A policy contains a character that IAM does not accept',
    'Policy documents consist of tab, line feed, carriage return and U+0020 to U+00FF. Copied text often contains typographic quotes and dashes.',
  ),
  'iam/invalid-policy-element': error(
    'An element does not exist in the policy language',
    'IAM refuses elements that it does not know, and their names are case-sensitive.',
  ),
  'iam/missing-statement': error(
    'A policy has no statement',
    'A policy without statements has no effect, and IAM refuses it.',
  ),
  'iam/missing-version': warning(
    'A policy does not name its language version',
    'Without `"Version": "2012-10-17"` the older language of 2008 applies, which has no policy variables.',
  ),
  'iam/invalid-version': error(
    'The language version of a policy does not exist',
    'There are two: `2012-10-17`, and the older `2008-10-17`. It is not the date of the policy.',
  ),
  'iam/missing-effect': error(
    'A statement does not say whether it allows or denies',
    'Add `"Effect": "Allow"` or `"Effect": "Deny"`.',
  ),
  'iam/invalid-effect': error(
    'The effect of a statement is neither Allow nor Deny',
    'The two words are case-sensitive.',
  ),
  'iam/missing-action': error(
    'A statement names no actions',
    'Add `Action` or `NotAction`. If a page prints a policy in pieces, a single piece is not a policy.',
  ),
  'iam/missing-resource': error(
    'A statement names no resources',
    'Statements in this kind of policy need `Resource` or `NotResource`; write `"*"` for actions that take no resource.',
  ),
  'iam/missing-principal': error(
    'A statement names no principal',
    'A policy that is attached to a resource or a role must name the principals that it applies to.',
  ),
  'iam/unsupported-element-combination': error(
    'Two elements are mutually exclusive',
    '`Action` and `NotAction`, `Resource` and `NotResource`, `Principal` and `NotPrincipal`: a statement can have only one of each pair.',
  ),
  'iam/unsupported-sid': error(
    'A statement id contains characters that IAM does not accept',
    'In IAM policies a `Sid` consists of letters and digits.',
  ),
  'iam/unique-sids-required': error(
    'Two statements have the same id',
    'In IAM policies each `Sid` must be unique. A duplicate also makes it unclear which statement decided.',
  ),
  'iam/unique-sids-recommended': warning(
    'Two statements of a resource policy have the same id',
    'Some services accept this, but readers cannot tell which statement decided.',
  ),
  'iam/empty-sid-value': warning(
    'A statement id is empty',
    'Give the statement a name or remove the element.',
  ),

  'iam/invalid-action': error(
    'An action does not exist',
    'An Allow of it grants nothing, and a Deny of it stops nothing. An action newer than the data set is reported too: the message gives the date of the data. In that case, declare the action in the workspace.',
  ),
  'iam/invalid-service-in-action': error(
    'The service of an action does not exist',
    'The prefix before the colon is the service’s own, as the Service Authorization Reference lists it. A service newer than the data set is reported too: the message gives the date of the data.',
  ),
  'iam/action-matches-nothing': warning(
    'A wildcard in an action matches no action',
    'The wildcard has no effect. If it is meant for future actions, declare them in the workspace.',
  ),
  'iam/resource-mismatch': warning(
    'An action is never asked for on the resources of its statement',
    '`s3:ListBucket` is about a bucket and `s3:GetObject` about objects: on the ARN of the other, a statement grants nothing and denies nothing. Some actions take no resource at all, and only `"*"` reaches them. In a policy of a bucket it is an error, since S3 refuses it.',
  ),
  'iam/statement-never-applies': error(
    'A statement leaves everything out',
    '`NotAction` and `NotResource` list what the statement is not about. With `"*"` on the list nothing is left, and a Deny stops nothing.',
  ),
  'iam/missing-arn-account': error(
    'An ARN lacks the account that its resource has',
    'Only what AWS owns, such as public parameters and images, has no account. Name it, or write `*`.',
  ),
  'iam/removed-action': error(
    'An action was removed',
    'An Allow of it grants nothing, and a Deny of it silently stopped blocking. The message says what replaces it.',
  ),
  'iam/deprecated-action': warning(
    'An action is deprecated',
    'It still works, but its removal has been announced. The message says what replaces it.',
  ),
  'iam/unsupported-action-in-policy': error(
    'A policy names an action that policies of its kind cannot grant',
    'The policy of a bucket, key, queue, topic or secret has the actions of its own service. A role trust policy is about assuming the role: `sts:AssumeRole`, `sts:AssumeRoleWithWebIdentity`, `sts:AssumeRoleWithSAML`, `sts:TagSession`, `sts:SetSourceIdentity`, `sts:SetContext`.',
  ),
  'iam/wildcard-in-service-name': warning(
    'An action has a wildcard in its service prefix',
    'It may match services that nobody had in mind. Name each service.',
  ),
  'iam/redundant-action': warning(
    'An action is already covered by another of the same statement',
    'Remove one of the two.',
  ),
  'iam/empty-array-action': warning(
    'A statement has an empty list of actions',
    'It matches nothing. Name the actions or remove the statement.',
  ),

  'iam/missing-arn-field': error(
    'An ARN has too few fields',
    'An ARN has six: `arn:partition:service:region:account:resource`. Empty fields keep their colons.',
  ),
  'iam/invalid-arn-prefix': error(
    'A resource is not an ARN',
    'A resource is `"*"` or an ARN, and an ARN begins with `arn:`.',
  ),
  'iam/invalid-partition': error(
    'The partition of an ARN does not exist',
    'The partitions are `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc` and the isolated `aws-iso…`.',
  ),
  'iam/invalid-arn-service-case': error(
    'The service of an ARN is written with capitals',
    'ARNs are case-sensitive, so this one matches no resource. Write the service in lower case.',
  ),
  'iam/invalid-service': error(
    'A service does not exist',
    'It matches nothing. A service newer than the data set is reported too: the message gives the date of the data.',
  ),
  'iam/invalid-arn-region': error(
    'The Region of an ARN is not a Region',
    'The ARN matches no resource. Regions look like `eu-central-1`.',
  ),
  'iam/invalid-arn-account': error(
    'The account of an ARN is not an account id',
    'The ARN matches no resource. Account ids have twelve digits, without dashes.',
  ),
  'iam/invalid-arn-resource': error(
    'The resource part of an ARN does not fit any resource type of its service',
    'The ARN matches nothing. The Service Authorization Reference lists the valid forms.',
  ),
  'iam/arn-region-not-allowed': error(
    'An ARN has a Region, but its resource type has none',
    'The ARNs of this resource type leave the Region empty, so this one matches nothing.',
  ),
  'iam/arn-account-not-allowed': error(
    'An ARN has an account, but its resource type has none',
    'The ARNs of this resource type leave the account empty, so this one matches nothing.',
  ),
  'iam/missing-arn-region': error(
    'An ARN has no Region, but its resource type has one',
    'The ARN matches nothing. Name the Region, or write `*`.',
  ),
  'iam/unsupported-resource-arn-in-policy': error(
    'The policy of a resource names another one',
    'A policy is about what it is attached to: a bucket policy about the bucket and its objects, a queue policy about the queue. The service refuses any other resource.',
  ),
  'iam/redundant-resource': warning(
    'A resource is already covered by another of the same statement',
    'Remove one of the two.',
  ),
  'iam/empty-array-resource': warning(
    'A statement has an empty list of resources',
    'It matches nothing. Name the resources or remove the statement.',
  ),

  'iam/unsupported-principal': error(
    'A policy of this kind cannot name a principal',
    'It applies to the principals that it is attached to. Remove the element.',
  ),
  'iam/invalid-principal-format': error(
    'A principal has the wrong form',
    'A principal is `"*"` or an object like `{ "AWS": "111122223333" }`, with accounts, ARNs of roles, users and sessions, or services.',
  ),
  'iam/federated-principal-not-supported': error(
    'The policy of a resource names an identity provider',
    'Only the trust policy of a role takes a `Federated` principal. Name the role that its users assume.',
  ),
  'iam/invalid-principal-key': error(
    'A kind of principal does not exist',
    'The kinds are `AWS`, `Service`, `Federated` and `CanonicalUser`.',
  ),
  'iam/unsupported-wildcard-in-principal': error(
    'A principal contains a wildcard',
    'Principals are compared literally: a name that contains `*` matches nobody. Use the account and a condition on `aws:PrincipalArn`.',
  ),
  'iam/invalid-service-principal-format': error(
    'A service principal has the wrong form',
    'Service principals look like `ec2.amazonaws.com`. The value never matches.',
  ),
  'iam/unknown-service-principal': warning(
    'A service principal is unknown, and nearly one that is well known',
    'Nobody has this name, so the statement trusts nobody. AWS publishes no list of service principals, so only what looks like a slip is reported.',
  ),
  'iam/invalid-role-reference': warning(
    'A principal is a role’s internal id',
    'IAM shows the id instead of the ARN if the role was deleted. Write the ARN.',
  ),
  'iam/invalid-user-reference': warning(
    'A principal is a user’s internal id',
    'IAM shows the id instead of the ARN if the user was deleted. Write the ARN.',
  ),
  'iam/allow-with-not-principal': warning(
    'A statement allows everyone but the principals named',
    'That includes anonymous callers. Name the principals to allow, or deny instead.',
  ),
  'iam/restrict-access-to-service-principal': warning(
    'Strangers can make a service act for them',
    'Any customer of the service can make it use this permission (the confused deputy problem). Add a condition on `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID`.',
  ),
  'iam/empty-array-principal': warning(
    'A statement has an empty list of principals',
    'It matches nobody. Name the principals or remove the statement.',
  ),
  'iam/empty-object-principal': warning(
    'A statement has an empty principal',
    'It matches nobody. Name the principals or remove the statement.',
  ),

  'iam/role-trust-policy-syntax-error-notprincipal': error(
    'A trust policy uses NotPrincipal',
    'Role trust policies do not support it. Name the principals that may assume the role.',
  ),
  'iam/role-trust-policy-syntax-error-resource': error(
    'A trust policy names a resource',
    'The role that it is attached to is the resource. Remove the element.',
  ),
  'iam/role-trust-policy-unsupported-wildcard-in-principal': error(
    'A trust policy trusts a bare wildcard',
    'Role trust policies do not support it. Name the principals that may assume the role.',
  ),
  'iam/invalid-federated-principal-syntax-in-role-trust-policy': error(
    'A federated principal of a trust policy has the wrong form',
    'It is the ARN of a SAML or OIDC provider, or one of the built-in providers such as `cognito-identity.amazonaws.com`.',
  ),
  'iam/mismatched-action-for-principal': error(
    'A trust policy lets a principal assume the role in a way that it cannot',
    'OIDC providers use `sts:AssumeRoleWithWebIdentity`, SAML providers `sts:AssumeRoleWithSAML`, everyone else `sts:AssumeRole`.',
  ),
  'iam/missing-action-for-roles-anywhere-trust-policy': error(
    'A trust policy for IAM Roles Anywhere lacks an action',
    'The service needs `sts:AssumeRole`, `sts:SetSourceIdentity` and `sts:TagSession`.',
  ),
  'iam/missing-condition-key-for-oidc-principal': warning(
    'A trust policy admits every holder of a token of an identity provider',
    'Add a condition on the provider’s keys, such as `:aud` and `:sub`.',
  ),
  'iam/condition-key-of-another-issuer': error(
    'A trust policy asks for a claim of another issuer',
    'Condition keys of web identity begin with the issuer. A token of the provider that is trusted never has those of another, so that nobody can assume the role.',
  ),
  'iam/trust-admits-anyone': error(
    'A trust policy admits callers of every AWS account',
    'With `"AWS": "*"` the conditions must say who it is. An external id, a session name, tags or a referrer are set by the caller.',
  ),
  'iam/missing-action-for-pod-identity': error(
    'A trust policy for EKS Pod Identity lacks an action',
    'The service assumes the role with tags: it needs `sts:AssumeRole` and `sts:TagSession`.',
  ),
  'iam/missing-github-repo-condition-key': warning(
    'A trust policy admits workflows of every GitHub repository',
    'Add a condition on `token.actions.githubusercontent.com:sub` that names the repository.',
  ),
  'iam/specific-github-repo-and-branch-recommended': warning(
    'A trust policy admits several GitHub branches or repositories',
    'A wildcard in `:sub` may match pull requests and branches that nobody reviewed. Name the repository and the branch.',
  ),
  'iam/foranyvalue-with-audience-claim-type': warning(
    'ForAnyValue qualifies an audience claim',
    'A token with several audiences passes as soon as one of them matches. Remove the qualifier.',
  ),
  'iam/scp-syntax-error-principal': error(
    'A service control policy names a principal',
    'It applies to the accounts that it is attached to. Use a condition on `aws:PrincipalArn`.',
  ),
  'iam/rcp-syntax-error-allow': error(
    'A resource control policy allows something',
    'Only `RCPFullAWSAccess` allows, and AWS attaches it. Write Deny statements.',
  ),
  'iam/rcp-syntax-error-principal': error(
    'A resource control policy names a principal',
    'Its `Principal` is `"*"`. Say whom it spares with a condition such as `aws:PrincipalOrgID`.',
  ),
  'iam/rcp-syntax-error-notaction': error(
    'A resource control policy has NotAction',
    'List the actions in `Action`.',
  ),
  'iam/rcp-syntax-error-action': error(
    'An action in a resource control policy names no service',
    'A wildcard stands for the actions of one service: write `s3:*`.',
  ),
  'iam/rcp-unsupported-service': warning(
    'A resource control policy names a service that does not support them',
    'AWS lists the services whose resources RCPs limit. Use a service control policy, or the policy of the resource.',
  ),

  'iam/invalid-condition-operator': error(
    'A condition operator does not exist',
    'IAM refuses the policy.',
  ),
  'iam/null-with-if-exists': error(
    'Null cannot carry IfExists',
    '`Null` already tests whether the key is present. Remove the suffix.',
  ),
  'iam/null-with-qualifier': warning(
    'Null does not need a set qualifier',
    '`Null` tests whether the key is present, regardless of its values. Remove the qualifier.',
  ),
  'iam/equivalent-to-null-false': warning(
    'A pattern that is just a wildcard only tests whether the key is present',
    'Write `"Null": { key: "false" }`, which says so explicitly.',
  ),
  'iam/invalid-condition-key-format': error(
    'A condition key is not of the form service:key',
    'Every key has a prefix: `aws:` for global keys, the service’s own for others.',
  ),
  'iam/invalid-global-condition-key': error(
    'A global condition key does not exist',
    'A condition on it behaves as if the key were always absent. A key newer than the data set is reported too: the message gives the date of the data.',
  ),
  'iam/deprecated-global-condition-key': warning(
    'A global condition key is deprecated',
    'Use `aws:PrincipalArn` or `aws:SourceArn` instead of `aws:ARN`.',
  ),
  'iam/invalid-service-condition-key': error(
    'A condition key does not exist in its service',
    'A condition on it behaves as if the key were always absent. A key newer than the data set is reported too: the message gives the date of the data.',
  ),
  'iam/missing-tag-key-in-condition': error(
    'A condition on a tag does not say which tag',
    'The tag’s name follows the key after a slash: `aws:ResourceTag/team`.',
  ),
  'iam/deny-with-unsupported-tag-condition-key-for-service': warning(
    'A Deny depends on a tag that its actions do not carry',
    'Without the key in the request the condition is false, so that nothing is denied. Deny these actions by their resources.',
  ),
  'iam/deny-notaction-with-unsupported-tag-condition-key-for-service': warning(
    'A Deny with NotAction depends on a tag',
    'Actions that carry no tags are not denied, today’s and those to come. List the actions to deny in `Action`.',
  ),
  'iam/allow-with-unsupported-tag-condition-key-for-service': warning(
    'An Allow depends on a tag that its actions do not carry',
    'Without the key in the request the condition is false, so that nothing is allowed. Limit these actions by their resources.',
  ),
  'iam/unsupported-action-for-condition-key': warning(
    'A condition asks for a key that some of the actions do not carry',
    '`s3:prefix` is a key of listing, not of reading, and `iam:PassedToService` is a key of `iam:PassRole` alone: the others are not allowed, or not denied, by the statement.',
  ),
  'iam/unsupported-condition-key-for-service-principal': warning(
    'A service is asked for its organization',
    'A service principal is in no organization, so that `aws:PrincipalOrgID` is absent. Use `aws:SourceOrgID`, the organization that the service acts for.',
  ),
  'iam/missing-qualifier': error(
    'A key with several values is compared as if it had one',
    'Say whether all or any of the values must match: `ForAllValues:` or `ForAnyValue:`.',
  ),
  'iam/forallvalues-with-single-valued-key': warning(
    'ForAllValues qualifies a key that has only one value',
    'It is also true when the key is absent, which opens an Allow wide. Remove the qualifier.',
  ),
  'iam/string-like-operator-with-arn-condition-keys': warning(
    'A string pattern is compared with an ARN',
    'In `StringLike` a wildcard crosses the colons of an ARN. `ArnLike` compares field by field.',
  ),
  'iam/type-mismatch': warning(
    'A condition operator does not fit the type of its key',
    'The comparison may never be true. The message lists suitable operators.',
  ),
  'iam/type-mismatch-boolean': warning(
    'A condition expects true or false',
    'Any other value never matches.',
  ),
  'iam/type-mismatch-date': warning(
    'A condition expects a date',
    'Write `2026-01-31` or `2026-01-31T12:00:00Z`. Any other value never matches.',
  ),
  'iam/type-mismatch-number': warning(
    'A condition expects a number',
    'Any other value never matches.',
  ),
  'iam/type-mismatch-string': warning(
    'A condition expects base64 text',
    'Any other value never matches.',
  ),
  'iam/type-mismatch-ip-range': error(
    'A condition expects an IP address or a CIDR range',
    'Write `203.0.113.0/24`, or a single address.',
  ),
  'iam/invalid-date-value': warning(
    'A date is written in seconds since 1970',
    'It may not be read as expected. Write `2026-01-31T12:00:00Z`.',
  ),
  'iam/invalid-condition-data-type': error(
    'A condition value is not a string, number or boolean',
    'IAM refuses the policy.',
  ),
  'iam/invalid-condition-multiple-boolean': error(
    'A boolean condition has several values',
    'A request has one of the two values, so listing both always matches.',
  ),
  'iam/wildcard-without-like-operator': warning(
    'A wildcard is compared as a plain character',
    '`StringEquals` and similar operators do not support wildcards. Use `StringLike`.',
  ),
  'iam/private-ip-address': error(
    'aws:SourceIp is compared with private addresses only',
    'The key holds public addresses, so the condition is never true. Use `aws:VpcSourceIp` for traffic through a VPC endpoint.',
  ),
  'iam/private-not-ip-address': error(
    'aws:SourceIp is excluded from private addresses only',
    'The key holds public addresses, so the condition is always true. Use `aws:VpcSourceIp` for traffic through a VPC endpoint.',
  ),
  'iam/private-ip-address-subset': warning(
    'aws:SourceIp is compared with a private address',
    'The key holds public addresses, so this value has no effect.',
  ),
  'iam/private-not-ip-address-subset': warning(
    'aws:SourceIp is excluded from a private address',
    'The key holds public addresses, so this value has no effect.',
  ),
  'iam/improve-ip-range': warning(
    'An address range has bits set beyond its mask',
    'IAM ignores those bits. Write the first address of the range.',
  ),
  'iam/invalid-vpc-format': error(
    'A value of aws:SourceVpc is not the id of a VPC',
    'Ids of VPCs look like `vpc-0a1b2c3d4e5f67890`. The value never matches.',
  ),
  'iam/invalid-vpce-format': error(
    'A value of aws:SourceVpce is not the id of a VPC endpoint',
    'Ids of VPC endpoints look like `vpce-0a1b2c3d4e5f67890`. The value never matches.',
  ),
  'iam/invalid-region': error(
    'A value of aws:RequestedRegion is not a Region',
    'Regions look like `eu-central-1`. The value never matches.',
  ),
  'iam/impossible-value': error(
    'A condition compares a key with a value that it never has',
    'An Allow with it grants nothing; a Deny with it stops nothing, or everything. The message says what the key holds.',
  ),
  'iam/empty-array-condition': warning(
    'A condition has an empty list of values',
    'Nothing matches it. Name the values or remove the key.',
  ),
  'iam/empty-array-condition-forallvalues': warning(
    'A ForAllValues condition has an empty list of values',
    'It is true only when the key is absent or empty. Name the values, or use `Null`.',
  ),
  'iam/empty-array-condition-foranyvalue': warning(
    'A ForAnyValue condition has an empty list of values',
    'Nothing matches it. Name the values or remove the key.',
  ),
  'iam/empty-array-condition-ifexists': warning(
    'An IfExists condition has an empty list of values',
    'It is true only when the key is absent. Name the values, or use `Null`.',
  ),
  'iam/empty-object-condition': warning(
    'A condition is empty',
    'It restricts nothing. Remove it or name a key.',
  ),

  'iam/missing-brace-in-variable': error(
    'A policy variable is not closed',
    'It is read as plain text. Add the brace.',
  ),
  'iam/missing-quote-in-variable': error(
    'The default of a policy variable lacks a quote',
    "Put the default in single quotes: `${aws:username, 'anonymous'}`.",
  ),
  'iam/unsupported-space-in-variable': error(
    'A policy variable contains a space',
    'A space is allowed only before a default. The variable is not resolved.',
  ),
  'iam/empty-variable': error(
    'A policy variable is empty',
    'Name the key, or write `${$}` for a dollar sign.',
  ),
  'iam/variable-unsupported-in-element': error(
    'A policy variable is in an element that does not resolve variables',
    'Variables work in `Resource`, in `NotResource`, and in condition values.',
  ),
  'iam/variable-unsupported-in-version': error(
    'A policy variable is in a policy of the older language version',
    'Before `2012-10-17` it is plain text, which matches nothing. Set `Version` to `2012-10-17`.',
  ),
  'iam/invalid-variable-for-operator': error(
    'A policy variable is used with an operator that does not resolve it',
    'Variables work with string and ARN operators.',
  ),

  'iam/pass-role-with-not-resource': warning(
    'iam:PassRole is allowed on all roles but some',
    'Anyone who can pass a role to a service can act with that role’s permissions. Name the roles, or add a condition on `iam:PassedToService`.',
  ),
  'iam/pass-role-with-star-in-action-and-not-resource': warning(
    'A wildcard in the actions includes iam:PassRole, on all roles but some',
    'Anyone who can pass a role to a service can act with that role’s permissions. Name the roles, or add a condition on `iam:PassedToService`.',
  ),
  'iam/pass-role-with-not-action-and-not-resource': warning(
    'NotAction includes iam:PassRole, on all roles but some',
    'Anyone who can pass a role to a service can act with that role’s permissions. Name the roles, or add `iam:PassRole` to `NotAction`.',
  ),
  'iam/pass-role-with-star-in-resource': warning(
    'iam:PassRole is allowed on all roles',
    'Anyone who can pass a role to a service can act with that role’s permissions. Name the roles, or add a condition on `iam:PassedToService`.',
  ),
  'iam/pass-role-with-star-in-action-and-resource': warning(
    'A wildcard in the actions includes iam:PassRole, on all roles',
    'Anyone who can pass a role to a service can act with that role’s permissions. Name the roles, or add a condition on `iam:PassedToService`.',
  ),
  'iam/pass-role-with-star-in-resource-and-not-action': warning(
    'NotAction includes iam:PassRole, on all roles',
    'Anyone who can pass a role to a service can act with that role’s permissions. Name the roles, or add `iam:PassRole` to `NotAction`.',
  ),
  'iam/create-slr-with-not-resource': warning(
    'iam:CreateServiceLinkedRole is allowed on all roles but some',
    'It may create roles for services that nobody had in mind. Name the roles, or add a condition on `iam:AWSServiceName`.',
  ),
  'iam/create-slr-with-star-in-action-and-not-resource': warning(
    'A wildcard in the actions includes iam:CreateServiceLinkedRole, on all roles but some',
    'It may create roles for services that nobody had in mind. Name the roles, or add a condition on `iam:AWSServiceName`.',
  ),
  'iam/create-slr-with-not-action-and-not-resource': warning(
    'NotAction includes iam:CreateServiceLinkedRole, on all roles but some',
    'It may create roles for services that nobody had in mind. Name the roles, or add the action to `NotAction`.',
  ),
  'iam/create-slr-with-star-in-resource': warning(
    'iam:CreateServiceLinkedRole is allowed on all roles',
    'It may create roles for services that nobody had in mind. Name the roles, or add a condition on `iam:AWSServiceName`.',
  ),
  'iam/create-slr-with-star-in-action-and-resource': warning(
    'A wildcard in the actions includes iam:CreateServiceLinkedRole, on all roles',
    'It may create roles for services that nobody had in mind. Name the roles, or add a condition on `iam:AWSServiceName`.',
  ),
  'iam/create-slr-with-star-in-resource-and-not-action': warning(
    'NotAction includes iam:CreateServiceLinkedRole, on all roles',
    'It may create roles for services that nobody had in mind. Name the roles, or add the action to `NotAction`.',
  ),
  'iam/redundant-statement': warning('Two statements are identical', 'Remove one of them.'),

  'iam/policy-size-exceeds-identity-policy-quota': warning(
    'A policy is larger than the quota for managed policies',
    'A managed policy has at most 6,144 characters, not counting white space; inline policies have 2,048 in total for a user, 5,120 for a group, and 10,240 for a role. Split the policy.',
  ),
  'iam/policy-size-exceeds-role-trust-policy-quota': warning(
    'A trust policy is larger than the quota',
    'The quota is 2,048 characters, not counting white space, and can be raised to 4,096.',
  ),
  'iam/policy-size-exceeds-scp-quota': error(
    'A service control policy is larger than the quota',
    'The quota is 10,240 characters. Split the policy.',
  ),
  'iam/policy-size-exceeds-rcp-quota': error(
    'A resource control policy is larger than the quota',
    'The quota is 5,120 characters. Split the policy.',
  ),
  'iam/policy-size-exceeds-session-policy-quota': warning(
    'A session policy is larger than the quota',
    'The quota is 2,048 characters, inline and managed session policies together. Use wildcards for groups of actions.',
  ),
  'iam/policy-size-exceeds-resource-policy-quota': warning(
    'The policy of a resource is larger than the quota',
    'The quota of a bucket, secret or VPC endpoint is 20 KB, that of a key is 32 KB. Use wildcards for groups of actions or principals.',
  ),
} as const;

export type IamCode = keyof typeof IAM_CODES;
