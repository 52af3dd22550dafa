/**
 * Terraform: a policy as the data source `aws_iam_policy_document`, or as `jsonencode`. Sources: the
 * pages of the AWS provider on `aws_iam_policy_document`, `aws_iam_role`, `aws_iam_role_policy`.
 */
import { hclBlock, hclBody, type HclItem, hclText, hclTexts, indented } from './hcl.ts';
import type { NoSuchForm } from './no-such-form.ts';
import {
  isMap,
  type PolicyForm,
  type PolicyMap,
  type PolicyValue,
  textsOf,
} from './policy-value.ts';

const LISTS = [
  ['Action', 'actions'],
  ['NotAction', 'not_actions'],
  ['Resource', 'resources'],
  ['NotResource', 'not_resources'],
] as const;

const PRINCIPALS = [
  ['Principal', 'principals'],
  ['NotPrincipal', 'not_principals'],
] as const;

/** What the data source cannot say of this policy; undefined if it says all of it. */
export function notAsDataSource(policy: PolicyForm): NoSuchForm | undefined {
  const hint = 'use as="terraform-json", which prints the policy with `jsonencode`';
  // The provider counts an empty `sid` as none.
  const sids = policy.Statement.flatMap(({ Sid }) => (Sid ? [String(Sid)] : []));
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (twice !== undefined)
    return { message: `aws_iam_policy_document refuses two statements named \`${twice}\``, hint };
  // The provider turns `&{` into `${`, so that a literal `&{` has no spelling.
  if (JSON.stringify(policy).includes('&{'))
    return { message: 'aws_iam_policy_document reads `&{` as the start of a variable', hint };
  return notInHcl(policy);
}

/** Terraform normalizes every text to NFC, so that one in another normal form would change. */
export function notInHcl(policy: PolicyForm): NoSuchForm | undefined {
  const text = JSON.stringify(policy);
  if (text === text.normalize('NFC')) return undefined;
  return {
    message: 'Terraform changes texts that are not in the Unicode normal form NFC',
    hint: 'write the text in NFC, or use as="json"',
  };
}

/** `data "aws_iam_policy_document" "<name>"`, whole. */
export function documentSource(policy: PolicyForm, name: string): string {
  const version = policy.Version === '2012-10-17' ? [] : [attribute('version', policy.Version)];
  const id = policy['Id'] === undefined ? [] : [attribute('policy_id', String(policy['Id']))];
  const head = [...version, ...id];
  const statements = policy.Statement.map((statement): HclItem => ({
    block: 'statement',
    body: statementBody(statement),
  }));
  const body = [...head, ...statements].flatMap((item, index): HclItem[] =>
    index === 0 || index < head.length ? [item] : ['blank', item],
  );
  return hclBlock(`data "aws_iam_policy_document" ${hclText(name)}`, body);
}

function statementBody(statement: PolicyMap): HclItem[] {
  const single: HclItem[] = [];
  if (statement['Sid'] !== undefined) single.push(attribute('sid', String(statement['Sid'])));
  single.push(attribute('effect', String(statement['Effect'])));
  for (const [element, name] of LISTS) {
    if (statement[element] === undefined) continue;
    single.push({ name, value: hclTexts(textsOf(statement[element])) });
  }
  const blocks = [
    ...PRINCIPALS.flatMap(([element, block]) => principalBlocks(statement[element], block)),
    ...conditionBlocks(statement['Condition']),
  ];
  return [...single, ...blocks.flatMap((block): HclItem[] => ['blank', block])];
}

function principalBlocks(value: PolicyValue | undefined, block: string): HclItem[] {
  if (value === undefined) return [];
  // `type = "*"` is the bare star; `type = "AWS"` with `*` is `{ "AWS": "*" }`.
  const entries: (readonly [string, PolicyValue])[] = isMap(value)
    ? Object.entries(value)
    : [['*', value]];
  return entries.map(([type, identifiers]) => ({
    block,
    body: [attribute('type', type), { name: 'identifiers', value: hclTexts(textsOf(identifiers)) }],
  }));
}

function conditionBlocks(value: PolicyValue | undefined): HclItem[] {
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([test, keys]) =>
    Object.entries(isMap(keys) ? keys : {}).map(([variable, values]) => ({
      block: 'condition',
      body: [
        attribute('test', test),
        attribute('variable', variable),
        { name: 'values', value: hclTexts(textsOf(values)) },
      ],
    })),
  );
}

const attribute = (name: string, text: string): HclItem => ({ name, value: hclText(text) });

/** `jsonencode({ … })`: the policy as an HCL object, in the order and shape of its JSON. */
export function jsonEncoded(policy: PolicyForm): string {
  return `jsonencode(${hclValue(policy)})`;
}

function hclValue(value: PolicyValue): string {
  if (typeof value === 'string') return hclText(value);
  if (isMap(value)) {
    const items = Object.entries(value).map(([key, inner]) => ({
      name: /^[A-Za-z_]\w*$/.test(key) ? key : hclText(key),
      value: hclValue(inner),
    }));
    return items.length === 0 ? '{}' : `{\n${indented(hclBody(items), 2)}\n}`;
  }
  if (Array.isArray(value)) {
    const items = (value as readonly PolicyValue[]).map(hclValue);
    if (items.length < 2 && items.every((item) => !item.includes('\n')))
      return `[${items.join('')}]`;
    return `[\n${items.map((item) => `${indented(item, 2)},\n`).join('')}]`;
  }
  return String(value);
}
