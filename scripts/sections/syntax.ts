/** The syntax tree of a template: the node types that are supported, and problems at nodes. */
import type { Code } from '../problems/codes.ts';
import type { ProblemWords } from '../problems/problem.ts';
import { HELPERS } from './helpers.ts';

/** A problem at a node; template.ts knows where the node is in the file. */
export interface TemplateProblem {
  readonly code: Code;
  readonly node: hbs.AST.Node;
  readonly words: ProblemWords;
}

/** The Handlebars blocks that templates may use. */
export const BLOCKS = ['if', 'unless', 'each'];

export function isNode<T extends hbs.AST.Node>(node: hbs.AST.Node, type: T['type']): node is T {
  return node.type === type;
}

/** What `{{…}}` prints: a path or a helper call. Handlebars does not distinguish the two. */
export function expressionOf(statement: hbs.AST.MustacheStatement): hbs.AST.Expression {
  if (statement.params.length === 0 && !statement.hash?.pairs.length) {
    const { original } = statement.path as hbs.AST.PathExpression;
    if (!Object.hasOwn(HELPERS, String(original))) return statement.path;
  }
  return { ...statement, type: 'SubExpression' } as unknown as hbs.AST.SubExpression;
}

/** The expressions in a node: what it prints, or its arguments. */
export function expressionsOf(node: hbs.AST.Node): hbs.AST.Expression[] {
  if (isNode<hbs.AST.MustacheStatement>(node, 'MustacheStatement')) return [expressionOf(node)];
  const { params = [], hash } = node as Partial<hbs.AST.BlockStatement>;
  return [...params, ...(hash?.pairs ?? []).map(({ value }) => value)];
}

/** The block's name: `each` in `{{#each list as |item|}}`. */
export const blockName = (statement: hbs.AST.BlockStatement): string =>
  (statement.path as hbs.AST.PathExpression).original;

/** The item's name: `item` in `{{#each list as |item|}}`. */
export const itemName = (statement: hbs.AST.BlockStatement): string | undefined =>
  statement.program.blockParams?.[0];
