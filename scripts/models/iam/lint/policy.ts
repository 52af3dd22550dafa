/** Policies on pages, validated where they stand. Placeholders and what is no literal are left alone. */
import type { Code, Severity } from '../../../problems/codes.ts';
import type { Problem } from '../../../problems/problem.ts';
import { toDocument } from '../../../iam/parse.ts';
import type { PolicyDocument, PolicyNode } from '../../../iam/policy.ts';
import { hasAllTypes } from '../../../iam/resource-match.ts';
import { type PolicyKind, type ResourceKind, validatePolicy } from '../../../iam/validate.ts';
import { POLICY_ELEMENTS, STATEMENT_ELEMENTS } from '../../../iam/written.ts';
import type { FenceBlock } from '../../../reading/blocks.ts';
import { scalarsOf, statementsOf, valuesOf } from '../../../reading/elements.ts';
import { type Lifecycle, retiredBy } from '../../../iam/retired.ts';
import type { Finding } from '../../lint.ts';
import type { LintContext, LintPage, PagePolicy, Rule } from './page.ts';
import { withExamples, WORD } from './placeholders.ts';
import { principalsInCode } from './principals-in-code.ts';
import { isAwsPolicy, isElsewhere } from './provenance.ts';
import { saysOpen, commentSaysWrong, saysWrong } from '../../../reading/sentences.ts';
import { type Range, Source } from '../../../problems/source.ts';
import { memo } from '../../../memo.ts';

/** Warnings that are worth a reader's time in documentation; every error is. */
const WARNINGS: ReadonlySet<string> = new Set([
  'iam/impossible-value',
  'iam/wildcard-without-like-operator',
  'iam/unknown-service-principal',
  'iam/action-matches-nothing',
  'iam/type-mismatch-boolean',
  'iam/resource-mismatch',
  'iam/invalid-arn-resource',
  'iam/type-mismatch',
  'iam/missing-version',
  'iam/missing-condition-key-for-oidc-principal',
  'iam/missing-github-repo-condition-key',
  'iam/empty-array-action',
  'iam/empty-array-resource',
  'iam/invalid-action',
  'iam/invalid-service-in-action',
  'iam/invalid-service-condition-key',
  'iam/allow-with-unsupported-tag-condition-key-for-service',
  'iam/deny-with-unsupported-tag-condition-key-for-service',
  'iam/deny-notaction-with-unsupported-tag-condition-key-for-service',
  'iam/unsupported-action-for-condition-key',
  'iam/unsupported-condition-key-for-service-principal',
]);
/** A key such as `s3:x-amz-storage-class-123` is meant to be nothing’s: data that a page makes up to test with. */
const MADE_UP = /has no condition key `[^`]+-\d{3,}`/;
/** What a page may leave out to make its point, in a policy that it prints in pieces. */
const PARTIAL: ReadonlySet<string> = new Set([
  'iam/missing-version',
  'iam/missing-principal',
  'iam/missing-resource',
  'iam/missing-statement',
  'iam/missing-action',
  'iam/missing-effect',
  'iam/invalid-character',
  'iam/empty-array-action',
  'iam/empty-array-resource',
]);
/** IAM reads a policy as text: what YAML and Terraform make of a number or a bare word is one. */
const OF_JSON: ReadonlySet<string> = new Set(['iam/data-type-mismatch', 'iam/missing-version']);
/** A page that warns of an open door shows one. */
const OPEN_DOORS: ReadonlySet<string> = new Set([
  'iam/missing-condition-key-for-oidc-principal',
  'iam/missing-github-repo-condition-key',
  'iam/trust-admits-anyone',
]);
/** What is around a piece may have the resource, or the condition. */
const rests = (code: string): boolean => code === 'iam/resource-mismatch' || OPEN_DOORS.has(code);
/** A list of what is spared outlives the services on it, and nothing comes of that. */
const HARMLESS_IN_NOT_ACTION: ReadonlySet<string> = new Set([
  'iam/invalid-service-in-action',
  'iam/action-matches-nothing',
]);

export const policyRule: Rule = {
  code: 'lint/policy',
  good: '```json\n{\n  "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::<BUCKET>/*" }]\n}\n```\n',
  bad: '```json\n{\n  "Version": "2012-10-17",\n  "Statement": [{ "Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*" }]\n}\n```\n',
  check: (page, context) => [
    ...page.policies.flatMap((policy) => checkPolicy(page, policy, context)),
    ...principalsInCode(page, context),
  ],
};

function checkPolicy(page: LintPage, policy: PagePolicy, context: LintContext): Finding[] {
  const { fence, node } = policy;
  const { source, isExample, isElsewhere } = readingOf(page, fence);
  if (isExample || isElsewhere || !isAwsPolicy(node, context)) return [];
  const kind = ownKindOf(documentOf(source, policy), policy);
  const { start: from } = node.range;
  return judgedOnce(policy, kind, context, () => judge(source, policy, kind, context))
    .filter(({ code }) => !OPEN_DOORS.has(code) || !saysOpen(fence))
    .map(({ range: { start, end }, ...finding }) => ({
      ...finding,
      range: { start: fence.toPage(from + start), end: fence.toPage(from + end) },
    }));
}

/** Of one run, by what a judgment depends on: the same policy stands on many pages. */
const judgments = new WeakMap<LintContext, Map<string, readonly Finding[]>>();

/** Ranges are from the beginning of the policy. YAML may refer to what is outside of it. */
function judgedOnce(
  policy: PagePolicy,
  kind: Kind,
  context: LintContext,
  work: () => Finding[],
): readonly Finding[] {
  const { fence, node, syntax } = policy;
  if (syntax === 'yaml') return work();
  const known = judgments.get(context) ?? new Map<string, readonly Finding[]>();
  judgments.set(context, known);
  const text = fence.text.slice(node.range.start, node.range.end);
  const key = `${kind} ${syntax} ${policy.isFragment} ${policy.isPiece === true} ${isByItself(policy, kind)}\n${text}`;
  const found = known.get(key) ?? work();
  known.set(key, found);
  return found;
}

function judge(
  source: Source,
  policy: PagePolicy,
  kind: Kind,
  { reference, asOf, lifecycle }: LintContext,
): Finding[] {
  const { node } = policy;
  const example = withExamples(node);
  const silent = [...policy.opaque, ...example.unclear, ...envelopeOf(policy)];
  const spared = statementsOf(node)
    .flatMap((statement) => scalarsOf(statement, 'NotAction'))
    .map(({ range }) => range);
  const isPartial = !isWhole(policy);
  const document = documentOf(source, { ...policy, node: example.node });
  return validatePolicy(document, { kind, reference, asOf })
    .filter(({ code, severity }) => severity === 'error' || WARNINGS.has(code))
    .filter(
      (problem) =>
        problem.code !== 'iam/invalid-arn-resource' ||
        isSureOfForm(problem, example.asWritten(problem.message)),
    )
    .filter(({ code }) => code !== 'iam/removed-action' && !(isPartial && PARTIAL.has(code)))
    .filter(({ code }) => policy.isPiece !== true || !rests(code))
    .filter(({ code }) => code !== 'iam/empty-array-action' || !isForm(node))
    .filter(
      ({ code, message }) => code !== 'iam/invalid-service-condition-key' || !MADE_UP.test(message),
    )
    .filter(({ code }) => policy.syntax === 'json' || !OF_JSON.has(code))
    .filter(({ code }) => code !== 'iam/missing-version' || isByItself(policy, kind))
    .flatMap((problem) => {
      const start = source.lineRange(problem.line).start + problem.column - 1;
      const end = source.lineRange(problem.endLine).start + problem.endColumn - 1;
      const range = { start, end };
      if (touches(silent, range) || isRetired(node, range, lifecycle)) return [];
      if (isDisplaced(problem, range, policy)) return [];
      if (HARMLESS_IN_NOT_ACTION.has(problem.code) && touches(spared, range)) return [];
      return [
        {
          code: problem.code as Code,
          range: { start: start - node.range.start, end: end - node.range.start },
          message: example.asWritten(problem.message),
          hint: problem.hint === undefined ? undefined : example.asWritten(problem.hint),
          severity: severityOn(problem),
        },
      ];
    });
}

/**
 * What is broken has a finding of its own: after a bracket that is never closed an element may seem
 * to belong to what is around its owner, and after a quote too many a value may seem to be one.
 */
function isDisplaced({ code, message }: Problem, range: Range, { flaws }: PagePolicy): boolean {
  if (code !== 'iam/invalid-policy-element' && code !== 'iam/invalid-principal-key') return false;
  const element = /has no element `(\w+)`/.exec(message)?.[1];
  return flaws.some(
    ({ kind, start, end }) =>
      (kind === 'unclosed' &&
        [...POLICY_ELEMENTS, ...STATEMENT_ELEMENTS].some((name) => name === element)) ||
      (kind === 'missing-comma' && touches([range], { start, end })),
  );
}

/** What only the data lack may be newer than they are, or have ended before: no slip, no error. */
function severityOn({ code, severity, hint, message }: Problem): Severity {
  const restsOnData =
    // What has no colon is no action, whatever the data.
    (code === 'iam/invalid-action' && message.includes('(data of ')) ||
    code === 'iam/invalid-service-in-action' ||
    code === 'iam/invalid-service' ||
    code === 'iam/invalid-service-condition-key';
  if (!restsOnData) return severity;
  const isSlip = /^(?:did you mean|this is a call)/.test(hint ?? '');
  const near = /^did you mean `([^`]+)`/.exec(hint ?? '')?.[1];
  const written = /`([^`]+)`/.exec(message)?.[1];
  const mayBeNew = near !== undefined && written !== undefined && isOtherWord(written, near);
  return isSlip && !mayBeNew ? severity : 'warning';
}

/** Words of which services make pairs: where there is an import, an export may come. */
const PAIRED: ReadonlySet<string> = new Set(
  'import export start stop enable disable create delete get put list add remove attach detach associate disassociate inbound outbound source target'.split(
    ' ',
  ),
);

/** `StartExportJob` is no slip of `StartImportJob`: it differs in a word that is one. */
function isOtherWord(written: string, near: string): boolean {
  const [own, other] = [written, near].map(
    (name) => name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [],
  );
  if (!own || own.length !== other?.length) return false;
  const different = own.filter((word, index) => word !== other[index]);
  return different.length === 1 && PAIRED.has((different[0] ?? '').toLowerCase());
}

interface Reading {
  readonly source: Source;
  /** Of a mistake. */
  readonly isExample: boolean;
  /** At another cloud. */
  readonly isElsewhere: boolean;
}

/** A fence may hold thousands of policies, one after the other: `test/lint-large.test.ts`. */
const readings = memo<FenceBlock, Reading>(1);

/** What holds for all policies of a fence. */
function readingOf(page: LintPage, fence: FenceBlock): Reading {
  return readings(fence, () => ({
    source: new Source(page.source.file, fence.text),
    isExample: saysWrong(fence) || saysWrongInside(fence.text),
    isElsewhere: isElsewhere(fence),
  }));
}

const touches = (ranges: readonly Range[], { start, end }: Range): boolean =>
  ranges.some((range) => range.start < end && start < range.end);

/** A comment in the fence that calls it wrong, an id that does, or a command that checks it. */
const saysWrongInside = (text: string): boolean =>
  /\bDO NOT USE\b|\bNOT SUPPORTED\b/.test(text) ||
  /^[ \t$]{0,8}(?:parliament|cloudsplaining|policy_sentry|checkov|conftest|aws accessanalyzer validate-policy)\b/m.test(
    text,
  ) ||
  commentSaysWrong(text);

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

/** The answer of an API that holds a statement, or a template's block, has keys of its own beside it. */
function envelopeOf({ node, isFragment }: PagePolicy): Range[] {
  if (isFragment || node.kind !== 'map' || node.entries.some(({ key }) => key === 'Version'))
    return [];
  return node.entries.flatMap(({ key, keyRange }) => (key === 'Statement' ? [] : [keyRange]));
}

/** Elsewhere the data may lack the type, and a word in the place of a name stands for all of it. */
function isSureOfForm({ severity }: Problem, message: string): boolean {
  if (severity === 'error') return true;
  const [, resource = '', service = ''] =
    /^"(?:[^":]*:){5}([^"]*)" has the form of no resource of ([a-z0-9-]+)/.exec(message) ?? [];
  return (
    hasAllTypes(service) &&
    !/[${<[\s]/.test(resource) &&
    !WORD.test(resource) &&
    /[a-z]/.test(resource) &&
    // AWS writes `statemachine:` too.
    !resource.startsWith('statemachine:')
  );
}

/** A file that a script fills in has neither actions nor resources. */
const isForm = (node: PolicyNode): boolean =>
  statementsOf(node).every((statement) =>
    ['Action', 'Resource'].every((element) => valuesOf(statement, element).join('') === ''),
  );

/** Printed from its first bracket to its last, without comments and ellipses. */
function isWhole({ fence, isFragment, syntax, flaws, node }: PagePolicy): boolean {
  if (isFragment || syntax !== 'json' || flaws.some(({ kind }) => kind === 'unclosed'))
    return false;
  const { start, end } = node.range;
  return !/\.\.\.|…/.test(fence.text.slice(start, end));
}

/** The fence is the policy, of a kind that AWS itself never shows without a version. */
function isByItself({ fence, node }: PagePolicy, kind: Kind): boolean {
  const { start, end } = node.range;
  const around = fence.text.slice(0, start) + fence.text.slice(end);
  return kind !== 'resource' && !isOfResource(kind) && around.trim() === '';
}

type Kind = PolicyKind | ResourceKind;

/** Kinds of policies by the words that only they go by. */
const OF_RESOURCE =
  /\b(?:(?:bucket|key|queue|topic|vault|repository|registry|secret|domain|access point|endpoint|event bus|function|file system|resource(?:[- ]based)?|resource control) polic(?:y|ies)|RCPs?)\b/i;
const OF_TRUST =
  /\b(?:trust(?:ed)? (?:polic(?:y|ies)|relationships?|relations?|entit(?:y|ies))|assume[- ]role polic(?:y|ies))\b/i;
/** Every policy is “the following IAM policy”; with a service as its principal it is that of a resource. */
const OF_ANY = /\b(?:following|this|next) (?:\w+ ){0,2}IAM policy\b/i;
/** “Attach the following policy to the role:”, “The following identity-based policy allows …”. */
const OF_IDENTITY =
  /\b(?:following|this|next) (?:\w+ ){0,2}(?:identity(?:[- ]based)?|permissions?|inline|managed) policy\b|\b(?:attach|add) (?:this|the following) (?:\w+ )?policy to (?:the|your|an?) (?:[\w-]+ ){0,3}(?:role|user|group)\b/i;

/** What SNS, SQS and others call the policy of a resource, and some call that of a role. */
const OF_EITHER = /\baccess polic(?:y|ies)\b/i;

/** The resource, where the sentence names it and no other, and the service of its actions. */
const OWN_KINDS: readonly (readonly [ResourceKind, name: RegExp, action: RegExp])[] = [
  ['bucket', /\bbucket polic(?:y|ies)\b/i, /^s3:/i],
  ['key', /\bkey polic(?:y|ies)\b/i, /^kms:/i],
  ['queue', /\bqueue polic(?:y|ies)\b/i, /^sqs:/i],
  ['topic', /\btopic polic(?:y|ies)\b/i, /^sns:/i],
];

const isOfResource = (kind: Kind): kind is ResourceKind => OWN_KINDS.some(([one]) => one === kind);

/** The sentence before a policy. */
function leadOf({ context }: FenceBlock): string {
  const lead = context.slice(context.lastIndexOf('\n') + 1).trimEnd();
  return lead.slice(lead.lastIndexOf('. ') + 1);
}

/** A policy of a resource by the name of the resource, if the sentence before it and all actions agree. */
function ownKindOf(document: PolicyDocument, policy: PagePolicy): Kind {
  const kind = kindOf(document, policy);
  if (kind !== 'resource' || policy.isFragment) return kind;
  const sentence = leadOf(policy.fence);
  const actions = document.statements.flatMap(({ node }) => valuesOf(node, 'Action'));
  const named = OWN_KINDS.filter(([, name]) => name.test(sentence));
  const [only] = named;
  return only && named.length === 1 && actions.every((action) => only[2].test(action))
    ? only[0]
    : kind;
}

/** What the sentence before a policy calls it, and no heading above speaks against. */
function calledKind(fence: FenceBlock, isForService: boolean): PolicyKind | undefined {
  const { context } = fence;
  const sentence = leadOf(fence);
  const isTrust = OF_TRUST.test(sentence);
  if (OF_RESOURCE.test(sentence)) return isTrust ? undefined : 'resource';
  if (isTrust) return 'trust';
  const mayBeOther =
    OF_RESOURCE.test(context) || OF_TRUST.test(context) || OF_EITHER.test(sentence);
  const isIdentity = OF_IDENTITY.test(sentence) || (OF_ANY.test(sentence) && !isForService);
  return isIdentity && !mayBeOther ? 'identity' : undefined;
}

const ASSUMING = /^sts:(?:AssumeRole\w*|TagSession|SetSourceIdentity|SetContext|\*)$/i;

/**
 * The kind that the elements and the sentence before it agree on. An identity policy is called one:
 * without that a principal makes it a resource's.
 */
function kindOf(
  document: PolicyDocument,
  { fence, isFragment }: Pick<PagePolicy, 'fence' | 'isFragment'>,
): PolicyKind {
  const called = calledKind(fence, hasService(document));
  const has = (element: RegExp): boolean =>
    document.statements.some(
      ({ node }) => node.kind === 'map' && node.entries.some(({ key }) => element.test(key)),
    );
  const actions = document.statements.flatMap(({ node }) => valuesOf(node, 'Action'));
  const isAssuming = actions.length > 0 && actions.every((action) => /^sts:/i.test(action));
  if (!has(/^(?:Not)?Principal$/)) {
    // A piece of a key or bucket policy is one of a resource; a whole policy without is none.
    return isFragment && called === 'resource' ? 'resource' : 'identity';
  }
  if (called === 'resource') return 'resource';
  if (called === 'trust' || (isAssuming && (!has(/Resource$/) || !isForAnyone(document))))
    return actions.some((one) => ASSUMING.test(one)) ? 'trust' : 'resource';
  return called === 'identity' && !isAssuming ? 'identity' : 'resource';
}

/** Policies of endpoints and of organizations name everybody, and the role as a resource. */
const isForAnyone = ({ statements }: PolicyDocument): boolean =>
  statements.some(({ node }) => valuesOf(node, 'Principal').includes('*'));

/** Is some principal a service? */
const hasService = ({ statements }: PolicyDocument): boolean =>
  statements.some(
    ({ node }) =>
      node.kind === 'map' &&
      node.entries.some(
        ({ key, value }) =>
          key === 'Principal' &&
          value.kind === 'map' &&
          value.entries.some((one) => one.key === 'Service'),
      ),
  );

/** stale-action has said it. */
function isRetired(node: PolicyNode, range: Range, lifecycle: Lifecycle): boolean {
  if (node.kind === 'list') return node.items.some((item) => isRetired(item, range, lifecycle));
  if (node.kind === 'map')
    return node.entries.some(({ value }) => isRetired(value, range, lifecycle));
  return (
    typeof node.value === 'string' &&
    touches([node.range], range) &&
    retiredBy(node.value, lifecycle) !== undefined
  );
}
