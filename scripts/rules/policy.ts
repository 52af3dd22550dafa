/** Policies on pages, validated where they stand. Placeholders and what is no literal are left alone. */
import type { Code } from '../codes.ts';
import { IAM_CODES } from '../iam/codes.ts';
import { toDocument } from '../iam/parse.ts';
import type { PolicyDocument, PolicyNode, ScalarNode } from '../iam/policy.ts';
import { type PolicyKind, validatePolicy } from '../iam/validate.ts';
import { retiredBy } from '../lint/lifecycle.ts';
import type { Finding, LintContext, LintPage, PagePolicy, Rule } from '../lint/page.ts';
import { saysWrong } from '../lint/sentences.ts';
import { type Range, Source } from '../source.ts';

/** Warnings that are worth a reader's time in documentation; every error is. */
const WARNINGS: ReadonlySet<string> = new Set([
  'iam/impossible-value',
  'iam/action-matches-nothing',
]);
/** What a page may leave out to make its point. */
const PARTIAL: ReadonlySet<string> = new Set([
  'iam/missing-version',
  'iam/missing-principal',
  'iam/missing-resource',
  'iam/invalid-character',
]);

export const policyRule: Rule = {
  code: 'lint/policy',
  good: '```json\n{\n  "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<BUCKET>/*" }]\n}\n```\n',
  bad: '```json\n{\n  "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*" }]\n}\n```\n',
  check: (page, context) => page.policies.flatMap((policy) => checkPolicy(page, policy, context)),
};

function checkPolicy(page: LintPage, policy: PagePolicy, context: LintContext): Finding[] {
  if (!isAwsPolicy(policy.node, context) || saysWrong(lastLine(policy.fence.context))) return [];
  const source = new Source(page.source.file, policy.fence.text);
  const document = documentOf(source, policy);
  const kind = kindOf(document);
  const unclear = [...policy.opaque, ...unclearScalars(policy.node)];
  const isPartial = policy.isFragment || policy.syntax !== 'json';
  return validatePolicy(document, { kind, reference: context.reference, asOf: context.asOf })
    .filter(({ code, severity }) => severity === 'error' || WARNINGS.has(code))
    .filter(({ code }) => code !== 'iam/removed-action' && !(isPartial && PARTIAL.has(code)))
    .flatMap((problem) => {
      const start = source.lineRange(problem.line).start + problem.column - 1;
      const end = source.lineRange(problem.endLine).start + problem.endColumn - 1;
      if (unclear.some((range) => range.start < end && start < range.end)) return [];
      if (isRetired(policy.node, { start, end }, context)) return [];
      return [
        {
          code: problem.code as Code,
          range: { start: policy.fence.toPage(start), end: policy.fence.toPage(end) },
          message: problem.message,
          hint: problem.hint,
          severity: problem.severity,
        },
      ];
    });
}

/** A fragment is checked as a policy of one statement. */
function documentOf(source: Source, { node, isFragment }: PagePolicy): PolicyDocument {
  if (!isFragment) return toDocument(source, node);
  const version: PolicyNode = { kind: 'scalar', value: '2012-10-17', range: node.range };
  const entry = (key: string, value: PolicyNode) => ({ key, keyRange: node.range, value });
  const policy: PolicyNode = {
    kind: 'map',
    range: node.range,
    entries: [entry('Version', version), entry('Statement', node)],
  };
  return toDocument(source, policy);
}

/**
 * Other clouds, CloudFormation stack policies and object stores use the same words. An AWS policy
 * has AWS's version, or none, and at least one action of a service that AWS has.
 */
function isAwsPolicy(node: PolicyNode, { reference, lifecycle }: LintContext): boolean {
  const version = valuesOf(node, 'Version')[0];
  if (version !== undefined && !/^\d{4}-\d\d-\d\d$/.test(version)) return false;
  const statements =
    node.kind === 'map'
      ? node.entries
          .filter(({ key }) => key === 'Statement')
          .flatMap(({ value }) => (value.kind === 'list' ? value.items : [value]))
      : [];
  const all = statements.length > 0 ? statements : [node];
  const actions = all.flatMap((statement) => [
    ...valuesOf(statement, 'Action'),
    ...valuesOf(statement, 'NotAction'),
  ]);
  const resources = all.flatMap((statement) => valuesOf(statement, 'Resource'));
  if (
    resources.some((resource) =>
      /^(?:acs|qcs|crn|ocid|hrn|LogicalResourceId|trn|urn):?/.test(resource),
    )
  )
    return false;
  const isOther = (action: string): boolean => {
    const [service = ''] = action.split(':');
    return (
      action !== '*' &&
      !reference.hasService(service) &&
      !lifecycle.actions.some((one) => one.action.startsWith(`${service}:`))
    );
  };
  if (actions.some((action) => action.startsWith('Update:'))) return false;
  return actions.length > 0 && !actions.every(isOther);
}

function kindOf(document: PolicyDocument): PolicyKind {
  const hasPrincipal = document.statements.some(
    ({ node }) =>
      node.kind === 'map' && node.entries.some(({ key }) => /^(?:Not)?Principal$/.test(key)),
  );
  if (!hasPrincipal) return 'identity';
  const actions = document.statements.flatMap(({ node }) => valuesOf(node, 'Action'));
  const hasResource = document.statements.some(
    ({ node }) => node.kind === 'map' && node.entries.some(({ key }) => key === 'Resource'),
  );
  return !hasResource && actions.length > 0 && actions.every((action) => /^sts:/i.test(action))
    ? 'trust'
    : 'resource';
}

/** The texts of an element that holds one or a list. */
export function valuesOf(node: PolicyNode, key: string): string[] {
  if (node.kind !== 'map') return [];
  return node.entries
    .filter((entry) => entry.key === key)
    .flatMap(({ value }) => (value.kind === 'list' ? value.items : [value]))
    .flatMap((item) =>
      item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : [],
    );
}

/** `<YOUR_ACCOUNT>`, `ACCOUNT_ID`, `${var}`, `{{ x }}`, `$VAR`, `...`: not what IAM would see. */
const PLACEHOLDER =
  /<[^<>\n]+>|\$\{(?![A-Za-z0-9.-]+:[A-Za-z])[^}]*\}|\$\{AWS::|\{\{|\[[A-Za-z_ -]+\]|%[A-Za-z_]+%|\$[A-Za-z_]|…|\.\.\.|\b(?:[A-Z][A-Z0-9]*_[A-Z0-9_]+|YOUR|ACCOUNT|REGION|BUCKET|XXX+|xxx+|example|EXAMPLE)(?![a-z])|(?<!\w)(?:account-?id|aws-?account-?id|region|bucket-?name|your-[\w-]+|my-[\w-]+)(?!\w)|AccountId|AccountNumber|your[A-Z]\w*|\b(\d)\1{3,}\b|\b1?2345\w*/;

function unclearScalars(node: PolicyNode): Range[] {
  const found: Range[] = [];
  const visit = (one: PolicyNode): void => {
    if (one.kind === 'scalar') {
      if (typeof one.value === 'string' && isUnclear(one)) found.push(one.range);
    } else if (one.kind === 'list') one.items.forEach(visit);
    else if (one.entries.some(({ key }) => key === 'Ref' || key.startsWith('Fn::'))) {
      // An intrinsic function of CloudFormation: a text by the time IAM sees it.
      found.push(one.range);
    } else {
      for (const { key, keyRange, value } of one.entries) {
        if (PLACEHOLDER.test(key)) found.push(keyRange, value.range);
        else visit(value);
      }
    }
  };
  visit(node);
  return found;
}

/** An action is a word of AWS's own; anything else may be made up. */
function isUnclear({ value }: ScalarNode): boolean {
  const text = String(value);
  // Without a colon it is a word that stands for something, not a mistyped ARN.
  if (!text.includes(':') && !/^[*?]+$/.test(text))
    return !/^(?:Allow|Deny|\d{4}-\d\d-\d\d|[a-z]+)$/i.test(text);
  return /^[a-z0-9-]+:[A-Za-z*?]+$/.test(text) ? /\.\.\.|…/.test(text) : PLACEHOLDER.test(text);
}

/** stale-action has said it. */
function isRetired(node: PolicyNode, range: Range, { lifecycle }: LintContext): boolean {
  let isFound = false;
  const visit = (one: PolicyNode): void => {
    if (one.kind === 'scalar') {
      if (
        typeof one.value === 'string' &&
        one.range.start < range.end &&
        range.start < one.range.end &&
        retiredBy(one.value, lifecycle)
      )
        isFound = true;
    } else if (one.kind === 'list') one.items.forEach(visit);
    else one.entries.forEach(({ value }) => visit(value));
  };
  visit(node);
  return isFound;
}

const lastLine = (text: string): string => text.split('\n').filter(Boolean).at(-1) ?? '';

export const POLICY_CODES = Object.keys(IAM_CODES);
