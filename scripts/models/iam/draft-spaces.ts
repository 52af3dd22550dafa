/** Rows of what policies allow → spaces that a claim can state, in the words of the policies. */
import { globMatches } from '../../iam/glob.ts';
import type { Row } from '../../iam/space/compare.ts';
import type { KeyTest, Space } from '../../iam/space/space.ts';
import type { KeyWords } from '../../iam/space/words.ts';
import type { EvaluablePolicy, Statement } from '../../iam/statement.ts';

/**
 * How much is named: each action with its resources and conditions; services and access levels where
 * there are many actions; or only those, for all statements together.
 */
export type Style = 'named' | 'levels' | 'coarse';

interface DraftWords {
  /** What decided the rows. */
  readonly policies: readonly EvaluablePolicy[];
  /** What the policies say for an example. */
  readonly written: (text: string) => string;
  readonly serviceOf: (action: string) => string;
}

/** More names than these are said by service and access level. */
const MOST_NAMES = 6;

/** Spaces that hold the rows, and sometimes more: the caller proves that nothing is outside. */
export function spacesOfRows(rows: readonly Row[], words: DraftWords, style: Style): Space[] {
  const groups = new Map<string, { rest: Space; rows: Row[] }>();
  for (const row of rows) {
    const rest =
      style === 'coarse' ? {} : { ...resourcePart(row, words), ...contextPart(row, words) };
    const key = JSON.stringify(rest);
    const group = groups.get(key) ?? { rest, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) =>
    actionParts(group.rows, words, style).map((part) => ({ ...part, ...group.rest })),
  );
}

function actionParts(rows: readonly Row[], words: DraftWords, style: Style): Space[] {
  const statements = rows.flatMap((row) => decidersOf(row, words.policies));
  const negated = statements.find(({ action }) => action?.negated === true)?.action;
  if (negated) return [{ action: { not: oneOrMore([...negated.values]) } }];
  const isOpen = rows.some(({ actions }) => actions.unlisted !== undefined);
  const patterns = isOpen ? wildcardsOf(statements) : [];
  const isCovered = (name: string): boolean =>
    patterns.some((pattern) => globMatches(pattern.toLowerCase(), name.toLowerCase()));
  const names = unique(
    rows.flatMap(({ actions: { services, listed } }) => [
      ...services.map((service) => `${service}:*`),
      ...listed,
    ]),
  ).filter((name) => !isCovered(name));
  if (style === 'named' || names.length <= MOST_NAMES) {
    const action = [...patterns, ...names];
    return action.length > 0 ? [{ action: oneOrMore(action) }] : [];
  }
  const levels = unique(rows.flatMap(({ actions }) => actions.levels));
  return [
    ...(patterns.length > 0 ? [{ action: oneOrMore(patterns) }] : []),
    { service: oneOrMore(unique(names.map(words.serviceOf))), access: oneOrMore(levels) },
  ];
}

const decidersOf = ({ after }: Row, policies: readonly EvaluablePolicy[]): Statement[] =>
  after.decidedBy.flatMap(({ policy, index }) => {
    const named = policies.find(({ name }) => name === policy);
    return named?.statements.find((one) => one.index === index) ?? [];
  });

const wildcardsOf = (statements: readonly Statement[]): string[] =>
  unique(
    statements.flatMap(({ action }) => action?.values ?? []).filter((one) => /[*?]/.test(one)),
  );

function resourcePart({ resources }: Row, { written }: DraftWords): Space {
  const { include, except, isIntersection } = resources;
  const texts = isIntersection ? include.slice(0, 1) : include;
  if (texts.length > 0) return { resource: oneOrMore(texts.map(written)) };
  return except.length > 0 ? { resource: { not: oneOrMore(except.map(written)) } } : {};
}

/** The conditions that a space can state; without the others it is wider. */
function contextPart({ conditions }: Row, { written }: DraftWords): Space {
  const context = conditions.flatMap((one): [string, KeyTest][] => {
    const test = testOf({ ...one, texts: one.texts.map(written) });
    return test === undefined ? [] : [[written(one.key), test]];
  });
  return context.length > 0 ? { context: Object.fromEntries(context) } : {};
}

function testOf({ present, absent, texts }: KeyWords): KeyTest | undefined {
  const [text] = texts;
  if (present === 'none') return null;
  if (present === 'any') return absent ? undefined : 'present';
  if (present === 'is')
    return texts.length === 1 && !absent && text !== undefined
      ? text
      : { in: absent ? [...texts, null] : texts };
  if (present === 'is not') return { not: absent ? oneOrMore(texts) : [...texts, null] };
  if (present === 'like' && !absent) return { like: oneOrMore(texts) };
  // No test says which values, but the key must be there.
  return absent ? undefined : 'present';
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

const oneOrMore = (texts: readonly string[]): string | readonly string[] =>
  texts.length === 1 ? (texts[0] ?? '') : texts;
