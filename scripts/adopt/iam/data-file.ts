/** The data files of adopted roles and shared statements, as text. */
import { Document, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';

import type { PolicyNode } from '../../iam/policy.ts';
import type { Drafts } from './claims.ts';
import type { ShippedAs } from './from-file.ts';
import { toYaml } from './layout.ts';
import type { RoleNames } from './names.ts';
import { type AdoptedKind, ownKindOf } from './policy-form.ts';

/** A policy from a page on its way into the data. */
interface PolicyDraft {
  readonly kind: AdoptedKind;
  /** The file name for readers to save it under. */
  readonly file: string | undefined;
  readonly statements: readonly PolicyNode[];
  /** The text that the ranges of the statements refer to. */
  readonly text: string;
  /** For each statement, the id of the shared statement that replaces it. */
  readonly uses: readonly (string | undefined)[];
  /** If the policy is one that ships. */
  readonly shipped: ShippedAs | undefined;
}

export interface RoleText {
  readonly names: RoleNames;
  readonly policies: readonly PolicyDraft[];
  readonly placeholders: ReadonlyMap<string, string>;
  /** Removed actions that the policies name. */
  readonly stillUses: readonly string[];
  readonly drafts: Drafts | undefined;
  /** The path to the JSON Schema, from the file's own folder, if there is one. */
  readonly schema: string | undefined;
}

export function roleFile({
  names,
  policies,
  placeholders,
  stillUses,
  drafts,
  schema,
}: RoleText): string {
  const role = new YAMLMap<Scalar, Node>();
  const add = (key: string, value: unknown): void => {
    role.items.push(pair(key, value));
  };
  const [first] = policies;
  const own = ownKindOf(first?.kind);
  if (first && own) {
    add('kind', own);
    add('title', names.title);
    role.items.push(...policyNode(first).items);
  } else {
    add('name', names.name);
    add('title', names.title);
    add('policies', policiesNode(policies));
  }
  if (stillUses.length > 0) role.items.push(stillUsesPair(stillUses));
  if (drafts) addClaims(role, drafts);
  const contents = map([pair(own ? 'policies' : 'roles', map([pair(names.id, role)]))]);
  if (placeholders.size > 0) {
    const declared = map([...placeholders].map(([name, example]) => pair(name, example)));
    declared.commentBefore = ' Examples for validation and proof; pages keep the placeholders.';
    contents.items.push(pair('placeholders', declared));
  }
  return yamlText(contents, schema);
}

function stillUsesPair(actions: readonly string[]): Pair<Scalar, Node> {
  const list = new YAMLSeq();
  list.items = actions.map((action) => new Scalar(action));
  list.flow = true;
  const made = pair('stillUses', list);
  made.key.commentBefore =
    ' AWS removed these actions. Update the policies, then delete this line.';
  return made;
}

export function statementFile(
  id: string,
  statement: PolicyNode,
  text: string,
  schema: string | undefined,
): string {
  return yamlText(map([pair('statements', map([pair(id, toYaml(statement, text))]))]), schema);
}

/** By kind; several of one kind are a list. */
function policiesNode(policies: readonly PolicyDraft[]): YAMLMap<Scalar, Node> {
  const kinds = [...new Set(policies.map(({ kind }) => kind))];
  return map(
    kinds.map((kind) => {
      const nodes = policies.filter((one) => one.kind === kind).map(policyNode);
      const list = new YAMLSeq();
      list.items = nodes;
      return pair(kind, nodes.length === 1 ? nodes[0] : list);
    }),
  );
}

function policyNode({ file, statements, text, uses, shipped }: PolicyDraft): YAMLMap<Scalar, Node> {
  const named = file === undefined ? [] : [pair('file', file)];
  if (shipped?.isFollowed === true) {
    const values = Object.entries(shipped.values);
    return map([
      ...named,
      pair('from', shipped.from),
      ...(values.length === 0
        ? []
        : [pair('values', map(values.map(([name, value]) => pair(name, inFlow(value)))))]),
    ]);
  }
  const list = new YAMLSeq();
  list.items = statements.map((statement, index) => {
    const use = uses[index];
    return use === undefined ? toYaml(statement, text) : map([pair('use', use)]);
  });
  const sameAs = shipped ? [pair('sameAs', map([pair('from', shipped.from)]))] : [];
  return map([...named, pair('statements', list), ...sameAs]);
}

function addClaims(role: YAMLMap<Scalar, Node>, { claims, bounds, without }: Drafts): void {
  const missing = without.map(
    (statement) => ` No request was found that shows what ${statement} does; write a claim for it.`,
  );
  if (claims.length + bounds.length === 0) {
    role.comment = missing.join('\n');
    return;
  }
  const list = new YAMLSeq();
  const examples = claims.map(({ say, policy, principal, requests, expect, by }) => {
    const items = Object.entries({ say, policy, principal }).filter(([, value]) => value);
    const asked = new YAMLSeq();
    asked.items = requests.map((request) =>
      map(Object.entries(request).map(([key, value]) => pair(key, inFlow(value)))),
    );
    return map([
      ...items.map(([key, value]) => pair(key, value)),
      pair('requests', asked),
      pair('expect', expect),
      ...(by === undefined ? [] : [pair('by', by)]),
    ]);
  });
  list.items = [
    ...examples,
    ...bounds.map((bound) =>
      map(Object.entries(bound).map(([key, value]) => pair(key, inFlow(value)))),
    ),
  ];
  list.commentBefore = [
    ' Drafted by `permadocs adopt`: each sentence says only what was tested.',
    ' Reword them, and add claims that your readers rely on.',
    ...missing,
  ].join('\n');
  role.items.push(pair('claims', list));
}

/** Puts lists and maps on one line; keeps strings as they are. */
function inFlow(value: unknown): unknown {
  if (typeof value === 'string') return value;
  const node = new Document(value).contents as unknown as YAMLSeq | YAMLMap;
  node.flow = true;
  return node;
}

function pair(key: string, value: unknown): Pair<Scalar, Node> {
  const isNode = value instanceof YAMLMap || value instanceof YAMLSeq || value instanceof Scalar;
  return new Pair(new Scalar(key), isNode ? value : (new Scalar(value) as Node));
}

function map(items: readonly Pair<Scalar, Node>[]): YAMLMap<Scalar, Node> {
  const made = new YAMLMap<Scalar, Node>();
  made.items = [...items];
  return made;
}

function yamlText(contents: YAMLMap<Scalar, Node>, schema: string | undefined): string {
  const document = new Document();
  document.contents = contents as never;
  if (schema !== undefined) document.commentBefore = ` yaml-language-server: $schema=${schema}`;
  return document.toString({ lineWidth: 0 }).replace(/^(#[^\n]*\n)\n/, '$1');
}
