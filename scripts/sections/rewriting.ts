/**
 * Prepares a checked template for compiling: `{{x}}` becomes `{{print x "type" "place"}}`, and
 * paths to parameters are made to work inside any number of `each` blocks. All problems have been
 * reported before.
 */
import { UNKNOWN } from './fields.ts';
import type { Landings } from './placing.ts';
import { blockName, expressionOf, isNode, itemName } from './syntax.ts';
import type { Types } from './typing.ts';

/** The `each` blocks around a statement. */
interface Around {
  readonly depth: number;
  readonly items: ReadonlySet<string>;
}

/** Returns a copy of `program` with explicit calls of `print`; the original is unchanged. */
export function withPrint(
  program: hbs.AST.Program,
  types: Types,
  landings: Landings,
): hbs.AST.Program {
  const rewrite = <P extends hbs.AST.Program | undefined>(one: P, around: Around): P =>
    one && { ...one, body: one.body.map((statement) => rewriteStatement(statement, around)) };

  function rewriteStatement(statement: hbs.AST.Statement, around: Around): hbs.AST.Statement {
    if (isNode<hbs.AST.MustacheStatement>(statement, 'MustacheStatement')) {
      const type = types.get(statement) ?? UNKNOWN;
      return printing(statement, around, type.name, landings.get(statement) ?? 'prose');
    }
    if (isNode<hbs.AST.BlockStatement>(statement, 'BlockStatement')) {
      return {
        ...statement,
        params: statement.params.map((param) => reaching(param, around)),
        program: rewrite(statement.program, inside(statement, around)),
        inverse: rewrite(statement.inverse, around),
      } as hbs.AST.BlockStatement;
    }
    return isNode<hbs.AST.PartialStatement>(statement, 'PartialStatement')
      ? withHash(statement, around)
      : statement;
  }

  return rewrite(program, { depth: 0, items: new Set() });
}

function inside(statement: hbs.AST.BlockStatement, around: Around): Around {
  const item = itemName(statement);
  if (blockName(statement) !== 'each' || item === undefined) return around;
  return { depth: around.depth + 1, items: new Set([...around.items, item]) };
}

function printing(
  { hash: _, ...statement }: hbs.AST.MustacheStatement,
  around: Around,
  type: string,
  place: string,
): hbs.AST.MustacheStatement {
  const { loc } = statement;
  const expression = expressionOf({ ...statement, hash: _ });
  return {
    ...statement,
    path: path('print', loc),
    params: [reaching(expression, around), stringLiteral(type, loc), stringLiteral(place, loc)],
  } as unknown as hbs.AST.MustacheStatement;
}

/** The expression with its parameters resolved from the outermost context, which holds them. */
function reaching(expression: hbs.AST.Expression, around: Around): hbs.AST.Expression {
  if (isNode<hbs.AST.SubExpression>(expression, 'SubExpression')) {
    const params = expression.params.map((param) => reaching(param, around));
    return withHash({ ...expression, params }, around);
  }
  if (!isNode<hbs.AST.PathExpression>(expression, 'PathExpression')) return expression;
  const isOutside = !expression.data && !around.items.has(expression.parts[0] ?? '');
  return isOutside
    ? ({ ...expression, depth: around.depth } as hbs.AST.PathExpression)
    : expression;
}

function withHash<N extends { hash?: hbs.AST.Hash }>(node: N, around: Around): N {
  if (!node.hash) return node;
  const pairs = node.hash.pairs.map((pair) => ({ ...pair, value: reaching(pair.value, around) }));
  return { ...node, hash: { ...node.hash, pairs } };
}

const path = (name: string, loc: hbs.AST.SourceLocation): hbs.AST.PathExpression =>
  ({
    type: 'PathExpression',
    data: false,
    depth: 0,
    parts: [name],
    original: name,
    loc,
  }) as unknown as hbs.AST.PathExpression;

const stringLiteral = (value: string, loc: hbs.AST.SourceLocation): hbs.AST.StringLiteral =>
  ({ type: 'StringLiteral', value, original: value, loc }) as unknown as hbs.AST.StringLiteral;
