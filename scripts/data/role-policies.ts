/** Role policies in the form that the IAM room takes: `use` resolved, placeholders replaced. */
import type { Catalog, Entry, ResolvedPolicy } from './catalog.ts';
import type { PlacedStatement } from './placed-statement.ts';
import { replacePlaceholders } from './placeholder.ts';
import type { ContextValues } from '../iam/context.ts';
import { nodeFromYaml } from '../iam/yaml-node.ts';
import type { PolicyDocument, PolicyNode, StatementNode } from '../iam/policy.ts';
import { type EvaluablePolicy, readPolicy } from '../iam/statement.ts';
import type { RolePolicyKind } from './schema/index.ts';

/** Replaces each declared placeholder with its example value. */
export type Substitute = (text: string) => string;

/** Each placeholder with its example value. */
export type DeclaredPlaceholders = readonly (readonly [name: string, example: string])[];

/** Placeholders from the data and the configuration; the data takes precedence. */
export function declaredPlaceholders(
  catalog: Catalog,
  configured: Readonly<Record<string, string>>,
): DeclaredPlaceholders {
  const declared = new Map(Object.entries(configured));
  for (const { id, value } of catalog.all('placeholders')) declared.set(id, value);
  return [...declared];
}

export function substitutionOf(placeholders: DeclaredPlaceholders): Substitute {
  const declared = new Map(placeholders);
  return (text) =>
    text.includes('<') ? replacePlaceholders(text, (name) => declared.get(name) ?? name) : text;
}

export const substitution = (...given: Parameters<typeof declaredPlaceholders>): Substitute =>
  substitutionOf(declaredPlaceholders(...given));

/** A context with its placeholders replaced. */
export function substituteContext(context: ContextValues, substitute: Substitute): ContextValues {
  return Object.fromEntries(
    Object.entries(context).map(([key, value]) => [
      substitute(key),
      value === null ? null : typeof value === 'string' ? substitute(value) : value.map(substitute),
    ]),
  );
}

const EXAMPLE_ACCOUNT = '111122223333';

/** The account that represents the reader's own. */
export function accountOf(substitute: Substitute): string {
  const account = substitute('<YOUR_AWS_ACCOUNT_ID>');
  return /^\d{12}$/.test(account) ? account : EXAMPLE_ACCOUNT;
}

/** What the AWS CLI and ARNs of a role need: its path and its name, without the slash in front. */
export const pathAndName = ({ value: { path = '/', name } }: Entry<'roles'>): string =>
  `${path.slice(1)}${name}`;

/** A session of the role. */
export function sessionArn(role: Entry<'roles'>, substitute: Substitute): string {
  return `arn:aws:sts::${accountOf(substitute)}:assumed-role/${role.value.name}/session`;
}

/** A policy of a role, or of an entry of its own, as a document with ranges. */
export const writtenDocument = (
  { statements }: Pick<ResolvedPolicy, 'statements'>,
  { file }: Pick<Entry, 'file'>,
  substitute: Substitute,
): PolicyDocument => documentOf(statements, file.source, substitute);

/** A document of these statements; each keeps its own source. */
export function documentOf(
  statements: readonly PlacedStatement[],
  source: PolicyDocument['source'],
  substitute: Substitute,
): PolicyDocument {
  const nodes = statements.map(({ node, file }): StatementNode => ({
    source: file.source,
    node: nodeFromYaml(file.document, node, substitute),
  }));
  const range = nodes[0]?.node.range ?? { start: 0, end: 0 };
  const entry = (key: string, value: PolicyNode) => ({ key, keyRange: range, value });
  const node: PolicyNode = {
    kind: 'map',
    range,
    entries: [
      entry('Version', { kind: 'scalar', value: '2012-10-17', range }),
      entry('Statement', { kind: 'list', items: nodes.map((statement) => statement.node), range }),
    ],
  };
  // What is said of the whole is said at its first statement, which may be in another file.
  return { source: nodes[0]?.source ?? source, node, statements: nodes };
}

/** The same, ready to evaluate; `name` identifies the policy in decisions. */
export function evaluablePolicy(
  catalog: Catalog,
  role: Entry<'roles'>,
  kind: RolePolicyKind,
  substitute: Substitute,
): EvaluablePolicy | undefined {
  const policy = catalog.policy(role, kind);
  return policy && readPolicy(policy.name, writtenDocument(policy, role, substitute));
}

/** A policy that consists of one shared statement. */
export function sharedPolicy(entry: Entry<'statements'>, substitute: Substitute): EvaluablePolicy {
  const node = entry.file.document.getIn(['statements', entry.id], true) as PlacedStatement['node'];
  return readPolicy(
    entry.id,
    documentOf([{ node, file: entry.file, id: entry.id }], entry.file.source, substitute),
  );
}
