/** Policies that readers copy and IAM refuses, because they are no JSON; and what comes of it in YAML and Terraform. */
import type { PolicyNode, ScalarNode } from '../../../iam/policy.ts';
import type { Range } from '../../../problems/source.ts';
import type { FenceBlock } from '../../../reading/blocks.ts';
import { unquoteShell } from '../../../reading/masks.ts';
import { saysWrong } from '../../../reading/sentences.ts';
import { checkJson, type JsonError } from '../../../reading/strict-json.ts';
import { misplacedArguments } from '../../../reading/terraform.ts';
import type { Finding } from '../../lint.ts';
import type { PagePolicy, Rule } from './page.ts';
import { isElsewhere } from './provenance.ts';

export const brokenPolicy: Rule = {
  code: 'lint/broken-policy',
  good: '```json\n{ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "s3:*", "Resource": "*" }] }\n```\n',
  bad: '```json\n{ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "s3:*", "Resource": "*", }] }\n```\n',
  check: (page) => {
    const byFence = new Map<FenceBlock, PagePolicy[]>();
    for (const policy of page.policies) {
      const others = byFence.get(policy.fence);
      if (others) others.push(policy);
      else byFence.set(policy.fence, [policy]);
    }
    const fences = page.blocks.filter((block) => block.kind === 'fence');
    return [...new Set([...fences, ...byFence.keys()])].flatMap((fence) =>
      isLeftAlone(fence) ? [] : checkFence(fence, byFence.get(fence) ?? []),
    );
  },
};

const isLeftAlone = (fence: FenceBlock): boolean =>
  fence.isDiff || saysWrong(fence) || isElsewhere(fence);

function checkFence(fence: FenceBlock, policies: readonly PagePolicy[]): Finding[] {
  const { language, text } = fence;
  const first = isJson(text)
    ? undefined
    : MAY_HOLD_JSON.test(language)
      ? (wholeFence(fence, policies) ?? inFence(fence, policies))
      : MAY_BE_JSON.test(language)
        ? missingComma(fence, policies)
        : undefined;
  return [
    ...(first ? [toFinding(fence, first)] : []),
    ...policies.flatMap((policy) => commasInYaml(fence, policy)),
    ...(policies.length === 0 ? commasThatBreakYaml(fence) : []),
    ...outsideStatements(fence),
  ];
}

/** As most policies are: then nothing in it is broken, and none of the places needs to be known. */
function isJson(text: string): boolean {
  try {
    return isShallow(JSON.parse(text), DEEPEST);
  } catch {
    return false;
  }
}

const DEEPEST = 64;

function isShallow(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return most > 0 && Object.values(value).every((inner) => isShallow(inner, most - 1));
}

const MAY_HOLD_JSON =
  /^(?:json|text|txt|plaintext|plain|none|bash|sh|shell|zsh|console|terminal|shell-session|shellsession|xml|)$/;

/** Languages that take JSON and more: without a comma between two values nothing reads it. */
const MAY_BE_JSON = /^(?:ya?ml|javascript|js|jsonc|json5)$/;

function missingComma(fence: FenceBlock, policies: readonly PagePolicy[]): JsonError | undefined {
  if (!/^\s*\{\s*"/.test(fence.text)) return undefined;
  const error = wholeFence(fence, policies);
  if (!error || !error.message.startsWith('a comma is missing')) return undefined;
  return '{["'.includes(fence.text[error.start] ?? '…') ? error : undefined;
}

function toFinding(fence: FenceBlock, { start, end, message, hint, isLoose }: JsonError): Finding {
  return {
    code: 'lint/broken-policy',
    range: { start: fence.toPage(start), end: fence.toPage(Math.max(start, end - 1)) + 1 },
    message: `the policy is not valid JSON: ${message}`,
    hint,
    severity: isLoose ? 'warning' : undefined,
  };
}

/** Terraform has brackets too, but no JSON in them. */
const IN_BRACKETS: ReadonlySet<string> = new Set(['json', 'loose']);

/** A fence that begins as JSON does, and that clearly holds a policy. */
function wholeFence(fence: FenceBlock, policies: readonly PagePolicy[]): JsonError | undefined {
  const { text } = fence;
  const label = LABEL.exec(text)?.[0].length ?? 0;
  const start = label + text.slice(label).search(/\S/);
  const looksLikeOne =
    policies.some(({ syntax }) => IN_BRACKETS.has(syntax)) ||
    (/[“”„"']?\bStatement\b[“”"']?\s{0,8}:?\s{0,8}[[{]/.test(text) && /\bEffect\b/.test(text));
  const isPlain = !isElided(text) && !QUOTED.test(text);
  if (!looksLikeOne || !/[[{]/.test(text[start] ?? '') || !isPlain) return undefined;
  const error = firstError(withValues(text), start);
  if (error && isCutOff(text, error, start, policies)) return undefined;
  // What JavaScript and HCL take as well is a mistake only where the fence says JSON.
  return error?.isLoose === true && fence.language !== 'json' ? undefined : error;
}

/** `[AWS CONFIGURATION]`, on a line of its own above the policy. */
const LABEL = /^\s{0,80}\[[A-Za-z][\w -]{0,80}\][ \t]*\n(?=\s{0,80}[{[])/;

/** The answer of an API that shows a policy, up to where it matters: the policy is not the whole. */
function isCutOff(
  text: string,
  { message, start: at }: JsonError,
  start: number,
  policies: readonly PagePolicy[],
): boolean {
  const isAtEnd = message === 'the bracket that opens here is never closed' && at !== start;
  return isAtEnd && policies.length > 0 && !OF_POLICY.test(text.slice(start));
}

const OF_POLICY = /^[[{\s]{1,80}"(?:Version|Id|Statement|Sid|Effect|Principal|Action|Resource)"/;

/** Where a policy was recognized in anything else, from its bracket on. */
function inFence(fence: FenceBlock, policies: readonly PagePolicy[]): JsonError | undefined {
  const text = withValues(fence.text);
  for (const { node, syntax, flaws } of policies) {
    const { start, end } = node.range;
    const isWritten =
      IN_BRACKETS.has(syntax) && text[start] === '{' && !isInCode(fence.text, node.range);
    if (!isWritten || isElided(fence.text.slice(start, end))) continue;
    const error = checkJson(text, start);
    if (typeof error === 'number' || error.isLoose || error.start > end) continue;
    // What is around it, or the next fence, may go on where a part of one ends.
    const isAlone = fence.text.slice(0, start).trim() === '';
    const isUnclosed = flaws.some(({ kind }) => kind === 'unclosed');
    if ((isUnclosed && !isAlone) || isCut(fence.text, error)) continue;
    return error;
  }
  return undefined;
}

/**
 * An argument of a function, the value of a variable, a text in quotes, or the body of a block of
 * Terraform (`data "aws_iam_policy_document" "x" {`): another language's literal.
 */
function isInCode(text: string, { start, end }: Range): boolean {
  if (CODE.test(text.slice(0, start))) return true;
  const before = text.slice(Math.max(0, start - 40), start);
  const lead = before.trimEnd();
  const isOfBlock = /\w"$/.test(lead) && lead !== before;
  return /[=(]$/.test(lead) || isOfBlock || QUOTED.test(text.slice(start, end));
}

/** A function of JavaScript or Python around it. */
const CODE =
  /=>\s{0,80}\{|^\s{0,80}(?:export )?(?:async )?function \w{0,80}\(|^\s{0,80}def \w{1,80}\(/m;

/** A policy in a text of JSON: what a command prints, broken into lines by hand. */
const QUOTED = /\\"(?:Statement|Effect|Version|Sid|Action)/;

/** One value after the other: statements are printed with the commas between them. */
function firstError(text: string, from: number): JsonError | undefined {
  for (let at = from; at < text.length;) {
    const read = checkJson(text, at);
    if (typeof read !== 'number') return isCut(text, read) ? undefined : read;
    const rest = /^[\s,]*/.exec(text.slice(read))?.[0].length ?? 0;
    at = read + rest;
    if (isSurplus(text.slice(from, read), text.slice(at)))
      return {
        start: at,
        end: at + 1,
        message: 'this bracket closes nothing',
        hint: 'remove it',
        isLoose: false,
      };
    // What follows is no second policy but text about it, or the rest of another language.
    if (!/[[{]/.test(text[at] ?? '')) return undefined;
  }
  return undefined;
}

/** Brackets behind a whole policy. Behind a statement they close what an excerpt left out. */
const isSurplus = (value: string, rest: string): boolean =>
  /^\{\s{0,80}"(?:Version|Id|Statement)"/.test(value) && /^[}\]][}\]\s]*$/.test(rest);

/** An excerpt stops between two members; a policy whose last bracket was lost does not. */
function isCut(text: string, { message }: JsonError): boolean {
  const isAtEnd = /never closed$|is missing$/.test(message);
  return isAtEnd && ',[{:'.includes(text.trimEnd().at(-1) ?? '…');
}

/** Comments, ellipses and the tags of a template show that nobody is meant to copy it as it stands. */
const isElided = (text: string): boolean =>
  ELLIPSIS.test(text) || COMMENT.test(text.replace(STRING, '""'));

const ELLIPSIS = /\.\.\.|…|!\[|\{%|^\s{0,80}\{[A-Z][A-Z0-9_]{2,80}\}|\{\{[-#/]/m;
const COMMENT = /^\s{0,80}(?:\/\/|#|\/\*|--|<!--)|[,[{}\]"\d]\s{0,20}(?:\/\/|#|\/\*)/m;
/** In one, `${aws:username}/*` is no comment. */
const STRING = /"(?:[^"\\\n]|\\.)*"/g;

/** With a text in the place of each bare placeholder that stands for a value; what is in a string is one. */
function withValues(text: string): string {
  return withoutCallouts(unquoteShell(text)).replace(
    /"(?:[^"\\\n]|\\.)*"|([:[,]\s{0,80})(<[^<>\n"]{1,200}>|\{\{[^{}\n]{0,200}\}\}|\$\{[^{}\n]{0,200}\}|\$[A-Za-z_]\w{0,80})(?=\s{0,80}[,\]}])/g,
    (whole, before: string | undefined, token: string | undefined) =>
      before === undefined || token === undefined
        ? whole
        : `${before}"${'x'.repeat(Math.max(0, token.length - 2))}"`,
  );
}

/** `{ <1>`: at the end of a line, the number of a note below the fence; as many blanks. */
const withoutCallouts = (text: string): string =>
  text.replace(/(?<=[,[{}\]"][ \t]{0,20})<\d{1,2}>(?=[ \t]*$)/gm, (callout) =>
    ' '.repeat(callout.length),
  );

/** A comma at the end of a line of YAML is part of the value. */
function commasInYaml(fence: FenceBlock, { node, syntax }: PagePolicy): Finding[] {
  if (syntax !== 'yaml') return [];
  return [...scalarsIn(node)]
    .filter(({ value, range }) => {
      const written = fence.text.slice(range.start, range.end);
      return typeof value === 'string' && value.endsWith(',') && !/^["'|>]/.test(written);
    })
    .map(({ range }) => ({
      code: 'lint/broken-policy',
      range: { start: fence.toPage(range.start), end: fence.toPage(range.end - 1) + 1 },
      message: 'the comma at the end of the line is part of the value in YAML',
      hint: 'remove the comma',
    }));
}

/** Behind quotes such a comma leaves no YAML at all. In brackets it is where it belongs. */
function commasThatBreakYaml({ language, text, toPage }: FenceBlock): Finding[] {
  if (!/^ya?ml$/.test(language)) return [];
  const { index } =
    /^[ \t-]{0,80}Effect:[ \t]{1,8}["']?(?:Allow|Deny)["']?,[ \t]*$/m.exec(text) ?? {};
  if (index === undefined || /[{[]/.test(text.slice(0, index))) return [];
  const at = text.indexOf(',', index);
  return [
    {
      code: 'lint/broken-policy',
      range: { start: toPage(at), end: toPage(at) + 1 },
      message: 'the policy is not valid YAML: there are commas at the ends of its lines',
      hint: 'remove the commas',
    },
  ];
}

function* scalarsIn(node: PolicyNode): Iterable<ScalarNode> {
  if (node.kind === 'scalar') yield node;
  else if (node.kind === 'list') for (const item of node.items) yield* scalarsIn(item);
  else for (const { value } of node.entries) yield* scalarsIn(value);
}

function outsideStatements(fence: FenceBlock): Finding[] {
  if (!fence.text.includes('aws_iam_policy_document')) return [];
  return misplacedArguments(fence.text).map(({ name, range }) => ({
    code: 'lint/broken-policy',
    range: { start: fence.toPage(range.start), end: fence.toPage(range.end) },
    message: `\`${name}\` is outside any statement, and Terraform refuses it there`,
    hint: 'put it into a `statement` block',
  }));
}
