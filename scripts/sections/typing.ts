/**
 * Typing: what each `{{…}}` of a template prints, and whether blocks and partials get suitable
 * arguments. expressions.ts types single expressions; placing.ts decides where values are printed.
 */
import type { OwnFields } from '../data/schema/own-fields.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { checkArgument, type Scope, typeOf } from './expressions.ts';
import { isUnknown, type Type, typeText } from './fields.ts';
import {
  blockName,
  BLOCKS,
  expressionOf,
  isNode,
  itemName,
  type TemplateProblem,
} from './syntax.ts';

interface TemplateScope {
  /** The parameters of the section or partial. */
  readonly names: ReadonlyMap<string, Type>;
  /** The parameters of each partial. */
  readonly partials: ReadonlyMap<string, ReadonlyMap<string, Type>>;
  /** The fields that permadocs.yaml declares. */
  readonly own: OwnFields;
}

export type Types = ReadonlyMap<hbs.AST.Statement, Type>;

/** The type of each `{{…}}` in `program`, and problems with names, arguments and blocks. */
export function typesOf(
  program: hbs.AST.Program,
  { names, partials, own }: TemplateScope,
): { readonly types: Types; readonly problems: readonly TemplateProblem[] } {
  const typing: Typing = { partials, types: new Map(), problems: [] };
  typeProgram(program, { names, present: new Set(), isInEach: false, own }, typing);
  return typing;
}

/** The results so far. */
interface Typing {
  readonly partials: TemplateScope['partials'];
  readonly types: Map<hbs.AST.Statement, Type>;
  readonly problems: TemplateProblem[];
}

function typeProgram(program: hbs.AST.Program | undefined, scope: Scope, typing: Typing): void {
  for (const statement of program?.body ?? []) typeStatement(statement, scope, typing);
}

function typeStatement(statement: hbs.AST.Statement, scope: Scope, typing: Typing): void {
  if (isNode<hbs.AST.MustacheStatement>(statement, 'MustacheStatement'))
    typing.types.set(statement, typeOf(expressionOf(statement), scope, typing.problems));
  else if (isNode<hbs.AST.BlockStatement>(statement, 'BlockStatement'))
    typeBlock(statement, scope, typing);
  else if (isNode<hbs.AST.PartialStatement>(statement, 'PartialStatement'))
    typePartial(statement, scope, typing);
  else if (!['ContentStatement', 'CommentStatement'].includes(statement.type)) {
    typing.problems.push({
      code: 'template/syntax',
      node: statement,
      words: {
        message: `${statement.type} is not supported in templates`,
        hint: 'use if, unless, each and partials',
      },
    });
  }
}

function typeBlock(statement: hbs.AST.BlockStatement, scope: Scope, typing: Typing): void {
  const name = blockName(statement);
  const [argument] = statement.params;
  if (!BLOCKS.includes(name)) {
    typing.problems.push({
      code: 'template/unknown-helper',
      node: statement.path,
      words: {
        message: `{{#${name}}} does not exist`,
        hint: didYouMean(name, BLOCKS) ?? 'blocks are if, unless and each',
      },
    });
  } else if (!argument || statement.params.length > 1 || (statement.hash?.pairs.length ?? 0) > 0) {
    typing.problems.push({
      code: 'template/bad-argument',
      node: statement,
      words: { message: `{{#${name}}} takes one argument`, hint: `write {{#${name} value}}` },
    });
  } else if (name === 'each') typeEach(statement, argument, scope, typing);
  else typeCondition(statement, argument, scope, typing);
}

function typeEach(
  statement: hbs.AST.BlockStatement,
  list: hbs.AST.Expression,
  scope: Scope,
  typing: Typing,
): void {
  const type = typeOf(list, scope, typing.problems);
  const item = itemName(statement);
  if (!isUnknown(type) && !type.list) {
    const message = `{{#each}} needs a list, not ${typeText(type)}`;
    typing.problems.push({ code: 'template/bad-argument', node: list, words: { message } });
  }
  if (item === undefined) {
    typing.problems.push({
      code: 'template/bad-argument',
      node: statement,
      words: { message: '{{#each}} must name its item', hint: 'write {{#each list as |item|}}' },
    });
    return;
  }
  // The item shadows any earlier name, so what was known about that name no longer applies.
  const present = [...scope.present].filter((one) => one !== item && !one.startsWith(`${item}.`));
  const names = new Map([...scope.names, [item, { ...type, list: false }]]);
  const inside = { ...scope, names, present: new Set(present), isInEach: true };
  typeProgram(statement.program, inside, typing);
  typeProgram(statement.inverse, scope, typing);
}

/**
 * Types both branches. In the branch where the condition's path is known to be present, it may be
 * printed.
 */
function typeCondition(
  statement: hbs.AST.BlockStatement,
  condition: hbs.AST.Expression,
  scope: Scope,
  typing: Typing,
): void {
  typeOf(condition, scope, typing.problems, 'condition');
  const narrowed = isNode<hbs.AST.PathExpression>(condition, 'PathExpression')
    ? { ...scope, present: new Set([...scope.present, condition.original]) }
    : scope;
  const isIf = blockName(statement) === 'if';
  typeProgram(statement.program, isIf ? narrowed : scope, typing);
  typeProgram(statement.inverse, isIf ? scope : narrowed, typing);
}

function typePartial(
  statement: hbs.AST.PartialStatement,
  scope: Scope,
  { partials, problems }: Typing,
): void {
  const name = (statement.name as hbs.AST.PathExpression).original;
  const params = isNode(statement.name, 'PathExpression') ? partials.get(name) : undefined;
  if (!params) {
    problems.push({
      code: 'template/unknown-partial',
      node: statement,
      words: {
        message: `there is no partial \`${name}\``,
        hint: didYouMean(name, [...partials.keys()]) ?? 'partials are files in templates/partials/',
      },
    });
    return;
  }
  if (statement.params.length > 0) {
    problems.push({
      code: 'template/bad-argument',
      node: statement,
      words: {
        message: 'a partial takes named arguments only',
        hint: `write {{> ${name} ${[...params.keys()].map((key) => `${key}=…`).join(' ')}}}`,
      },
    });
  }
  typeNamedArguments(statement, params, scope, problems);
}

function typeNamedArguments(
  statement: hbs.AST.PartialStatement,
  params: ReadonlyMap<string, Type>,
  scope: Scope,
  problems: TemplateProblem[],
): void {
  const of = `the partial ${(statement.name as hbs.AST.PathExpression).original}`;
  const pairs = statement.hash?.pairs ?? [];
  for (const pair of pairs) {
    const wanted = params.get(pair.key);
    if (!wanted) {
      const message = `${of} takes no argument \`${pair.key}\``;
      const hint = didYouMean(pair.key, [...params.keys()]);
      problems.push({ code: 'template/bad-argument', node: pair, words: { message, hint } });
      continue;
    }
    const type = typeOf(pair.value, scope, problems, wanted.optional ? 'condition' : 'argument');
    problems.push(...checkArgument(pair.value, type, typeText(wanted), `${pair.key} of ${of}`));
  }
  for (const [key, { optional }] of params) {
    if (optional || pairs.some((pair) => pair.key === key)) continue;
    const words = { message: `${of} needs the argument \`${key}\``, hint: `add ${key}=…` };
    problems.push({ code: 'template/bad-argument', node: statement, words });
  }
}
